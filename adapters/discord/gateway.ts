import { setTimeout as pause } from 'node:timers/promises';
import { RequestMethod } from 'discord.js';
import { ApplicationFlags, Routes } from 'discord-api-types/v10';
import type { IIdentifyThrottler } from 'discord.js';
import type { Leadership } from '../../src/app/channel.ts';
import { bodyOf } from './api.ts';
import type { Answer, Api } from './api.ts';
import { connect } from './connection.ts';
import type { Dispatch, Over } from './connection.ts';
import { createIdentifyThrottler } from './identify-throttler.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { numberAt, objectAt, snowflakeAt, stringAt } from './payload.ts';
import { createShards, waitBefore } from './shards.ts';
import type { Pace } from './shards.ts';

export interface GatewayOptions {
  readonly api: Api;
  readonly token: string;
  readonly applicationId: string;
  readonly apiUrl: string | null;
  readonly timeoutMs: number;
  readonly leadership: Leadership;
  readonly pace: Pace;
  readonly log: Log;
  readonly now: () => number;
  readonly heard: (event: Dispatch, shard: number, of: number) => void;
}

export interface Gateway {
  start(): void;
  stop(): Promise<void>;
  /** Whether the bot hears what people say without its name. */
  hears(): boolean;
  /** The bot's own user. */
  bot(): string;
}

/** Milliseconds. */
const times = {
  /** A token that does not work is tried again: somebody may mend it in Discord. */
  tokenAgain: 60_000,
  /** How many shards there should be changes as the bot comes to more servers. */
  countAgain: 60 * 60 * 1000,
  failedAgain: 5000,
  patience: 60_000,
} as const;

/** Holds this replica's part of the gateway, from the first answer of Discord's on; whatever happens, it goes on. */
export function createGateway(options: GatewayOptions): Gateway {
  const { api, token, applicationId, apiUrl, timeoutMs, leadership, pace, log, now, heard } = options;
  const stopped = new AbortController();
  const state: {
    content: boolean;
    /** The same id as the application's, unless that is an old one. */
    bot: string;
    throttler: IIdentifyThrottler;
    preparing: Promise<void> | null;
    running: Promise<void> | null;
  } = {
    content: false,
    bot: applicationId,
    throttler: createIdentifyThrottler(1, pace.identifyMs, now),
    preparing: null,
    running: null,
  };

  const shards = createShards({
    leadership,
    applicationId,
    connect: (shard, of) =>
      connect({
        token,
        apiUrl,
        shard,
        shards: of,
        content: state.content,
        throttler: state.throttler,
        timeoutMs,
        patienceMs: times.patience,
        log,
        heard: (event) => heard(event, shard, of),
      }),
    ended,
    log,
    now,
    pace,
  });

  function ended(over: Over): number {
    switch (over.why) {
      case 'ended':
        return 0;
      case 'token':
        log.error({}, 'discord: the token does not work; see docs/discord.md');
        return times.tokenAgain;
      case 'intents':
        log.error(
          {},
          state.content
            ? 'discord: the intent "Message Content" was refused; going on without it; see docs/discord.md'
            : 'discord: the intents were refused; see docs/discord.md',
        );
        if (!state.content) return times.tokenAgain;
        state.content = false;
        return 0;
      case 'sharding':
        log.warn({}, 'discord: more shards are needed');
        void prepareOnce();
        return times.failedAgain;
      case 'failed':
        log.warn({ reason: over.reason }, 'discord: the gateway could not be reached; trying again');
        return times.failedAgain;
    }
  }

  /** Learns who the bot is and how many shards it should have, until Discord tells. */
  async function prepare(): Promise<void> {
    for (let attempt = 0; !stopped.signal.aborted; attempt += 1) {
      const failed = await tryToPrepare();
      if (failed === null) return;
      await rest(failed ?? waitBefore(pace, attempt));
    }
  }

  function prepareOnce(): Promise<void> {
    state.preparing ??= prepare()
      .catch((error: unknown) => log.error(causeOf(error), 'discord: the gateway is not held'))
      .finally(() => {
        state.preparing = null;
      });
    return state.preparing;
  }

  /** `null` where it is done; else after how many milliseconds again, where that matters. */
  async function tryToPrepare(): Promise<number | null | undefined> {
    const application = await ask('read_application', Routes.currentApplication());
    if (application.outcome !== 'ok') return trouble(application);
    const gateway = await ask('read_gateway', Routes.gatewayBot());
    if (gateway.outcome !== 'ok') return trouble(gateway);
    const flags = numberAt(bodyOf(application), 'flags') ?? 0;
    state.content = (flags & readsContent) !== 0;
    state.bot = snowflakeAt(objectAt(bodyOf(application), 'bot'), 'id') ?? applicationId;
    const limits = objectAt(bodyOf(gateway), 'session_start_limit');
    state.throttler = createIdentifyThrottler(
      Math.max(1, numberAt(limits, 'max_concurrency') ?? 1),
      pace.identifyMs,
      now,
    );
    const count = Math.max(1, numberAt(bodyOf(gateway), 'shards') ?? 1);
    const name = stringAt(bodyOf(application), 'name');
    log.info({ bot: name, shards: count, reads_all_words: state.content }, 'discord: ready to connect');
    if (!stopped.signal.aborted) await shards.hold(count);
    return null;
  }

  const ask = (name: string, route: `/${string}`): Promise<Answer> =>
    api.ask({ name, method: RequestMethod.Get, route });

  function trouble(answer: Exclude<Answer, { outcome: 'ok' }>): number | undefined {
    switch (answer.outcome) {
      case 'limited':
        return answer.after_ms ?? undefined;
      case 'failed':
        log.warn({ reason: answer.reason }, 'discord: it does not answer; trying again');
        return undefined;
      case 'refused':
        log.error({ reason: answer.reason }, 'discord: the token does not work; see docs/discord.md');
        return times.tokenAgain;
    }
  }

  async function rest(ms: number): Promise<void> {
    await pause(ms, null, { signal: stopped.signal }).catch(() => null);
  }

  async function run(): Promise<void> {
    await prepareOnce();
    while (!stopped.signal.aborted) {
      await rest(times.countAgain);
      const gateway = await ask('read_gateway', Routes.gatewayBot());
      const count = gateway.outcome === 'ok' ? numberAt(bodyOf(gateway), 'shards') : null;
      if (count !== null && count > shards.count && !stopped.signal.aborted) await shards.hold(count);
    }
  }

  return {
    start() {
      state.running ??= run().catch((error: unknown) =>
        log.error(causeOf(error), 'discord: nobody looks any more how many shards there should be'),
      );
    },
    async stop() {
      stopped.abort();
      await state.running;
      await state.preparing;
      await shards.stop();
    },
    hears: () => state.content,
    bot: () => state.bot,
  };
}

/** Switched on by whoever owns the application; verified bots have to be granted it. */
const readsContent = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
