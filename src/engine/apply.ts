import type { SessionEvent, Recorded } from './event.ts';
import { evolve } from './evolve.ts';
import { outwardOf } from './outward.ts';
import type { OutwardEvent } from './outward.ts';
import type { Session } from './session.ts';

/** An event as it is kept, with what leaves for the outside because of it. */
export interface Entry {
  readonly recorded: Recorded;
  readonly outward: OutwardEvent | null;
}

export interface Applied {
  readonly session: Session;
  readonly entries: readonly Entry[];
}

/** One recorded event onto a session, and what leaves for the outside with it. */
const step = (
  before: Session | null,
  recorded: Recorded,
): { readonly session: Session; readonly leaving: OutwardEvent | null } => {
  const evolved = evolve(before, recorded);
  const sequence = (before?.sequence ?? 0) + 1;
  const leaving = outwardOf(recorded, evolved, sequence);
  return { session: leaving ? { ...evolved, sequence } : evolved, leaving };
};

/** Applies the events of one accepted command: the version grows by one, the sequence by what leaves. */
export const apply = (before: Session | null, events: readonly SessionEvent[], now: string): Applied => {
  const version = (before?.version ?? 0) + 1;
  const entries: Entry[] = [];
  let session = before;
  for (const event of events) {
    const recorded: Recorded = { at: now, version, event };
    const next = step(session, recorded);
    session = next.session;
    entries.push({ recorded, outward: next.leaving });
  }
  if (session === null) throw new Error('A command was accepted without an event');
  return { session, entries };
};

/** The session that a whole history gives: the same as was kept while it happened. */
export const replay = (history: readonly Recorded[]): Session => {
  const session = history.reduce<Session | null>((before, recorded) => step(before, recorded).session, null);
  if (session === null) throw new Error('A session without a history');
  return session;
};
