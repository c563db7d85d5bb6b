import type { SessionId } from '../ids.ts';
import type { Recorded } from './event.ts';
import { maskedVariables } from './masking.ts';
import { describeHandOff, handOffEventNames } from './outward-hand-off.ts';
import { secondsBetween } from './pack.ts';
import { outcomeOf } from './session.ts';
import type { Session } from './session.ts';

export { mask, maskedVariables } from './masking.ts';

/** The names the outside knows. The first seven never change; more may be added. */
export const outwardEventNames = [
  'session_started',
  'problem_detected',
  'step_completed',
  'step_failed',
  'session_resolved',
  'session_escalated',
  'feedback_received',
  ...handOffEventNames,
  'session_expired',
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

/**
 * What leaves for the outside when a recorded event has been applied; `null` where the outside is not told.
 * `sequence` is the number it leaves under.
 */
export const outwardOf = (recorded: Recorded, after: Session, sequence: number): OutwardEvent | null => {
  const told = describe(recorded, after);
  return (
    told && {
      event: told.event,
      timestamp: recorded.at,
      data: {
        session_id: after.session_id,
        sequence,
        channel: after.channel,
        template_id: after.chosen?.pin.template_id ?? null,
        template_version: after.chosen?.pin.version ?? null,
        ...told.data,
      },
    }
  );
};

type Told = { readonly event: OutwardEventName; readonly data: Readonly<Record<string, unknown>> } | null;

const describe = ({ event }: Recorded, after: Session): Told => {
  const user = { id: after.user.id, name: after.user.name, locale: after.locale };
  switch (event.type) {
    case 'session_started':
      return {
        event: event.type,
        data: { user, locale: after.locale, problem: event.problem, previous_session_id: event.previous },
      };
    case 'guide_confirmed':
      return {
        event: 'problem_detected',
        data: {
          user,
          problem: after.problem,
          template_name: event.name,
          category: event.category,
          locale: event.pin.locale,
          total_steps: event.total_steps,
          variables: after.chosen ? maskedVariables(after.chosen) : {},
        },
      };
    case 'step_completed':
      return {
        event: event.type,
        data: {
          user,
          step_number: event.step_number,
          title: event.title,
          notes: event.notes,
          choice: event.choice,
        },
      };
    case 'step_failed':
      return {
        event: event.type,
        data: { user, step_number: event.step_number, title: event.title, notes: event.notes },
      };
    case 'session_resolved':
      return {
        event: event.type,
        data: {
          user,
          problem: after.problem,
          outcome: outcomeOf(after),
          steps_completed: after.results.filter(({ result }) => result === 'completed').length,
          steps_failed: after.results.filter(({ result }) => result === 'failed').length,
          duration_seconds: secondsBetween(after.created_at, after.updated_at),
        },
      };
    case 'session_escalated':
      return {
        event: event.type,
        data: {
          user,
          problem: after.problem,
          escalation_id: event.escalation_id,
          cause: event.cause,
          reason: event.reason,
          priority: event.priority,
          template_name: after.chosen?.name ?? null,
          category: after.chosen?.category ?? null,
          variables: after.chosen ? maskedVariables(after.chosen) : {},
          steps: after.results,
          duration_seconds: secondsBetween(after.created_at, after.updated_at),
          conversation: after.conversation,
          total_steps: after.chosen?.total_steps ?? null,
          current_step: after.path.at(-1) ?? null,
          previous_session_id: after.previous,
        },
      };
    case 'feedback_received':
      return {
        event: event.type,
        data: { user, rating: event.rating, comment: event.comment, outcome: outcomeOf(after) },
      };
    case 'problem_described':
    case 'guides_offered':
    case 'variables_provided':
    case 'answers_withdrawn':
    case 'step_shown':
    case 'resolution_asked':
    case 'went_back':
    case 'guide_restarted':
    case 'guide_withdrawn':
    case 'reminder_set':
    case 'language_changed':
    case 'session_cancelled':
      return null;
    case 'session_expired':
      return {
        event: event.type,
        data: {
          user,
          problem: after.problem,
          outcome: outcomeOf(after),
          last_step: after.path.at(-1) ?? null,
          steps_completed: after.results.filter(({ result }) => result === 'completed').length,
          steps_failed: after.results.filter(({ result }) => result === 'failed').length,
          duration_seconds: secondsBetween(after.created_at, after.updated_at),
        },
      };
    default:
      return describeHandOff(event, after);
  }
};
