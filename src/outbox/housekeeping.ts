import type { Clock } from '../app/ports.ts';

/** Removes what has served its purpose; resolves with how many rows went. */
export interface Broom {
  readonly what: string;
  readonly sweep: (olderThan: Date, limit: number) => Promise<number>;
  readonly keepMs: number;
}

const batch = 1_000;

/** Old rows go in small portions, so that nobody waits for a lock. */
export const tidy = async (brooms: readonly Broom[], clock: Clock): Promise<void> => {
  for (const { sweep, keepMs } of brooms) {
    const olderThan = new Date(clock.now().getTime() - keepMs);
    while ((await sweep(olderThan, batch)) >= batch);
  }
};
