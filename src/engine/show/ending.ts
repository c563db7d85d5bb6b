import type { Action, Message, Part } from '../message.ts';
import type { Escalation } from '../escalation.ts';
import type { Phase, Session } from '../session.ts';
import { action, cancel, guideName, human, switchLanguage } from './context.ts';
import type { Say, ShowContext } from './context.ts';

const message = (
  session: Session,
  parts: readonly Part[],
  actions: readonly Action[],
  summary: string,
): Message => ({
  summary,
  locale: session.locale,
  parts,
  actions,
});

/** "Is it solved?": a case is never closed on a guess. */
export const showConfirming = (session: Session, context: ShowContext): Message => {
  const { say } = context;
  return message(
    session,
    [
      { type: 'title', text: guideName(session, context) },
      ...quoted(session),
      { type: 'text', text: say('confirming.question') },
    ],
    [
      action(session, 'solved', say('action.solved_yes'), { style: 'primary' }),
      action(session, 'not_solved', say('action.solved_no')),
      human(session, context),
      action(session, 'back', say('action.back'), { place: 'more' }),
      action(session, 'restart', say('action.restart'), { place: 'more' }),
      ...switchLanguage(session, context),
      cancel(session, context),
    ],
    say('confirming.question'),
  );
};

/** The guide was taken back while the person was in it. */
export const showWithdrawn = (session: Session, replaced: boolean, context: ShowContext): Message => {
  const { say } = context;
  const text = say(replaced ? 'withdrawn.replaced' : 'withdrawn.gone', { name: guideName(session, context) });
  return message(
    session,
    [{ type: 'status', tone: 'warning', text }, ...tried(session, context)],
    [
      ...(replaced
        ? [action(session, 'restart', say('action.start_replacement'), { style: 'primary' })]
        : []),
      human(session, context, replaced ? 'plain' : 'primary'),
      ...switchLanguage(session, context),
      cancel(session, context),
    ],
    text,
  );
};

export const showResolved = (session: Session, context: ShowContext): Message => {
  const { say } = context;
  return message(
    session,
    [
      { type: 'status', tone: 'success', text: say('resolved.status') },
      ...quoted(session),
      ...feedbackParts(session, context),
    ],
    [...feedbackActions(session, context), again(session, context)],
    say('resolved.status'),
  );
};

/** Handed to people: what happens now, said honestly, and the way back. */
export const showEscalated = (session: Session, escalation: Escalation, context: ShowContext): Message => {
  const { say } = context;
  const text = whatHappensNow(escalation, say);
  const nowhere = escalation.status === 'open' && escalation.unreached === true;
  return message(
    session,
    [
      { type: 'status', tone: nowhere ? 'warning' : 'waiting', text },
      ...whenToExpect(escalation, say),
      ...quoted(session),
      ...tried(session, context),
      { type: 'hint', text: say('escalated.write_here') },
      { type: 'hint', text: say('escalated.reference', { id: escalation.escalation_id }) },
    ],
    [
      action(session, 'solved', say('action.solved_meanwhile')),
      action(session, 'take_back', say('action.take_back')),
      ...switchLanguage(session, context),
      cancel(session, context),
    ],
    text,
  );
};

/** Who was told, as far as it is known by now; nobody is promised what did not happen yet. */
const whatHappensNow = (
  { status, assignee_name, placement, unreached = false }: Escalation,
  say: Say,
): string => {
  if (status === 'claimed') {
    return assignee_name === null
      ? say('escalated.claimed')
      : say('escalated.claimed_by', { name: assignee_name });
  }
  if (unreached) return say('escalated.nowhere');
  return placement.state === 'posted' && placement.thread !== null
    ? say('escalated.told', { place: placement.at.name })
    : say('escalated.open');
};

const whenToExpect = ({ status, placement }: Escalation, say: Say): Part[] => {
  if (status === 'claimed' || placement.state !== 'posted') return [];
  const { hours, usual_wait_minutes } = placement.at;
  const said = [
    ...(hours === null ? [] : [say('escalated.hours', { hours })]),
    ...(usual_wait_minutes === null ? [] : [say('escalated.usual_wait', { count: usual_wait_minutes })]),
  ];
  return said.length === 0 ? [] : [{ type: 'text', text: said.join(' ') }];
};

export const showClosed = (
  session: Session,
  how: Extract<Phase, { name: 'closed' }>['how'],
  context: ShowContext,
): Message => {
  const { say } = context;
  const unsolved = how === 'escalated_unsolved';
  return message(
    session,
    [
      { type: 'status', tone: 'closed', text: say(`closed.${how}`) },
      ...quoted(session),
      ...(unsolved ? feedbackParts(session, context) : []),
    ],
    [
      ...(unsolved ? feedbackActions(session, context) : []),
      action(session, 'start', say('action.start_again'), { form: 'describe' }),
    ],
    say(`closed.${how}`),
  );
};

const quoted = (session: Session): Part[] =>
  session.problem === null ? [] : [{ type: 'quote', text: session.problem }];

const tried = (session: Session, { say }: ShowContext): Part[] =>
  session.results.length === 0
    ? []
    : [
        {
          type: 'tried',
          label: say('tried.label'),
          items: session.results.map(({ result, title, notes }) => ({ result, title, notes })),
        },
      ];

const feedbackParts = ({ feedback }: Session, { say }: ShowContext): Part[] =>
  feedback
    ? [{ type: 'text', text: say('feedback.thanks', { rating: feedback.rating }) }]
    : [{ type: 'text', text: say('feedback.question') }];

const feedbackActions = (session: Session, { say }: ShowContext): Action[] =>
  session.feedback
    ? []
    : [
        ...[1, 2, 3, 4, 5].map((rating) =>
          action(session, 'rate', say(`feedback.rating_${rating}`), { arg: String(rating) }),
        ),
        action(session, 'comment', say('action.comment'), { form: 'feedback' }),
      ];

const again = (session: Session, { say }: ShowContext): Action =>
  action(session, 'reopen', say('action.reopen'), { place: 'more' });
