import type { FieldError } from '../engine/command.ts';
import type { TemplateInput } from '../engine/normalize-template.ts';
import type { Step, Template, TemplateContent, Variable } from '../engine/template.ts';

/**
 * A translation says the same in other words: a session may change its language at any step. So category,
 * variables, step numbers, choices and where they lead must be those of the version it joins.
 *
 * @returns everything that differs, each naming what the other language has
 */
export function checkTranslation(original: Template, translation: TemplateInput): FieldError[] {
  const errors: FieldError[] = [];
  const differs = (path: string, what: string, there: string, here: string): void => {
    if (there === here) return;
    errors.push({
      path,
      code: 'translation_differs',
      message: `${what} must be as in "${original.locale}": there ${there || 'nothing'}, here ${here || 'nothing'}.`,
    });
  };

  differs('category', 'The category', original.category, translation.category);
  differs('variables', 'The variables', names(original), names(translation));
  for (const [index, variable] of translation.variables.entries()) {
    const other = original.variables.find(({ name }) => name === variable.name);
    if (other === undefined) continue;
    differs(`variables[${index}]`, `The variable "${variable.name}"`, kind(other), kind(variable));
  }
  differs('steps_template', 'The step numbers', numbers(original), numbers(translation));
  for (const [index, step] of translation.steps_template.entries()) {
    const at = original.steps_template.findIndex(({ step_number }) => step_number === step.step_number);
    if (at === -1) continue;
    const path = `steps_template[${index}]`;
    const what = `Where step ${step.step_number} leads`;
    differs(path, what, ways(original.steps_template, at), ways(translation.steps_template, index));
  }
  return errors;
}

const names = ({ variables }: TemplateContent): string =>
  variables
    .map(({ name }) => name)
    .toSorted()
    .join(', ');

const kind = ({ type, required, choices }: Variable): string =>
  [type, required ? 'required' : 'optional', ...choices].join(', ');

const numbers = ({ steps_template }: TemplateContent): string =>
  steps_template.map(({ step_number }) => step_number).join(', ');

/** Defaults spelled out: `2` and "the next one" are the same. */
function ways(steps: readonly Step[], at: number): string {
  const step = steps[at];
  if (step === undefined) return '';
  const following = steps[at + 1]?.step_number;
  const success =
    step.choices.length > 0
      ? step.choices.map(({ id, next }) => `choice ${id} to ${next}`)
      : [`success to ${step.on_success ?? following ?? 'resolve'}`];
  return [...success, `failure to ${step.on_failure ?? following ?? 'escalate'}`].join(', ');
}
