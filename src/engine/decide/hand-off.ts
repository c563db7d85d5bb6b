import type { Command, Facts, HandOffCommand } from '../command.ts';
import type { SessionEvent } from '../event.ts';
import type { Agent, Escalation } from '../escalation.ts';
import { isOver } from '../session.ts';
import type { Session } from '../session.ts';
import { begin } from './begin.ts';
import { accept, refuse } from './decision.ts';
import type { Accepted, Decision } from './decision.ts';

/** What agents do, and what the program does about a hand-off by itself: only while people have the session. */
export const decideHandOff = (command: HandOffCommand, session: Session, facts: Facts): Decision => {
  // What was written in anger is taken back after the end as well.
  if (command.type === 'amend' && session.escalation !== null) return amend(command);
  return handedOver(session, (escalation) => {
    switch (command.type) {
      case 'claim':
        return claim(command.agent, escalation);
      case 'release':
        return escalation.status === 'claimed'
          ? accept({ type: 'escalation_released' })
          : refuse('already_done');
      case 'assign':
        return escalation.assignee === command.to.id
          ? refuse('already_done')
          : accept({ type: 'escalation_claimed', assignee: command.to, by: command.agent });
      case 'prioritise':
        return escalation.priority === command.priority
          ? refuse('already_done')
          : accept({
              type: 'escalation_prioritised',
              by: command.agent,
              priority: command.priority,
            });
      case 'return':
        return returnToGuide(command, session, facts);
      case 'start_guide':
        return startGuide(command);
      case 'close':
        return command.solved
          ? closeSolved(command.agent)
          : accept({ type: 'escalation_closed', by: command.agent, solved: false });
      case 'open_line':
        return escalation.line_open === command.open
          ? refuse('already_done')
          : accept({ type: 'line_switched', by: command.agent, open: command.open });
      case 'pass_on':
        return passOn(command, escalation);
      case 'relay':
        return relay(command, escalation);
      case 'amend':
        return amend(command);
      case 'place':
        return place(command, escalation);
      case 'arrive':
        return arrive(command, escalation);
      case 'displace':
        return escalation.placement.state === 'posted' && escalation.placement.at.key === command.key
          ? accept({ type: 'escalation_displaced', reason: command.reason })
          : refuse('already_done');
      case 'remind_agents':
        return escalation.status === 'open' && command.reminder === escalation.reminders + 1
          ? accept({ type: 'agents_reminded', reminder: command.reminder })
          : refuse('already_done');
    }
  });
};

type Of<Type extends HandOffCommand['type']> = Extract<Command, { type: Type }>;

const handedOver = (session: Session, then: (escalation: Escalation) => Decision): Decision => {
  if (session.phase.name === 'escalated' && session.escalation) return then(session.escalation);
  return refuse(isOver(session) ? 'session_closed' : 'not_escalated');
};

const claim = (agent: Agent, { status, assignee }: Escalation): Decision => {
  if (status !== 'claimed') return accept({ type: 'escalation_claimed', assignee: agent, by: null });
  return refuse(assignee === agent.id ? 'already_done' : 'claimed_by_another');
};

/** A step can only be shown once every variable it may need is known. */
const returnToGuide = ({ agent, step }: Of<'return'>, { chosen }: Session, { guide }: Facts): Decision => {
  const returned: SessionEvent = { type: 'escalation_returned', by: agent };
  if (step === null) return accept(returned);
  if (!guide) return refuse('no_guide_yet');
  return guide.steps.some(({ step_number }) => step_number === step)
    ? accept(returned, { type: 'step_shown', step_number: step })
    : refuse(chosen ? 'no_such_step' : 'no_guide_yet');
};

const startGuide = ({ agent, template }: Of<'start_guide'>): Decision => {
  if (!template) return refuse('not_a_candidate');
  const begun = begin(template, {});
  return 'refused' in begun ? begun : accept({ type: 'escalation_returned', by: agent }, ...begun.events);
};

export const closeSolved = (by: Agent | null): Accepted =>
  accept(
    { type: 'escalation_closed', by, solved: true },
    { type: 'session_resolved', outcome: 'escalated_solved' },
  );

/** Of its own accord only what nobody has claimed moves on. */
const passOn = ({ agent, further }: Of<'pass_on'>, { status }: Escalation): Decision => {
  if (agent === null && status === 'claimed') return refuse('already_done');
  return further ? accept({ type: 'escalation_passed_on', by: agent }) : refuse('no_further_place');
};

/** Whoever answers what nobody has claimed has it from then on; one agent answers, not two at once. */
const relay = ({ message }: Of<'relay'>, { status, assignee, line_open }: Escalation): Decision => {
  const relayed: SessionEvent = { type: 'message_relayed', ...message };
  if (message.direction === 'to_agents') return accept(relayed);
  if (message.over_line) return line_open ? accept(relayed) : refuse('line_closed');
  if (status === 'claimed') {
    return assignee === message.author.id ? accept(relayed) : refuse('claimed_by_another');
  }
  return accept({ type: 'escalation_claimed', assignee: message.author, by: null }, relayed);
};

const amend = ({ message: { message_id, direction, author }, text }: Of<'amend'>): Decision =>
  accept({ type: 'message_amended', message: { message_id, direction, author }, text });

const place = ({ destination }: Of<'place'>, { placement }: Escalation): Decision => {
  if (placement.state === 'posted' || (placement.state === 'nowhere' && destination === null)) {
    return refuse('already_done');
  }
  return accept({ type: 'escalation_placed', destination });
};

const arrive = ({ key, thread }: Of<'arrive'>, { placement }: Escalation): Decision =>
  placement.state === 'posted' && placement.at.key === key && placement.thread !== thread
    ? accept({ type: 'escalation_arrived', thread })
    : refuse('already_done');
