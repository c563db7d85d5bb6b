import { parseConversationId, parsePersonId } from '../../src/ids.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';

/** Where a conversation is in Slack. */
export type Place =
  /** The direct messages between a person and the bot; Slack opens them on the first message. */
  | { readonly in: 'dm'; readonly team: string; readonly user: string }
  /** A channel of the agents' or admins': what is posted there begins a thread of its own. */
  | { readonly in: 'channel'; readonly team: string; readonly channel: string }
  | { readonly in: 'thread'; readonly team: string; readonly channel: string; readonly thread: string };

/** `slack:T…:dm:U…`, `slack:T…:C…:1700000000.000100`, or `slack:T…:C…`; `null` where a part is no Slack id. */
export const conversationOf = (place: Place): ConversationId | null =>
  parseConversationId(`slack:${place.team}:${withinTeam(place)}`);

const withinTeam = (place: Place): string => {
  switch (place.in) {
    case 'dm':
      return `dm:${place.user}`;
    case 'channel':
      return place.channel;
    case 'thread':
      return `${place.channel}:${place.thread}`;
  }
};

export const personOf = (team: string, user: string): PersonId | null =>
  parsePersonId(`slack:${team}:${user}`);

const pattern = /^slack:([A-Z0-9]+):(dm|[A-Z0-9]+)(?::([A-Z0-9]+|\d+\.\d+))?$/;

/** `null` where the id was not made by `conversationOf`. */
export function placeOf(conversation: ConversationId): Place | null {
  const [, team, middle, last] = pattern.exec(conversation) ?? [];
  if (team === undefined || middle === undefined) return null;
  if (last === undefined) return middle === 'dm' ? null : { in: 'channel', team, channel: middle };
  return middle === 'dm'
    ? { in: 'dm', team, user: last }
    : { in: 'thread', team, channel: middle, thread: last };
}
