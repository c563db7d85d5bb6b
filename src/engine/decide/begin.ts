import type { Detail, FieldError } from '../command.ts';
import type { SessionEvent } from '../event.ts';
import { offered } from '../offer.ts';
import { previewTemplate, renderTemplate } from '../render-template.ts';
import type { Chosen, Phase } from '../session.ts';
import { firstStep } from '../steps.ts';
import type { Template, Variables } from '../template.ts';
import { givenValue, missingVariables, validateVariable } from '../validate-variable.ts';
import { accept, refuse } from './decision.ts';
import type { Accepted, Decision } from './decision.ts';

/** "None of these": after the one we were sure of come the others, then the question for other words. */
export const noneOf = (phase: Extract<Phase, { name: 'choosing' }>): Decision => {
  const others = phase.mode === 'confirm' ? phase.candidates.slice(1) : [];
  return accept(
    others.length > 0
      ? { type: 'guides_offered', mode: 'offer', candidates: others }
      : offered(null, phase.misses, true),
  );
};

/** Confirms a guide and goes as far as the known variables allow. */
export const begin = (template: Template, given: Readonly<Record<string, unknown>>): Decision => {
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
  return missing.length > 0 ? accept(confirmed) : accept(confirmed, beginning(template));
};

/** With what the words said already, as far as it still fits; a secret is never taken from there. */
export const beginKnowing = (template: Template, details: readonly Detail[]): Decision => {
  const open = template.variables.filter(({ type }) => type !== 'secret');
  const told = Object.fromEntries(details.map(({ name, value }) => [name, value]));
  return begin(template, acceptable({ ...template, variables: open }, told).values);
};

/** The same guide from its beginning; what is missing by now is asked first. */
export const beginAgain = (template: Template, { variables }: Chosen): Accepted => {
  const missing = missingVariables(template, variables);
  return missing.length > 0
    ? accept({ type: 'guide_restarted' }, provided(template, variables, {}, missing))
    : accept({ type: 'guide_restarted' }, beginning(template));
};

/**
 * Another version in place of the chosen one: values that do not fit it are asked again, and what was given as a
 * secret is not taken for anything else.
 */
export const beginReplacement = (replacement: Template, { variables, secrets }: Chosen): Decision => {
  const isSecret = (name: string): boolean =>
    replacement.variables.some((variable) => variable.name === name && variable.type === 'secret');
  const kept = Object.fromEntries(
    Object.entries(variables).filter(([name]) => !secrets.includes(name) || isSecret(name)),
  );
  const begun = begin(replacement, acceptable(replacement, kept).values);
  return 'refused' in begun ? begun : accept({ type: 'guide_restarted' }, ...begun.events);
};

/** Takes what was given; shows the first step once nothing required is missing. */
export const provide = (
  template: Template,
  known: Variables,
  stillMissing: readonly string[],
  given: Readonly<Record<string, unknown>>,
): Decision => {
  const { values, errors } = acceptable(template, given);
  if (errors.length > 0) return refuse('invalid_variables', errors);
  const missing = missingVariables(template, { ...known, ...values });
  if (missing.length === stillMissing.length && Object.keys(values).length === 0) {
    return refuse(
      'invalid_variables',
      missing.map((name) => ({
        path: `variables.${name}`,
        code: 'missing',
        message: `${name} is required and missing.`,
      })),
    );
  }
  const event = provided(template, known, values, missing);
  return missing.length > 0 ? accept(event) : accept(event, beginning(template));
};

/** Required answers that are there already and may be given anew, in the order in which they are asked. */
export const answeredIn = (template: Template, { variables }: Pick<Chosen, 'variables'>): readonly string[] =>
  template.variables
    .filter(({ name, required }) => required && Object.hasOwn(variables, name))
    .map(({ name }) => name);

/** The answer before the question on the table; `null` where that is the first. */
export const lastAnswer = (
  template: Template,
  chosen: Pick<Chosen, 'variables'>,
  missing: readonly string[],
): string | null => {
  const names = template.variables.map(({ name }) => name);
  const asked = names.indexOf(missing[0] ?? '');
  return answeredIn(template, chosen).findLast((name) => names.indexOf(name) < asked) ?? null;
};

/** Asks for these once more; what they are now is forgotten. */
export const withdrawAnswers = (
  template: Template,
  { variables }: Chosen,
  names: readonly string[],
): Accepted => {
  const kept = Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
  return accept({
    type: 'answers_withdrawn',
    name: nameOf(template, kept),
    variables: names,
    missing: missingVariables(template, kept),
  });
};

const beginning = (template: Template): SessionEvent => ({
  type: 'step_shown',
  step_number: firstStep(template),
});

const provided = (
  template: Template,
  known: Variables,
  variables: Variables,
  missing: readonly string[],
): SessionEvent => ({
  type: 'variables_provided',
  name: nameOf(template, { ...known, ...variables }),
  variables,
  missing,
});

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
