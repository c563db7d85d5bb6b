import type { Desk } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { ConversationId } from '../../src/ids.ts';
import type { Answer, Api } from './api.ts';
import { bodyOf } from './api.ts';
import type { Interaction, Spot } from './arrival.ts';
import { isFailure } from './calls.ts';
import type { Background } from './background.ts';
import type { Log } from './log.ts';
import { numberAt, objectAt, snowflakeAt } from './payload.ts';
import { spotOf } from './origin.ts';
import { conversationOf, placeOf } from './places.ts';
import type { Place } from './places.ts';
import { has, missing } from './rights.ts';
import type { Right } from './rights.ts';
import { addToThread, openThread, readChannel } from './threads.ts';
import type { ThreadKind } from './threads.ts';

/** Where a session that begins is to live. */
export interface Settled {
  readonly conversation: ConversationId;
  /** Why it is not the thread one would expect; `null` where it is, or where nobody expects one. */
  readonly instead: Instead | null;
}
export type Instead = { readonly missing: readonly Right[] } | { readonly missing: null };

export interface Settling {
  readonly api: Api;
  readonly desk: Desk;
  readonly background: Background;
  readonly log: Log;
}

/**
 * Finds or makes the place for a session: in a server a thread of its own, private where the person asks for it;
 * in a thread or in direct messages, there. Where the bot may not, the next best that keeps what was asked for:
 * the channel, or direct messages, and always those in place of what was to be private.
 */
export async function settle(
  settling: Settling,
  interaction: Interaction,
  user: User,
  wish: { readonly inPrivate: boolean; readonly name: string },
): Promise<Settled> {
  const { spot, author } = interaction;
  const direct: Place = { in: 'dm', user: author.user };
  const at = (place: Place, instead: Instead | null = null): Settled => {
    const conversation = conversationOf(place);
    if (conversation === null) throw new Error('An interaction with ids that are none');
    return { conversation, instead };
  };
  if (spot.kind === 'dm') return at(direct);
  const here: Place = { in: 'guild', guild: spot.guild, channel: spot.channel };
  const { granted } = interaction;

  if (spot.kind === 'thread' && (spot.isPrivate || !wish.inPrivate)) {
    const lacking = missing(granted, ['view', 'sendInThreads']);
    return lacking.length === 0 ? at(here) : at(direct, { missing: lacking });
  }
  const kind = wish.inPrivate ? 'private' : spot.kind === 'channel' ? spot.threads : null;
  // An announcement channel takes public threads alone, and one for voices takes none.
  const takesIt =
    spot.kind === 'thread' || (wish.inPrivate ? spot.threads === 'text' : spot.threads !== null);
  const fallback = (): Place =>
    !wish.inPrivate && has(granted, 'view') && has(granted, 'send') ? here : direct;
  if (kind === null || !takesIt) return at(fallback());
  const lacking = missing(granted, rightsFor(kind));
  if (lacking.length > 0) return at(fallback(), { missing: lacking });

  const open = await openThere(settling, user, spot.guild, wish.inPrivate);
  if (open !== null) return at({ in: 'guild', guild: spot.guild, channel: open });
  const made = await make(settling, interaction, kind, wish.name);
  return made === null
    ? at(fallback(), { missing: null })
    : at({ in: 'guild', guild: spot.guild, channel: made });
}

const rightsFor = (kind: ThreadKind): readonly Right[] => [
  'view',
  kind === 'private' ? 'privateThreads' : 'publicThreads',
  'sendInThreads',
];

/** The thread in which the person has something open already, as long as it is still there. */
async function openThere(
  { api, desk }: Settling,
  user: User,
  guild: string,
  inPrivate: boolean,
): Promise<string | null> {
  const { sessions } = await desk.home(user);
  for (const { session } of sessions) {
    const place = placeOf(session.conversation);
    if (place?.in !== 'guild' || place.guild !== guild) continue;
    const spot = spotIn(await readChannel(api, place.channel));
    if (spot?.kind === 'thread' && (spot.isPrivate || !inPrivate)) return place.channel;
  }
  return null;
}

/** `null` where it is no thread any more that the bot can write in. */
function spotIn(answer: Answer): Spot | null {
  if (answer.outcome !== 'ok') return null;
  const channel = bodyOf(answer);
  if (objectAt(channel, 'thread_metadata')['locked'] === true) return null;
  return spotOf(
    snowflakeAt(channel, 'guild_id'),
    snowflakeAt(channel, 'id'),
    numberAt(channel, 'type'),
    snowflakeAt(channel, 'parent_id'),
  );
}

async function make(
  { api, background, log }: Settling,
  { spot, author }: Interaction,
  kind: ThreadKind,
  name: string,
): Promise<string | null> {
  const channel = spot.kind === 'thread' ? spot.parent : spot.channel;
  if (channel === null) return null;
  const thread = await openThread(api, channel, kind, name);
  if (isFailure(thread)) {
    log.warn({ kind, ...thread }, 'discord: a thread could not be opened');
    return null;
  }
  const add = async (): Promise<boolean> => {
    const added = await addToThread(api, thread, author.user);
    if (added.outcome === 'ok') return true;
    log.warn({ kind, ...added }, 'discord: a person could not be added to their thread');
    return false;
  };
  // A public one is found without, by its link.
  if (kind === 'private') return (await add()) ? thread : null;
  background.run('adding a person to their thread', async () => void (await add()));
  return thread;
}
