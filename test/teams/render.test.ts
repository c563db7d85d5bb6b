import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { actionData, carriedIn, dataOf, inputId, valuesIn } from '../../adapters/teams/action-data.ts';
import type { Carried } from '../../adapters/teams/action-data.ts';
import { folds, limits } from '../../adapters/teams/limits.ts';
import { renderCard, renderMessage } from '../../adapters/teams/render.ts';
import { renderText } from '../../adapters/teams/render-text.ts';
import { formNames } from '../../src/engine/message.ts';
import type { Action, Message, Part } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';
import { anyAction, anyMessage, anyPress, anyText } from '../support/arbitrary-message.ts';
import { activityProblems, effectsOf, textOf } from '../support/teams-check.ts';
import type { Payload } from '../../adapters/teams/payload.ts';

const say = (...parts: Part[]): Message => ({ summary: 'Summary', locale: 'en', parts, actions: [] });

const action = (label: string, more: Partial<Action> = {}): Action => ({
  label,
  press: { session_id: 'ses_1' as SessionId, version: 3, move: 'done', arg: null },
  style: 'plain',
  place: 'row',
  form: null,
  ...more,
});

const step: Message = {
  summary: 'Step 2 of 5: Open the reset page',
  locale: 'en',
  parts: [
    { type: 'title', text: 'Open the reset page' },
    { type: 'progress', current: 2, total: 5, text: 'Step 2 of 5' },
    { type: 'text', text: 'We send you a link.\nIt works once.' },
    { type: 'warnings', label: 'Careful', items: ['The link works once.'] },
    { type: 'instructions', items: ['Open the page.', 'Enter your address.'] },
    { type: 'expected', label: 'What you should see', text: '“Check your mail”' },
    {
      type: 'resources',
      label: 'Helpful',
      items: [{ title: 'Reset page', url: 'https://example.com/reset' }, 'Extension 42'],
    },
    { type: 'hint', text: 'You can also type “done”.' },
  ],
  actions: [
    action('It worked', { style: 'primary' }),
    action('It did not work'),
    action('Details', { form: 'variables' }),
    action('Stop', { place: 'more', style: 'danger' }),
  ],
};

const asPayload = (value: object): Payload => JSON.parse(JSON.stringify(value)) as Payload;
const words = (message: Message): string => textOf(asPayload(renderCard(message)));
const bold = { weight: 'Bolder' };
const run = (text: string, look: object = {}) => ({ type: 'TextRun', text, ...look });
const block = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines });
const item = (sign: string, ...items: object[]) => ({
  type: 'ColumnSet',
  spacing: 'Small',
  columns: [
    { type: 'Column', width: 'auto', items: [block(run(sign))] },
    { type: 'Column', width: 'stretch', items },
  ],
});

describe('a step in Teams', () => {
  const card = renderCard(step);

  it('looks like what it is, from the title to the hint', () => {
    expect(card.body).toEqual([
      block(run('Open the reset page', { size: 'Large', ...bold })),
      { ...block(run('▰▰▱▱▱  Step 2 of 5', { size: 'Small', isSubtle: true })), spacing: 'Small' },
      block(run('We send you a link.')),
      { ...block(run('It works once.')), spacing: 'None' },
      {
        type: 'Container',
        style: 'warning',
        items: [block(run('⚠️ Careful', bold)), item('•', block(run('The link works once.')))],
      },
      item('1.', block(run('Open the page.'))),
      item('2.', block(run('Enter your address.'))),
      {
        type: 'Container',
        style: 'good',
        items: [
          block(run('✅ What you should see', bold)),
          { ...block(run('“Check your mail”')), spacing: 'Small' },
        ],
      },
      block(run('📚 Helpful', bold)),
      item(
        '•',
        block(
          run('Reset page', { selectAction: { type: 'Action.OpenUrl', url: 'https://example.com/reset' } }),
        ),
      ),
      item('•', block(run('Extension 42'))),
      block(run('You can also type “done”.', { size: 'Small', isSubtle: true })),
    ]);
  });

  it('has buttons that replace it, older ones beneath them, and the rest in the menu', () => {
    const data = { unstuck: 'ses_1|3|done|' };
    const worked = { title: 'It worked', style: 'positive', data };
    expect(card.actions).toEqual([
      {
        type: 'Action.Execute',
        verb: 'unstuck',
        ...worked,
        fallback: { type: 'Action.Submit', ...worked },
      },
      expect.objectContaining({ type: 'Action.Execute', title: 'It did not work' }),
      {
        type: 'Action.Submit',
        title: 'Details',
        data: { msteams: { type: 'task/fetch' }, unstuck: { open: 'variables', press: 'ses_1|3|done|' } },
      },
      expect.objectContaining({ title: 'Stop', mode: 'secondary', style: 'destructive' }),
    ]);
  });

  it('is one line where no card can be drawn, and for notifications', () => {
    expect(card.fallbackText).toBe(step.summary);
    expect(renderMessage(step)).toMatchObject({ type: 'message', summary: step.summary, locale: 'en' });
    expect(renderMessage(step)).not.toHaveProperty('text');
  });

  it('reads as words, the summary first, should Teams not take the card', () => {
    expect(renderText(step).split('\n')).toEqual([
      'Step 2 of 5: Open the reset page',
      'We send you a link.',
      'It works once.',
      'Careful',
      'The link works once.',
      '1. Open the page.',
      '2. Enter your address.',
      'What you should see: “Check your mail”',
      'Helpful',
      'Reset page: https://example.com/reset',
      'Extension 42',
      'You can also type “done”.',
    ]);
  });
});

describe('what is too long', () => {
  it('is folded with a mark: a pasted log as the quoted problem', () => {
    expect(words(say({ type: 'quote', text: 'error '.repeat(7000) }))).toMatch(/error…$/);
    expect(words(say({ type: 'text', text: 'line\n'.repeat(700) })).split('\n')).toHaveLength(folds.lines);
  });

  it('never costs the buttons: a way on and a way to a human are what stays', () => {
    const parts = Array.from({ length: 60 }, (): Part => ({ type: 'text', text: 'ñ'.repeat(3000) }));
    const card = renderCard({ ...step, parts });
    expect(card.actions).toHaveLength(step.actions.length);
    expect(textOf(asPayload(card))).toMatch(/\n…$/);
  });

  it('more than six buttons go on in the menu, in their order', () => {
    const actions = Array.from({ length: 9 }, (_, index) => action(`Choice ${index}`));
    const drawn = renderCard({ ...step, actions }).actions ?? [];
    expect(drawn.map(({ title }) => title)).toEqual(actions.map(({ label }) => label));
    expect(drawn.map((one) => 'mode' in one)).toEqual([...Array(6).fill(false), true, true, true]);
  });

  it('more buttons than a message can hold are marked, the first ones stay', () => {
    const actions = Array.from({ length: 80 }, (_, index) => action(`${index} ${'x'.repeat(70)}`));
    const card = renderCard({ ...step, actions });
    expect(card.actions?.length).toBeLessThan(80);
    expect(card.actions?.[0]).toMatchObject({ title: expect.stringMatching(/^0 x/) });
    expect(textOf(asPayload(card))).toMatch(/…$/);
  });

  it('is one line where there is room for one, whatever breaks lines in it', () => {
    expect(words(say({ type: 'title', text: 'one\u2028two\rthree' }))).toBe('one two three');
  });

  it('does not part what a reader sees as one character', () => {
    const family = '👩‍👩‍👧‍👦';
    const title = words(say({ type: 'title', text: family.repeat(50) })).replace('…', '');
    expect(title).toBe(family.repeat(title.length / family.length));
  });
});

describe('any message at all', () => {
  it('is one that Teams takes, within 28 KB with all that goes around it', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom('session' as const, 'aside' as const), (message, of) => {
        const activity = renderMessage(message, of);
        expect(activityProblems(activity)).toEqual([]);
        expect(Buffer.byteLength(JSON.stringify(activity))).toBeLessThan(limits.activity.max);
      }),
      { numRuns: 150 },
    );
  });

  it('has no element whose words are Markdown, a date or a mention', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const card = asPayload(renderCard(message));
        expect(effectsOf(card)).toEqual([]);
        expect(JSON.stringify(renderMessage(message))).not.toMatch(/"type":"(TextBlock|mention)"|"entities"/);
      }),
      { numRuns: 60 },
    );
  });

  it('shows a template’s date as it was written', () => {
    const { body } = renderCard(say({ type: 'text', text: 'at {{DATE(2026-01-01T00:00:00Z,SHORT)}} {{x}}' }));
    expect(effectsOf(asPayload({ body }))).toEqual([]);
    expect(textOf(asPayload({ body }))).toBe('at {{DATE(2026-01-01T00:00:00Z,SHORT)}} {{x}}');
  });

  it('links only to where people can be sent', () => {
    fc.assert(
      fc.property(anyText, (url) => {
        const drawn = JSON.stringify(
          renderCard(say({ type: 'resources', label: 'l', items: [{ title: 'here', url }] })),
        );
        const [, linked] = drawn.match(/"Action.OpenUrl","url":"([^"]*)"/) ?? [];
        expect(linked ?? 'https://none').toMatch(/^https?:\/\//i);
      }),
    );
  });
});

describe('what a button carries', () => {
  const anyCarried: fc.Arbitrary<Carried> = fc.oneof(
    fc.record({ asks: fc.constant('press' as const), press: anyPress, aside: fc.boolean() }),
    fc.record({ asks: fc.constant('open' as const), press: anyPress, form: fc.constantFrom(...formNames) }),
    fc.record({ asks: fc.constant('close' as const), press: anyPress }),
    fc.record({
      asks: fc.constant('submit' as const),
      press: anyPress,
      form: fc.constantFrom(...formNames),
      opening: fc.string({ minLength: 1 }),
    }),
  );

  it('comes back as it was, through JSON and among inputs', () => {
    fc.assert(
      fc.property(
        anyCarried,
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,20}$/), fc.string()),
        (carried, values) => {
          const inputs = Object.fromEntries(
            Object.entries(values).map(([name, value]) => [inputId(name), value] as const),
          );
          const back = asPayload({ ...dataOf(carried), ...inputs, msteams: { type: 'task/fetch' } });
          expect(carriedIn(back)).toEqual(carried);
          expect(valuesIn(back)).toEqual({ ...values });
        },
      ),
    );
  });

  it('is the press of its action, and its form', () => {
    fc.assert(
      fc.property(anyAction, ({ press, form }) => {
        expect(carriedIn(actionData({ press, form }, false))).toEqual(
          form === null ? { asks: 'press', press, aside: false } : { asks: 'open', press, form },
        );
      }),
    );
  });

  it.each([
    null,
    'x',
    {},
    { unstuck: 7 },
    { unstuck: 'x' },
    { unstuck: { press: 'x' } },
    { unstuck: { open: 'variables' } },
  ])('from another app is nothing: %j', (data) => {
    expect(carriedIn(data)).toBeNull();
    expect(valuesIn(data)).toEqual({});
  });
});

it('every limit names its page', () => {
  for (const { max, source } of Object.values(limits)) {
    expect(max).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/(learn\.microsoft\.com|adaptivecards\.io)\//);
  }
});
