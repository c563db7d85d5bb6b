import { decodeAction } from './action-value.ts';
import type { Arrival, Author, Came } from './arrival.ts';
import { nothing } from './arrival.ts';
import { commandOf, shortcutId } from './commands.ts';
import { recall } from './forms.ts';
import {
  asideIn,
  asideOf,
  authorOf,
  cameFrom,
  interactingUser,
  isDirect,
  teamOf,
  triggerKey,
} from './origin.ts';
import { firstAt, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { conversationOf } from './places.ts';
import { fromSlackText, withPeople } from './slack-text.ts';

export function parseCommand(body: Payload): Arrival {
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

export function parseShortcut(body: Payload): Arrival {
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
    wrote: writerOf(body, author, message),
  };
}

/** `null` where a bot wrote it, or whoever pressed. */
function writerOf(body: Payload, presser: Author, message: Payload) {
  const writer = authorOf(body, teamOf(body), stringAt(message, 'user'), null, stringAt(message, 'team'));
  if (!writer || writer.id === presser.id || stringAt(message, 'bot_id') !== null) return null;
  const conversation = conversationOf({ in: 'dm', team: writer.team, user: writer.user });
  return conversation && { author: writer, conversation };
}

export function parsePress(body: Payload): Arrival {
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

export function parseSubmission(body: Payload): Arrival {
  const author = interactingUser(body);
  const view = objectAt(body, 'view');
  const remembered = recall(stringAt(view, 'callback_id') ?? '', stringAt(view, 'private_metadata') ?? '');
  if (!author || !remembered) return nothing('unknown form');
  const { beside, ...opened } = remembered;
  const { team, user } = author;
  const inputs = objectAt(view, 'state', 'values');
  const id = stringAt(view, 'id');
  return {
    kind: 'submission',
    author,
    ...opened,
    aside: beside === null ? asideIn(author, opened.conversation) : { team, user, ...beside },
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
