import type { Command, Facts, StartCommand } from './command.ts';
import { begin, beginAgain, beginKnowing, beginReplacement, noneOf, provide } from './decide/begin.ts';
import { accept, outOfHands, refuse } from './decide/decision.ts';
import type { Accepted, Decision } from './decide/decision.ts';
import { changeAnswers, completeStep, escalated, goBack } from './decide/follow.ts';
import { closeSolved, decideHandOff } from './decide/hand-off.ts';
import type { SessionEvent } from './event.ts';
import { byTheWords, offered } from './offer.ts';
import { isOpen, isOver } from './session.ts';
import type { Session } from './session.ts';

export type { Decision };

/** Begins a session. Refused only where the given variables are wrong. */
export const decideStart = (command: StartCommand): Decision => {
  const { session_id, channel, conversation, user, problem, previous, helper, template, offer } = command;
  const started: SessionEvent = {
    type: 'session_started',
    session_id,
    channel,
    conversation,
    user,
    problem,
    previous,
    ...(helper && { helper }),
  };
  if (template === null) return accept(started, offered(offer, 0, problem !== null));
  const begun = begin(template, command.variables);
  return 'refused' in begun ? begun : accept(started, ...begun.events);
};

/** Decides a command on a session as it stands. Pure: the same three arguments give the same decision. */
export const decide = (command: Command, session: Session, facts: Facts): Decision =>
  withHelper(decideAlone(command, session, facts), session);

/** Whoever began the session for its person has it when it is handed over: nobody new has to hear it all again. */
const withHelper = (decision: Decision, { helper }: Session): Decision => {
  if (!helper || 'refused' in decision) return decision;
  if (!decision.events.some(({ type }) => type === 'session_escalated')) return decision;
  const assignee = { id: helper.id, name: helper.name };
  return accept(...decision.events, { type: 'escalation_claimed', assignee, by: null });
};

const decideAlone = (command: Command, session: Session, facts: Facts): Decision => {
  // Before anything else the person is told that the guide they are in is no longer the one to follow.
  if (facts.withdrawn && movesTheGuide(command) && isUnderWay(session)) return withdraw(facts.withdrawn);
  switch (command.type) {
    case 'describe':
      return choosing(session, ({ misses }) =>
        accept({ type: 'problem_described', problem: command.problem }, offered(command.offer, misses, true)),
      );
    case 'choose':
      return choosing(session, (phase) => {
        if (command.template_id === null) return noneOf(phase);
        if (!command.template) return refuse('not_a_candidate');
        const candidate = phase.candidates.find(({ template_id }) => template_id === command.template_id);
        return beginKnowing(command.template, command.afresh ? [] : (candidate?.details ?? []));
      });
    case 'reoffer':
      return choosing(session, (phase) =>
        phase.looking?.decision === command.decision
          ? accept(offered(command.offer ?? byTheWords(phase), phase.misses, true))
          : refuse('already_done'),
      );
    case 'provide_variables':
      if (session.phase.name !== 'collecting') return refuse(outOfHands(session, 'not_collecting'));
      return facts.template && session.chosen
        ? provide(facts.template, session.chosen.variables, session.phase.missing, command.values)
        : refuse('no_guide_yet');
    case 'complete_step':
      return completeStep(command, session, facts);
    case 'confirm':
      if (session.phase.name === 'resolved') return refuse('already_done');
      if (session.phase.name !== 'confirming') return refuse(outOfHands(session, 'not_confirming'));
      return command.solved
        ? accept({ type: 'session_resolved', outcome: 'confirmed' })
        : accept(escalated(facts, 'guide_exhausted'));
    case 'back':
      return goBack(session, facts);
    case 'change_answers':
      return changeAnswers(session, facts);
    case 'restart':
      return restart(session, facts);
    case 'resolve':
      if (session.phase.name === 'resolved') return refuse('already_done');
      if (session.phase.name === 'escalated') return closeSolved(null);
      return isOpen(session)
        ? accept({ type: 'session_resolved', outcome: 'confirmed' })
        : refuse('session_closed');
    case 'escalate':
      return isOpen(session)
        ? accept(escalated(facts, 'asked', command))
        : refuse(outOfHands(session, 'session_closed'));
    case 'take_back': {
      const { id, name } = session.user;
      return decideHandOff({ type: 'return', agent: { id, name }, step: null }, session, facts);
    }
    case 'feedback':
      if (session.feedback) return refuse('already_rated');
      return session.phase.name === 'resolved' ||
        (session.phase.name === 'closed' && session.phase.how === 'escalated_unsolved')
        ? accept({ type: 'feedback_received', rating: command.rating, comment: command.comment })
        : refuse('not_rateable');
    case 'cancel':
      if (isOver(session)) return refuse('session_closed');
      return session.phase.name === 'escalated'
        ? accept({ type: 'escalation_closed', by: null, solved: false }, { type: 'session_cancelled' })
        : accept({ type: 'session_cancelled' });
    case 'expire':
      return isOpen(session)
        ? accept({ type: 'session_expired' })
        : refuse(outOfHands(session, 'session_closed'));
    case 'change_language':
      if (command.locale === session.locale) return refuse('already_done');
      return accept({
        type: 'language_changed',
        locale: command.locale,
        pin:
          session.chosen && facts.translations.includes(command.locale)
            ? { ...session.chosen.pin, locale: command.locale }
            : null,
      });
    case 'remind_later':
      return isOpen(session)
        ? accept({ type: 'reminder_set', at: minutesAfter(facts.now, command.minutes) })
        : refuse(outOfHands(session, 'session_closed'));
    default:
      return decideHandOff(command, session, facts);
  }
};

const minutesAfter = (now: string, minutes: number): string =>
  new Date(Date.parse(now) + minutes * 60_000).toISOString();

type Choosing = Extract<Session['phase'], { name: 'choosing' }>;

const choosing = (session: Session, then: (phase: Choosing) => Decision): Decision =>
  session.phase.name === 'choosing' ? then(session.phase) : refuse(outOfHands(session, 'not_choosing'));

const movesTheGuide = (command: Command): boolean =>
  command.type === 'complete_step' ||
  command.type === 'provide_variables' ||
  command.type === 'back' ||
  command.type === 'change_answers' ||
  command.type === 'restart' ||
  (command.type === 'confirm' && !command.solved);

const isUnderWay = (session: Session): boolean =>
  session.phase.name === 'collecting' || session.phase.name === 'step' || session.phase.name === 'confirming';

const withdraw = ({ replacement }: NonNullable<Facts['withdrawn']>): Accepted =>
  accept({ type: 'guide_withdrawn', replacement: replacement?.template_id ?? null });

const restart = (session: Session, { template, withdrawn }: Facts): Decision => {
  const { chosen, phase } = session;
  if (!isOpen(session)) return refuse(outOfHands(session, 'session_closed'));
  if (!chosen) return refuse('no_guide_yet');
  if (withdrawn?.replacement) return beginReplacement(withdrawn.replacement, chosen);
  if (withdrawn) {
    // A replacement that was promised may be gone too by now.
    return phase.name === 'withdrawn' && phase.replacement !== null
      ? withdraw(withdrawn)
      : refuse('guide_withdrawn');
  }
  return template ? beginAgain(template, chosen) : refuse(outOfHands(session, 'no_guide_yet'));
};
