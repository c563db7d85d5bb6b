import type { Session } from '../engine/session.ts';
import type { SessionId } from '../ids.ts';

/** A session's message while this replica sends it. */
export interface Hold {
  /** The session as it went on meanwhile, told once. */
  newer(): Session | null;
  /** The same, waited for until the present moment is over. */
  next(): Promise<Session | null>;
  release(): void;
}

interface Held {
  readonly lease: string;
  newer: Session | null;
  arrived: (() => void) | null;
}

/**
 * The messages that this replica is sending just now, by their session, so that a click meanwhile goes to the one who
 * has the message in hand.
 *
 * @param momentMs how long a moment is; all who wait in it wake together, with one timer
 */
export const createInHand = (momentMs: number) => {
  const held = new Map<SessionId, Held>();
  let moment: Promise<void> | null = null;

  const thisMoment = (): Promise<void> => {
    moment ??= new Promise((resolve) => {
      setTimeout(() => {
        moment = null;
        resolve();
      }, momentMs).unref();
    });
    return moment;
  };

  return {
    take(id: SessionId, lease: string): Hold {
      const mine: Held = { lease, newer: null, arrived: null };
      held.set(id, mine);
      return {
        newer: () => {
          const told = mine.newer;
          mine.newer = null;
          return told;
        },
        next: async () => {
          if (!mine.newer) {
            const arrival = new Promise<void>((resolve) => {
              mine.arrived = resolve;
            });
            await Promise.race([arrival, thisMoment()]);
            mine.arrived = null;
          }
          return mine.newer;
        },
        // Who took it after us, under a lease of their own, keeps it.
        release: () => {
          if (held.get(id) === mine) held.delete(id);
        },
      };
    },
    leaseOf: (id: SessionId): string | null => held.get(id)?.lease ?? null,
    tell(session: Session): void {
      const mine = held.get(session.session_id);
      if (!mine) return;
      mine.newer = session;
      mine.arrived?.();
    },
  };
};
