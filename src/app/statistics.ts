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
