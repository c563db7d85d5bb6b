import { MessageType } from 'discord-api-types/v10';
import type { Author, MessageArrival, Spot } from './arrival.ts';
import { fromDiscordText, mentionedIn } from './discord-text.ts';
import { filesIn } from './files.ts';
import { authorOf, spotOf } from './origin.ts';
import { isPayload, numberAt, objectAt, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

const nothing = (because: string): MessageArrival => ({ kind: 'nothing', because });

/** Who the bot is, as mentions name it. */
export interface Bot {
  readonly user: string;
  /** The role that a server gives the bot at its installation: people mention it by mistake. */
  readonly roleIn: (guild: string) => string | null;
}

/** A message without these is no words of a person: joins, pins, threads that were opened. */
const spokenTypes: readonly unknown[] = [MessageType.Default, MessageType.Reply];

/** What a person wrote, as it stands now. */
interface Spoken {
  readonly id: string;
  readonly author: Author;
  readonly spot: Spot;
  readonly text: string;
  readonly addressed: boolean;
  /** Whom `fromDiscordText` takes for the bot. */
  readonly bots: readonly string[];
}

/**
 * Reads a message as the gateway brings it.
 *
 * @see https://docs.discord.com/developers/events/gateway-events#message-create
 */
export function parseMessage(body: unknown, bot: Bot): MessageArrival {
  if (!isPayload(body)) return nothing('no object');
  const spoken = spokenIn(body, bot);
  if (typeof spoken === 'string') return nothing(spoken);
  const { bots, ...words } = spoken;
  return { kind: 'message', ...words, mentioned: mentionedIn(body, bots), files: filesIn(body) };
}

/**
 * Discord calls much a change: a preview that was added to a link, a pin, the bot's own next step. People changed
 * something where it says when; a change of something else after that says the same again.
 *
 * @see https://docs.discord.com/developers/events/gateway-events#message-update
 */
export function parseEdit(body: unknown, bot: Bot): MessageArrival {
  if (!isPayload(body)) return nothing('no object');
  const version = stringAt(body, 'edited_timestamp');
  if (version === null) return nothing('no edit');
  const spoken = spokenIn(body, bot);
  if (typeof spoken === 'string') return nothing(spoken);
  const { id, author, spot, text } = spoken;
  return { kind: 'edited', id, author, spot, text, version };
}

/**
 * Reads that messages were deleted: one, or many at once. Who wrote them, and who deleted them, Discord does not say.
 *
 * @see https://docs.discord.com/developers/events/gateway-events#message-delete
 */
export function parseDeletion(body: unknown): MessageArrival {
  if (!isPayload(body)) return nothing('no object');
  const channel = snowflakeAt(body, 'channel_id');
  const one = snowflakeAt(body, 'id');
  const many = Array.isArray(body['ids']) ? (body['ids'] as readonly unknown[]) : [];
  const ids = one === null ? many.filter((id): id is string => typeof id === 'string') : [one];
  if (channel === null || ids.length === 0) return nothing('incomplete');
  return { kind: 'deleted', ids, guild: snowflakeAt(body, 'guild_id'), channel };
}

/** Why it is none of the bot's business, where it is none. */
function spokenIn(body: Payload, bot: Bot): Spoken | string {
  const id = snowflakeAt(body, 'id');
  const writer = objectAt(body, 'author');
  const guild = snowflakeAt(body, 'guild_id');
  const author = authorOf(writer, objectAt(body, 'member'), null);
  const spot = spotOf(guild, snowflakeAt(body, 'channel_id'), numberAt(body, 'channel_type'), null);
  if (id === null || author === null || spot === null) return 'incomplete';
  // Its own words, and other bots': two bots that answer each other never end.
  if (writer['bot'] === true || writer['id'] === bot.user || body['webhook_id'] !== undefined) return 'a bot';
  if (!spokenTypes.includes(body['type'])) return 'not words';

  const role = guild === null ? null : bot.roleIn(guild);
  const roles = body['mention_roles'];
  const mentioned =
    objectsAt(body, 'mentions').some((user) => user['id'] === bot.user) ||
    (role !== null && Array.isArray(roles) && roles.includes(role));
  const addressed = spot.kind === 'dm' || mentioned;
  const content = stringAt(body, 'content') ?? '';
  if (!addressed && spot.kind === 'channel') return 'not addressed';
  // Without the intent for it, others' words arrive empty, and without their files.
  if (!addressed && content === '' && objectsAt(body, 'attachments').length === 0) return 'no words';
  const bots = role === null ? [bot.user] : [bot.user, role];
  return { id, author, spot, text: fromDiscordText(content, body, bots), addressed, bots };
}
