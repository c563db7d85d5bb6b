import { outwardEventNames } from '../../src/engine/outward.ts';
import type { OutwardEventName } from '../../src/engine/outward.ts';
import type { Recorded, SessionEvent } from '../../src/engine/event.ts';
import type { Agent } from '../../src/engine/escalation.ts';
import type { SessionId } from '../../src/ids.ts';
import { limits } from './limits.ts';
import type { Arrival, DeliveryAttempt, DeliveryStatus, TimelineEntry, TimelineWebhook } from './protocol.ts';

/** A session's events bound for the playground's own receiver, as the database has them. */
export interface Delivery {
  readonly event_id: string;
  readonly sequence: number;
  readonly status: DeliveryStatus;
  readonly attempts: readonly DeliveryAttempt[];
  readonly next_attempt_at: string | null;
}

/** What the database knows of a session. */
export interface History {
  readonly recorded: readonly Recorded[];
  readonly deliveries: readonly Delivery[];
}

/** What happened in a session, in order, each with the webhook that left for it. */
export const timelineOf = (
  session: SessionId,
  { recorded, deliveries }: History,
  arrivalOf: (event_id: string) => Arrival | null,
): readonly TimelineEntry[] => {
  const bySequence = new Map(deliveries.map((delivery) => [delivery.sequence, delivery]));
  let sequence = 0;
  return recorded.map(({ at, event }, position) => {
    const outward = outwardName(event.type);
    if (outward !== null) sequence += 1;
    const delivery = outward === null ? undefined : bySequence.get(sequence);
    return {
      id: `${session}:${position}`,
      session_id: session,
      at,
      type: event.type,
      params: paramsOf(event),
      webhook: outward && delivery ? webhookOf(outward, delivery, arrivalOf(delivery.event_id)) : null,
    };
  });
};

/** Whether something of it may still change by itself. */
export const isUnderWay = (timeline: readonly TimelineEntry[]): boolean =>
  timeline.some(({ webhook }) => webhook?.status === 'pending' || webhook?.status === 'held');

/** The entries of `after` that `before` did not have in just this form. */
export const changedEntries = (
  before: readonly TimelineEntry[],
  after: readonly TimelineEntry[],
): readonly TimelineEntry[] =>
  after.filter((entry, index) => JSON.stringify(entry) !== JSON.stringify(before[index] ?? null));

/** The name the outside knows an event by; `null` where it is not told. */
const outwardName = (type: SessionEvent['type']): OutwardEventName | null =>
  outwardEventNames.find((name) => name === (otherNames[type] ?? type)) ?? null;

const otherNames: Readonly<Partial<Record<SessionEvent['type'], OutwardEventName>>> = {
  guide_confirmed: 'problem_detected',
  message_amended: 'message_relayed',
};

const webhookOf = (
  event: OutwardEventName,
  delivery: Delivery,
  arrival: Arrival | null,
): TimelineWebhook => ({
  event,
  event_id: delivery.event_id,
  sequence: delivery.sequence,
  status: delivery.status,
  attempts: delivery.attempts,
  next_attempt_at: delivery.next_attempt_at,
  arrival,
});

/** What the page needs to put an event in words. Values of variables stay here: one of them may be a secret. */
const paramsOf = (event: SessionEvent): TimelineEntry['params'] => {
  switch (event.type) {
    case 'session_started':
      return { problem: shorten(event.problem), previous: event.previous };
    case 'problem_described':
      return { problem: shorten(event.problem) };
    case 'guides_offered':
      return {
        mode: event.mode,
        count: event.candidates.length,
        names: shorten(
          (event.mode === 'confirm' ? event.candidates.slice(0, 1) : event.candidates)
            .map(({ name }) => name)
            .join(' · '),
        ),
      };
    case 'guide_confirmed':
      return { name: event.name, version: event.pin.version, total: event.total_steps };
    case 'variables_provided':
      return { names: shorten(Object.keys(event.variables).join(', ')) };
    case 'step_shown':
    case 'went_back':
      return { step: event.step_number };
    case 'step_completed':
    case 'step_failed':
      return { step: event.step_number, title: shorten(event.title) };
    case 'session_resolved':
      return { outcome: event.outcome };
    case 'session_escalated':
      return { cause: event.cause, reason: shorten(event.reason), priority: event.priority };
    case 'escalation_closed':
      return { solved: event.solved ? 'yes' : 'no' };
    case 'escalation_claimed':
      return { who: who(event.assignee) };
    case 'escalation_returned':
      return { who: who(event.by) };
    case 'escalation_prioritised':
      return { priority: event.priority };
    case 'escalation_placed':
      return { place: event.destination?.name ?? null };
    case 'message_relayed':
      return { direction: event.direction, who: who(event.author), text: shorten(event.text) };
    case 'message_amended':
      return { who: who(event.message.author), text: shorten(event.text) };
    case 'line_switched':
      return { open: event.open ? 'yes' : 'no' };
    case 'reminder_set':
      return { at: event.at };
    case 'feedback_received':
      return { rating: event.rating, comment: shorten(event.comment) };
    case 'language_changed':
      return { locale: event.locale };
    case 'answers_withdrawn':
    case 'resolution_asked':
    case 'guide_restarted':
    case 'guide_withdrawn':
    case 'escalation_released':
    case 'escalation_arrived':
    case 'escalation_passed_on':
    case 'escalation_displaced':
    case 'agents_reminded':
    case 'session_cancelled':
    case 'session_expired':
      return {};
  }
};

const who = ({ id, name }: Agent): string => name ?? id;

const shorten = (text: string | null): string | null => {
  if (text === null) return null;
  const characters = [...text];
  return characters.length <= limits.timelineTextLength
    ? text
    : `${characters.slice(0, limits.timelineTextLength - 1).join('')}…`;
};
