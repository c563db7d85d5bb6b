import Mustache from 'mustache';
import { isHttpUrl } from './plain-text.ts';

/** One `{{…}}` of a text. */
export interface Tag {
  readonly kind: 'value' | 'section' | 'partial' | 'delimiter';
  readonly name: string;
  /** All that stands before it. */
  readonly before: string;
}

/** Names and values without a prototype, so that `{{constructor}}` finds nothing. */
export type View = Readonly<Record<string, string | number | boolean>>;

type Token = readonly [symbol: string, name: string, start: number, end: number, children?: readonly Token[]];

const kinds: Readonly<Record<string, Tag['kind']>> = {
  name: 'value',
  '&': 'value',
  '#': 'section',
  '^': 'section',
  '>': 'partial',
  '=': 'delimiter',
};

/** The tags of a text in the order they are written, or why mustache cannot read it. */
export function readTags(
  text: string,
): { readonly ok: true; readonly tags: readonly Tag[] } | { readonly ok: false; readonly message: string } {
  if (!text.includes('{{')) return { ok: true, tags: [] };
  let tokens: readonly Token[];
  try {
    // An own writer each time: the one mustache shares keeps every text it ever saw.
    tokens = new Mustache.Writer().parse(text) as readonly Token[];
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  const walk = (level: readonly Token[]): Tag[] =>
    level.flatMap(([symbol, name, start, , children]) => {
      const kind = kinds[symbol];
      if (kind === undefined) return [];
      return [
        { kind, name, before: text.slice(0, start) },
        ...(kind === 'section' ? walk(children ?? []) : []),
      ];
    });
  return { ok: true, tags: walk(tokens) };
}

const plain = (value: unknown): string => String(value);

const fill = (text: string, view: View, escape: (value: unknown) => string): string =>
  text.includes('{{') ? new Mustache.Writer().render(text, view, undefined, { escape }).trim() : text;

/** A text with its values in place, as plain text: escaping is for whoever shows it. What is missing is left out. */
export const renderText = (text: string, view: View): string => fill(text, view, plain);

/**
 * A link with its values in place. Values are percent-encoded, save where they bring the beginning of the link.
 * `''` where it renders to nothing, `null` where the outcome is no link anybody should be sent to.
 */
export function renderUrl(text: string, view: View): string | null {
  const encode = (value: unknown): string => encodeURIComponent(plain(value));
  const encodeButLinks = (value: unknown): string => (isHttpUrl(plain(value)) ? plain(value) : encode(value));
  for (const escape of [encode, encodeButLinks, plain]) {
    const url = fill(text, view, escape);
    if (url === '' || isHttpUrl(url)) return url;
  }
  return null;
}

class PreviewWriter extends Mustache.Writer {
  override escapedValue(token: string[], context: Mustache.Context): string {
    return plain(context.lookup(token[1] ?? '') ?? '…');
  }
  override unescapedValue(token: string[], context: Mustache.Context): string {
    return this.escapedValue(token, context);
  }
}

/** A text before all its values are known: `…` stands for each that is missing. */
export const previewText = (text: string, view: View): string =>
  text.includes('{{') ? new PreviewWriter().render(text, view).trim() : text;
