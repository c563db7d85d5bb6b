import type { NextTime, Timer, TimerKind, Timers } from '../app/hand-off/ports.ts';
import type { Clock } from '../app/ports.ts';
import { retryAfterMs } from './retry.ts';
import type { SenderLog } from './sender.ts';

/** What is done when a timer is due. Doing it twice must come to the same: a replica may die before it can say so. */
export type Job = (timer: Timer) => Promise<NextTime>;

export interface TimerWorkerParts {
  readonly timers: Timers;
  readonly jobs: Readonly<Record<TimerKind, Job>>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly token: () => string;
  readonly log: SenderLog;
}

const batch = 20;
const pollMs = 1_000;
/** Longer than any job takes: each asks the database a few times, and a platform once or twice. */
const leaseMs = 60_000;

/** Does what is due, on whichever replica claims it first. */
export const createTimerWorker = ({ timers, jobs, clock, random, token, log }: TimerWorkerParts) => {
  let running: Promise<void> | null = null;
  let again = false;
  let poll: NodeJS.Timeout | null = null;

  const fire = async (timer: Timer, lease: string): Promise<void> => {
    try {
      await timers.settle(timer, lease, await jobs[timer.kind](timer));
    } catch (error) {
      const due_at = new Date(clock.now().getTime() + retryAfterMs(timer.attempts, random));
      log.error({ err: error, timer: timer.timer_id, due_at }, 'a timer could not do its work; again soon');
      await timers.postpone(timer, lease, due_at);
    }
  };

  const fireAll = async (): Promise<void> => {
    for (;;) {
      const now = clock.now();
      const lease = token();
      const due = await timers.claim({
        limit: batch,
        token: lease,
        now,
        until: new Date(now.getTime() + leaseMs),
      });
      await Promise.all(due.map((timer) => fire(timer, lease)));
      if (due.length < batch) return;
    }
  };

  const fireWhileAsked = async (): Promise<void> => {
    do {
      again = false;
      await fireAll();
    } while (again);
  };

  /** Does what is due now; resolves when it is done. */
  const run = (): Promise<void> => {
    again = true;
    running ??= fireWhileAsked().finally(() => {
      running = null;
    });
    return running;
  };

  const wake = (): void => {
    run().catch((error: unknown) => log.warn({ err: error }, 'timers could not be looked at; again soon'));
  };

  return {
    run,
    /** Something is due now. */
    wake,
    start: (): void => {
      poll = setInterval(wake, pollMs);
    },
    /** Ends when what was begun has been done. */
    stop: async (): Promise<void> => {
      if (poll !== null) clearInterval(poll);
      await running?.catch(() => undefined);
    },
  };
};
