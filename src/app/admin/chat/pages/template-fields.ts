import type { Field } from '../../../../engine/message.ts';
import { plainField } from '../../../../engine/show/forms.ts';
import { templateLimits } from '../../../../engine/template-limits.ts';
import type { Step, Target, TemplateContent } from '../../../../engine/template.ts';
import type { Asking } from '../screen.ts';
import { lineOf } from './template-preview.ts';

/** How a guide is written in forms: what stands in their fields, and what is read out of them. */
export type Content = TemplateContent & { readonly category: string };

export const lines = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split('\n')
    .map((line) => line.trim().replace(/^(?:\d+[.)]|[-*•])\s+/, ''))
    .filter((line) => line !== '');

const picture = /^!\[([^\]]*)\]\((https:\/\/[^)\s]+)\)$/;
export const instructionOf = (line: string): Step['instructions'][number] => {
  const [, alt, image] = picture.exec(line) ?? [];
  return alt !== undefined && image !== undefined ? { alt, image } : line;
};

export const emptyStep: Step = {
  step_number: 0,
  title: '',
  description: '',
  instructions: [],
  expected_result: '',
  warnings: [],
  resources: [],
  on_success: null,
  on_failure: null,
  choices: [],
};

export const written = (step: Step, { values }: Asking): Step => ({
  ...step,
  title: values['title'] ?? step.title,
  description: values['description'] ?? '',
  instructions: lines(values['instructions']).map(instructionOf),
  expected_result: values['expected_result'] ?? '',
  warnings: lines(values['warnings']),
  on_success: targetOf(values['on_success']),
  on_failure: targetOf(values['on_failure']),
});

/** Read like any other template: what is no target is refused there, by name. */
const targetOf = (value: string | undefined): Target | null => {
  const typed = value?.trim().toLowerCase() ?? '';
  if (typed === '') return null;
  return /^\d+$/.test(typed) ? Number(typed) : (typed as Target);
};

export const line = (name: string, label: string, initial: string, more: Partial<Field> = {}): Field => ({
  ...plainField(name, label),
  initial: initial === '' ? null : initial,
  ...more,
});
export const many = (name: string, label: string, items: readonly string[], hintText: string): Field => ({
  ...plainField(name, label),
  type: 'multiline',
  hint: hintText,
  initial: items.length === 0 ? null : items.join('\n'),
  max_length: 3000,
});

export const stepFields = ({ say }: Asking, step: Step): readonly Field[] => [
  line('title', say('admin.step_title'), step.title, { required: true, max_length: templateLimits.title }),
  many('instructions', say('admin.instructions'), step.instructions.map(lineOf), say('admin.one_a_line')),
  line('expected_result', say('admin.expected'), step.expected_result, {
    max_length: templateLimits.expectedResult,
  }),
  line('description', say('admin.description'), step.description, {
    type: 'multiline',
    max_length: templateLimits.stepDescription,
  }),
  many('warnings', say('admin.warnings'), step.warnings, say('admin.one_a_line')),
  ...(step.choices.length > 0
    ? []
    : [
        line('on_success', say('admin.on_success'), String(step.on_success ?? ''), {
          hint: say('admin.target_hint'),
        }),
      ]),
  line('on_failure', say('admin.on_failure'), String(step.on_failure ?? ''), {
    hint: say('admin.target_hint'),
  }),
];

export const textFields = ({ say }: Asking, template: Content): readonly Field[] => [
  line('name', say('admin.name'), template.name, { required: true, max_length: templateLimits.name }),
  line('category', say('admin.category'), template.category, {
    required: true,
    max_length: templateLimits.category,
  }),
  line('description', say('admin.description'), template.description, {
    type: 'multiline',
    max_length: templateLimits.description,
  }),
  many('examples', say('admin.examples'), template.examples, say('admin.examples_hint')),
  many('keywords', say('admin.keywords'), template.keywords, say('admin.one_a_line')),
];
