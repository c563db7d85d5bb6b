import { parse } from 'discord-markdown-parser';
import { decodeCarried } from '../../adapters/discord/custom-id.ts';
import { renderForm } from '../../adapters/discord/forms.ts';
import { renderMessage } from '../../adapters/discord/render.ts';
import type { Form, Message } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';
import type { Button, Drawn } from '../contract/harness.ts';
import { texts } from '../engine/screen.ts';
import { componentsIn, messageProblems, modalProblems } from './discord-check.ts';

/** What a reader sees of one piece of Discord's markdown, read by somebody else's reader. */
export interface Reading {
  readonly text: string;
  /** Everything that is more than words, in order: "strong", "link https://…", "user", "list". */
  readonly looks: readonly string[];
}

export function readMarkdown(markdown: string): Reading {
  const looks = markdown.match(listBeginning)?.map(() => 'list') ?? [];
  const text = (node: unknown): string => {
    if (typeof node === 'string') return node;
    if (Array.isArray(node)) return node.map(text).join('');
    const { type, content, target } = node as { type: string; content?: unknown; target?: string };
    if (type === 'text') return text(content);
    if (type === 'br' || type === 'newline') return '\n';
    // A picture in a text is a character of it.
    if (type === 'twemoji') return (node as { name: string }).name;
    looks.push(target === undefined ? type : `link ${target}`);
    const words = content === undefined ? '' : text(content);
    return lineTypes.includes(type) ? `${words}\n` : words;
  };
  return { text: text(parse(markdown, 'extended')), looks };
}

/** The reader knows no lists. */
const listBeginning = /^ *(?:[-*+]|\d+\.) /gm;
const lineTypes = ['heading', 'subtext', 'blockQuote'];

/** All the texts of a body, one below the other. */
export const readingOf = (body: unknown): Reading => {
  const all = componentsIn(body)
    .filter(({ type }) => type === 10)
    .map(({ content }) => readMarkdown(String(content)));
  return { text: all.map(({ text }) => text).join('\n'), looks: all.flatMap(({ looks }) => looks) };
};

/**
 * What people's words made of a message beyond words: the looks it has more than the same message would have
 * with nothing in its texts that could be markup.
 */
export function effectsOf(message: Message): readonly string[] {
  const meant = [...readingOf(renderMessage(harmless(message), texts.say)).looks];
  return readingOf(renderMessage(message, texts.say)).looks.filter((look) => {
    const index = meant.indexOf(look);
    if (index >= 0) meant.splice(index, 1);
    return index < 0;
  });
}

/** The same message in words of as many letters; addresses stay what they are. */
const harmless = <Value>(value: Value, name = ''): Value => {
  if (typeof value === 'string') {
    return (kept.includes(name) ? value : value.replace(/[^\s\p{L}]/gu, 'x')) as Value;
  }
  if (Array.isArray(value)) return value.map((inner) => harmless<unknown>(inner, name)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, harmless<unknown>(inner, key)]),
  ) as Value;
};
const kept = [
  'type',
  'tone',
  'result',
  'url',
  'locale',
  'move',
  'form',
  'style',
  'place',
  'session_id',
  'arg',
];

/** A body as people see it; in its effects stands what no part of a message ever looks like. */
export function readBody(body: unknown): Omit<Drawn, 'problems'> {
  const { text, looks } = readingOf(body);
  return {
    text,
    buttons: componentsIn(body).flatMap(buttonsOf),
    effects: looks.filter((look) => !meantLooks.test(look)),
  };
}

const meantLooks = /^(?:heading|subtext|strong|blockQuote|list|link https?:.*)$/;

/** A button, or the entries of a menu; what only turns pages is none. */
function buttonsOf({ type, label, custom_id, options }: ReturnType<typeof componentsIn>[number]): Button[] {
  const entries: readonly { label?: unknown; id: unknown }[] =
    type === 2
      ? [{ label, id: custom_id }]
      : type === 3 && Array.isArray(options)
        ? (options as { label: unknown; value: unknown }[]).map((one) => ({
            label: one.label,
            id: one.value,
          }))
        : [];
  return entries.flatMap(({ label: words, id }): Button[] => {
    const carried = decodeCarried(String(id));
    if (carried === null || carried.kind === 'whole') return [];
    return [
      { label: String(words), press: carried.press, form: carried.kind === 'form' ? carried.form : null },
    ];
  });
}

/** For the contract suite: a message as it would be sent. */
export function drawMessage(message: Message): Drawn {
  const body = renderMessage(message, texts.say);
  const read = readBody(body);
  return { ...read, effects: [...read.effects, ...effectsOf(message)], problems: messageProblems(body) };
}

/** The same for a form: what is wrong with its first modal, with an id of a session as they are generated. */
export const drawForm = (form: Form): readonly string[] => {
  const press = { ...form.press, session_id: 'ses_0123456789abcdefghijkl' as SessionId };
  return modalProblems(renderForm({ ...form, press }, 'es', texts.say, null));
};
