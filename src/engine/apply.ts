import type { SessionEvent, Recorded } from './event.ts';
import { evolve } from './evolve.ts';
import { outwardOf } from './outward.ts';
import type { OutwardEvent } from './outward.ts';
import type { Session } from './session.ts';

export interface Applied {
  readonly session: Session;
  readonly recorded: readonly Recorded[];
  readonly outward: readonly OutwardEvent[];
}

/** Applies the events of one accepted command: the version grows by one, the sequence by what leaves. */
export const apply = (before: Session | null, events: readonly SessionEvent[], now: string): Applied => {
  const version = (before?.version ?? 0) + 1;
  const outward: OutwardEvent[] = [];
  const recorded = events.map((event): Recorded => ({ at: now, version, event }));
  let session = before;
  let sequence = before?.sequence ?? 0;
  for (const one of recorded) {
    session = evolve(session, one);
    const leaving = outwardOf(one, session, sequence + 1);
    if (leaving) {
      outward.push(leaving);
      sequence += 1;
    }
    session = { ...session, sequence };
  }
  if (session === null) throw new Error('A command was accepted without an event');
  return { session, recorded, outward };
};
