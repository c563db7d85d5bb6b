import { excerpt } from './plain-text.ts';
import type { Step } from './template.ts';

/** How a message names a step: `Step 2 "Open the app"`. */
export const stepName = (step: Step): string =>
  step.title === '' ? `Step ${step.step_number}` : `Step ${step.step_number} "${excerpt(step.title)}"`;
