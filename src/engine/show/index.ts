import type { Message } from '../message.ts';
import type { Session } from '../session.ts';
import { showChoosing } from './choosing.ts';
import { showCollecting } from './collecting.ts';
import type { ShowContext } from './context.ts';
import { showClosed, showConfirming, showEscalated, showResolved, showWithdrawn } from './ending.ts';
import { showStep } from './step.ts';

/** The message that shows a session as it stands. Derived from stored state alone, and never throws. */
export const show = (session: Session, context: ShowContext): Message => {
  const { phase } = session;
  switch (phase.name) {
    case 'choosing':
      return showChoosing(session, phase, context);
    case 'collecting':
      return showCollecting(session, phase.missing, context);
    case 'step': {
      const step = context.guide?.steps.find(({ step_number }) => step_number === phase.step_number);
      return context.guide && step
        ? showStep(session, context.guide, step, context)
        : showWithdrawn(session, false, context);
    }
    case 'confirming':
      return showConfirming(session, context);
    case 'withdrawn':
      return showWithdrawn(session, phase.replacement !== null, context);
    case 'resolved':
      return showResolved(session, context);
    case 'escalated':
      return session.escalation
        ? showEscalated(session, session.escalation, context)
        : showWithdrawn(session, false, context);
    case 'closed':
      return showClosed(session, phase.how, context);
  }
};
