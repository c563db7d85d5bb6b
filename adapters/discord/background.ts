import { causeOf } from './log.ts';
import type { Log } from './log.ts';

/** What nobody waits for: notes, memories, what goes on after an acknowledgement. */
export interface Background {
  run(what: string, work: () => Promise<void>): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const underWay = new Set<Promise<void>>();
  return {
    run(what, work) {
      const going = work()
        .catch((error: unknown) => log.error(causeOf(error), `discord: ${what} failed`))
        .finally(() => underWay.delete(going));
      underWay.add(going);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
