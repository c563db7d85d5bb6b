import type { HandOffEvent, SessionEvent } from './event.ts';
import type { Escalation, Placement } from './escalation.ts';
import type { Session } from './session.ts';

/** Events that change nothing of what a hand-off's messages show. */
const talk: readonly SessionEvent['type'][] = ['message_relayed', 'message_amended'];
export const isTalk = ({ type }: SessionEvent): boolean => talk.includes(type);

/** What the program does by itself about where a hand-off stands: nobody gave a command for it. */
const bookkeeping: readonly SessionEvent['type'][] = [
  'escalation_placed',
  'escalation_arrived',
  'escalation_displaced',
  'agents_reminded',
];
export const isBookkeeping = ({ type }: SessionEvent): boolean => bookkeeping.includes(type);

/** What leaves the buttons that were drawn before as good as they were. */
const leavesButtons = (event: SessionEvent): boolean =>
  isTalk(event) || (isBookkeeping(event) && event.type !== 'escalation_displaced');

/** The escalation as it is after an event of version `version`, with new buttons unless the old ones are still good. */
export const drawnBy = (
  event: SessionEvent,
  escalation: Escalation | null,
  version: number,
): Escalation | null =>
  escalation === null || leavesButtons(event) ? escalation : { ...escalation, drawn_version: version };

/** What an event changes while people have the session. */
export const handOffChanges = (session: Session, event: HandOffEvent, at: string): Partial<Session> => {
  const { escalation } = session;
  if (escalation === null) throw new Error(`${event.type} in a session that was not handed over`);
  const changed = (change: Partial<Escalation>): Partial<Session> => ({
    escalation: { ...escalation, ...change },
  });
  switch (event.type) {
    case 'escalation_claimed':
      return changed({
        status: 'claimed',
        assignee: event.assignee.id,
        assignee_name: event.assignee.name,
      });
    case 'escalation_released':
      return changed({
        status: 'open',
        assignee: null,
        assignee_name: null,
        waiting_since: at,
        reminders: 0,
      });
    case 'escalation_prioritised':
      return changed({ priority: event.priority });
    case 'escalation_returned':
      return {
        ...changed({ status: 'closed', line_open: false }),
        phase: session.phase.name === 'escalated' ? session.phase.from : session.phase,
        failures_in_a_row: 0,
      };
    case 'escalation_closed':
      return {
        ...changed({ status: 'closed', line_open: false }),
        phase: event.solved ? session.phase : { name: 'closed', how: 'escalated_unsolved' },
      };
    case 'escalation_placed':
      return changed({
        ...(event.destination === null && { unreached: true }),
        placement:
          event.destination === null
            ? // Whatever was tried may work again once an admin has mended it.
              { state: 'nowhere', tried: [] }
            : {
                state: 'posted',
                tried: escalation.placement.tried,
                at: event.destination,
                thread: null,
              },
      });
    case 'escalation_arrived':
      return changed({
        ...(escalation.unreached && { unreached: false }),
        placement:
          escalation.placement.state === 'posted'
            ? { ...escalation.placement, thread: event.thread }
            : escalation.placement,
      });
    case 'escalation_passed_on':
      return changed({
        status: 'open',
        assignee: null,
        assignee_name: null,
        line_open: false,
        waiting_since: at,
        reminders: 0,
        placement: leaving(escalation.placement),
      });
    case 'escalation_displaced':
      return changed({ placement: leaving(escalation.placement) });
    case 'agents_reminded':
      return changed({ reminders: event.reminder });
    case 'line_switched':
      return changed({ line_open: event.open });
    case 'message_relayed':
    case 'message_amended':
      return {};
  }
};

const leaving = (placement: Placement): Placement => ({
  state: 'looking',
  tried:
    placement.state === 'posted' && !placement.tried.includes(placement.at.key)
      ? [...placement.tried, placement.at.key]
      : placement.tried,
});
