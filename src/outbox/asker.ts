import type { Asking, DecisionStore, OpenDecision } from '../app/advice/decisions.ts';
import { adviceLeaseMs } from '../app/lease.ts';
import type { Clock } from '../app/ports.ts';

const batch = 20;

export interface Asker {
  /** What this replica has just committed, and has in hand. */
  take(asking: Asking, token: string): void;
  /** Takes up what is owed and in nobody's hands, the rest of a replica that died. */
  sweep(): Promise<void>;
  /** Resolves when nothing is being asked any more. */
  idle(): Promise<void>;
}

/** Has the questions of commits answered: at once where they were committed, by anybody else if that replica dies. */
export const createAsker = ({
  decisions,
  settle,
  clock,
  token,
  log,
}: {
  readonly decisions: Pick<DecisionStore, 'claim'>;
  readonly settle: (open: OpenDecision, token: string) => Promise<void>;
  readonly clock: Clock;
  readonly token: () => string;
  readonly log: { error(fields: object, text: string): void };
}): Asker => {
  const underWay = new Set<Promise<void>>();

  const run = (open: OpenDecision, lease: string): Promise<void> => {
    const work = settle(open, lease)
      // Its lease runs out, and it is taken up again.
      .catch((error: unknown) =>
        log.error(
          { err: error, decision_id: open.decision_id },
          'what a model said could not be settled; again soon',
        ),
      )
      .finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };

  return {
    take: (asking, lease) => void run({ ...asking, tries: 1, answer: null }, lease),

    sweep: async () => {
      const now = clock.now();
      const lease = token();
      const until = new Date(now.getTime() + adviceLeaseMs);
      const open = await decisions.claim({ limit: batch, token: lease, now, until });
      for (const one of open) void run(one, lease);
    },

    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};
