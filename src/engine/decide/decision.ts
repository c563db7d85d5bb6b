import type { FieldError, Refusal, Refused } from '../command.ts';
import type { SessionEvent } from '../event.ts';
import { isOver } from '../session.ts';
import type { Session } from '../session.ts';

/** What a command leads to: what happened, at least one event, or the reason why nothing did. */
export type Decision = Accepted | Refused;
export interface Accepted {
  readonly events: readonly SessionEvent[];
}

export const refuse = (refused: Refusal, errors?: readonly FieldError[]): Refused =>
  errors ? { refused, errors } : { refused };

export const accept = (...events: readonly SessionEvent[]): Accepted => ({ events });

/** Why the person cannot work on the guide now, where there is a reason above the one given. */
export const outOfHands = (session: Session, otherwise: Refusal): Refusal => {
  if (isOver(session)) return 'session_closed';
  switch (session.phase.name) {
    case 'escalated':
      return 'already_escalated';
    case 'withdrawn':
      return 'guide_withdrawn';
    default:
      return otherwise;
  }
};
