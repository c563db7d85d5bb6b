import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { previewTemplate, renderTemplate } from '../../src/engine/render-template.ts';
import type { Step, Template, Variable } from '../../src/engine/template.ts';
import type { TemplateId } from '../../src/ids.ts';

const variable = (name: string, extra: Partial<Variable> = {}): Variable => ({
  name,
  description: name,
  required: true,
  type: 'string',
  choices: [],
  ...extra,
});

const step = (extra: Partial<Step>): Step => ({
  step_number: 1,
  title: 'Open it',
  description: '',
  instructions: [],
  expected_result: '',
  warnings: [],
  resources: [],
  on_success: null,
  on_failure: null,
  choices: [],
  ...extra,
});

const template = (extra: Partial<Template>): Template => ({
  template_id: 'reset' as TemplateId,
  version: 3,
  locale: 'en',
  category: 'account',
  status: 'published',
  created_at: '2026-01-01T00:00:00.000Z',
  name: 'Reset it',
  description: '',
  variables: [],
  steps_template: [step({})],
  examples: [],
  keywords: [],
  ...extra,
});

function rendered(source: Template, variables: Record<string, unknown>) {
  const result = renderTemplate(source, variables);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result;
}

describe('a template with its variables', () => {
  it('becomes a guide, pinned to the version and language it came from', () => {
    const { guide } = rendered(
      template({
        name: 'Reset your password for {{product}}',
        variables: [variable('product')],
        steps_template: [
          step({
            title: 'Open {{product}}',
            choices: [{ id: 'a', label: 'In {{product}}', next: 'resolve' }],
          }),
        ],
      }),
      { product: 'Acme' },
    );
    expect(guide.pin).toEqual({ template_id: 'reset', version: 3, locale: 'en' });
    expect(guide.name).toBe('Reset your password for Acme');
    expect(guide.steps[0]).toMatchObject({
      title: 'Open Acme',
      choices: [{ id: 'a', label: 'In Acme', next: 'resolve' }],
    });
  });

  it('shows pictures where they were put, and leaves out those without an address to fetch', () => {
    const { guide } = rendered(
      template({
        variables: [variable('host', { required: false }), variable('product')],
        steps_template: [
          step({
            instructions: [
              'Press the gear.',
              { image: 'https://img.example/{{product}}.png', alt: 'The gear of {{product}}' },
              { image: '{{#host}}https://{{host}}/b.png{{/host}}', alt: 'B' },
              'Press save.',
            ],
          }),
        ],
      }),
      { product: 'Acme' },
    );
    expect(guide.steps[0]?.instructions).toEqual([
      'Press the gear.',
      { image: 'https://img.example/Acme.png', alt: 'The gear of Acme' },
      'Press save.',
    ]);
  });

  it('says which variables are missing or wrong, all at once, and never repeats a value', () => {
    const source = template({
      variables: [
        variable('reset_url', { type: 'url' }),
        variable('product'),
        variable('pin', { type: 'number' }),
      ],
    });
    expect(renderTemplate(source, { pin: 'hunter2' })).toEqual({
      ok: false,
      errors: [
        {
          path: 'variables.reset_url',
          code: 'missing',
          variable: 'reset_url',
          expected: 'url',
          message: 'reset_url is required and missing.',
        },
        {
          path: 'variables.product',
          code: 'missing',
          variable: 'product',
          expected: 'string',
          message: 'product is required and missing.',
        },
        {
          path: 'variables.pin',
          code: 'invalid',
          variable: 'pin',
          expected: 'number',
          message: 'pin must be a number.',
        },
      ],
    });
  });

  it('ignores variables it does not know', () => {
    expect(rendered(template({}), { other: 'x' }).values).toEqual({});
  });

  it('shows a section only where its optional variable is given', () => {
    const source = template({
      variables: [variable('support_email', { type: 'email', required: false })],
      steps_template: [
        step({ instructions: ['Wait.', '{{#support_email}}Write to {{support_email}}.{{/support_email}}'] }),
      ],
    });
    expect(rendered(source, {}).guide.steps[0]?.instructions).toEqual(['Wait.']);
    expect(rendered(source, { support_email: 'help@acme.example' }).guide.steps[0]?.instructions).toEqual([
      'Wait.',
      'Write to help@acme.example.',
    ]);
  });

  it('does not escape for HTML: that is for whoever shows it', () => {
    const source = template({ name: '{{product}}', variables: [variable('product')] });
    expect(rendered(source, { product: `<b> & "O'Neil"` }).guide.name).toBe(`<b> & "O'Neil"`);
  });

  it('finds nothing in prototypes', () => {
    const source = template({ name: 'a{{constructor}}{{__proto__}}{{toString}}b' });
    expect(rendered(source, {}).guide.name).toBe('ab');
  });
});

describe('the link of a resource', () => {
  const link = (url: string, variables: Record<string, unknown>) =>
    rendered(
      template({
        variables: [
          variable('base', { type: 'url', required: false }),
          variable('word', { required: false }),
        ],
        steps_template: [step({ resources: [{ title: 'Help', url }] })],
      }),
      variables,
    ).guide.steps[0]?.resources;

  it('takes a whole link, or its beginning, from a variable', () => {
    expect(link('{{base}}', { base: 'https://acme.example/a?b=c' })).toEqual([
      { title: 'Help', url: 'https://acme.example/a?b=c' },
    ]);
    expect(link('{{base}}/find?q={{word}}', { base: 'https://acme.example', word: 'a&b c' })).toEqual([
      { title: 'Help', url: 'https://acme.example/find?q=a%26b%20c' },
    ]);
  });

  it('encodes what is put into it', () => {
    expect(link('https://acme.example/?q={{word}}', { word: 'ñ /?#' })).toEqual([
      { title: 'Help', url: 'https://acme.example/?q=%C3%B1%20%2F%3F%23' },
    ]);
  });

  it('is left out where it comes out empty, and keeps its title alone where nobody should follow it', () => {
    expect(link('{{base}}', {})).toEqual([]);
    expect(link('{{word}}', { word: 'javascript:alert(1)' })).toEqual(['Help']);
    expect(link('https://{{word}}/', { word: 'bank.example@evil.example' })).toEqual(['Help']);
  });
});

describe('the name before all variables are known', () => {
  it('holds a mark for what is missing and drops optional parts', () => {
    const source = template({
      name: 'Reset your password for {{product}}{{#team}} in {{team}}{{/team}}',
      variables: [variable('product'), variable('team', { required: false })],
    });
    expect(previewTemplate(source, {}).name).toBe('Reset your password for …');
    expect(previewTemplate(source, { product: 'Acme', team: 'Sales' }).name).toBe(
      'Reset your password for Acme in Sales',
    );
  });
});

describe('whatever the values are', () => {
  const source = template({
    name: '{{text}}',
    variables: [variable('text'), variable('more', { required: false })],
    steps_template: [
      step({
        instructions: ['a {{text}} b {{#more}}{{more}}{{/more}}', '{{{text}}} {{&text}}'],
        resources: [{ title: '{{text}}', url: '{{more}}' }],
      }),
    ],
  });
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '{{text}}',
      '{{{more}}}',
      '{{=<% %>=}}',
      '{{> more}}',
      '{{#text}}',
      '{{constructor}}',
      '$&',
      '$1',
    ),
  );

  it('they are text: never read as a template, never dropped, never a control character', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, more) => {
        const result = renderTemplate(source, { text, more });
        if (!result.ok) return;
        expect(result.guide.name).toBe(result.values['text']);
        expect(result.guide.steps[0]?.instructions[0]).toBe(
          `a ${result.values['text']} b ${result.values['more'] ?? ''}`.trim(),
        );
        expect(JSON.stringify(result.guide)).not.toMatch(/\\u00[01]/);
      }),
    );
  });

  it('anything at all may come as variables: rendering answers, it does not throw', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('text', 'more', '__proto__', 'constructor'), fc.anything()),
        (variables) => {
          const result = renderTemplate(source, variables);
          if (result.ok) expect(JSON.stringify(result.guide)).not.toContain('{{text}} b');
        },
      ),
    );
  });
});
