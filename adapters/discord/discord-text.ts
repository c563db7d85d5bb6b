import type { PersonId } from '../../src/ids.ts';
import { objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { personOf } from './places.ts';

/**
 * What a person wrote, without Discord's notation: names in place of ids, and without the mention of the bot that
 * got its attention.
 *
 * @param bot the ids that stand for the bot: its user, its role
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
export function fromDiscordText(content: string, message: Payload, bot: readonly string[]): string {
  const names = new Map(objectsAt(message, 'mentions').map((user) => [stringAt(user, 'id'), nameOf(user)]));
  return content
    .replace(/<@[!&]?(\d{1,20})>/g, (_, id: string) => (bot.includes(id) ? ' ' : `@${names.get(id) ?? id}`))
    .replace(/<#(\d{1,20})>/g, '#$1')
    .replace(/<a?:(\w{1,32}):\d{1,20}>/g, ':$1:')
    .replace(/<\/([^:>]{1,100}):\d{1,20}>/g, '/$1')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

const nameOf = (user: Payload): string => stringAt(user, 'global_name') ?? stringAt(user, 'username') ?? '';

/** Somebody whose name stands in a text as `fromDiscordText` shows it. */
export interface Mentioned {
  readonly shown: string;
  readonly id: PersonId;
}

/** Everybody who is mentioned but the bot. */
export const mentionedIn = (message: Payload, bot: readonly string[]): readonly Mentioned[] =>
  objectsAt(message, 'mentions').flatMap((user) => {
    const id = snowflakeAt(user, 'id');
    const person = id === null || bot.includes(id) ? null : personOf(id);
    return person === null ? [] : [{ shown: `@${nameOf(user)}`, id: person }];
  });
