import { cleanLine, cleanText } from './plain-text.ts';

/** Says that something was left out here. */
export const mark = '…';

const graphemes = new Intl.Segmenter();
/** How far back a cut may move to end at a blank. */
const reach = 40;

/**
 * Whether there may be anything to clean but blanks around. Texts were cleaned before they were stored: this
 * one look spares nearly every message the six that cleaning takes.
 */
const unclean = /(?![\n\t])\p{Cc}|[\u2028-\u202E\u2066-\u2069]|\p{Cs}/u;
const uncleanOnOneLine = /[\t\n\r\u2028\u2029]/;

const clean = (text: string): string => (unclean.test(text) ? cleanText(text) : text.trim());

/** A text of several lines, clean and never empty. */
export const lines = (text: string): string => clean(text) || mark;
/** The same on one line. */
export const line = (text: string): string =>
  (uncleanOnOneLine.test(text) ? cleanLine(text) : clean(text)) || mark;
export const isBlank = (text: string): boolean => clean(text) === '';

/** The last place at or before `at` where the text can be parted without parting what a reader sees as one character. */
function partingAt(text: string, at: number): number {
  const from = Math.max(0, at - 64);
  const piece = graphemes.segment(text.slice(from, at + 64)).containing(at - from);
  const whole = piece ? from + piece.index : at;
  if (whole <= from) return isHighSurrogate(text, at - 1) ? at - 1 : at;
  const blank = text.slice(Math.max(0, whole - reach), whole).search(/\s\S*$/);
  return blank > 0 ? Math.max(0, whole - reach) + blank : whole;
}

const isHighSurrogate = (text: string, index: number): boolean => {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
};

/** At most `limit` long; where something was left out, it ends with the mark. */
export const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, partingAt(text, limit - mark.length)).trimEnd()}${mark}`;

/** Pieces of at most `limit`, together the whole text. */
export function split(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const at = partingAt(rest, limit);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...pieces, rest].map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** Escaped for a platform, and at most `limit` long after that. */
export function cutEscaped(text: string, limit: number, escape: (text: string) => string): string {
  let kept = text.length;
  for (;;) {
    const whole = escape(cut(text, kept));
    if (whole.length <= limit) return whole;
    kept = Math.min(kept - 1, Math.floor((Math.min(kept, text.length) * limit) / whole.length));
  }
}

/** As many of the items as fit into `limit` together; the last may be cut, and a mark stands for what is missing. */
export function within(items: readonly string[], limit: number, each: number = limit): readonly string[] {
  const kept: string[] = [];
  let left = limit;
  for (const item of items) {
    if (left < item.length && left < reach) return [...kept, mark];
    const shown = cut(item, Math.min(left, each));
    kept.push(shown);
    left -= shown.length;
  }
  return kept;
}
