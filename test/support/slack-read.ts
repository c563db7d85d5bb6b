import { decodeAction } from '../../adapters/slack/action-value.ts';
import { isHttpUrl } from '../../src/engine/plain-text.ts';
import type { Button } from '../contract/harness.ts';

/** What people see of what is sent to Slack: words, buttons, and what Slack would make of the words. */
type Json = Readonly<Record<string, unknown>>;

export interface Read {
  readonly text: string;
  readonly buttons: readonly Button[];
  readonly effects: readonly string[];
}

/** A message's `text` and `blocks`; where there are no blocks, the text is what is shown. */
export function readMessage(content: { readonly text: unknown; readonly blocks: unknown }): Read {
  const shown = list(content.blocks).map(readBlock);
  const fallback = typeof content.text === 'string' ? content.text : '';
  const marked = [...fallback.matchAll(/<[^<>]*>/g)].map(([markup]) => `markup ${markup}`);
  if (shown.length === 0) return { text: unescape(fallback), buttons: [], effects: marked };
  const together = joined(shown);
  return { ...together, effects: [...together.effects, ...marked] };
}

/** A modal or a home page. */
export const readView = (view: unknown): Read & { readonly title: string; readonly fields: Field[] } => {
  const { title, blocks } = object(view);
  return {
    ...joined([readText(title), ...list(blocks).map(readBlock)]),
    title: string(object(title)['text']),
    fields: list(blocks)
      .map(object)
      .filter(({ type }) => type === 'input')
      .map(({ block_id, label, element }) => ({
        name: string(block_id),
        label: string(object(label)['text']),
        type: string(object(element)['type']),
      })),
  };
};
export interface Field {
  readonly name: string;
  readonly label: string;
  /** Of its element. */
  readonly type: string;
}

const nothing: Read = { text: '', buttons: [], effects: [] };

const joined = (reads: readonly Read[], between = '\n'): Read => ({
  text: reads
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join(between),
  buttons: reads.flatMap(({ buttons }) => buttons),
  effects: reads.flatMap(({ effects }) => effects),
});

function readBlock(value: unknown): Read {
  const block = object(value);
  switch (block['type']) {
    case 'header':
    case 'section':
      return readText(block['text']);
    case 'context':
      return joined(list(block['elements']).map(readText), ' ');
    case 'rich_text':
      return readRich(block);
    case 'actions':
      return joined(list(block['elements']).map(readElement));
    case 'input':
      return joined([readText(block['label']), readText(block['hint'])]);
    case 'image': {
      const url = string(block['image_url']);
      const effects = url.startsWith('https:') && isHttpUrl(url) ? [] : [`image ${url}`];
      return { ...nothing, text: string(block['alt_text']), effects };
    }
    case 'divider':
      return nothing;
    default:
      return { ...nothing, effects: [`block ${String(block['type'])}`] };
  }
}

function readText(value: unknown): Read {
  const { type, text, emoji } = object(value);
  if (value === undefined) return nothing;
  const words = string(text);
  const effects = [
    ...(type === 'plain_text' ? [] : [`${String(type)} ${words}`]),
    ...(emoji === false ? [] : [...words.matchAll(/:[a-z0-9_+-]+:/g)].map(([name]) => `emoji ${name}`)),
  ];
  return { text: words, buttons: [], effects };
}

function readRich(value: unknown): Read {
  const node = object(value);
  switch (node['type']) {
    case 'text':
      return { ...nothing, text: string(node['text']) };
    // The adapter's own signs.
    case 'emoji':
      return nothing;
    case 'link': {
      const url = string(node['url']);
      const effects = isHttpUrl(url) ? [] : [`link ${url}`];
      return { text: string(node['text']) || url, buttons: [], effects };
    }
    case 'rich_text':
    case 'rich_text_list':
      return joined(list(node['elements']).map(readRich));
    case 'rich_text_section':
    case 'rich_text_quote':
      return joined(list(node['elements']).map(readRich), '');
    default:
      return { ...nothing, effects: [`element ${String(node['type'])}`] };
  }
}

function readElement(value: unknown): Read {
  const element = object(value);
  const pressable = element['options'] === undefined ? [element] : list(element['options']).map(object);
  const buttons = pressable.flatMap((one): Button[] => {
    const carried = decodeAction(string(one['value']));
    return carried ? [{ label: string(object(one['text'])['text']), ...carried }] : [];
  });
  return { text: '', buttons, effects: pressable.flatMap(({ text }) => readText(text).effects) };
}

const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const string = (value: unknown): string => (typeof value === 'string' ? value : '');
