import { setTimeout as pause } from 'node:timers/promises';
import type { IIdentifyThrottler } from 'discord.js';

/**
 * Lets one shard of each of Discord's buckets identify at a time, over all connections of this replica.
 *
 * @see https://docs.discord.com/developers/events/gateway#sharding-max-concurrency
 */
export function createIdentifyThrottler(
  maxConcurrency: number,
  everyMs: number,
  now: () => number,
): IIdentifyThrottler {
  const buckets = new Map<number, { last: number; queue: Promise<void> }>();
  return {
    waitForIdentify(shard, signal) {
      const key = shard % maxConcurrency;
      const bucket = buckets.get(key) ?? { last: Number.NEGATIVE_INFINITY, queue: Promise.resolve() };
      buckets.set(key, bucket);
      const turn = bucket.queue.then(async () => {
        const wait = bucket.last + everyMs - now();
        if (wait > 0) await pause(wait, null, { signal });
        bucket.last = now();
      });
      bucket.queue = turn.catch(() => undefined);
      return turn;
    },
  };
}
