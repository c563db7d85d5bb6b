import type { HandOffEvent } from './event.ts';
import { secondsBetween } from './pack.ts';
import { outcomeOf } from './session.ts';
import type { Session } from './session.ts';

export const handOffEventNames = [
  'escalation_claimed',
  'escalation_returned',
  'escalation_closed',
  'message_relayed',
] as const;

/** What leaves of a hand-off's events. */
export const describeHandOff = (
  event: HandOffEvent,
  after: Session,
): {
  readonly event: (typeof handOffEventNames)[number];
  readonly data: Readonly<Record<string, unknown>>;
} | null => {
  const { escalation } = after;
  const user = { id: after.user.id, name: after.user.name, locale: after.locale };
  const about = { user, escalation_id: escalation?.escalation_id ?? null };
  switch (event.type) {
    case 'escalation_claimed':
      return {
        event: event.type,
        data: {
          ...about,
          assignee: event.assignee,
          assigned_by: event.by,
          priority: escalation?.priority ?? null,
          waited_seconds: secondsBetween(escalation?.opened_at ?? after.updated_at, after.updated_at),
        },
      };
    case 'escalation_returned':
      return {
        event: event.type,
        data: { ...about, by: event.by, taken_back: event.by.id === after.user.id },
      };
    case 'escalation_closed':
      return {
        event: event.type,
        data: {
          ...about,
          by: event.by,
          solved: event.solved,
          outcome: event.solved ? 'escalated_solved' : (outcomeOf(after) ?? 'escalated_unsolved'),
          open_seconds: secondsBetween(escalation?.opened_at ?? after.updated_at, after.updated_at),
        },
      };
    case 'message_relayed': {
      const { message_id, direction, author, text, files } = event;
      return {
        event: event.type,
        data: {
          ...about,
          message_id,
          direction,
          change: 'new',
          author,
          text,
          files: files.map(({ name, type, bytes }) => ({ name, type, bytes })),
        },
      };
    }
    case 'message_amended': {
      const { message, text } = event;
      return {
        event: 'message_relayed',
        data: {
          ...about,
          ...message,
          change: text === null ? 'deleted' : 'edited',
          text: text ?? '',
          files: [],
        },
      };
    }
    case 'escalation_released':
    case 'escalation_prioritised':
    case 'escalation_placed':
    case 'escalation_arrived':
    case 'escalation_passed_on':
    case 'escalation_displaced':
    case 'agents_reminded':
    case 'line_switched':
      return null;
  }
};
