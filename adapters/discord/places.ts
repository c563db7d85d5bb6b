import { parseConversationId, parsePersonId } from '../../src/ids.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';

/** Where a conversation is in Discord. */
export type Place =
  /** The direct messages between a person and the bot; Discord opens them when the bot asks for them. */
  | { readonly in: 'dm'; readonly user: string }
  /** A thread, or where there can be none, the channel itself. Threads are channels to Discord. */
  | { readonly in: 'guild'; readonly guild: string; readonly channel: string };

/** `discord:dm:<user>` or `discord:<guild>:<channel>`; `null` where a part is no id of Discord's. */
export const conversationOf = (place: Place): ConversationId | null => {
  const id = place.in === 'dm' ? `discord:dm:${place.user}` : `discord:${place.guild}:${place.channel}`;
  return pattern.test(id) ? parseConversationId(id) : null;
};

export const personOf = (user: string): PersonId | null => parsePersonId(`discord:${user}`);

/** `null` for people of other platforms. */
export const userOf = (person: PersonId): string | null => /^discord:(\d{1,20})$/.exec(person)?.[1] ?? null;

const pattern = /^discord:(dm|\d{1,20}):(\d{1,20})$/;

/** `null` where the id was not made by `conversationOf`. */
export function placeOf(conversation: ConversationId): Place | null {
  const [, first, last] = pattern.exec(conversation) ?? [];
  if (first === undefined || last === undefined) return null;
  return first === 'dm' ? { in: 'dm', user: last } : { in: 'guild', guild: first, channel: last };
}

/** Opens a channel, a thread or direct messages in Discord's own app. */
export const linkTo = (guild: string | null, channel: string): string =>
  `https://discord.com/channels/${guild ?? '@me'}/${channel}`;
