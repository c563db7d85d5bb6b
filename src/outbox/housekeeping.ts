import type { Clock } from '../app/ports.ts';

/** Removes what has served its purpose, at most `limit` rows; resolves with how many went. */
export interface Broom {
  readonly what: string;
  readonly sweep: (olderThan: Date, limit: number) => Promise<number>;
  readonly keepMs: number;
}

export interface Housekeeping {
  /** Removes what is too old by now. */
  tidy(): Promise<void>;
  /** Tidies when the start is over, then every hour. */
  start(): void;
  /** Resolves when nothing is being removed any more. */
  stop(): Promise<void>;
}

/** Old rows go in small portions, so that nobody waits for a lock. */
const portion = 1_000;
const everyMs = 3_600_000;
/** A start has better to do, and one that fails has nothing to tidy. */
const firstAfterMs = 60_000;

/** Keeps the tables that only remember from growing for ever. Replicas may tidy at the same time. */
export const createHousekeeping = ({
  brooms,
  clock,
  log,
}: {
  readonly brooms: readonly Broom[];
  readonly clock: Clock;
  readonly log: { warn(fields: object, text: string): void };
}): Housekeeping => {
  const state: { timers: NodeJS.Timeout[]; stopping: boolean; running: Promise<void> } = {
    timers: [],
    stopping: false,
    running: Promise.resolve(),
  };

  const sweepAll = async ({ sweep, keepMs }: Broom): Promise<void> => {
    const olderThan = new Date(clock.now().getTime() - keepMs);
    while (!state.stopping && (await sweep(olderThan, portion)) >= portion);
  };

  const tidy = async (): Promise<void> => {
    for (const broom of brooms) {
      await sweepAll(broom).catch((error: unknown) =>
        log.warn(
          { err: error, what: broom.what },
          'old rows could not be removed; the next try is in an hour',
        ),
      );
    }
  };

  const tidySoon = (): void => {
    state.running = state.running.then(tidy);
  };

  return {
    tidy,
    start: () => {
      const timers = [setTimeout(tidySoon, firstAfterMs), setInterval(tidySoon, everyMs)];
      state.timers = timers.map((timer) => timer.unref());
    },
    stop: async () => {
      state.stopping = true;
      for (const timer of state.timers) clearTimeout(timer);
      await state.running;
    },
  };
};
