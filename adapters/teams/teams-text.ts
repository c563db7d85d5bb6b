import { cleanText } from '../../src/engine/plain-text.ts';
import { objectAt, objectsAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/**
 * The words of a message as its author sees them, without the mention of the bot: Teams sends mentions as
 * `<at>name</at>` and some characters as entities.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations#work-with-mentions
 */
export function wordsOf(activity: Payload): string {
  const bot = stringAt(objectAt(activity, 'recipient'), 'id');
  let text = stringAt(activity, 'text') ?? '';
  for (const mention of mentions(activity)) {
    const name = stringAt(objectAt(mention, 'mentioned'), 'name');
    const marked = stringAt(mention, 'text') ?? (name === null ? null : `<at>${name}</at>`);
    if (marked === null || !isOf(mention, bot)) continue;
    text = text
      .split(marked)
      .map((piece) => piece.trim())
      .join(' ');
  }
  return cleanText(decoded(text.replace(/<at[^<>]*>([^<>]*)<\/at>/g, '@$1')));
}

/** Somebody whose name stands in a text as `@name`. */
export interface Mentioned {
  readonly name: string;
  /** Only this bot's: `29:…`. */
  readonly account: string;
}

export const mentionedIn = (activity: Payload): readonly Mentioned[] => {
  const bot = stringAt(objectAt(activity, 'recipient'), 'id');
  return mentions(activity).flatMap((mention) => {
    const { name, id } = objectAt(mention, 'mentioned');
    return typeof name === 'string' && typeof id === 'string' && id !== bot ? [{ name, account: id }] : [];
  });
};

export const mentionsBot = (activity: Payload): boolean => {
  const bot = stringAt(objectAt(activity, 'recipient'), 'id');
  return mentions(activity).some((mention) => isOf(mention, bot));
};

const mentions = (activity: Payload): readonly Payload[] =>
  objectsAt(activity, 'entities').filter(({ type }) => type === 'mention');

const isOf = (mention: Payload, bot: string | null): boolean =>
  bot !== null && stringAt(objectAt(mention, 'mentioned'), 'id') === bot;

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
};

/** One pass: what was typed as `&amp;lt;` is `&lt;`, and no sign of anything. */
const decoded = (text: string): string =>
  text
    .replace(/&(lt|gt|amp|quot|apos|#39|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll('\u00A0', ' ');

/**
 * The words of a message as HTML, which is what a message extension is given.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module
 */
export const wordsOfHtml = (html: string): string =>
  cleanText(
    decoded(
      html
        .replace(/\s+/g, ' ')
        .replace(/<(?:br|\/p|\/div|\/li|\/tr|\/h\d)[^<>]*>/gi, '\n')
        .replace(/<[^<>]*>/g, ''),
    ).replace(/ *\n */g, '\n'),
  );
