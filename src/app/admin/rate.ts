import type { Clock } from '../ports.ts';

/** What people may do in a minute. */
export interface RateLimits {
  readonly per_person: number;
  readonly per_workspace: number;
}

/** Far above what a person presses, far below what a machine does. */
export const defaultRate: RateLimits = { per_person: 60, per_workspace: 1200 };

interface Bucket {
  tokens: number;
  at: number;
  /** Whether whoever it is was told already, in this run of too much. */
  told: boolean;
}

/** Buckets are forgotten beyond so many; the oldest is full again by then. */
const bucketsAtMost = 20_000;

export type Admission = 'in' | 'tell' | 'silent';

/**
 * Token buckets, one for each person and one for each workspace, in the memory of this replica: several replicas allow
 * as many times as much, which protects the database all the same.
 */
export const createRateLimit = (
  clock: Clock,
): ((person: string, workspace: string, limits: RateLimits) => Admission) => {
  const buckets = new Map<string, Bucket>();

  const take = (key: string, perMinute: number): Bucket | null => {
    const now = clock.now().getTime();
    const known = buckets.get(key) ?? { tokens: perMinute, at: now, told: false };
    const refilled = known.tokens + ((now - known.at) / 60_000) * perMinute;
    const bucket = { ...known, tokens: Math.min(perMinute, refilled), at: now };
    // Written last: the first of a Map is the one that was quiet longest.
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > bucketsAtMost) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    if (bucket.tokens < 1) return bucket;
    bucket.tokens -= 1;
    bucket.told = false;
    return null;
  };

  return (person, workspace, { per_person, per_workspace }) => {
    const full = take(person, per_person) ?? take(workspace, per_workspace);
    if (full === null) return 'in';
    const admission = full.told ? 'silent' : 'tell';
    full.told = true;
    return admission;
  };
};
