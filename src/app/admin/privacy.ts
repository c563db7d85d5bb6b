import type { PersonId, SessionId } from '../../ids.ts';

/** Forgets people and keeps the counts. */
export interface Privacy {
  /** Sessions of theirs that are still open: to be closed first. */
  open(person: PersonId): Promise<readonly SessionId[]>;
  /**
   * Takes a person's words, names and ids out of everything that is kept. Resolves with how many sessions have lost
   * their person, and what the person is called now.
   */
  forget(person: PersonId, now: Date): Promise<Forgot>;
  /** The same for sessions that ended before then, a few at a time; resolves with how many. */
  forgetOld(endedBefore: Date, limit: number, now: Date): Promise<number>;
}

export interface Forgot {
  readonly sessions: number;
  readonly forgotten_as: PersonId;
}
