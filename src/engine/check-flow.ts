import type { FieldError } from './command.ts';
import { stepName } from './step-name.ts';
import type { Step, Target } from './template.ts';

/** One way on from a step, and the field that may say so. */
interface Way {
  readonly to: Target;
  readonly field: string;
  readonly success: boolean;
}

/**
 * Where a step can lead: on success, which at a question is one of its choices, and on failure. Unless it says
 * otherwise that is the next step in order; after the last one success resolves and failure goes to a human.
 */
function ways(step: Step, following: number | undefined): Way[] {
  const success: Way[] =
    step.choices.length > 0
      ? step.choices.map((choice, at) => ({ to: choice.next, field: `choices[${at}].next`, success: true }))
      : [{ to: step.on_success ?? following ?? 'resolve', field: 'on_success', success: true }];
  return [
    ...success,
    { to: step.on_failure ?? following ?? 'escalate', field: 'on_failure', success: false },
  ];
}

/** Step numbers, dangling targets, steps nobody reaches and steps from which no way ends. */
export function checkFlow(steps: readonly Step[]): FieldError[] {
  const numbering = checkNumbers(steps);
  // With two steps of one number the rest would only repeat it in other words.
  if (numbering.length > 0) return numbering;

  const exits = new Map(
    steps.map((step, index) => [step.step_number, ways(step, steps[index + 1]?.step_number)]),
  );
  const errors: FieldError[] = [];
  for (const [index, step] of steps.entries()) {
    const path = `steps_template[${index}]`;
    for (const { to, field } of exits.get(step.step_number) ?? []) {
      if (typeof to === 'number' && !exits.has(to)) {
        errors.push({
          path: `${path}.${field}`,
          code: 'dangling_target',
          message: `${stepName(step)} leads to step ${to}, which does not exist.`,
        });
      }
    }
    if (step.choices.length > 0 && step.on_success !== null) {
      errors.push({
        path: `${path}.on_success`,
        code: 'question_with_target',
        message: `${stepName(step)} is a question: its choices say where it leads, on_success cannot.`,
      });
    }
  }
  return errors.length > 0 ? errors : checkReach(steps, exits);
}

function checkNumbers(steps: readonly Step[]): FieldError[] {
  return steps.flatMap((step, index) => {
    const path = `steps_template[${index}].step_number`;
    const before = steps[index - 1];
    if (!Number.isInteger(step.step_number) || step.step_number < 1 || step.step_number > 9999) {
      const message = `${stepName(step)}: a step number is a whole number from 1 to 9999.`;
      return [{ path, code: 'invalid_step_number', message }];
    }
    if (steps.findIndex((other) => other.step_number === step.step_number) !== index) {
      const message = `${stepName(step)}: another step has the number ${step.step_number}.`;
      return [{ path, code: 'duplicate', message }];
    }
    if (before !== undefined && before.step_number > step.step_number) {
      const message = `${stepName(step)} comes after step ${before.step_number}: steps go in the order of their numbers.`;
      return [{ path, code: 'out_of_order', message }];
    }
    return [];
  });
}

function checkReach(steps: readonly Step[], exits: ReadonlyMap<number, readonly Way[]>): FieldError[] {
  const reached = new Set<number>();
  const waiting = steps.slice(0, 1).map((step) => step.step_number);
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    if (reached.has(here)) continue;
    reached.add(here);
    for (const { to } of exits.get(here) ?? []) if (typeof to === 'number') waiting.push(to);
  }

  // Only success counts here: where it goes round for ever, nobody gets out but by saying that nothing works.
  const ends = new Set<Target>(['resolve', 'escalate']);
  for (let before = 0; before !== ends.size;) {
    before = ends.size;
    for (const [number, on] of exits)
      if (on.some(({ to, success }) => success && ends.has(to))) ends.add(number);
  }

  return steps.flatMap((step, index) => {
    const path = `steps_template[${index}]`;
    if (!reached.has(step.step_number)) {
      return [
        { path, code: 'unreachable', message: `${stepName(step)} is never reached from the first step.` },
      ];
    }
    if (!ends.has(step.step_number)) {
      const message = `${stepName(step)} never ends: however often it succeeds, it does not get to "resolve" or "escalate".`;
      return [{ path, code: 'never_ends', message }];
    }
    return [];
  });
}
