import { parseConversationId, parsePersonId } from '../../src/ids.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';

/** Where a conversation is in Teams. */
export type Place =
  /** The chat between a person and the bot. Its own id is another for each bot: see `references.ts`. */
  | { readonly in: 'personal'; readonly tenant: string; readonly user: string }
  /** A group chat, a channel, or a thread in a channel, by the id that Teams gives it. */
  | { readonly in: 'shared'; readonly tenant: string; readonly conversation: string };

/** `teams:<tenant>:personal:<object id>` or `teams:<tenant>:19:…@thread.tacv2;messageid=…`. */
export const conversationOf = (place: Place): ConversationId | null =>
  tenantPattern.test(place.tenant)
    ? parseConversationId(
        place.in === 'personal'
          ? `teams:${place.tenant}:personal:${place.user}`
          : `teams:${place.tenant}:${place.conversation}`,
      )
    : null;

export const personOf = (tenant: string, user: string): PersonId | null =>
  tenantPattern.test(tenant) ? parsePersonId(`teams:${tenant}:${user}`) : null;

const tenantPattern = /^[^:\s]{1,64}$/;
const pattern = /^teams:([^:\s]{1,64}):(personal:)?(\S+)$/;

/** `null` where the id was not made by `conversationOf`. */
export function placeOf(conversation: ConversationId): Place | null {
  const [, tenant, personal, last] = pattern.exec(conversation) ?? [];
  if (tenant === undefined || last === undefined) return null;
  return personal === undefined
    ? { in: 'shared', tenant, conversation: last }
    : { in: 'personal', tenant, user: last };
}

/** A thread is `<its channel>;messageid=<its first message>`. */
export const channelOfThread = (conversation: string): string =>
  conversation.split(';', 1)[0] ?? conversation;

export const threadBelow = (conversation: string, message: string): string =>
  `${channelOfThread(conversation)};messageid=${message}`;
