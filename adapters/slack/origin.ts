import type { ConversationId } from '../../src/ids.ts';
import type { Aside, Author, Came, Pane } from './arrival.ts';
import { firstAt, isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { conversationOf, personOf, placeOf } from './places.ts';

/** Where a request comes from: workspace, person, place. */

/**
 * Where the app is installed that this request is for: the organisation, where it was installed for all of one,
 * else the workspace. In a channel shared with others it is still ours.
 *
 * @see https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
 */
export function teamOf(body: Payload): string | null {
  const installed = isPayload(body['event']) ? firstAt(body, 'authorizations') : body;
  const everywhere = ['true', true].includes(installed['is_enterprise_install'] as string | boolean);
  return (everywhere ? organisationOf(body) : null) ?? workspaceOf(body);
}

/** The workspace of a request, whatever the app is installed in. */
export const workspaceOf = (body: Payload): string | null =>
  isPayload(body['event'])
    ? (stringAt(firstAt(body, 'authorizations'), 'team_id') ?? stringAt(body, 'team_id'))
    : (stringAt(objectAt(body, 'view'), 'app_installed_team_id') ??
      stringAt(objectAt(body, 'team'), 'id') ??
      stringAt(body, 'team_id') ??
      stringAt(objectAt(body, 'user'), 'team_id'));

/** The organisation of Enterprise Grid that it belongs to. */
export const organisationOf = (body: Payload): string | null =>
  stringAt(firstAt(body, 'authorizations'), 'enterprise_id') ??
  stringAt(body, 'enterprise_id') ??
  stringAt(objectAt(body, 'enterprise'), 'id') ??
  stringAt(objectAt(body, 'team'), 'enterprise_id');

export const isDirect = (channel: string): boolean => channel.startsWith('D');

/** The bot's own user id, which every event names. */
export function botOf(body: Payload): string | null {
  const installed = firstAt(body, 'authorizations');
  return installed['is_bot'] === true ? stringAt(installed, 'user_id') : null;
}

/**
 * @param home the person's own workspace as the request tells it. It counts where somebody from elsewhere takes
 * part in a channel shared with us; inside an organisation of Enterprise Grid people are one and the same in each of
 * its workspaces, and requests do not agree on which one they name.
 */
export function authorOf(
  body: Payload,
  team: string | null,
  user: string | null,
  name: string | null,
  home: string | null = null,
): Author | null {
  if (team === null || user === null) return null;
  const own = home?.startsWith('T') && organisationOf(body) === null ? home : team;
  const id = personOf(own, user);
  return id && { id, team, user, name };
}

export function interactingUser(body: Payload): Author | null {
  const user = objectAt(body, 'user');
  const name = stringAt(user, 'name') ?? stringAt(user, 'username');
  return authorOf(body, teamOf(body), stringAt(user, 'id'), name, stringAt(user, 'team_id'));
}

export const asideOf = (
  body: Payload,
  channel: string | null,
  thread: string | null,
): Omit<Aside, 'team' | 'user'> => ({
  channel,
  thread,
  responseUrl: stringAt(body, 'response_url'),
  replaces: objectAt(body, 'container')['is_ephemeral'] === true,
});

/** Beside a session, where the request itself does not say where that is. */
export function asideIn({ team, user }: Author, conversation: ConversationId): Aside {
  const place = placeOf(conversation);
  const { channel, thread } = place?.in === 'thread' ? place : { channel: null, thread: null };
  return { team, user, channel, thread, responseUrl: null, replaces: false };
}

/** Interactions are not redelivered; their trigger is theirs alone. */
export const triggerKey = (author: Author, body: Payload): string | null => {
  const trigger = stringAt(body, 'trigger_id');
  return trigger && `slack:${author.team}:trigger:${trigger}`;
};

/**
 * A thread is a conversation of its own; everything else goes on in the direct messages.
 *
 * @param inDm Slack runs slash commands and shortcuts without the bot in the place: they go on in the direct messages
 */
export function cameFrom(author: Author, aside: Omit<Aside, 'team' | 'user'>, inDm = false): Came | null {
  const { team, user } = author;
  const conversation = conversationOf(
    inDm || aside.channel === null || aside.thread === null
      ? { in: 'dm', team, user }
      : { in: 'thread', team, channel: aside.channel, thread: aside.thread },
  );
  return conversation && { author, conversation, aside: { ...aside, team, user } };
}

export function paneAt({ team }: Author, channel: string | null, thread: string | null): Pane | null {
  if (channel === null || thread === null) return null;
  const conversation = conversationOf({ in: 'thread', team, channel, thread });
  return conversation && { channel, thread, conversation };
}
