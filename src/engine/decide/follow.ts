import type { Command, Facts, FieldError } from '../command.ts';
import type { SessionEvent } from '../event.ts';
import type { EscalationCause } from '../escalation.ts';
import { currentStepNumber } from '../session.ts';
import type { Session } from '../session.ts';
import { targetAfter } from '../steps.ts';
import type { Target } from '../template.ts';
import { answeredIn, lastAnswer, withdrawAnswers } from './begin.ts';
import { accept, outOfHands, refuse } from './decision.ts';
import type { Decision } from './decision.ts';

/** After so many failed steps in a row nobody is asked to try another: a human takes over. */
const failuresBeforeHuman = 3;

type CompleteStep = Extract<Command, { type: 'complete_step' }>;

/** The result of the step on the screen, and where it leads. */
export const completeStep = (command: CompleteStep, session: Session, facts: Facts): Decision => {
  const { phase } = session;
  if (phase.name === 'resolved') return refuse('already_done');
  if (phase.name === 'confirming') {
    if (command.solved) return accept({ type: 'session_resolved', outcome: 'confirmed' });
    if (command.success) return refuse('already_done');
    // A program that knows of steps alone answers the question in these words.
    return accept(escalated(facts, 'guide_exhausted', { reason: command.notes, priority: 'normal' }));
  }
  if (phase.name !== 'step') return refuse(outOfHands(session, 'no_guide_yet'));
  const step = facts.guide?.steps.find(({ step_number }) => step_number === phase.step_number);
  if (!step || !facts.template) return refuse('no_guide_yet');

  const choice = command.choice === null ? null : step.choices.find(({ id }) => id === command.choice);
  const unanswered = choice === null && command.success && step.choices.length > 0;
  if (choice === undefined || unanswered) {
    return refuse('invalid_choice', [choiceError(step.choices.map(({ id }) => id))]);
  }

  const { step_number, title } = step;
  const { notes, success } = command;
  const result: SessionEvent = success
    ? { type: 'step_completed', step_number, title, notes, choice: choice?.id ?? null }
    : { type: 'step_failed', step_number, title, notes };
  const next = targetAfter(facts.template, step_number, success, choice?.id ?? null);
  if (!success && next !== 'escalate' && session.failures_in_a_row + 1 >= failuresBeforeHuman) {
    return accept(result, escalated(facts, 'failures_in_a_row'));
  }
  const cause = success || step.on_failure === null ? 'guide_exhausted' : 'step_failed';
  return accept(result, reach(next, command, cause, facts));
};

const choiceError = (ids: readonly string[]): FieldError => ({
  path: 'choice',
  code: 'invalid',
  message: ids.length > 0 ? `choice must be one of: ${ids.join(', ')}.` : 'This step has no choices.',
});

const reach = (target: Target, command: CompleteStep, cause: EscalationCause, facts: Facts): SessionEvent => {
  if (target === 'escalate') return escalated(facts, cause);
  if (target !== 'resolve') return { type: 'step_shown', step_number: target };
  return command.solved ? { type: 'session_resolved', outcome: 'confirmed' } : { type: 'resolution_asked' };
};

/** The step before; from the question "is it solved?", the step that led to it; among questions, the last answer. */
export const goBack = (session: Session, { template }: Facts): Decision => {
  if (session.phase.name === 'collecting' && session.chosen && template) {
    const last = lastAnswer(template, session.chosen, session.phase.missing);
    if (last !== null) return withdrawAnswers(template, session.chosen, [last]);
  }
  const current = currentStepNumber(session);
  if (current === null) {
    return refuse(outOfHands(session, session.chosen ? 'nothing_to_go_back_to' : 'no_guide_yet'));
  }
  const before = session.phase.name === 'confirming' ? current : session.path.at(-2);
  return before === undefined
    ? refuse('nothing_to_go_back_to')
    : accept({ type: 'went_back', step_number: before });
};

/** The details are asked for anew; those of a guide that asks for none cannot be. */
export const changeAnswers = (session: Session, { template }: Facts): Decision => {
  if (!session.chosen || !template || currentStepNumber(session) === null) {
    return refuse(outOfHands(session, 'no_guide_yet'));
  }
  const answered = answeredIn(template, session.chosen);
  return answered.length > 0
    ? withdrawAnswers(template, session.chosen, answered)
    : refuse('nothing_to_go_back_to');
};

/** A session handed to people, in the words of the person where there are any. */
export const escalated = (
  { newEscalationId }: Facts,
  cause: EscalationCause,
  { reason, priority }: Pick<Extract<Command, { type: 'escalate' }>, 'reason' | 'priority'> = {
    reason: null,
    priority: 'normal',
  },
): SessionEvent => ({ type: 'session_escalated', escalation_id: newEscalationId, cause, reason, priority });
