import type { Attachment } from '../../src/app/channel.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import type { Locale } from '../../src/engine/template.ts';
import { carriedIn, valuesIn } from './action-data.ts';
import type { Carried } from './action-data.ts';
import { commandIn, extensionCommand } from './commands.ts';
import type { CommandName } from './commands.ts';
import { filesIn } from './files.ts';
import { keyOf } from './keys.ts';
import { objectAt, objectsAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { conversationOf, personOf } from './places.ts';
import { mentionedIn, mentionsBot, wordsOf, wordsOfHtml } from './teams-text.ts';
import type { Mentioned } from './teams-text.ts';

/** Who did it, in Teams's ids and ours. */
export interface Author {
  readonly id: PersonId;
  readonly tenant: string;
  /** The object id in Entra ID. */
  readonly user: string;
  /** Only this bot's: `29:…`. */
  readonly account: string;
  readonly name: string | null;
  /** As the client tells; `null` where it does not. */
  readonly locale: Locale | null;
}

/** Where it was done, as the connector wants to be told. */
export interface Here {
  readonly serviceUrl: string;
  readonly conversation: string;
  readonly kind: 'personal' | 'group' | 'channel';
  /** `28:…` */
  readonly bot: string;
}

interface Came {
  readonly author: Author;
  readonly here: Here;
  readonly conversation: ConversationId;
}

/** How Teams waits for the answer to a button: with a card, with a dialog, or for none at all. */
export type Answering = 'card' | 'dialog' | 'extension' | 'message';

/** A verified activity in the adapter's terms. */
export type Arrival =
  | (Came & {
      readonly kind: 'message';
      readonly key: string;
      readonly text: string;
      readonly addressed: boolean;
      readonly files: readonly Attachment[];
      /** Who is mentioned in it, by the name that stands in the text. */
      readonly mentioned: readonly Mentioned[];
      /** The message's own id, by which its edits name it. */
      readonly id: string;
    })
  /** Words that were said before are different now, or gone. */
  | (Came & {
      readonly kind: 'edited';
      readonly key: string;
      readonly id: string;
      readonly text: string | null;
    })
  | (Came & {
      readonly kind: 'command';
      readonly key: string;
      readonly command: CommandName;
      readonly text: string;
      /** Who is mentioned in it, by the name that stands in the text. */
      readonly mentioned: readonly Mentioned[];
    })
  | (Came & {
      readonly kind: 'button';
      readonly key: string;
      readonly carried: Carried;
      readonly values: Readonly<Record<string, string>>;
      readonly answering: Answering;
      /** Of this very press. */
      readonly id: string;
    })
  /** "Troubleshoot this message" was chosen on a message with these words. */
  | (Came & { readonly kind: 'extension'; readonly text: string; readonly id: string })
  | (Came & { readonly kind: 'installed' })
  | (Came & { readonly kind: 'removed' })
  /** `refused`: an invoke that waits for an answer all the same. */
  | { readonly kind: 'nothing'; readonly because: string; readonly invoke: boolean };

/** Reads an activity that was verified; anything that is not for the bot is `nothing`. */
export function parseActivity(activity: Payload): Arrival {
  const came = cameFrom(activity);
  const nothing = (because: string): Arrival => ({
    kind: 'nothing',
    because,
    invoke: activity['type'] === 'invoke',
  });
  if (typeof came === 'string') return nothing(came);
  switch (activity['type']) {
    case 'message':
      return parseMessage(activity, came) ?? nothing('no words and no button of ours');
    case 'invoke':
      return parseInvoke(activity, came) ?? nothing('an unknown invoke');
    case 'messageUpdate':
    case 'messageDelete': {
      const text = activity['type'] === 'messageDelete' ? null : wordsOf(activity);
      return { kind: 'edited', ...came, key: keyOf(activity, text ?? ''), id: idOf(activity), text };
    }
    case 'installationUpdate':
      return { kind: activity['action'] === 'remove' ? 'removed' : 'installed', ...came };
    default:
      return nothing('an unknown type');
  }
}

/** The tenant of an activity, for the list of allowed ones; `null` where it names none. */
export const tenantOf = (activity: Payload): string | null =>
  stringAt(objectAt(activity, 'conversation'), 'tenantId') ??
  stringAt(objectAt(activity, 'channelData', 'tenant'), 'id');

export const localeOf = (activity: Payload): Locale | null =>
  stringAt(activity, 'locale') ??
  objectsAt(activity, 'entities')
    .map((entity) => (entity['type'] === 'clientInfo' ? stringAt(entity, 'locale') : null))
    .find((locale) => locale !== null) ??
  null;

function parseMessage(activity: Payload, came: Came): Arrival | null {
  const carried = carriedIn(activity['value']);
  if (carried !== null) return buttonOf(activity, came, carried, activity['value'], 'message');
  const text = wordsOf(activity);
  const mentioned = mentionsBot(activity);
  const files = filesIn(activity);
  const attached = objectsAt(activity, 'attachments').length > 0;
  // A card that was shared, a sticker: neither words nor a file.
  const empty = text === '' && files.length === 0;
  if (empty && (attached || (!mentioned && came.here.kind !== 'personal'))) return null;
  const addressed = came.here.kind === 'personal' || mentioned;
  const key = keyOf(activity, text);
  const command = addressed ? commandIn(text) : null;
  const named = mentionedIn(activity);
  return command === null
    ? { kind: 'message', ...came, key, text, addressed, files, mentioned: named, id: idOf(activity) }
    : {
        kind: 'command',
        ...came,
        key,
        command: command.command,
        text: command.rest,
        mentioned: named,
      };
}

function parseInvoke(activity: Payload, came: Came): Arrival | null {
  const value = objectAt(activity, 'value');
  switch (activity['name']) {
    case 'adaptiveCard/action': {
      const { data } = objectAt(value, 'action');
      const carried = carriedIn(data);
      return carried && buttonOf(activity, came, carried, data, 'card');
    }
    case 'task/fetch':
    case 'task/submit': {
      const carried = carriedIn(value['data']);
      return carried && buttonOf(activity, came, carried, value['data'], 'dialog');
    }
    case 'composeExtension/fetchTask': {
      if (value['commandId'] !== extensionCommand) return null;
      const body = objectAt(value, 'messagePayload', 'body');
      const content = stringAt(body, 'content') ?? '';
      const text = body['contentType'] === 'text' ? content : wordsOfHtml(content);
      return { kind: 'extension', ...alone(came), text, id: idOf(activity) };
    }
    case 'composeExtension/submitAction': {
      const carried = carriedIn(value['data']);
      return carried && buttonOf(activity, alone(came), carried, value['data'], 'extension');
    }
    default:
      return null;
  }
}

const buttonOf = (
  activity: Payload,
  came: Came,
  carried: Carried,
  data: unknown,
  answering: Answering,
): Arrival => ({
  kind: 'button',
  ...came,
  key: keyOf(activity, JSON.stringify(data)),
  carried,
  values: valuesIn(data),
  answering,
  id: idOf(activity),
});

const idOf = (activity: Payload): string => stringAt(activity, 'id') ?? '';

/** A message extension works on messages of any chat; what it begins goes on between the person and the bot. */
const alone = (came: Came): Came => {
  const { tenant, user } = came.author;
  return { ...came, conversation: conversationOf({ in: 'personal', tenant, user }) ?? came.conversation };
};

/** Where an activity comes from, and who did it; a word where that cannot be told. */
function cameFrom(activity: Payload): Came | string {
  const tenant = tenantOf(activity);
  const from = objectAt(activity, 'from');
  const account = stringAt(from, 'id');
  const at = objectAt(activity, 'conversation');
  const conversation = stringAt(at, 'id');
  const serviceUrl = stringAt(activity, 'serviceUrl');
  if (tenant === null || account === null || conversation === null || serviceUrl === null)
    return 'incomplete';
  if (account.startsWith('28:') || from['role'] === 'bot') return 'a bot';
  const user = stringAt(from, 'aadObjectId') ?? account;
  const id = personOf(tenant, user);
  const kind = kindOf(at, conversation);
  const place = conversationOf(
    kind === 'personal' ? { in: 'personal', tenant, user } : { in: 'shared', tenant, conversation },
  );
  if (id === null || place === null) return 'no place';
  const author = { id, tenant, user, account, name: stringAt(from, 'name'), locale: localeOf(activity) };
  const bot = stringAt(objectAt(activity, 'recipient'), 'id') ?? '';
  return { author, here: { serviceUrl, conversation, kind, bot }, conversation: place };
}

/** What the type leaves open, the id tells: threads and groups begin with `19:`. */
function kindOf(at: Payload, conversation: string): Here['kind'] {
  switch (at['conversationType']) {
    case 'personal':
      return 'personal';
    case 'groupChat':
      return 'group';
    case 'channel':
      return 'channel';
    default:
      if (!conversation.startsWith('19:')) return 'personal';
      return conversation.includes('@thread.tacv2') ? 'channel' : 'group';
  }
}
