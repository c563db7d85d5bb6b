import { setTimeout as pause } from 'node:timers/promises';
import { ChannelType } from 'discord-api-types/v10';
import type { Answer, Api } from './api.ts';
import { bodyOf } from './api.ts';
import { readMessages } from './calls.ts';
import { meaningOf } from './errors.ts';
import type { Log } from './log.ts';
import { isLater, isPayload, numberAt, snowflakeAt } from './payload.ts';
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
}

/** A conversation in which nothing was said for so long is over. */
const openFor = 7 * 24 * 60 * 60 * 1000;
/** The busiest of late; each costs a call. */
const mostConversations = 500;
const pageSize = 100;
const mostPages = 5;
/** Discord may be away just then. */
const attempts = 4;
const againAfterMs = 2000;

/**
 * Fetches what was said in the open conversations while nobody listened. What was heard nevertheless comes twice,
 * and is known by its id.
 *
 * @param belongs whether a server's (`null`: direct messages') conversations are this connection's
 */
export function createCatchUp({ api, seen, log, now, hear }: CatchUpOptions) {
  const stopped = new AbortController();

  async function page(conversation: Seen, after: string): Promise<readonly Payload[] | null> {
    for (let attempt = 1; !stopped.signal.aborted; attempt += 1) {
      const answer = await readMessages(api, conversation.channel, { after, limit: String(pageSize) });
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
  async function kindOf({ guild, channel }: Seen): Promise<number | null> {
    if (guild === null) return ChannelType.DM;
    const answer = await readChannel(api, channel);
    return answer.outcome === 'ok' ? numberAt(bodyOf(answer), 'type') : null;
  }

  async function fetchFrom(conversation: Seen): Promise<void> {
    const { guild } = conversation;
    let { last } = conversation;
    let kind: number | null = null;
    for (let turn = 0; turn < mostPages && !stopped.signal.aborted; turn += 1) {
      const messages = await page(conversation, last);
      if (messages === null || messages.length === 0) return;
      kind ??= await kindOf(conversation);
      for (const message of messages) {
        await hear({
          ...message,
          channel_type: kind,
          ...(guild === null ? {} : { guild_id: guild }),
        });
      }
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

const compare = (one: string, other: string): number => (isLater(other, one) ? -1 : 1);
