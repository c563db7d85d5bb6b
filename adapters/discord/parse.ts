import { ApplicationCommandType, ComponentType, InteractionType, MessageFlags } from 'discord-api-types/v10';
import type { Interaction, InteractionArrival } from './arrival.ts';
import { commands, options } from './command-definitions.ts';
import { decodeCarried } from './custom-id.ts';
import { fromDiscordText } from './discord-text.ts';
import { readForm } from './forms.ts';
import { authorOf, spotOf } from './origin.ts';
import { isPayload, numberAt, objectAt, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

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
      return parseTyping(interaction, data);
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

function parseTyping(interaction: Interaction, data: Payload): InteractionArrival {
  const option = objectsAt(data, 'options').find(({ focused }) => focused === true);
  const typed = option === undefined ? '' : (stringAt(option, 'value') ?? '');
  const typing = { kind: 'typing', ...interaction } as const;
  switch (`${stringAt(data, 'name') ?? ''} ${String(option?.['name'])}`) {
    case `${commands.troubleshoot} ${options.problem}`:
      return { ...typing, command: 'troubleshoot', typed };
    case `${commands.agent} ${options.words}`:
      return { ...typing, command: 'agent', typed };
    case `${commands.admin} ${options.words}`:
      return { ...typing, command: 'admin', typed };
    default:
      return nothing('unknown option');
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
