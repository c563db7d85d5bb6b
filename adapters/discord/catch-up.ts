import { setTimeout as pause } from 'node:timers/promises';
import { ChannelType } from 'discord-api-types/v10';
import type { Answer, Api } from './api.ts';
import { bodyOf } from './api.ts';
import { readMessages } from './calls.ts';
import { meaningOf } from './errors.ts';
import type { Log } from './log.ts';
import { isLater, isPayload, numberAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import type { PlacesSeen, Seen } from './places-seen.ts';
import { readChannel } from './threads.ts';

export interface CatchUpOptions {
  readonly api: Api;
  readonly seen: PlacesSeen;
  readonly log: Log;
  readonly now: () => number;
  /** As the gateway would have brought it; resolves when the adapter is done with it. */
  readonly hear: (message: Payload) => Promise<void>;
  /** The same, where it was changed since. */
  readonly hearEdit: (message: Payload) => Promise<void>;
}

/** A conversation in which nothing was said for so long is over. */
const openFor = 7 * 24 * 60 * 60 * 1000;
/** The busiest of late; each costs a call. */
const mostConversations = 500;
const pageSize = 100;
const mostPages = 5;
/** Who took over may have heard newer words before it looks for what was changed. */
const changedBefore = 10 * 60 * 1000;
/** Discord may be away just then. */
const attempts = 4;
const againAfterMs = 2000;

/**
 * Fetches what was said and changed in the open conversations while nobody listened. What was heard nevertheless comes
 * twice, and is known by its id. What was deleted meanwhile nobody can tell.
 *
 * @param belongs whether a server's (`null`: direct messages') conversations are this connection's
 */
export function createCatchUp({ api, seen, log, now, hear, hearEdit }: CatchUpOptions) {
  const stopped = new AbortController();

  /** From the oldest to the newest; `null` where they cannot be had. */
  async function page(conversation: Seen, after: string | null): Promise<readonly Payload[] | null> {
    for (let attempt = 1; !stopped.signal.aborted; attempt += 1) {
      const query = { limit: String(pageSize), ...(after === null ? {} : { after }) };
      const answer = await readMessages(api, conversation.channel, query);
      if (answer.outcome === 'ok') {
        const messages = Array.isArray(answer.body) ? answer.body.filter(isPayload) : [];
        return messages.toSorted((one, other) => compare(idOf(one), idOf(other)));
      }
      if (answer.outcome === 'refused') return refused(conversation, answer);
      if (attempt === attempts) {
        log.warn(answer, 'discord: what was said meanwhile could not be fetched');
        return null;
      }
      const wait = (answer.outcome === 'limited' ? answer.after_ms : null) ?? againAfterMs;
      await pause(wait, null, { signal: stopped.signal }).catch(() => null);
    }
    return null;
  }

  async function refused({ channel }: Seen, answer: Extract<Answer, { outcome: 'refused' }>): Promise<null> {
    if (meaningOf(answer.code) === 'conversationGone') await seen.forget(channel);
    else log.warn(answer, 'discord: what was said meanwhile could not be fetched');
    return null;
  }

  /** Messages that are fetched do not tell where they stand, as those of the gateway do. */
  async function placeOf({ guild, channel }: Seen): Promise<Payload> {
    if (guild === null) return { channel_type: ChannelType.DM };
    const answer = await readChannel(api, channel);
    const channel_type = answer.outcome === 'ok' ? numberAt(bodyOf(answer), 'type') : null;
    return { channel_type, guild_id: guild };
  }

  /** The newest tell what was said, and what of it was changed; where they do not reach back, it is read on from there. */
  async function fetchFrom(conversation: Seen): Promise<void> {
    const { last, at } = conversation;
    const newest = await page(conversation, null);
    if (newest === null || newest.length === 0) return;
    const said = newest.filter((message) => isLater(idOf(message), last));
    const changed = newest.filter(
      (message) => !said.includes(message) && editedAt(message) > at - changedBefore,
    );
    if (said.length + changed.length === 0) return;
    const where = await placeOf(conversation);
    for (const message of changed) await hearEdit({ ...message, ...where });
    if (said.length === pageSize) return await fetchOn(conversation, where);
    for (const message of said) await hear({ ...message, ...where });
  }

  async function fetchOn(conversation: Seen, where: Payload): Promise<void> {
    let { last } = conversation;
    for (let turn = 0; turn < mostPages && !stopped.signal.aborted; turn += 1) {
      const messages = await page(conversation, last);
      if (messages === null || messages.length === 0) return;
      for (const message of messages) await hear({ ...message, ...where });
      last = idOf(messages.at(-1) ?? {});
      if (messages.length < pageSize) return;
    }
  }

  return {
    async run(belongs: (guild: string | null) => boolean): Promise<void> {
      const all = await seen.all();
      const old = all.filter(({ at }) => now() - at > openFor);
      for (const { channel } of old) await seen.forget(channel);
      const open = all
        .filter((one) => !old.includes(one) && belongs(one.guild))
        .toSorted((one, other) => other.at - one.at);
      if (open.length > mostConversations) {
        log.warn({ open: open.length }, 'discord: too many open conversations to look through all of them');
      }
      for (const conversation of open.slice(0, mostConversations)) {
        if (stopped.signal.aborted) return;
        await fetchFrom(conversation);
      }
    },
    stop(): void {
      stopped.abort();
    },
  };
}

const idOf = (message: Payload): string => snowflakeAt(message, 'id') ?? '0';

/** 0: never. */
const editedAt = (message: Payload): number => Date.parse(stringAt(message, 'edited_timestamp') ?? '') || 0;

const compare = (one: string, other: string): number => (isLater(other, one) ? -1 : 1);
