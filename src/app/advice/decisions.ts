import type { DecisionId, MessageId, SessionId } from '../../ids.ts';
import type { Advice } from './port.ts';

/** A typed reply that only a model may understand. */
export interface Reply {
  readonly words: string;
  /** The session's version that it answers. */
  readonly version: number;
  /** The message that says it is being read, and later how. */
  readonly note: MessageId;
}

/** What a transaction owes to a model: to be asked, after the commit. */
export interface Asking {
  readonly decision_id: DecisionId;
  readonly session_id: SessionId;
  /** `null`: the session's problem is to be picked for. */
  readonly reply: Reply | null;
}

/** Something a model could choose, as the record keeps it; `score` is the picker's, where it has one. */
export interface Option {
  readonly id: string;
  readonly score: number | null;
}

export interface Answer {
  readonly advice: Advice;
  readonly options: readonly Option[];
}

/** Somebody has asked before the session began: it is kept with it. */
export interface Decided extends Asking, Answer {
  readonly used: boolean;
}

/** Still to be asked, or answered and not put to the person yet; leased to whoever has it. */
export interface OpenDecision extends Asking {
  /** How often somebody has taken it up. */
  readonly tries: number;
  /** Kept before it is put to the person, so that nothing is asked twice. */
  readonly answer: Answer | null;
}

/** What a model was asked once, and what came of it. */
export interface Decision {
  readonly decision_id: DecisionId;
  readonly kind: 'pick' | 'reply';
  readonly created_at: string;
  /** `null` while it is being asked. */
  readonly result: Advice['result'] | null;
  readonly options: readonly Option[];
  readonly choice: string | null;
  readonly question: string | null;
  /** The names of the details that were found in the words; not their values. */
  readonly details: readonly string[];
  /** Whether it changed what the person saw: they may have moved on. */
  readonly used: boolean | null;
  readonly model: string | null;
  readonly attempts: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly duration_ms: number;
}

/** What models were asked: a queue and its history in one. A settlement counts only while its lease does. */
export interface DecisionStore {
  claim(query: {
    readonly limit: number;
    readonly token: string;
    readonly now: Date;
    readonly until: Date;
  }): Promise<readonly OpenDecision[]>;
  /** Keeps the answer; `false`: somebody else has taken it up. */
  answered(id: DecisionId, token: string, answer: Answer): Promise<boolean>;
  /** Nothing is left to be done. What the person wrote is not kept any longer. */
  settle(id: DecisionId, token: string, used: boolean, now: Date): Promise<void>;
  /** Of a session, the oldest first. */
  list(session: SessionId): Promise<readonly Decision[]>;
}
