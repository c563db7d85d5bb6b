import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkTemplate } from '../../src/engine/check-template.ts';
import { normalizeTemplate } from '../../src/engine/normalize-template.ts';
import type { TemplateInput } from '../../src/engine/normalize-template.ts';
import { renderTemplate } from '../../src/engine/render-template.ts';
import { templateLimits } from '../../src/engine/template-limits.ts';
import type { Template } from '../../src/engine/template.ts';

const loose = {
  template_id: 'reset',
  name: 'Reset your password',
  category: 'account',
  locale: 'en',
  variables: [
    { name: 'product', required: true },
    { name: 'link', type: 'url' },
    { name: 'token', type: 'secret' },
  ],
  steps_template: [
    { title: 'Open {{product}}', instructions: 'Go to {{link}}' },
    { title: 'Try again', instructions: ['Sign in.'] },
  ],
};

function normalized(input: unknown): TemplateInput {
  const result = normalizeTemplate(input);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.template;
}

const problems = (change: object): string[] =>
  checkTemplate(normalized({ ...loose, ...change })).map(({ path, code }) => `${path} ${code}`);
const messages = (change: object): string[] =>
  checkTemplate(normalized({ ...loose, ...change })).map(({ message }) => message);
const steps = (...list: object[]) => ({
  steps_template: list.map((step, index) => ({ title: `T${index + 1}`, ...step })),
});

describe('a loosely written template', () => {
  it('is put in order', () => {
    expect(normalized({ ...loose, locale: 'EN-us' })).toEqual({
      template_id: 'reset',
      name: 'Reset your password',
      description: '',
      category: 'account',
      locale: 'en-US',
      variables: [
        { name: 'product', description: 'product', required: true, type: 'string', choices: [] },
        { name: 'link', description: 'link', required: false, type: 'url', choices: [] },
        { name: 'token', description: 'token', required: false, type: 'secret', choices: [] },
      ],
      steps_template: [
        {
          step_number: 1,
          title: 'Open {{product}}',
          description: '',
          instructions: ['Go to {{link}}'],
          expected_result: '',
          warnings: [],
          resources: [],
          on_success: null,
          on_failure: null,
          choices: [],
        },
        expect.objectContaining({ step_number: 2, instructions: ['Sign in.'] }),
      ],
      examples: [],
      keywords: [],
    });
  });

  it.each([
    [3, 3],
    ['3', 3],
    ['resolve', 'resolve'],
    [' Escalate ', 'escalate'],
    ['next', null],
    [null, null],
  ])('takes %j as a target for %j', (given, target) => {
    expect(normalized({ ...loose, ...steps({ on_success: given }) }).steps_template[0]?.on_success).toBe(
      target,
    );
  });

  it('counts choices and sends them to the next step unless they say otherwise', () => {
    const [first, last] = normalized({
      ...loose,
      ...steps(
        { choices: [{ label: 'A' }, { label: 'B', next: 'resolve' }] },
        { choices: [{ label: 'C', next: 'next' }] },
      ),
    }).steps_template;
    expect(first?.choices).toEqual([
      { id: '1', label: 'A', next: 2 },
      { id: '2', label: 'B', next: 'resolve' },
    ]);
    expect(last?.choices).toEqual([{ id: '1', label: 'C', next: 'resolve' }]);
  });

  it('loses control characters, which no database or chat takes', () => {
    expect(normalized({ ...loose, name: ' A\u0000B\uD800\u202E ' }).name).toBe('AB\uFFFD');
  });

  it('is refused where a part is of the wrong kind, naming each', () => {
    const result = normalizeTemplate({
      ...loose,
      name: 5,
      variables: ['product', { name: 'a', type: 'text', required: 'yes' }],
      steps_template: [{ title: 'A', warnings: {}, on_failure: 'elsewhere', step_number: 'one' }, null],
    });
    expect(result.ok ? [] : result.errors.map(({ path }) => path)).toEqual([
      'steps_template[0].step_number',
      'name',
      'variables[0]',
      'variables[1].type',
      'variables[1].required',
      'steps_template[0].warnings',
      'steps_template[0].on_failure',
      'steps_template[1]',
    ]);
  });

  it('anything at all may come: it answers, it does not throw', () => {
    const key = fc.constantFrom(
      ...Object.keys(loose),
      'title',
      'instructions',
      'choices',
      'next',
      'resources',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, 0, -1, 1.5, '', '{{', '{{a}}', 'x', true, '1', 'next'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, value), (input) => {
        const result = normalizeTemplate({ ...loose, ...input });
        if (result.ok) checkTemplate(result.template);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a template is fine', () => {
  it('as above', () => expect(problems({})).toEqual([]));
  it('with a declared variable that nobody uses', () =>
    expect(problems({ steps_template: [{ title: 'A' }] })).toEqual([]));
  it('with optional parts', () =>
    expect(
      problems(steps({ instructions: ['{{#link}}Go to {{link}}{{/link}}{{^link}}Search for it{{/link}}'] })),
    ).toEqual([]));
  it('when a failure leads back to an earlier step', () =>
    expect(problems(steps({}, { on_failure: 1 }))).toEqual([]));
});

describe('mustache', () => {
  it.each([
    ['{{#link}}open', 'mustache_syntax'],
    ['{{link', 'mustache_syntax'],
    ['{{/link}}', 'mustache_syntax'],
    ['{{> footer}}', 'mustache_partial'],
    ['{{=<% %>=}}', 'mustache_delimiter'],
    ['{{unknown}}', 'undeclared_variable'],
    ['{{{unknown}}}', 'undeclared_variable'],
    ['{{&unknown}}', 'undeclared_variable'],
    ['{{#unknown}}x{{/unknown}}', 'undeclared_variable'],
    ['{{^link}}{{#token}}{{unknown}}{{/token}}{{/link}}', 'undeclared_variable'],
    ['{{#link}}{{.}}{{/link}}', 'undeclared_variable'],
    ['{{link.length}}', 'undeclared_variable'],
    ['{{constructor}}', 'undeclared_variable'],
    ['{{__proto__}}', 'undeclared_variable'],
  ])('%s is refused', (text, code) => {
    expect(problems(steps({}, { instructions: ['Fine.', text] }))).toEqual([
      `steps_template[1].instructions[1] ${code}`,
    ]);
  });

  it('is looked at wherever a text is rendered', () => {
    const x = '{{x}}';
    const step = {
      title: x,
      description: x,
      instructions: [x],
      expected_result: x,
      warnings: [x],
      choices: [{ label: x }],
    };
    const found = problems({
      name: x,
      description: x,
      steps_template: [{ ...step, resources: [x, { title: x, url: x }] }],
    });
    expect(found.map((line) => line.replace(' undeclared_variable', ''))).toEqual([
      'name',
      'description',
      'steps_template[0].title',
      'steps_template[0].description',
      'steps_template[0].instructions[0]',
      'steps_template[0].expected_result',
      'steps_template[0].warnings[0]',
      'steps_template[0].resources[0]',
      'steps_template[0].resources[1].title',
      'steps_template[0].resources[1].url',
      'steps_template[0].choices[0].label',
    ]);
  });

  it('names the step', () => {
    expect(messages(steps({}, { title: 'Open it', instructions: ['{{lnik}}'] }))).toEqual([
      'Step 2 "Open it", instruction 1 uses {{lnik}}, which is not among the declared variables.',
    ]);
  });

  it('may not leave a title empty', () => {
    expect(problems(steps({ title: '{{#link}}Open{{/link}}' }))).toEqual(['steps_template[0].title empty']);
  });
});

describe('variables', () => {
  it.each([
    [[{ name: 'a' }, { name: 'a' }], 'variables[1].name duplicate'],
    [[{ name: 'a b' }], 'variables[0].name invalid_name'],
    [[{}], 'variables[0].name invalid_name'],
    [[{ name: 'constructor' }], 'variables[0].name reserved_name'],
    [[{ name: '__proto__' }], 'variables[0].name reserved_name'],
    [[{ name: 'a', type: 'choice' }], 'variables[0].choices empty'],
    [[{ name: 'a', choices: ['b'] }], 'variables[0].choices not_a_choice'],
    [[{ name: 'a', description: 'Of {{b}}' }], 'variables[0] mustache_not_rendered'],
  ])('%j is refused', (variables, problem) => {
    expect(problems({ variables, ...steps({}) })).toEqual([problem]);
  });

  it('that are secret stay out of links, names and titles', () => {
    const found = problems(
      steps({
        title: 'Use {{token}}',
        instructions: ['Open https://acme.example/?t={{token}}', 'Your token: {{token}}'],
        resources: [{ title: 'Help', url: 'https://acme.example/{{token}}' }],
      }),
    );
    expect(found).toEqual([
      'steps_template[0].title secret_in_title',
      'steps_template[0].instructions[0] secret_in_url',
      'steps_template[0].resources[0].url secret_in_url',
    ]);
  });
});

describe('where steps lead', () => {
  it.each([
    ['a step that does not exist', steps({ on_success: 7 }), 'steps_template[0].on_success dangling_target'],
    ['another one, on failure', steps({ on_failure: 7 }), 'steps_template[0].on_failure dangling_target'],
    [
      'another one, by choice',
      steps({ choices: [{ label: 'A', next: 0 }] }),
      'steps_template[0].choices[0].next dangling_target',
    ],
    ['a step twice', steps({}, { step_number: 1 }), 'steps_template[1].step_number duplicate'],
    [
      'steps out of order',
      steps({ step_number: 3 }, { step_number: 2 }),
      'steps_template[1].step_number out_of_order',
    ],
    ['step nought', steps({ step_number: 0 }), 'steps_template[0].step_number invalid_step_number'],
    ['half a step', steps({ step_number: 1.5 }), 'steps_template[0].step_number invalid_step_number'],
    ['no steps', { steps_template: [] }, 'steps_template empty'],
    [
      'a step nobody reaches',
      steps({ on_success: 3, on_failure: 3 }, {}, {}),
      'steps_template[1] unreachable',
    ],
    [
      'a step that leads to itself',
      steps({ on_success: 1, on_failure: 'escalate' }),
      'steps_template[0] never_ends',
    ],
    [
      'a question with an on_success that never counts',
      steps({ choices: [{ label: 'A' }], on_success: 'resolve' }),
      'steps_template[0].on_success question_with_target',
    ],
    [
      'two choices with one id',
      steps({
        choices: [
          { id: 'a', label: 'A' },
          { id: 'a', label: 'B' },
        ],
      }),
      'steps_template[0].choices[1].id duplicate',
    ],
    [
      'two choices that read the same',
      steps({ choices: [{ label: 'A' }, { label: 'A' }] }),
      'steps_template[0].choices[1].label duplicate',
    ],
  ])('%s', (_, change, problem) => {
    expect(problems(change)).toEqual([problem]);
  });

  it('round and round is refused, naming each step of the circle', () => {
    expect(messages(steps({}, { on_success: 3, on_failure: 3 }, { on_success: 2, on_failure: 2 }))).toEqual([
      expect.stringMatching(/^Step 1 "T1" never ends/),
      expect.stringMatching(/^Step 2 "T2" never ends/),
      expect.stringMatching(/^Step 3 "T3" never ends/),
    ]);
  });
});

describe('links', () => {
  it.each([
    'https://acme.example',
    'http://acme.example/a?b={{product}}',
    '{{link}}',
    '{{link}}/a',
    '{{product}}',
    '{{#link}}{{link}}{{/link}}',
  ])('%s may be followed', (url) =>
    expect(problems(steps({ resources: [{ title: 'Help', url }] }))).toEqual([]),
  );
  it.each([
    'javascript:alert(1)',
    'javascript:{{product}}',
    'ftp://acme.example',
    'mailto:{{product}}',
    '/help',
    'https://me:pw@acme.example',
    'https://a b',
  ])('%s may not', (url) =>
    expect(problems(steps({ resources: [{ title: 'Help', url }] }))).toEqual([
      'steps_template[0].resources[0].url unsafe_url',
    ]),
  );
  it.each(['https://acme.example/a.png', 'https://acme.example/{{product}}.png', '{{link}}'])(
    '%s may be a picture',
    (image) => expect(problems(steps({ instructions: ['Look:', { image, alt: 'The button' }] }))).toEqual([]),
  );
  it.each(['http://acme.example/a.png', 'data:image/png;base64,AAAA', '/a.png'])(
    '%s may not be a picture: the platforms fetch it',
    (image) =>
      expect(problems(steps({ resources: [{ image, alt: 'The button' }] }))).toEqual([
        'steps_template[0].resources[0].image unsafe_url',
      ]),
  );
  it('to a picture want words for those who do not see it', () => {
    expect(problems(steps({ instructions: [{ image: 'https://acme.example/a.png', alt: '' }] }))).toEqual([
      'steps_template[0].instructions[0].alt empty',
    ]);
  });
  it('without a title are judged too', () => {
    expect(
      problems(steps({ resources: ['Call 555', 'https://acme.example', 'javascript:alert(1)'] })),
    ).toEqual(['steps_template[0].resources[2] unsafe_url']);
  });
});

describe('sizes', () => {
  const long = (length: number) => 'x'.repeat(length);
  it.each([
    [{ name: '' }, 'name empty'],
    [{ category: ' ' }, 'category empty'],
    [{ template_id: 'a b' }, 'template_id invalid_id'],
    [{ locale: 'spanish!' }, 'locale invalid_locale'],
    [{ name: long(templateLimits.name + 1) }, 'name too_long'],
    [steps({ title: '' }), 'steps_template[0].title empty'],
    [
      steps({ instructions: [long(templateLimits.instruction + 1)] }),
      'steps_template[0].instructions[0] too_long',
    ],
    [steps(...Array.from({ length: templateLimits.steps + 1 }, () => ({}))), 'steps_template too_long'],
  ])('beyond them are refused: %#', (change, problem) => {
    expect(problems(change)).toEqual([problem]);
  });
});

describe('a megabyte where a word should be', () => {
  it.each(['x', ' ', '{{', '{{ ', '{', 'a@', '\n x'])('%j is refused, soon', (piece) => {
    const long = `a${piece.repeat(2 ** 20 / piece.length)}b`;
    const input = {
      ...loose,
      name: long,
      template_id: long,
      ...steps({ title: long, instructions: [long], choices: [{ id: long, label: long }] }),
    };
    const found = checkTemplate(normalized({ ...input, variables: [{ name: long, description: long }] }));
    expect(found.length).toBeGreaterThan(4);
    expect(JSON.stringify(found).length).toBeLessThan(5_000);
  });
});

describe('whatever passes the check', () => {
  const piece = fc.constantFrom(
    'Open ',
    '{{product}}',
    '{{{product}}}',
    '{{#link}}at {{&link}}{{/link}}',
    '{{^link}}{{#product}}{{/product}}{{/link}}',
    '{{#link}}',
    '{{/link}}',
    '}',
    '{',
    '\n',
    '{{! note }}',
  );
  const text = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));
  const target = fc.constantFrom(1, 2, 'resolve', 'escalate', null);
  const step = fc.record({
    title: text.map((rest) => `Do ${rest}`),
    instructions: fc.array(text, { maxLength: 2 }),
    resources: fc.array(
      fc.record({ title: text, url: fc.constantFrom('{{link}}', 'https://a.example/{{product}}') }),
      {
        maxLength: 1,
      },
    ),
    on_success: target,
    on_failure: target,
  });

  it('renders, and shows no mustache of its own', () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), fc.webUrl(), (steps_template, link) => {
        const template = normalized({ ...loose, steps_template });
        if (checkTemplate(template).length > 0) return;
        passed += 1;
        for (const values of [{ product: 'Acme' }, { product: 'Acme', link }]) {
          const stored = {
            ...template,
            version: 1,
            status: 'published',
            created_at: '2026-01-01',
          } as Template;
          const result = renderTemplate(stored, values);
          expect(result.ok && result.guide.steps.every(({ title }) => title !== '')).toBe(true);
          expect(JSON.stringify(result)).not.toContain('{{');
        }
      }),
      { numRuns: 2000, seed: 7 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});
