import {
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  InteractionType,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10';
import type { Author, Interaction, InteractionArrival, MessageArrival, Spot } from './arrival.ts';
import { commands, options } from './command-definitions.ts';
import { decodeCarried } from './custom-id.ts';
import { fromDiscordText } from './discord-text.ts';
import { readForm } from './forms.ts';
import { isPayload, numberAt, objectAt, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { personOf } from './places.ts';

const nothing = (because: string): { readonly kind: 'nothing'; readonly because: string } => ({
  kind: 'nothing',
  because,
});

/**
 * Reads an interaction as the gateway and HTTP bring it alike; anything that is not for the bot is `nothing`.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
 */
export function parseInteraction(body: unknown): InteractionArrival {
  if (!isPayload(body)) return nothing('no object');
  if (body['type'] === InteractionType.Ping) return { kind: 'ping' };
  const interaction = interactionOf(body);
  if (interaction === null) return nothing('incomplete');
  const data = objectAt(body, 'data');
  switch (body['type']) {
    case InteractionType.ApplicationCommand:
      return parseCommand(interaction, data);
    case InteractionType.ApplicationCommandAutocomplete: {
      const typed = objectsAt(data, 'options').find(({ focused }) => focused === true);
      return typed?.['name'] === options.problem
        ? { kind: 'typing', ...interaction, typed: stringAt(typed, 'value') ?? '' }
        : nothing('unknown option');
    }
    case InteractionType.MessageComponent: {
      const carried = decodeCarried(pressedIn(data) ?? '');
      return carried ? { kind: 'press', ...interaction, carried } : { kind: 'unknown', ...interaction };
    }
    case InteractionType.ModalSubmit: {
      const carried = decodeCarried(stringAt(data, 'custom_id') ?? '');
      return carried?.kind === 'form'
        ? { kind: 'submission', ...interaction, carried, filledIn: readForm(data['components']) }
        : { kind: 'unknown', ...interaction };
    }
    default:
      return nothing('unknown type');
  }
}

/** The id of a button, or of the entry that was chosen in a menu. */
function pressedIn(data: Payload): string | null {
  if (data['component_type'] !== ComponentType.StringSelect) return stringAt(data, 'custom_id');
  const values = data['values'];
  const [chosen] = Array.isArray(values) ? (values as readonly unknown[]) : [];
  return typeof chosen === 'string' ? chosen : null;
}

function parseCommand(interaction: Interaction, data: Payload): InteractionArrival {
  const given = (name: string): unknown =>
    objectsAt(data, 'options').find((option) => option['name'] === name)?.['value'];
  const words = (name: string): string => {
    const value = given(name);
    return typeof value === 'string' ? value : '';
  };
  if (data['type'] === ApplicationCommandType.Message) {
    if (data['name'] !== commands.troubleshootMessage) return nothing('unknown command');
    const target = stringAt(data, 'target_id') ?? '';
    const message = objectAt(data, 'resolved', 'messages', target);
    return { kind: 'shortcut', ...interaction, text: wordsOfMessage(message) };
  }
  switch (data['name']) {
    case commands.troubleshoot:
      return {
        kind: 'troubleshoot',
        ...interaction,
        problem: words(options.problem),
        inPrivate: given(options.private) === true,
      };
    case commands.escalate:
      return { kind: 'escalate', ...interaction, reason: words(options.reason) };
    case commands.agent:
      return { kind: 'words', ...interaction, command: 'agent', words: withIds(words(options.words)) };
    case commands.admin:
      return { kind: 'words', ...interaction, command: 'admin', words: withIds(words(options.words)) };
    default:
      return nothing('unknown command');
  }
}

/** Who and where is mentioned, by the ids that commands know: `discord:<id>`, and a channel's own. */
const withIds = (typed: string): string =>
  typed.replace(/<@!?(\d+)>/g, 'discord:$1').replace(/<#(\d+)>/g, '$1');

/** Its content; else what is in its embeds or was forwarded with it. */
function wordsOfMessage(message: Payload): string {
  const [forwarded] = objectsAt(message, 'message_snapshots');
  const embeds = objectsAt(message, 'embeds').flatMap((embed) => [
    stringAt(embed, 'title') ?? '',
    stringAt(embed, 'description') ?? '',
  ]);
  const content =
    stringAt(message, 'content') ??
    (forwarded && stringAt(objectAt(forwarded, 'message'), 'content')) ??
    embeds.filter((text) => text !== '').join('\n');
  return fromDiscordText(content, message, []);
}

function interactionOf(body: Payload): Interaction | null {
  const id = snowflakeAt(body, 'id');
  const token = stringAt(body, 'token');
  const member = objectAt(body, 'member');
  const user = isPayload(member['user']) ? member['user'] : objectAt(body, 'user');
  const author = authorOf(user, member, stringAt(body, 'locale'));
  const channel = objectAt(body, 'channel');
  const spot = spotOf(
    snowflakeAt(body, 'guild_id'),
    snowflakeAt(body, 'channel_id'),
    numberAt(channel, 'type'),
    snowflakeAt(channel, 'parent_id'),
  );
  if (id === null || token === null || author === null || spot === null) return null;
  const message = objectAt(body, 'message');
  const granted = stringAt(body, 'app_permissions') ?? '';
  return {
    id,
    token,
    author,
    spot,
    granted: /^\d{1,30}$/.test(granted) ? BigInt(granted) : 0n,
    message: snowflakeAt(message, 'id'),
    ephemeral: ((numberAt(message, 'flags') ?? 0) & MessageFlags.Ephemeral) !== 0,
  };
}

/** Who the bot is, as mentions name it. */
export interface Bot {
  readonly user: string;
  /** The role that a server gives the bot at its installation: people mention it by mistake. */
  readonly roleIn: (guild: string) => string | null;
}

/** A message without these is no words of a person: joins, pins, threads that were opened. */
const spokenTypes: readonly unknown[] = [MessageType.Default, MessageType.Reply];

/**
 * Reads a message as the gateway brings it.
 *
 * @see https://docs.discord.com/developers/events/gateway-events#message-create
 */
export function parseMessage(body: unknown, bot: Bot): MessageArrival {
  if (!isPayload(body)) return nothing('no object');
  const id = snowflakeAt(body, 'id');
  const writer = objectAt(body, 'author');
  const guild = snowflakeAt(body, 'guild_id');
  const author = authorOf(writer, objectAt(body, 'member'), null);
  const spot = spotOf(guild, snowflakeAt(body, 'channel_id'), numberAt(body, 'channel_type'), null);
  if (id === null || author === null || spot === null) return nothing('incomplete');
  if (writer['bot'] === true || body['webhook_id'] !== undefined) return nothing('a bot');
  if (!spokenTypes.includes(body['type'])) return nothing('not words');

  const role = guild === null ? null : bot.roleIn(guild);
  const roles = body['mention_roles'];
  const mentioned =
    objectsAt(body, 'mentions').some((user) => user['id'] === bot.user) ||
    (role !== null && Array.isArray(roles) && roles.includes(role));
  const addressed = spot.kind === 'dm' || mentioned;
  const content = stringAt(body, 'content') ?? '';
  if (!addressed && spot.kind === 'channel') return nothing('not addressed');
  // Without the intent for it, others' words arrive empty.
  if (!addressed && content === '') return nothing('no words');
  const text = fromDiscordText(content, body, role === null ? [bot.user] : [bot.user, role]);
  return { kind: 'message', id, author, spot, text, addressed };
}

function authorOf(user: Payload, member: Payload, locale: string | null): Author | null {
  const id = snowflakeAt(user, 'id');
  const person = id === null ? null : personOf(id);
  if (id === null || person === null) return null;
  const name = stringAt(member, 'nick') ?? stringAt(user, 'global_name') ?? stringAt(user, 'username');
  return { id: person, user: id, name, locale };
}

const threadTypes: readonly unknown[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

/** @see https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export function spotOf(
  guild: string | null,
  channel: string | null,
  type: number | null,
  parent: string | null,
): Spot | null {
  if (channel === null) return null;
  if (guild === null) return type === ChannelType.GroupDM ? null : { kind: 'dm', channel };
  if (threadTypes.includes(type)) {
    return { kind: 'thread', guild, channel, parent, isPrivate: type === ChannelType.PrivateThread };
  }
  return { kind: 'channel', guild, channel, threads: threadsIn(type) };
}

function threadsIn(type: number | null): 'text' | 'announcement' | null {
  // Messages do not always say in what kind of channel they are: trying tells.
  if (type === null) return 'text';
  return threadsByType.get(type) ?? null;
}
const threadsByType: ReadonlyMap<number, 'text' | 'announcement'> = new Map([
  [ChannelType.GuildText, 'text'],
  [ChannelType.GuildAnnouncement, 'announcement'],
]);
