import type { FormName, Press } from '../../src/engine/message.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import { decodeAction } from './action-value.ts';
import { commandOf, shortcutId } from './commands.ts';
import type { CommandName } from './commands.ts';
import { recall } from './forms.ts';
import type { Opener } from './forms.ts';
import { firstAt, isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { conversationOf, personOf, placeOf } from './places.ts';
import { fromSlackText, mentions, withPeople } from './slack-text.ts';

/** Who did it, in Slack's ids and ours. */
export interface Author {
  readonly id: PersonId;
  readonly team: string;
  readonly user: string;
  /** As far as the request tells. */
  readonly name: string | null;
}

/** Where a note for this person alone can go. */
export interface Aside {
  readonly user: string;
  readonly channel: string | null;
  readonly thread: string | null;
  readonly responseUrl: string | null;
  /** It was done on a message that only this person sees. */
  readonly replaces: boolean;
}

interface Came {
  readonly author: Author;
  readonly conversation: ConversationId;
  readonly aside: Aside;
}

/** A verified request in the adapter's terms. */
export type Arrival =
  | (Came & {
      readonly kind: 'message';
      readonly key: string;
      readonly text: string;
      readonly addressed: boolean;
    })
  | (Came & {
      readonly kind: 'command';
      readonly key: string | null;
      readonly command: CommandName;
      readonly text: string;
      readonly app: string | null;
    })
  | (Came & {
      readonly kind: 'shortcut';
      readonly key: string | null;
      readonly text: string;
      readonly app: string | null;
    })
  | (Came & {
      readonly kind: 'press';
      readonly press: Press;
      /** The form that is to be opened first, and the trigger that opens it. */
      readonly form: FormName | null;
      readonly trigger: string | null;
      readonly from: Opener;
    })
  | (Came & {
      readonly kind: 'submission';
      readonly from: Opener;
      readonly key: string | null;
      readonly press: Press;
      readonly form: FormName;
      readonly values: Readonly<Record<string, string>>;
      /** What the modal is made of, to answer in it. */
      readonly title: string;
      readonly close: string;
      readonly fields: readonly string[];
    })
  | { readonly kind: 'home'; readonly author: Author }
  /** The app was removed from a workspace, or its token taken back. */
  | { readonly kind: 'removed'; readonly team: string | null }
  | { readonly kind: 'nothing'; readonly because: string };

const nothing = (because: string): Arrival => ({ kind: 'nothing', because });

/** Reads the body of a request that was verified; anything that is not for the bot is `nothing`. */
export function parseRequest(body: unknown): Arrival {
  if (!isPayload(body)) return nothing('no object');
  if (isPayload(body['event'])) return parseEvent(body, body['event']);
  if (stringAt(body, 'command') !== null) return parseCommand(body);
  switch (body['type']) {
    case 'block_actions':
      return parsePress(body);
    case 'message_action':
      return parseShortcut(body);
    case 'view_submission':
      return parseSubmission(body);
    default:
      return nothing('unknown type');
  }
}

/** The team of a request, for the list of allowed ones; `null` where it says none. */
export const teamOf = (body: Payload): string | null =>
  isPayload(body['event'])
    ? (stringAt(firstAt(body, 'authorizations'), 'team_id') ?? stringAt(body, 'team_id'))
    : (stringAt(objectAt(body, 'view'), 'app_installed_team_id') ??
      stringAt(objectAt(body, 'team'), 'id') ??
      stringAt(body, 'team_id') ??
      stringAt(objectAt(body, 'user'), 'team_id'));

function parseEvent(body: Payload, event: Payload): Arrival {
  const team = teamOf(body);
  switch (event['type']) {
    case 'app_mention':
    case 'message':
      return parseMessage(body, event, team);
    case 'app_home_opened': {
      if (event['tab'] !== 'home') return nothing('another tab');
      const author = authorOf(team, stringAt(event, 'user'), null);
      return author ? { kind: 'home', author } : nothing('no user');
    }
    case 'app_uninstalled':
    case 'tokens_revoked':
      return { kind: 'removed', team };
    default:
      return nothing('unknown event');
  }
}

/** Subtypes that are still a person's words; all others are edits, joins and the like. */
const spokenSubtypes: readonly unknown[] = [undefined, 'file_share', 'thread_broadcast'];

function parseMessage(body: Payload, event: Payload, team: string | null): Arrival {
  const bot = botOf(body);
  const user = stringAt(event, 'user');
  const channel = stringAt(event, 'channel');
  const ts = stringAt(event, 'ts');
  const author = authorOf(team, user, null);
  if (!author || channel === null || ts === null) return nothing('incomplete');
  if (!spokenSubtypes.includes(event['subtype']) || event['hidden'] === true) return nothing('not words');
  if (stringAt(event, 'bot_id') !== null || user === bot) return nothing('a bot');

  const raw = stringAt(event, 'text') ?? '';
  const direct = isDirect(channel);
  const addressed = direct || event['type'] === 'app_mention' || mentions(raw, bot);
  const threadTs = stringAt(event, 'thread_ts');
  if (!addressed && threadTs === null) return nothing('not addressed');
  const thread = direct ? null : (threadTs ?? ts);
  const came = cameFrom(author, { channel, thread, responseUrl: null, replaces: false });
  // An `app_mention` and the `message` of the same post are one thing, and so is a redelivery of either.
  const key = `slack:${author.team}:${channel}:${ts}`;
  return came
    ? { kind: 'message', ...came, key, text: fromSlackText(raw, bot), addressed }
    : nothing('no place');
}

function parseCommand(body: Payload): Arrival {
  const author = authorOf(teamOf(body), stringAt(body, 'user_id'), stringAt(body, 'user_name'));
  const command = commandOf(stringAt(body, 'command') ?? '');
  if (!author || command === null) return nothing('unknown command');
  const came = cameFrom(author, asideOf(body, stringAt(body, 'channel_id'), null), true);
  if (!came) return nothing('no place');
  const typed = stringAt(body, 'text') ?? '';
  const text = fromSlackText(command === 'admin' ? withPeople(typed, author.team) : typed, null);
  return {
    kind: 'command',
    ...came,
    key: triggerKey(author, body),
    command,
    text,
    app: stringAt(body, 'api_app_id'),
  };
}

function parseShortcut(body: Payload): Arrival {
  const author = interactingUser(body);
  if (!author || body['callback_id'] !== shortcutId) return nothing('unknown shortcut');
  const message = objectAt(body, 'message');
  const channel = stringAt(objectAt(body, 'channel'), 'id');
  const came = cameFrom(author, asideOf(body, channel, stringAt(message, 'thread_ts')), true);
  if (!came) return nothing('no place');
  const attached = firstAt(message, 'attachments');
  const text = stringAt(message, 'text') ?? stringAt(attached, 'text') ?? stringAt(attached, 'fallback');
  return {
    kind: 'shortcut',
    ...came,
    key: triggerKey(author, body),
    text: fromSlackText(text ?? '', null),
    app: stringAt(body, 'api_app_id'),
  };
}

function parsePress(body: Payload): Arrival {
  const author = interactingUser(body);
  const action = firstAt(body, 'actions');
  const value = stringAt(action, 'value') ?? stringAt(objectAt(action, 'selected_option'), 'value');
  const carried = value === null ? null : decodeAction(value);
  if (!author || !carried) return nothing('no press');
  const container = objectAt(body, 'container');
  const from = container['type'] === 'view' ? 'home' : 'message';
  const channel = stringAt(container, 'channel_id') ?? stringAt(objectAt(body, 'channel'), 'id');
  const inThread = stringAt(container, 'thread_ts') ?? stringAt(objectAt(body, 'message'), 'thread_ts');
  const posted = container['is_ephemeral'] === true ? null : stringAt(container, 'message_ts');
  const direct = channel === null || isDirect(channel);
  const here = asideOf(body, channel, direct ? null : inThread);
  const came = cameFrom(author, direct ? here : { ...here, thread: inThread ?? posted });
  if (!came) return nothing('no place');
  const aside = { ...here, user: author.user };
  return { kind: 'press', ...came, aside, ...carried, trigger: stringAt(body, 'trigger_id'), from };
}

function parseSubmission(body: Payload): Arrival {
  const author = interactingUser(body);
  const view = objectAt(body, 'view');
  const remembered = recall(stringAt(view, 'callback_id') ?? '', stringAt(view, 'private_metadata') ?? '');
  if (!author || !remembered) return nothing('unknown form');
  const inputs = objectAt(view, 'state', 'values');
  const id = stringAt(view, 'id');
  return {
    kind: 'submission',
    author,
    ...remembered,
    aside: asideIn(author, remembered.conversation),
    key: id && `slack:${author.team}:view:${id}`,
    values: Object.fromEntries(
      Object.keys(inputs).flatMap((name) => {
        const value = filledIn(objectAt(inputs, name));
        return value === null ? [] : [[name, value] as const];
      }),
    ),
    title: stringAt(objectAt(view, 'title'), 'text') ?? '',
    close: stringAt(objectAt(view, 'close'), 'text') ?? '',
    fields: Object.keys(inputs),
  };
}

/** What an input holds: typed, or chosen. */
function filledIn(input: Payload): string | null {
  const [element] = Object.keys(input).map((id) => objectAt(input, id));
  if (!element) return null;
  return stringAt(element, 'value') ?? stringAt(objectAt(element, 'selected_option'), 'value');
}

const isDirect = (channel: string): boolean => channel.startsWith('D');

/** The bot's own user id, which every event names. */
function botOf(body: Payload): string | null {
  const installed = firstAt(body, 'authorizations');
  return installed['is_bot'] === true ? stringAt(installed, 'user_id') : null;
}

function authorOf(team: string | null, user: string | null, name: string | null): Author | null {
  const id = team === null || user === null ? null : personOf(team, user);
  return id === null || team === null || user === null ? null : { id, team, user, name };
}

function interactingUser(body: Payload): Author | null {
  const user = objectAt(body, 'user');
  return authorOf(teamOf(body), stringAt(user, 'id'), stringAt(user, 'name') ?? stringAt(user, 'username'));
}

const asideOf = (body: Payload, channel: string | null, thread: string | null): Omit<Aside, 'user'> => ({
  channel,
  thread,
  responseUrl: stringAt(body, 'response_url'),
  replaces: objectAt(body, 'container')['is_ephemeral'] === true,
});

/** Beside a session, where the request itself does not say where that is. */
function asideIn({ user }: Author, conversation: ConversationId): Aside {
  const place = placeOf(conversation);
  const { channel, thread } = place?.in === 'thread' ? place : { channel: null, thread: null };
  return { user, channel, thread, responseUrl: null, replaces: false };
}

/** Interactions are not redelivered; their trigger is theirs alone. */
const triggerKey = (author: Author, body: Payload): string | null => {
  const trigger = stringAt(body, 'trigger_id');
  return trigger && `slack:${author.team}:trigger:${trigger}`;
};

/**
 * A thread is a conversation of its own; everything else goes on in the direct messages.
 *
 * @param inDm Slack runs slash commands and shortcuts without the bot in the place: they go on in the direct messages
 */
function cameFrom(author: Author, aside: Omit<Aside, 'user'>, inDm = false): Came | null {
  const { team, user } = author;
  const conversation = conversationOf(
    inDm || aside.channel === null || aside.thread === null
      ? { in: 'dm', team, user }
      : { in: 'thread', team, channel: aside.channel, thread: aside.thread },
  );
  return conversation && { author, conversation, aside: { ...aside, user } };
}
