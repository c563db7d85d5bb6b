import { objectsAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/**
 * What a person wrote, without Discord's notation: names in place of ids, and without the mention of the bot that
 * got its attention.
 *
 * @param bot the ids that stand for the bot: its user, its role
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
export function fromDiscordText(content: string, message: Payload, bot: readonly string[]): string {
  const names = new Map(
    objectsAt(message, 'mentions').map((user) => [
      stringAt(user, 'id'),
      stringAt(user, 'global_name') ?? stringAt(user, 'username') ?? '',
    ]),
  );
  return content
    .replace(/<@[!&]?(\d{1,20})>/g, (_, id: string) => (bot.includes(id) ? ' ' : `@${names.get(id) ?? id}`))
    .replace(/<#(\d{1,20})>/g, '#$1')
    .replace(/<a?:(\w{1,32}):\d{1,20}>/g, ':$1:')
    .replace(/<\/([^:>]{1,100}):\d{1,20}>/g, '/$1')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}
