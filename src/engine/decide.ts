import type { Command, Facts, FieldError, Offer, Refusal, Refused, StartCommand } from './command.ts';
import type { EscalationCause, SessionEvent } from './event.ts';
import { previewTemplate, renderTemplate } from './render-template.ts';
import { currentStepNumber, failuresInARow, isOpen, isOver } from './session.ts';
import type { Chosen, Session } from './session.ts';
import { firstStep, targetAfter } from './steps.ts';
import type { Target, Template, Variables } from './template.ts';
import { givenValue, missingVariables, validateVariable } from './validate-variable.ts';

/** What a command leads to: what happened, at least one event, or the reason why nothing did. */
export type Decision = { readonly events: readonly SessionEvent[] } | Refused;

/** After so many failed steps in a row nobody is asked to try another: a human takes over. */
export const failuresBeforeHuman = 3;

const refuse = (refused: Refusal, errors?: readonly FieldError[]): Refused =>
  errors ? { refused, errors } : { refused };
const accept = (...events: readonly SessionEvent[]): Decision => ({ events });

/** Begins a session. Refused only where the given variables are wrong. */
export const decideStart = (command: StartCommand): Decision => {
  const { session_id, channel, conversation, user, problem, previous, template, offer } = command;
  const started: SessionEvent = {
    type: 'session_started',
    session_id,
    channel,
    conversation,
    user,
    problem,
    previous,
  };
  if (template === null) return accept(started, offered(offer, 0, problem !== null));
  const begun = begin(template, command.variables);
  return 'refused' in begun ? begun : accept(started, ...begun.events);
};

/** Decides a command on a session as it stands. Pure: the same three arguments give the same decision. */
export const decide = (command: Command, session: Session, facts: Facts): Decision => {
  if (facts.withdrawn && movesTheGuide(command) && isUnderWay(session)) {
    return accept({
      type: 'guide_withdrawn',
      replacement: facts.withdrawn.replacement?.template_id ?? null,
    });
  }
  switch (command.type) {
    case 'describe':
      return choosing(session, ({ misses }) =>
        accept({ type: 'problem_described', problem: command.problem }, offered(command.offer, misses, true)),
      );
    case 'choose':
      return choosing(session, (phase) =>
        command.template_id === null ? noneOf(phase) : chooseGuide(session, command.template),
      );
    case 'provide_variables':
      return provideVariables(command.values, session, facts);
    case 'complete_step':
      return completeStep(command, session, facts);
    case 'confirm':
      if (session.phase.name !== 'confirming') return refuse(closedOr(session, 'not_confirming'));
      return command.solved
        ? accept({ type: 'session_resolved', outcome: 'confirmed' })
        : accept(escalated(facts, 'guide_exhausted'));
    case 'back':
      return goBack(session);
    case 'restart':
      return restart(session, facts);
    case 'resolve':
      if (session.phase.name === 'escalated') {
        return accept(
          { type: 'escalation_closed', by: null, solved: true },
          { type: 'session_resolved', outcome: 'escalated_solved' },
        );
      }
      if (!isOpen(session))
        return refuse(session.phase.name === 'resolved' ? 'already_done' : 'session_closed');
      return accept({ type: 'session_resolved', outcome: 'confirmed' });
    case 'escalate':
      if (session.phase.name === 'escalated') return refuse('already_escalated');
      if (!isOpen(session)) return refuse('session_closed');
      return accept({ ...escalated(facts, 'asked'), reason: command.reason, priority: command.priority });
    case 'take_back':
      return session.phase.name === 'escalated'
        ? accept({ type: 'escalation_returned', by: session.user.id })
        : refuse(closedOr(session, 'not_escalated'));
    case 'claim':
      if (session.phase.name !== 'escalated') return refuse(closedOr(session, 'not_escalated'));
      if (session.escalation?.status === 'claimed') {
        return refuse(session.escalation.assignee === command.agent ? 'already_done' : 'claimed_by_another');
      }
      return accept({ type: 'escalation_claimed', assignee: command.agent });
    case 'release':
      if (session.phase.name !== 'escalated') return refuse(closedOr(session, 'not_escalated'));
      return session.escalation?.status === 'claimed'
        ? accept({ type: 'escalation_released' })
        : refuse('already_done');
    case 'return':
      return returnToGuide(command, session, facts);
    case 'close':
      if (session.phase.name !== 'escalated') return refuse(closedOr(session, 'not_escalated'));
      return command.solved
        ? accept(
            { type: 'escalation_closed', by: command.agent, solved: true },
            { type: 'session_resolved', outcome: 'escalated_solved' },
          )
        : accept({ type: 'escalation_closed', by: command.agent, solved: false });
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
      return isOpen(session) ? accept({ type: 'session_expired' }) : refuse('session_closed');
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
  }
};

type Choosing = Extract<Session['phase'], { name: 'choosing' }>;

const closedOr = (session: Session, otherwise: Refusal): Refusal =>
  session.phase.name === 'closed' ? 'session_closed' : otherwise;

const choosing = (session: Session, then: (phase: Choosing) => Decision): Decision =>
  session.phase.name === 'choosing' ? then(session.phase) : refuse(closedOr(session, 'not_choosing'));

const movesTheGuide = (command: Command): boolean =>
  command.type === 'complete_step' ||
  command.type === 'provide_variables' ||
  command.type === 'back' ||
  (command.type === 'confirm' && !command.solved);

const isUnderWay = (session: Session): boolean =>
  session.phase.name === 'collecting' || session.phase.name === 'step' || session.phase.name === 'confirming';

/** What is put to the person for what the picker said, after so many times of finding nothing. */
const offered = (
  offer: Offer | null,
  misses: number,
  described: boolean,
): Extract<SessionEvent, { type: 'guides_offered' }> => {
  const candidates = offer?.candidates ?? [];
  if (!described) return { type: 'guides_offered', mode: 'ask', candidates };
  if (offer && offer.confidence !== 'none' && candidates.length > 0) {
    return { type: 'guides_offered', mode: offer.confidence === 'sure' ? 'confirm' : 'offer', candidates };
  }
  return { type: 'guides_offered', mode: misses === 0 ? 'ask_again' : 'nothing_found', candidates: [] };
};

/** "None of these": after the one we were sure of come the others, then the question for other words. */
const noneOf = (phase: Choosing): Decision => {
  const others = phase.mode === 'confirm' ? phase.candidates.slice(1) : [];
  return accept(
    others.length > 0
      ? { type: 'guides_offered', mode: 'offer', candidates: others }
      : offered(null, phase.misses, true),
  );
};

const chooseGuide = (session: Session, template: Template | null): Decision =>
  template === null ? refuse('not_a_candidate') : begin(template, session.chosen?.variables ?? {});

/** Confirms a guide and goes as far as the known variables allow. */
const begin = (template: Template, given: Readonly<Record<string, unknown>>): Decision => {
  const { values, errors } = acceptable(template, given);
  if (errors.length > 0) return refuse('invalid_variables', errors);
  const missing = missingVariables(template, values);
  const confirmed: SessionEvent = {
    type: 'guide_confirmed',
    pin: { template_id: template.template_id, version: template.version, locale: template.locale },
    name: nameOf(template, values),
    category: template.category,
    total_steps: template.steps_template.length,
    variables: values,
    secrets: template.variables.filter(({ type }) => type === 'secret').map(({ name }) => name),
    missing,
  };
  return missing.length > 0
    ? accept(confirmed)
    : accept(confirmed, { type: 'step_shown', step_number: firstStep(template) });
};

/** The given values that are declared, as validated; what is given and wrong is an error, what is absent is not. */
const acceptable = (
  template: Template,
  given: Readonly<Record<string, unknown>>,
): { values: Variables; errors: readonly FieldError[] } => {
  const checked = template.variables.map((variable) => ({
    name: variable.name,
    result: validateVariable({ ...variable, required: false }, givenValue(given, variable.name)),
  }));
  return {
    values: Object.fromEntries(
      checked.flatMap(({ name, result }) =>
        result.ok && result.value !== null ? [[name, result.value]] : [],
      ),
    ),
    errors: checked.flatMap(({ result }) => (result.ok ? [] : [result.problem])),
  };
};

const nameOf = (template: Template, values: Variables): string => {
  const rendered = renderTemplate({ ...template, steps_template: [] }, values);
  return rendered.ok ? rendered.guide.name : previewTemplate(template, values).name;
};

const provideVariables = (
  given: Readonly<Record<string, unknown>>,
  session: Session,
  { template }: Facts,
): Decision => {
  if (session.phase.name !== 'collecting') return refuse(closedOr(session, 'not_collecting'));
  if (!template || !session.chosen) return refuse('no_guide_yet');
  const { values, errors } = acceptable(template, given);
  if (errors.length > 0) return refuse('invalid_variables', errors);
  const missing = missingVariables(template, { ...session.chosen.variables, ...values });
  if (missing.length === session.phase.missing.length && Object.keys(values).length === 0) {
    return refuse(
      'invalid_variables',
      missing.map((name) => ({
        path: `variables.${name}`,
        code: 'missing',
        message: `${name} is required and missing.`,
      })),
    );
  }
  const provided: SessionEvent = { type: 'variables_provided', variables: values, missing };
  return missing.length > 0
    ? accept(provided)
    : accept(provided, { type: 'step_shown', step_number: firstStep(template) });
};

const completeStep = (
  command: Extract<Command, { type: 'complete_step' }>,
  session: Session,
  facts: Facts,
): Decision => {
  const { phase } = session;
  if (phase.name === 'confirming') {
    return command.solved
      ? accept({ type: 'session_resolved', outcome: 'confirmed' })
      : refuse('already_done');
  }
  if (phase.name !== 'step') {
    return refuse(phase.name === 'resolved' ? 'already_done' : closedOr(session, 'no_guide_yet'));
  }
  const step = facts.guide?.steps.find(({ step_number }) => step_number === phase.step_number);
  if (!step || !facts.template) return refuse('no_guide_yet');

  const choice = command.choice === null ? null : step.choices.find(({ id }) => id === command.choice);
  if (choice === undefined) return refuse('invalid_choice', [choiceError(step.choices.map(({ id }) => id))]);
  if (choice === null && command.success && step.choices.length > 0) {
    return refuse('invalid_choice', [choiceError(step.choices.map(({ id }) => id))]);
  }

  const result: SessionEvent = command.success
    ? {
        type: 'step_completed',
        step_number: step.step_number,
        title: step.title,
        notes: command.notes,
        choice: choice?.id ?? null,
      }
    : { type: 'step_failed', step_number: step.step_number, title: step.title, notes: command.notes };
  const next = targetAfter(facts.template, step.step_number, command.success, choice?.id ?? null);
  if (!command.success && next !== 'escalate' && failuresInARow(session) + 1 >= failuresBeforeHuman) {
    return accept(result, escalated(facts, 'failures_in_a_row'));
  }
  return accept(result, ...reach(next, command, step.on_failure === null, facts));
};

const choiceError = (ids: readonly string[]): FieldError => ({
  path: 'choice',
  code: 'invalid',
  message: ids.length > 0 ? `choice must be one of: ${ids.join(', ')}.` : 'This step has no choices.',
});

const reach = (
  target: Target,
  command: { readonly solved: boolean },
  byDefault: boolean,
  facts: Facts,
): readonly SessionEvent[] => {
  if (target === 'escalate') return [escalated(facts, byDefault ? 'guide_exhausted' : 'step_failed')];
  if (target !== 'resolve') return [{ type: 'step_shown', step_number: target }];
  return command.solved
    ? [{ type: 'session_resolved', outcome: 'confirmed' }]
    : [{ type: 'resolution_asked' }];
};

const escalated = (
  facts: Facts,
  cause: EscalationCause,
): Extract<SessionEvent, { type: 'session_escalated' }> => ({
  type: 'session_escalated',
  escalation_id: facts.newEscalationId,
  cause,
  reason: null,
  priority: 'normal',
});

/** The step before; from the question "is it solved?", the step that led to it. */
const goBack = (session: Session): Decision => {
  const current = currentStepNumber(session);
  if (current === null)
    return refuse(session.chosen ? closedOr(session, 'nothing_to_go_back_to') : 'no_guide_yet');
  const before = session.phase.name === 'confirming' ? current : session.path.at(-2);
  return before === undefined
    ? refuse('nothing_to_go_back_to')
    : accept({ type: 'went_back', step_number: before });
};

const restart = (session: Session, { template, withdrawn }: Facts): Decision => {
  if (!isOpen(session)) return refuse('session_closed');
  const { chosen } = session;
  if (!chosen) return refuse('no_guide_yet');
  if (withdrawn || session.phase.name === 'withdrawn')
    return startReplacement(chosen, withdrawn?.replacement ?? null);
  if (!template) return refuse('no_guide_yet');
  const missing = missingVariables(template, chosen.variables);
  return missing.length > 0
    ? accept({ type: 'guide_restarted' }, { type: 'variables_provided', variables: {}, missing })
    : accept({ type: 'guide_restarted' }, { type: 'step_shown', step_number: firstStep(template) });
};

/** Values that no longer fit the new version are asked again. */
const startReplacement = (chosen: Chosen, replacement: Template | null): Decision => {
  if (!replacement) return refuse('guide_withdrawn');
  const fitting = acceptable(replacement, chosen.variables).values;
  const begun = begin(replacement, fitting);
  return 'refused' in begun ? begun : accept({ type: 'guide_restarted' }, ...begun.events);
};

const returnToGuide = (
  command: Extract<Command, { type: 'return' }>,
  session: Session,
  { template }: Facts,
): Decision => {
  if (session.phase.name !== 'escalated') return refuse(closedOr(session, 'not_escalated'));
  const returned: SessionEvent = { type: 'escalation_returned', by: command.agent };
  if (command.step === null) return accept(returned);
  return template?.steps_template.some(({ step_number }) => step_number === command.step)
    ? accept(returned, { type: 'step_shown', step_number: command.step })
    : refuse('no_guide_yet');
};
