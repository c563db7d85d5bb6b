import type { Leadership } from '../../src/app/channel.ts';
import type { Connection, Over } from './connection.ts';
import { timing } from './limits.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { within } from './within.ts';

export interface ShardsOptions {
  readonly leadership: Leadership;
  /** What the leaderships are called by: one bot may be led apart from another. */
  readonly applicationId: string;
  readonly connect: (shard: number, of: number) => Connection;
  /** A connection ended by itself: whether it may be made again, and after how long. */
  readonly ended: (over: Over) => number;
  readonly log: Log;
  readonly now: () => number;
  readonly pace: Pace;
}

/** Milliseconds. */
export interface Pace {
  /** Who leads a shard leads it for so long, unless they ask again. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** Shards of one bucket identify so far apart. */
  readonly identifyMs: number;
  /** After these, Discord is asked again where it did not answer: the last one over and over. */
  readonly againMs: readonly number[];
}

/** A replica that dies has another in its place after the lease and one renewal: less than fifteen seconds. */
export const usualPace: Pace = {
  leaseMs: 10_000,
  renewMs: 3000,
  identifyMs: timing.identifyMs.max,
  againMs: [1000, 2000, 5000, 10_000, 30_000, 60_000],
};

export const waitBefore = ({ againMs }: Pace, attempt: number): number =>
  againMs[Math.min(attempt, againMs.length - 1)] ?? 0;

interface Shard {
  readonly id: number;
  connection: Connection | null;
  /** Until when this replica leads it. */
  until: number;
  /** Not before then may it be connected again. */
  notBefore: number;
}

/**
 * The gateway's shards, each of which exactly one replica holds: by a lease in the database, which ends by itself
 * should the replica die. Who cannot renew one lets go of the connection before the lease is over.
 */
export function createShards({ leadership, applicationId, connect, ended, log, now, pace }: ShardsOptions) {
  const state: { shards: readonly Shard[]; timer: NodeJS.Timeout | null; ticking: Promise<void> | null } = {
    shards: [],
    timer: null,
    ticking: null,
  };
  const nameOf = ({ id }: Shard): string => `discord:${applicationId}:shard ${id} of ${state.shards.length}`;
  const isOurs = (shard: Shard): boolean => state.shards.includes(shard);

  async function letGo(shard: Shard): Promise<void> {
    const { connection } = shard;
    shard.connection = null;
    await connection?.end();
  }

  function open(shard: Shard): void {
    const connection = connect(shard.id, state.shards.length);
    shard.connection = connection;
    log.info({ shard: shard.id, of: state.shards.length }, 'discord: connecting to the gateway');
    void connection.over.then(async (over) => {
      if (over.why === 'ended' || shard.connection !== connection) return;
      shard.notBefore = now() + ended(over);
      await letGo(shard);
    });
  }

  async function renew(shard: Shard): Promise<void> {
    const asked = now();
    const leads = await within(
      leadership.lead(nameOf(shard), pace.leaseMs).catch((error: unknown) => {
        log.warn({ shard: shard.id, ...causeOf(error) }, 'discord: who leads a shard is not known just now');
        return null;
      }),
      pace.renewMs,
      null,
    );
    if (!isOurs(shard)) return;
    if (leads === true) shard.until = asked + pace.leaseMs;
    // Nobody knows: as long as the lease lasts, it is ours.
    const mine = leads ?? shard.until - pace.renewMs > now();
    if (!mine && shard.connection !== null) {
      log.warn({ shard: shard.id }, 'discord: another replica has the gateway connection by now');
      await letGo(shard);
    }
    if (mine && leads === true && shard.connection === null && shard.notBefore <= now()) open(shard);
  }

  function tick(): void {
    state.ticking ??= Promise.all(state.shards.map(renew))
      .then(() => undefined)
      .finally(() => {
        state.ticking = null;
      });
  }

  async function resignAll(): Promise<void> {
    const { shards } = state;
    await state.ticking;
    await Promise.all(
      shards.map(async (shard) => {
        const held = shard.until > now();
        await letGo(shard);
        if (held) await leadership.resign(nameOf(shard));
      }),
    );
  }

  return {
    /** So many shards from now on; others than before are let go of first. */
    async hold(count: number): Promise<void> {
      if (state.shards.length !== count) {
        await resignAll();
        state.shards = Array.from({ length: count }, (_, id) => ({
          id,
          connection: null,
          until: 0,
          notBefore: 0,
        }));
      }
      state.timer ??= setInterval(tick, pace.renewMs);
      tick();
    },
    get count(): number {
      return state.shards.length;
    },
    async stop(): Promise<void> {
      if (state.timer !== null) clearInterval(state.timer);
      state.timer = null;
      await resignAll().catch((error: unknown) =>
        log.warn(causeOf(error), 'discord: the gateway is held until its lease ends'),
      );
      state.shards = [];
    },
  };
}
