import type { ConversationId } from '../ids.ts';
import type { Destination } from './escalation.ts';
import type { Session } from './session.ts';

/** Where a place's threads have ids that begin with its own, this tells them from those of other places. */
export const isWithin = (conversation: ConversationId, place: ConversationId): boolean =>
  conversation === place || conversation.startsWith(`${place}:`) || conversation.startsWith(`${place};`);

/** Where the agents talk about the session's hand-off; `null` before they were told. */
export const threadOf = ({ escalation }: Session): ConversationId | null =>
  escalation?.placement.state === 'posted' ? escalation.placement.thread : null;

/** Where the hand-off was posted, or is on its way to. */
export const placeOf = ({ escalation }: Session): Destination | null =>
  escalation?.placement.state === 'posted' ? escalation.placement.at : null;

/**
 * Whether a button drawn for a version still says what is so: no command since then has changed what it would do.
 * Neither what people write to each other nor where a hand-off is posted does.
 */
export const isCurrent = (session: Session, drawnFor: number): boolean =>
  drawnFor === session.version ||
  (session.escalation !== null && drawnFor >= session.escalation.drawn_version && drawnFor < session.version);

/** Whether a button was drawn for the hand-off that is open now, whatever has happened to it since. */
export const isOfThisHandOff = (session: Session, drawnFor: number): boolean =>
  session.phase.name === 'escalated' &&
  session.escalation !== null &&
  drawnFor >= session.escalation.opened_version;
