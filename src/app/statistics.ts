import type { Outcome, SessionStatus } from '../engine/session.ts';
import type { TemplateId } from '../ids.ts';

/** Sessions begun from `since` (inclusive) to `until` (exclusive); `null` for no bound. */
export interface Period {
  readonly since: Date | null;
  readonly until: Date | null;
}

/** How often each step was shown, and what came of it. */
export interface StepFunnel {
  readonly step_number: number;
  readonly shown: number;
  readonly completed: number;
  readonly failed: number;
}

/** What became of the sessions that began on a day; `open` are those of which nothing has yet. In the order of a chart. */
export const dayOutcomes = [
  'confirmed',
  'implied',
  'escalated_solved',
  'escalated',
  'escalated_unsolved',
  'abandoned',
  'open',
] as const satisfies readonly (Outcome | 'open')[];
export type DayOutcome = (typeof dayOutcomes)[number];

export interface DayNumbers {
  /** `2026-01-31` */
  readonly day: string;
  readonly started: number;
  /** Of those, by somebody's word. */
  readonly solved: number;
  readonly escalated: number;
  readonly abandoned: number;
  /** All of `started`, each once. */
  readonly by_outcome: Readonly<Record<DayOutcome, number>>;
}

export interface TemplateNumbers {
  readonly template_id: TemplateId;
  readonly template_version: number;
  readonly sessions: number;
  readonly resolved: number;
  readonly escalated: number;
  readonly abandoned: number;
  /** Mean of the ratings; `null` while there are none. */
  readonly rating: number | null;
  readonly steps: readonly StepFunnel[];
}

export interface Statistics {
  readonly sessions: {
    readonly total: number;
    readonly by_status: Readonly<Record<SessionStatus, number>>;
    readonly by_outcome: Readonly<Record<Outcome, number>>;
    readonly by_channel: Readonly<Record<string, number>>;
    /**
     * Of the sessions that have ended, the percent whose problem is solved by somebody's word: the person confirmed it,
     * or an agent closed it as solved. What was merely implied, given up or not heard of again is no help. `null` while
     * none has ended.
     */
    readonly help_rate: number | null;
    /** From the beginning to the solution, in minutes; `null` while nothing was solved. */
    readonly median_minutes_to_solution: number | null;
    /** Days (UTC) on which sessions began, the oldest first; those without any are left out. */
    readonly by_day: readonly DayNumbers[];
  };
  readonly templates: readonly TemplateNumbers[];
  /** Over all webhooks and all time. */
  readonly deliveries: {
    readonly total: number;
    readonly delivered: number;
    readonly failed: number;
    readonly refused: number;
    readonly pending: number;
    /** Percent of the settled ones; `null` while there are none. */
    readonly success_rate: number | null;
  };
}

export interface StatisticsReader {
  read(period: Period): Promise<Statistics>;
}
