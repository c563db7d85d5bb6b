import type { Attachment } from '../../src/app/channel.ts';
import type { FormName, Press } from '../../src/engine/message.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import { decodeAction } from './action-value.ts';
import { commandOf, shortcutId } from './commands.ts';
import type { CommandName } from './commands.ts';
import { filesIn, linksIn } from './files.ts';
import { recall } from './forms.ts';
import type { Opener } from './forms.ts';
import { messageKey } from './message-key.ts';
import { firstAt, isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { conversationOf, personOf, placeOf } from './places.ts';
import { fromSlackText, mentionedIn, mentions, withPeople } from './slack-text.ts';
import type { Mentioned } from './slack-text.ts';

/** Who did it, in Slack's ids and ours. */
export interface Author {
  readonly id: PersonId;
  /** Where the app is installed that was asked; the person's own workspace may be another one. */
  readonly team: string;
  readonly user: string;
  /** As far as the request tells. */
  readonly name: string | null;
}

/** Where a note for this person alone can go. */
export interface Aside {
  readonly team: string;
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

/** A thread of the direct messages, in which the assistant's pane talks. */
export interface Pane {
  readonly channel: string;
  readonly thread: string;
  readonly conversation: ConversationId;
}

/** A verified request in the adapter's terms. */
export type Arrival =
  | (Came & {
      readonly kind: 'message';
      readonly key: string;
      readonly text: string;
      readonly mentioned: readonly Mentioned[];
      readonly addressed: boolean;
      readonly files: readonly Attachment[];
      /** Said in a thread of the direct messages: a conversation of the assistant's, if it is one. */
      readonly pane: Pane | null;
    })
  /** Words that were said before are different now, or gone. */
  | (Came & {
      readonly kind: 'edited';
      readonly key: string;
      /** The key that they came with. */
      readonly of: string;
      readonly text: string | null;
      readonly mentioned: readonly Mentioned[];
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
  /** The assistant's pane was opened for a new conversation. */
  | { readonly kind: 'pane'; readonly author: Author; readonly pane: Pane }
  /** The app was removed from a team, or its token taken back; `at` in milliseconds since 1970, where it is told. */
  | { readonly kind: 'removed'; readonly team: string | null; readonly at: number | null }
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

function parseEvent(body: Payload, event: Payload): Arrival {
  const team = teamOf(body);
  switch (event['type']) {
    case 'app_mention':
    case 'message':
      return parseMessage(body, event, team);
    case 'app_home_opened': {
      if (event['tab'] !== 'home') return nothing('another tab');
      const author = authorOf(body, team, stringAt(event, 'user'), null);
      return author ? { kind: 'home', author } : nothing('no user');
    }
    case 'assistant_thread_started':
      return parsePane(body, objectAt(event, 'assistant_thread'), team);
    case 'tokens_revoked': {
      const { bot } = objectAt(event, 'tokens');
      return Array.isArray(bot) && bot.length === 0 ? nothing('tokens of people') : removedFrom(body, team);
    }
    case 'app_uninstalled':
      return removedFrom(body, team);
    default:
      return nothing('unknown event');
  }
}

/** The second that the event names is over by then. */
const removedFrom = (body: Payload, team: string | null): Arrival => {
  const { event_time: seconds } = body;
  return { kind: 'removed', team, at: typeof seconds === 'number' ? (seconds + 1) * 1000 : null };
};

function parsePane(body: Payload, started: Payload, team: string | null): Arrival {
  const author = authorOf(body, team, stringAt(started, 'user_id'), null);
  const pane = author && paneAt(author, stringAt(started, 'channel_id'), stringAt(started, 'thread_ts'));
  return author && pane ? { kind: 'pane', author, pane } : nothing('incomplete');
}

function paneAt({ team }: Author, channel: string | null, thread: string | null): Pane | null {
  if (channel === null || thread === null) return null;
  const conversation = conversationOf({ in: 'thread', team, channel, thread });
  return conversation && { channel, thread, conversation };
}

/** Subtypes that are still a person's words; all others are joins, new topics and the like. */
const spokenSubtypes: readonly unknown[] = [undefined, 'file_share', 'thread_broadcast'];

function parseMessage(body: Payload, event: Payload, team: string | null): Arrival {
  if (event['subtype'] === 'message_changed' || event['subtype'] === 'message_deleted') {
    return parseEdit(body, event, team);
  }
  const bot = botOf(body);
  const user = stringAt(event, 'user');
  const channel = stringAt(event, 'channel');
  const ts = stringAt(event, 'ts');
  const home = stringAt(event, 'user_team') ?? stringAt(event, 'team');
  const author = authorOf(body, team, user, null, home);
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
  return came
    ? {
        kind: 'message',
        ...came,
        key: messageKey({ team: author.team, channel, ts }),
        text: wordsOf(event, bot),
        mentioned: mentionedIn(raw, bot),
        addressed,
        files: filesIn(event, author.team),
        pane: direct ? paneAt(author, channel, threadTs) : null,
      }
    : nothing('no place');
}

/** What was written, and the addresses of what was shared from elsewhere. */
const wordsOf = (message: Payload, bot: string | null): string =>
  [fromSlackText(stringAt(message, 'text') ?? '', bot), ...linksIn(message)]
    .filter((text) => text !== '')
    .join('\n');

/**
 * Slack calls much a change: a preview that was added to a link, a language that was recognised, a bot's next step.
 * People changed something where the words are others. What stays of a deleted message with answers below it is a
 * change, too.
 *
 * @see https://docs.slack.dev/reference/events/message/message_changed
 */
function parseEdit(body: Payload, event: Payload, team: string | null): Arrival {
  const before = objectAt(event, 'previous_message');
  const after = objectAt(event, 'message');
  const gone = event['subtype'] === 'message_deleted' || after['subtype'] === 'tombstone';
  const words = gone ? before : after;
  const bot = botOf(body);
  const user = stringAt(words, 'user');
  const channel = stringAt(event, 'channel');
  const ts = stringAt(before, 'ts') ?? stringAt(after, 'ts');
  const home = stringAt(words, 'user_team') ?? stringAt(words, 'team');
  const author = authorOf(body, team, user, null, home);
  if (!author || channel === null || ts === null) return nothing('incomplete');
  if (stringAt(words, 'bot_id') !== null || user === bot) return nothing('a bot');
  const raw = stringAt(words, 'text') ?? '';
  const same = 'text' in before ? raw === (stringAt(before, 'text') ?? '') : !isPayload(after['edited']);
  if (!gone && same) return nothing('the same words');

  const direct = isDirect(channel);
  const threadTs = stringAt(words, 'thread_ts');
  // What crosses was said in a thread or in the direct messages.
  if (!direct && threadTs === null) return nothing('not addressed');
  const thread = direct ? null : threadTs;
  const came = cameFrom(author, { channel, thread, responseUrl: null, replaces: false });
  const of = messageKey({ team: author.team, channel, ts });
  const version = gone ? 'gone' : (stringAt(objectAt(after, 'edited'), 'ts') ?? stringAt(event, 'ts') ?? '');
  if (!came) return nothing('no place');
  const text = gone ? null : wordsOf(words, bot);
  return { kind: 'edited', ...came, key: `${of}#${version}`, of, text, mentioned: mentionedIn(raw, bot) };
}

function parseCommand(body: Payload): Arrival {
  const author = authorOf(body, teamOf(body), stringAt(body, 'user_id'), stringAt(body, 'user_name'));
  const command = commandOf(stringAt(body, 'command') ?? '');
  if (!author || command === null) return nothing('unknown command');
  const channel = stringAt(body, 'channel_id');
  const came = cameFrom(author, asideOf(body, channel, null), true);
  if (!came) return nothing('no place');
  const typed = stringAt(body, 'text') ?? '';
  const text = fromSlackText(
    command === 'admin' || command === 'agent' ? withPeople(typed, author.team) : typed,
    null,
  );
  return {
    kind: 'command',
    ...came,
    ...(command === 'agent' ? typedIn(author, channel) : {}),
    key: triggerKey(author, body),
    command,
    text,
    app: stringAt(body, 'api_app_id'),
  };
}

/** What agents type counts where they are: in their own channel they need no role. */
function typedIn({ team }: Author, channel: string | null): Partial<Pick<Came, 'conversation'>> {
  if (channel === null || isDirect(channel)) return {};
  const conversation = conversationOf({ in: 'channel', team, channel });
  return conversation === null ? {} : { conversation };
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
  // The bot writes into threads of the direct messages for the assistant's pane alone; its first message may be one.
  const beside = direct && inThread === posted ? null : inThread;
  const here = asideOf(body, channel, beside);
  const came = cameFrom(author, direct ? here : { ...here, thread: inThread ?? posted });
  if (!came) return nothing('no place');
  const aside = { ...here, team: author.team, user: author.user };
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

/**
 * @param home the person's own workspace as the request tells it. It counts where somebody from elsewhere takes
 * part in a channel shared with us; inside an organisation of Enterprise Grid people are one and the same in each of
 * its workspaces, and requests do not agree on which one they name.
 */
function authorOf(
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

function interactingUser(body: Payload): Author | null {
  const user = objectAt(body, 'user');
  const name = stringAt(user, 'name') ?? stringAt(user, 'username');
  return authorOf(body, teamOf(body), stringAt(user, 'id'), name, stringAt(user, 'team_id'));
}

const asideOf = (
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
function asideIn({ team, user }: Author, conversation: ConversationId): Aside {
  const place = placeOf(conversation);
  const { channel, thread } = place?.in === 'thread' ? place : { channel: null, thread: null };
  return { team, user, channel, thread, responseUrl: null, replaces: false };
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
function cameFrom(author: Author, aside: Omit<Aside, 'team' | 'user'>, inDm = false): Came | null {
  const { team, user } = author;
  const conversation = conversationOf(
    inDm || aside.channel === null || aside.thread === null
      ? { in: 'dm', team, user }
      : { in: 'thread', team, channel: aside.channel, thread: aside.thread },
  );
  return conversation && { author, conversation, aside: { ...aside, team, user } };
}
