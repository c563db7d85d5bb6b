import { createHash } from 'node:crypto';
import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import type { MessageId } from '../../src/ids.ts';
import type { DiscordMessage } from './components.ts';
import { limits } from './limits.ts';

/**
 * How a message is known again, should nobody know whether it went through: for the first minutes by its nonce,
 * and for good by the number of its first component, which Discord keeps and gives back.
 */

/**
 * The same for each attempt to post a version of a message; `anew` tells apart one that is posted again.
 *
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export const nonceOf = (id: MessageId, version: number, anew = ''): string =>
  createHash('sha256').update(`${id} ${version} ${anew}`).digest('base64url').slice(0, limits.nonce.max);

/** A component's own number is of 32 bits; Discord counts from 1 upwards where none is given. */
export const markOf = (id: MessageId): number =>
  2 ** 30 + (createHash('sha256').update(id).digest().readUInt32BE(0) % 2 ** 30);

export function marked(message: DiscordMessage, id: MessageId): DiscordMessage {
  const [first, ...others] = message.components;
  if (first === undefined) return message;
  const known: APIMessageTopLevelComponent = { ...first, id: markOf(id) };
  return { ...message, components: [known, ...others] };
}
