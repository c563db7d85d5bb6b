import type { Step, Target, Template } from './template.ts';

/** The steps of a guide in the order in which they run by default. */
const inOrder = (template: Template): readonly Step[] =>
  template.steps_template.toSorted((a, b) => a.step_number - b.step_number);

/** The number of the step a guide begins with. */
export const firstStep = (template: Template): number => {
  const [first] = inOrder(template);
  if (!first) throw new Error(`The guide ${template.template_id} has no steps`);
  return first.step_number;
};

/**
 * Where a step's result leads: what the choice says, else `on_success` or `on_failure`, else the next step in
 * order. Past the last one, success asks whether it is solved and failure calls a human.
 */
export const targetAfter = (
  template: Template,
  stepNumber: number,
  success: boolean,
  choice: string | null,
): Target => {
  const steps = inOrder(template);
  const at = steps.findIndex(({ step_number }) => step_number === stepNumber);
  const step = steps[at];
  const chosen = choice === null ? undefined : step?.choices.find(({ id }) => id === choice);
  if (success && chosen) return chosen.next;
  const named = success ? step?.on_success : step?.on_failure;
  return named ?? steps[at + 1]?.step_number ?? (success ? 'resolve' : 'escalate');
};

/** The n-th step of how many, for "step 2 of 5"; counted by position, since numbers may have gaps. */
export const positionOf = (steps: readonly Step[], stepNumber: number): number =>
  steps.findIndex(({ step_number }) => step_number === stepNumber) + 1;
