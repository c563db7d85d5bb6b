import { describe, expect, it } from '@jest/globals';
import { checkTemplate } from '../../src/engine/check-template.ts';
import type { TemplateInput } from '../../src/engine/normalize-template.ts';
import { renderTemplate } from '../../src/engine/render-template.ts';
import { targetAfter } from '../../src/engine/steps.ts';
import { isPicture } from '../../src/engine/template.ts';
import type { Guide, Target, Template, Variable } from '../../src/engine/template.ts';
import type { TemplateId } from '../../src/ids.ts';
import { loadCatalogue } from '../../src/guides/catalogue.ts';

const catalogue = loadCatalogue();
const ids = [...new Set(catalogue.map(({ template_id }) => template_id))];
const each = catalogue.map((template) => [`${template.template_id} (${template.locale})`, template] as const);

const published = (input: TemplateInput): Template => ({
  ...input,
  template_id: input.template_id as TemplateId,
  version: 1,
  status: 'published',
  created_at: '2026-01-01T00:00:00.000Z',
});

const sample = ({ type, name, choices }: Variable): string =>
  type === 'url'
    ? `https://acme.example/${name}`
    : type === 'email'
      ? 'help@acme.example'
      : (choices[0] ?? 'Acme');

function rendered(input: TemplateInput, only: (variable: Variable) => boolean): Guide {
  const values = Object.fromEntries(
    input.variables.filter(only).map((variable) => [variable.name, sample(variable)]),
  );
  const result = renderTemplate(published(input), values);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.guide;
}

/** What must be the same in every language: everything but the words. */
const structure = ({ category, variables, steps_template }: TemplateInput) => ({
  category,
  variables: variables.map(({ name, type, required, choices }) => ({ name, type, required, choices })),
  steps: steps_template.map((step) => ({
    number: step.step_number,
    on_success: step.on_success,
    on_failure: step.on_failure,
    choices: step.choices.map(({ id, next }) => ({ id, next })),
    instructions: step.instructions.length,
    warnings: step.warnings.length,
    resources: step.resources.length,
  })),
});

/** The most steps anybody can be shown, whatever they answer; `Infinity` where it may go round. */
function longestWay(template: Template, from: number, seen: readonly number[] = []): number {
  if (seen.includes(from)) return Infinity;
  const step = template.steps_template.find(({ step_number }) => step_number === from);
  const after = (success: boolean, choice: string | null) => targetAfter(template, from, success, choice);
  const answers: Target[] = [
    after(false, null),
    ...(step?.choices.length ? step.choices.map(({ id }) => after(true, id)) : [after(true, null)]),
  ];
  const ways = answers.map((to) => (typeof to === 'number' ? longestWay(template, to, [...seen, from]) : 0));
  return 1 + Math.max(...ways);
}

describe('the starter catalogue', () => {
  it('has at least twelve guides, each in Spanish and English', () => {
    expect(ids.length).toBeGreaterThanOrEqual(12);
    for (const id of ids) {
      expect(catalogue.filter(({ template_id }) => template_id === id).map(({ locale }) => locale)).toEqual([
        'es',
        'en',
      ]);
    }
    expect(ids).toEqual(expect.arrayContaining(['reset_password_template', 'api_integration_template']));
  });

  it('has a guide to reset a password, with the variables others rely on', () => {
    const reset = catalogue.find(({ template_id }) => template_id === 'reset_password_template');
    expect(reset?.category).toBe('cuenta');
    expect(reset?.variables.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['product_name', 'string', true],
      ['reset_url', 'url', true],
      ['support_email', 'email', false],
    ]);
  });

  it('asks people for nothing before the first step, save in the two guides a program starts', () => {
    const asking = catalogue.filter(({ variables }) => variables.some(({ required }) => required));
    expect([...new Set(asking.map(({ template_id }) => template_id))]).toEqual([
      'api_integration_template',
      'reset_password_template',
    ]);
  });

  it.each(ids)('%s is the same guide in both languages', (id) => {
    const [es, en] = catalogue.filter(({ template_id }) => template_id === id).map(structure);
    expect(en).toEqual(es);
  });

  it('has no phrase that stands for two guides, or twice for one', () => {
    const phrases = catalogue.flatMap(({ examples }) => examples.map((text) => text.toLowerCase()));
    expect(phrases.filter((text, index) => phrases.indexOf(text) !== index)).toEqual([]);
  });
});

describe.each(each)('%s', (_, template) => {
  it('passes the check of every template', () => {
    expect(checkTemplate(template)).toEqual([]);
  });

  it('has 8 to 15 phrasings, keywords, and an expected result on every step', () => {
    expect(template.examples.length).toBeGreaterThanOrEqual(8);
    expect(template.examples.length).toBeLessThanOrEqual(15);
    expect(template.keywords.length).toBeGreaterThan(3);
    expect(template.description).not.toBe('');
    for (const step of template.steps_template) {
      expect(step.expected_result).not.toBe('');
      expect(step.instructions.length).toBeGreaterThan(0);
    }
  });

  it('renders with all its variables and with only the required ones, and no mark of a variable is left', () => {
    const whole = rendered(template, () => true);
    const least = rendered(template, ({ required }) => required);
    for (const guide of [whole, least]) {
      expect(JSON.stringify(guide)).not.toMatch(/\{\{|\}\}/);
      expect(guide.name).not.toMatch(/ {2}|^ | $/);
    }
    for (const variable of template.variables) expect(JSON.stringify(whole)).toContain(sample(variable));
  });

  it('comes to an end within 30 steps, whatever the answers', () => {
    expect(longestWay(published(template), 1)).toBeLessThanOrEqual(30);
  });

  it('fits a button where it is pressed, and a screen where it is read', () => {
    for (const step of template.steps_template) {
      expect(step.title.length).toBeLessThanOrEqual(60);
      for (const { label } of step.choices) expect(label.length).toBeLessThanOrEqual(34);
      const instructions = step.instructions.map((one) => (isPicture(one) ? one.alt : one));
      for (const text of [...instructions, ...step.warnings, step.expected_result]) {
        expect(text.length).toBeLessThanOrEqual(260);
      }
    }
  });
});
