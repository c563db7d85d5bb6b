import type { SessionId } from '../ids.ts';

/** The names the outside knows. These seven never change; more may be added. */
export const outwardEventNames = [
  'session_started',
  'problem_detected',
  'step_completed',
  'step_failed',
  'session_resolved',
  'session_escalated',
  'feedback_received',
] as const;
export type OutwardEventName = (typeof outwardEventNames)[number];

/** A session event as it leaves, before it is signed. */
export interface OutwardEvent {
  readonly event: OutwardEventName;
  /** ISO 8601, UTC, with milliseconds. */
  readonly timestamp: string;
  /** Always has `session_id`, `sequence`, `channel`, `template_id`, `template_version`. */
  readonly data: Readonly<Record<string, unknown>> & {
    readonly session_id: SessionId;
    readonly sequence: number;
  };
}
