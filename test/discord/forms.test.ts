import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCarried } from '../../adapters/discord/custom-id.ts';
import { pageAfter, readForm, renderForm, renderPageSent } from '../../adapters/discord/forms.ts';
import { formNames } from '../../src/engine/message.ts';
import type { Field, Form, Press } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';
import { texts } from '../engine/screen.ts';
import { anyPress, anyText } from '../support/arbitrary-message.ts';
import { componentsIn, messageProblems, modalProblems } from '../support/discord-check.ts';

const press: Press = { session_id: 'ses_1' as SessionId, version: 3, move: 'fill_in', arg: null };

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  label: `The ${name}`,
  hint: null,
  type: 'text',
  required: true,
  options: [],
  initial: null,
  max_length: 100,
  ...more,
});

const formOf = (...fields: Field[]): Form => ({
  name: 'variables',
  title: 'A few details',
  intro: null,
  submit: 'Go on',
  cancel: 'Cancel',
  press,
  fields,
});

const draw = (form: Form, page: Parameters<typeof renderForm>[3] = null) =>
  renderForm(form, 'en', texts.say, page);

/** What is asked, by the fields' names. */
const asked = (modal: unknown): unknown[] =>
  componentsIn(modal).flatMap(({ type, custom_id }) =>
    type === 18 || custom_id === undefined ? [] : [custom_id],
  );

describe('a form', () => {
  it('asks for each kind of value in its own way', () => {
    const modals = [
      draw(
        formOf(
          field('product', { initial: 'Mail', hint: 'As on the invoice' }),
          field('story', { type: 'multiline', required: false, max_length: 9000 }),
          field('address', { type: 'email' }),
          field('page', { type: 'url' }),
          field('seats', { type: 'number', initial: '3' }),
        ),
      ),
      draw(
        formOf(
          field('stars', {
            type: 'rating',
            options: [1, 2, 3, 4, 5].map((star) => ({ value: String(star), label: `${star} of 5` })),
            initial: '5',
          }),
          field('again', {
            type: 'boolean',
            required: false,
            options: [
              { value: 'true', label: 'Yes' },
              { value: 'false', label: 'No' },
            ],
          }),
          field('plan', {
            type: 'choice',
            options: Array.from({ length: 20 }, (_, index) => ({
              value: `p${index}`,
              label: `Plan ${index}`,
            })),
          }),
          field('many', {
            type: 'choice',
            options: Array.from({ length: 40 }, (_, index) => ({
              value: `p${index}`,
              label: `Plan ${index}`,
            })),
          }),
        ),
      ),
    ];
    expect(modals.map(modalProblems)).toEqual([[], []]);
    expect(modals[0]).toMatchObject({
      custom_id: 'variables>ses_1|3|fill_in|',
      title: 'A few details',
      components: [
        {
          type: 18,
          label: 'The product',
          description: 'As on the invoice',
          component: {
            type: 4,
            custom_id: 'product',
            style: 1,
            value: 'Mail',
            max_length: 100,
            required: true,
          },
        },
        { label: 'The story', component: { type: 4, style: 2, max_length: 4000, required: false } },
        { label: 'The address', component: { type: 4, style: 1, placeholder: 'ana@example.com' } },
        { label: 'The page', component: { type: 4, style: 1, placeholder: 'https://…' } },
        { label: 'The seats', component: { type: 4, style: 1, value: '3' } },
      ],
    });
    expect(modals[1]).toMatchObject({
      components: [
        { component: { type: 21, required: true, options: { length: 5, 4: { value: '5', default: true } } } },
        { component: { type: 21, required: false, options: { length: 2 } } },
        { component: { type: 3, required: true, options: { length: 20 } } },
        { component: { type: 4, custom_id: 'many' } },
      ],
    });
  });

  it('says what it is about above its fields, as plain words', () => {
    const modal = draw({ ...formOf(field('product')), intro: 'VPN *for* @everyone' });
    expect(modal.components[0]).toEqual({ type: 10, content: 'VPN \\*for\\* \\@everyone' });
  });

  it('puts a question that is longer than a label below it, and a long one above the field', () => {
    const question = 'Which of the offices are you calling from, the old or the new one?';
    const [short] = draw(formOf(field('office', { label: question, hint: 'As on the door' }))).components;
    expect(short).toMatchObject({
      label: 'Which of the offices are you calling from,…',
      description: `${question} As on the door`,
    });
    const long = `${question} ${'Please look it up. '.repeat(10)}`.trim();
    const modal = draw(formOf(field('office', { label: long, hint: 'As on the door' })));
    expect(modalProblems(modal)).toEqual([]);
    expect(modal.components).toMatchObject([
      { type: 10, content: `${long}\nAs on the door` },
      { type: 18, label: 'Which of the offices are you calling from,…' },
    ]);
  });

  it('says that Discord shows a secret while it is typed, and never shows one that was given before', () => {
    const modal = draw(
      formOf(field('token', { type: 'secret', hint: 'Stored encrypted.', initial: 'hunter2' })),
    );
    expect(modal.components).toMatchObject([
      { description: `Stored encrypted. ${texts.say('en', 'discord.secret_shown')}` },
    ]);
    expect(JSON.stringify(modal)).not.toContain('hunter2');
  });

  it('keeps the honest words about secrets within a description, in each language', () => {
    for (const { locale } of texts.languages) {
      const hint = texts.say(locale, 'form.variables.secret_hint');
      const modal = renderForm(formOf(field('token', { type: 'secret', hint })), locale, texts.say, null);
      expect(modal.components).toHaveLength(1);
    }
  });
});

describe('a form of more fields than a modal takes', () => {
  const optional = (name: string): Field => field(name, { required: false });
  const seven = formOf(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => field(name)));

  it('is asked in several modals, in turn', () => {
    const first = draw(seven);
    expect(first.title).toBe('A few details (1/2)');
    expect(asked(first)).toEqual(['a', 'b', 'c', 'd', 'e']);
    const sent = decodeCarried(first.custom_id);
    expect(sent).toEqual({
      kind: 'form',
      form: 'variables',
      page: { number: 1, of: 2, unanswered: 0 },
      press,
    });

    const next = sent?.kind === 'form' ? pageAfter(sent, 4, 0) : null;
    expect(next).toEqual({
      ...sent,
      page: { number: 2, of: 2, unanswered: 0 },
      press: { ...press, version: 4 },
    });
    if (next === null) return;
    const between = renderPageSent(next, 'en', texts.say);
    expect(messageProblems(between)).toEqual([]);
    expect(componentsIn(between).filter(({ type }) => type === 2)).toEqual([
      { type: 2, style: 1, label: 'Continue', custom_id: 'variables.2.2.0>ses_1|4|fill_in|' },
    ]);

    const left = { ...formOf(...seven.fields.slice(5)), press: next.press };
    const second = draw(left, next.page);
    expect(second.title).toBe('A few details (2/2)');
    expect(asked(second)).toEqual(['f', 'g']);
    expect(pageAfter({ kind: 'form', form: 'variables', page: next.page, press }, 5, 0)).toBeNull();
  });

  it('keeps something required for the last: with that the session goes on, and asks for nothing more', () => {
    const form = formOf(field('a'), ...['b', 'c', 'd', 'e', 'f', 'g'].map(optional));
    expect(asked(draw(form))).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(asked(draw(formOf(field('a'), optional('g')), { number: 2, of: 2, unanswered: 0 }))).toEqual([
      'a',
      'g',
    ]);
  });

  it('asks nobody again for what they left empty', () => {
    const form = formOf(field('a'), ...['b', 'c', 'd', 'e', 'f', 'g'].map(optional));
    const sent = decodeCarried(draw(form).custom_id);
    const next = sent?.kind === 'form' ? pageAfter(sent, 4, 4) : null;
    const left = formOf(field('a'), ...['b', 'c', 'e', 'f', 'g'].map(optional));
    expect(asked(draw(left, next?.page))).toEqual(['a', 'g']);
  });

  it('that fits into one is one, without a number', () => {
    expect(draw(formOf(field('a'))).title).toBe('A few details');
    const one = decodeCarried(draw(formOf(field('a'))).custom_id);
    expect(one?.kind === 'form' && pageAfter(one, 4, 0)).toBeNull();
  });
});

describe('any form at all', () => {
  const anyField: fc.Arbitrary<Field> = fc.record({
    name: fc.stringMatching(/^[a-z_]{1,64}$/),
    label: anyText,
    hint: fc.option(anyText),
    type: fc.constantFrom(
      'text',
      'multiline',
      'number',
      'email',
      'url',
      'choice',
      'boolean',
      'secret',
      'rating',
    ),
    required: fc.boolean(),
    options: fc.array(
      fc.record({
        value: fc.string({ maxLength: 110 }),
        label: fc.string({ unit: 'grapheme', maxLength: 110 }),
      }),
      { maxLength: 30 },
    ),
    initial: fc.option(fc.string({ unit: 'grapheme', maxLength: 50 })),
    max_length: fc.integer({ min: 0, max: 50_000 }),
  });
  const anyForm = fc.record({
    name: fc.constantFrom(...formNames),
    title: anyText,
    intro: fc.option(anyText),
    submit: anyText,
    cancel: anyText,
    // Ids as they are generated: longer ones have no button that could open a form.
    press: anyPress.map((any) => ({ ...any, session_id: 'ses_0123456789abcdefghijkl' as SessionId })),
    fields: fc.uniqueArray(anyField, { selector: ({ name }) => name, minLength: 1, maxLength: 12 }),
  });

  it('is asked in modals that Discord takes, until nothing is left to ask', () => {
    fc.assert(
      fc.property(anyForm, fc.func(fc.boolean()), (form, answers) => {
        let left = form;
        let page: Parameters<typeof renderForm>[3] = null;
        const shown = new Set<string>();
        const answered = new Set<string>();
        for (let turn = 0; turn < 15; turn += 1) {
          const modal = draw(left, page);
          expect(modalProblems(modal)).toEqual([]);
          const names = asked(modal).map(String);
          expect(names).not.toEqual([]);
          for (const name of names) {
            expect(shown).not.toContain(name);
            shown.add(name);
            const needed = form.fields.some((one) => one.name === name && one.required);
            if (needed || answers(name)) answered.add(name);
          }
          const empty = names.filter((name) => !answered.has(name)).length;
          const carried = decodeCarried(modal.custom_id);
          const next = carried?.kind === 'form' ? pageAfter(carried, left.press.version, empty) : null;
          left = { ...left, fields: left.fields.filter(({ name }) => !answered.has(name)) };
          if (next === null) break;
          // A session that misses nothing any more asks for nothing more.
          const missing = form.fields.some(({ required }) => required);
          if (missing) expect(left.fields.some(({ required }) => required)).toBe(true);
          page = next.page;
        }
        expect([...shown].toSorted()).toEqual(form.fields.map(({ name }) => name).toSorted());
      }),
    );
  });
});

describe('what was filled in', () => {
  it('comes back by the names of the fields; what was left empty is not there', () => {
    const input = (type: number, custom_id: string, given: object) => ({
      type: 18,
      id: 1,
      component: { type, id: 2, custom_id, ...given },
    });
    expect(
      readForm([
        { type: 10, id: 9 },
        input(4, 'product', { value: ' Mail\u0000 ' }),
        input(4, 'story', { value: '' }),
        input(3, 'plan', { values: ['p3'] }),
        input(3, 'other', { values: [] }),
        input(21, 'stars', { value: '5' }),
        input(21, 'again', { value: null }),
      ]),
    ).toEqual({ values: { product: 'Mail', plan: 'p3', stars: '5' }, empty: 3 });
  });

  it.each([null, undefined, 'x', [null, 1, { component: 3 }], { a: [] }])(
    'is nothing where %j was sent',
    (sent) => {
      expect(readForm(sent)).toEqual({ values: {}, empty: 0 });
    },
  );
});
