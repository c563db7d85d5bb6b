import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCarried, encodeCarried } from '../../adapters/discord/custom-id.ts';
import { shares } from '../../adapters/discord/fit.ts';
import { renderMessage } from '../../adapters/discord/render.ts';
import { renderWhole } from '../../adapters/discord/whole.ts';
import type { Action, Message, Part } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';
import { anyStepMessage, catalogueMessages, everyMessage, squash, wordsOf } from '../contract/messages.ts';
import { texts } from '../engine/screen.ts';
import { anyAction, anyMessage, anyPress } from '../support/arbitrary-message.ts';
import { componentsIn, messageProblems } from '../support/discord-check.ts';
import { effectsOf, readingOf } from '../support/discord-drawing.ts';
import { mischief } from '../support/discord-mischief.ts';

const draw = (message: Message) => renderMessage(message, texts.say);
const insideOf = (message: Message) => componentsIn(draw(message)).slice(1);
const textsOf = (message: Message): string[] =>
  insideOf(message)
    .filter(({ type }) => type === 10)
    .map(({ content }) => String(content));

/** What the button says that opens all of it. */
const readAll = ({ locale }: Message): string => texts.say(locale, 'discord.read_all');

const say = (...parts: Part[]): Message => ({ summary: 'Summary', locale: 'en', parts, actions: [] });

const action = (label: string, more: Partial<Action> = {}, press: Partial<Action['press']> = {}): Action => ({
  label,
  press: { session_id: 'ses_1' as SessionId, version: 3, move: 'done', arg: null, ...press },
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
    { type: 'text', text: 'We send you a link.' },
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
    action('It did not work', {}, { move: 'failed' }),
    action('Talk to a human', {}, { move: 'human' }),
    action('Back', { place: 'more' }, { move: 'back' }),
    action('Stop', { place: 'more', style: 'danger' }, { move: 'cancel' }),
  ],
};

describe('a step in Discord', () => {
  const { flags, allowed_mentions, components } = draw(step);

  it('looks like what it is, from the title to the buttons', () => {
    const [container] = components;
    expect({ flags, allowed_mentions, container }).toEqual({
      flags: 32768,
      allowed_mentions: { parse: [] },
      container: {
        type: 17,
        accent_color: 0x5865f2,
        components: [
          { type: 10, content: '## Open the reset page\n-# ▰▰▱▱▱  Step 2 of 5' },
          { type: 10, content: 'We send you a link.' },
          { type: 10, content: '⚠️ **Careful**\n- The link works once.' },
          { type: 14, divider: true },
          { type: 10, content: '1. Open the page.\n2. Enter your address.' },
          { type: 14, divider: true },
          { type: 10, content: '✅ **What you should see**\n“Check your mail”' },
          {
            type: 10,
            content: '📚 **Helpful**\n- [Reset page](<https://example.com/reset>)\n- Extension 42',
          },
          { type: 10, content: '-# You can also type “done”.' },
          expect.objectContaining({ type: 1 }),
          expect.objectContaining({ type: 1 }),
        ],
      },
    });
  });

  it('has the first button green, the others in its row, the rest in a menu', () => {
    expect(componentsIn(components[0]).filter(({ type }) => type === 1)).toEqual([
      {
        type: 1,
        components: [
          { type: 2, style: 3, label: 'It worked', custom_id: 'ses_1|3|done|' },
          { type: 2, style: 2, label: 'It did not work', custom_id: 'ses_1|3|failed|' },
          { type: 2, style: 2, label: 'Talk to a human', custom_id: 'ses_1|3|human|' },
        ],
      },
      {
        type: 1,
        components: [
          {
            type: 3,
            custom_id: 'menu.0',
            placeholder: 'More…',
            options: [
              { label: 'Back', value: 'ses_1|3|back|', emoji: { name: '↩️' } },
              { label: 'Stop', value: 'ses_1|3|cancel|', emoji: { name: '✖️' } },
            ],
          },
        ],
      },
    ]);
  });

  it.each([
    ['success', 0x23a55a, '✅ **x**'],
    ['waiting', 0xf0b232, '⏳ **x**'],
    ['closed', 0x80848e, '⚪ **x**'],
    ['warning', 0xf23f43, '⚠️ **x**'],
  ] as const)('shows how it stands by its colour: %s', (tone, accent_color, content) => {
    const { components: drawn } = draw(say({ type: 'status', tone, text: 'x' }));
    expect(drawn).toEqual([{ type: 17, accent_color, components: [{ type: 10, content }] }]);
  });
});

describe('what is not a step', () => {
  it.each([
    [{ type: 'quote', text: 'one\ntwo' }, '> one\n> two'],
    [{ type: 'options', items: [{ label: 'VPN', detail: 'No\nnet' }] }, '**VPN**\nNo\nnet'],
    [
      {
        type: 'options',
        items: [
          { label: 'VPN', detail: 'No net' },
          { label: 'Wifi', detail: '' },
        ],
      },
      '1. **VPN**\n  No net\n2. **Wifi**',
    ],
    [
      {
        type: 'tried',
        label: 'Tried',
        items: [
          { result: 'completed', title: 'Restart', notes: null },
          { result: 'failed', title: 'Reset', notes: 'no\nlight' },
        ],
      },
      '**Tried**\n- ✔️ Restart\n- ❌ Reset\n  no\n  light',
    ],
    [
      { type: 'facts', label: 'Facts', items: [{ name: 'Product', value: 'A_B' }] },
      '**Facts**\n- **Product:** A\\_B',
    ],
    [
      { type: 'said', label: null, items: [{ author: 'Ana', text: 'Hello\nthere' }] },
      '**Ana**\n> Hello\n> there',
    ],
    [{ type: 'hint', text: 'a\nb' }, '-# a\n-# b'],
  ] as const satisfies readonly (readonly [Part, string])[])('%j', (part, content) => {
    expect(textsOf(say(part))).toEqual([content]);
  });

  it('shows the summary where there is nothing else: Discord takes no empty message', () => {
    expect(textsOf(say())).toEqual(['Summary']);
    expect(textsOf(say({ type: 'text', text: ' ' }))).toEqual(['Summary']);
  });
});

describe('a resource', () => {
  const shown = (title: string, url: string): string =>
    textsOf(say({ type: 'resources', label: 'l', items: [{ title, url }] }))[0]?.split('\n')[1] ?? '';

  it('is a link with words where nobody can be misled by them', () => {
    expect(shown('Status page', 'https://a.example/s')).toBe('- [Status page](<https://a.example/s>)');
  });

  it('shows its address where the words look like another one, or would break the link', () => {
    expect(shown('bank.example', 'https://a.example/s')).toBe('- bank.example — <https://a.example/s>');
    expect(shown('Chapter [3]', 'https://a.example/s')).toBe('- Chapter \\[3\\] — <https://a.example/s>');
  });

  it.each(['javascript:alert(1)', 'https://user@a.example', 'nowhere'])(
    'is words where it leads to %s',
    (url) => {
      expect(shown('here', url)).toBe('- here');
    },
  );
});

describe('what is too long', () => {
  const long: Message = {
    ...step,
    parts: [
      { type: 'title', text: 'Open the reset page' },
      {
        type: 'instructions',
        items: Array.from({ length: 20 }, (_, index) => `${index + 1} ${'word '.repeat(100)}`),
      },
      { type: 'expected', label: 'What you should see', text: 'A page' },
    ],
  };

  it('costs the rest nothing: only itself is folded, with a mark', () => {
    const [title, instructions, expected] = textsOf(long);
    expect(title).toBe('## Open the reset page');
    expect(expected).toBe('✅ **What you should see**\nA page');
    expect(instructions).toMatch(/^1\. 1 word[^]*…$/);
    expect(instructions?.length).toBeGreaterThan(3600);
  });

  it('is read in full behind a button of its own, page by page', () => {
    const reading = insideOf(long).find(({ label }) => label === 'Show everything');
    expect(reading).toMatchObject({ type: 2, custom_id: 'whole.1>ses_1|3|go_on|' });
    const carried = decodeCarried(String(reading?.['custom_id']));
    expect(carried).toMatchObject({ kind: 'whole', page: 1, press: { session_id: 'ses_1', version: 3 } });
    const pages = [1, 2, 3].map((page) => renderWhole(long, page, texts.say));
    expect(pages.map(messageProblems)).toEqual([[], [], []]);
    expect(
      pages.map((page) =>
        componentsIn(page).flatMap(({ label, custom_id }) => (label ? [[label, custom_id]] : [])),
      ),
    ).toEqual([
      [['Next page', 'whole.2>ses_1|3|go_on|']],
      [
        ['Previous page', 'whole.1>ses_1|3|go_on|'],
        ['Next page', 'whole.3>ses_1|3|go_on|'],
      ],
      [['Previous page', 'whole.2>ses_1|3|go_on|']],
    ]);
    expect(readingOf(pages[1]).text).toContain('Page 2 of 3');
    const read = squash(pages.map((page) => readingOf(page).text).join('\n'));
    for (const words of wordsOf(long)) expect(read).toContain(squash(words));
    expect(renderWhole(long, 99, texts.say)).toEqual(pages[2]);
  });

  it('is a pasted log: as much of it is quoted as one needs to recognise it', () => {
    const [text] = textsOf(say({ type: 'quote', text: 'error '.repeat(500) }));
    expect(text).toMatch(/^> error .*error…$/);
    expect(text?.length).toBeLessThan(620);
  });

  it('is a talk: the newest words stay', () => {
    const items = Array.from({ length: 60 }, (_, index) => ({
      author: 'Ana',
      text: `${index} ${'x'.repeat(90)}`,
    }));
    const [text] = textsOf(say({ type: 'said', label: null, items }));
    expect(text).toMatch(/^…\n/);
    expect(text).toMatch(/> 59 x+$/);
  });

  it('never costs the buttons: a way on and a way to a human are what stays', () => {
    const parts = Array.from({ length: 60 }, (): Part => ({ type: 'text', text: 'y'.repeat(3000) }));
    const labels = insideOf({ ...step, parts }).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['It worked', 'It did not work', 'Talk to a human']));
    expect(messageProblems(draw({ ...step, parts }))).toEqual([]);
  });

  it('does not part what a reader sees as one character', () => {
    const family = '👩‍👩‍👧‍👦';
    const [title = ''] = textsOf(say({ type: 'title', text: family.repeat(700) }));
    expect(title).toBe(`## ${family.repeat((title.length - 4) / family.length)}…`);
  });

  it('is shared out evenly: what needs little gets all of it', () => {
    expect(shares([10, 5000, 20, 3000], 4000)).toEqual([10, 1985, 20, 1985]);
    fc.assert(
      fc.property(fc.array(fc.nat(9000), { maxLength: 60 }), fc.nat(9000), (needs, room) => {
        const given = shares(needs, room);
        expect(given.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(room);
        given.forEach((one, index) => expect(one).toBeLessThanOrEqual(needs[index] ?? 0));
      }),
    );
  });
});

describe('the buttons', () => {
  const rowsOf = (actions: readonly Action[]) =>
    insideOf({ ...step, actions }).filter(({ type }) => type === 1 || type === 2 || type === 3);

  it('of one thing for the menu stand in the row: a menu of one is a click too many', () => {
    const kinds = rowsOf([
      action('Yes', {}, { move: 'yes' }),
      action('Back', { place: 'more' }, { move: 'back' }),
    ]);
    expect(kinds.map(({ type }) => type)).toEqual([1, 2, 2]);
  });

  it('that open a form are none of the menu’s, which would not tell of the same choice twice', () => {
    const rows = rowsOf([
      action('Claim', {}, { move: 'claim' }),
      action('Release', { place: 'more' }, { move: 'release' }),
      action('Priority', { place: 'more', form: 'priority' }, { move: 'priority' }),
      action('Pass on', { place: 'more' }, { move: 'pass_on' }),
    ]);
    expect(rows.flatMap(({ label, options }) => label ?? options ?? [])).toEqual([
      'Claim',
      'Priority',
      expect.objectContaining({ label: 'Release' }),
      expect.objectContaining({ label: 'Pass on' }),
    ]);
  });

  it('stand in rows of five, then in menus of twenty-five', () => {
    const actions = Array.from({ length: 50 }, (_, index) => action(`${index}`, {}, { arg: `${index}` }));
    const { components } = draw({ ...step, actions });
    expect(
      componentsIn(components[0])
        .filter(({ type }) => type === 1)
        .map((one) => [componentsIn(one).length, componentsIn(one)[0]?.['type']]),
    ).toEqual([
      [5, 2],
      [5, 2],
      [5, 2],
      [1, 3],
      [1, 3],
    ]);
    expect(messageProblems(draw({ ...step, actions }))).toEqual([]);
  });

  it('that do the same are told apart, and mean the same', () => {
    const ids = rowsOf([action('One'), action('Two')]).flatMap(({ custom_id }) =>
      custom_id ? [custom_id] : [],
    );
    expect(ids).toEqual(['ses_1|3|done|', '2~ses_1|3|done|']);
    const [one, two] = ids.map((id) => decodeCarried(String(id)));
    expect(one).toEqual(two);
  });

  it('that Discord cannot hold are marked as missing', () => {
    const press = { session_id: 'x'.repeat(64) as SessionId, arg: 'y'.repeat(64) };
    const message = { ...step, actions: [action('Yes'), action('No', {}, press)] };
    expect(insideOf(message).flatMap(({ label }) => label ?? [])).toEqual(['Yes']);
    expect(textsOf(message).at(-1)).toBe('-# …');
  });

  it('give back from a press what they meant', () => {
    fc.assert(
      fc.property(anyAction, fc.nat(9), ({ press, form }, copy) => {
        const carried =
          form === null
            ? { kind: 'press' as const, press }
            : {
                kind: 'form' as const,
                form,
                page: copy > 0 ? { number: copy, of: 9, unanswered: 2 } : null,
                press,
              };
        expect(decodeCarried(encodeCarried(carried))).toEqual(carried);
        expect(decodeCarried(`${copy + 2}~${encodeCarried(carried)}`)).toEqual(carried);
      }),
    );
    fc.assert(
      fc.property(anyPress, fc.integer({ min: 1, max: 99 }), (press, page) => {
        expect(decodeCarried(encodeCarried({ kind: 'whole', page, press }))).toEqual({
          kind: 'whole',
          page,
          press,
        });
      }),
    );
  });

  it.each([
    '',
    'hello',
    'menu.0',
    'whole>ses_1|1|done|',
    'variables.1>ses_1|1|done|',
    'variables.1.2>ses_1|1|done|',
    'feed>ses_1|1|done|',
  ])('are nothing where somebody else wrote %j', (text) => {
    expect(decodeCarried(text)).toBeNull();
  });
});

describe('any message at all', () => {
  it.each(everyMessage)('that is %s', (_, message) => {
    expect(messageProblems(draw(message))).toEqual([]);
    expect(effectsOf(message)).toEqual([]);
    const { text } = readingOf(draw(message));
    expect(insideOf(message).map(({ label }) => label)).not.toContain(readAll(message));
    for (const words of wordsOf(message)) expect(squash(text)).toContain(squash(words));
  });

  it('of the guides that Unstuck comes with is there in full, in one message', () => {
    for (const message of catalogueMessages()) {
      const drawn = draw(message);
      expect(messageProblems(drawn)).toEqual([]);
      const { text } = readingOf(drawn);
      for (const words of wordsOf(message)) expect(squash(text)).toContain(squash(words));
      expect(insideOf(message).map(({ label }) => label)).not.toContain(readAll(message));
    }
  });

  it('of a guide that could be published fits, or can be read in full behind its button', () => {
    fc.assert(
      fc.property(anyStepMessage, (message) => {
        expect(messageProblems(draw(message))).toEqual([]);
        const reading = insideOf(message).some(({ label }) => label === readAll(message));
        const read = reading ? wholeOf(message) : readingOf(draw(message)).text;
        for (const words of wordsOf(message)) expect(squash(read)).toContain(squash(words));
      }),
      { numRuns: 60 },
    );
  });

  it('is one that Discord takes, in whole and page by page', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(messageProblems(draw(message))).toEqual([]);
        expect(messageProblems(renderWhole(message, 1, texts.say))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what people type', () => {
  it('is words and nothing else in every part of a message', () => {
    const url = 'https://a.example/x';
    const parts: fc.Arbitrary<Part> = fc.tuple(mischief, mischief, fc.nat(9)).map(
      ([one, two, which]) =>
        (
          [
            { type: 'title', text: one },
            { type: 'progress', current: 1, total: 2, text: one },
            { type: 'text', text: one },
            { type: 'quote', text: one },
            { type: 'instructions', items: [one, two] },
            { type: 'expected', label: one, text: two },
            { type: 'resources', label: one, items: [two, { title: one, url }] },
            { type: 'tried', label: one, items: [{ result: 'failed', title: one, notes: two }] },
            { type: 'facts', label: one, items: [{ name: one, value: two }] },
            { type: 'said', label: one, items: [{ author: one, text: two }] },
          ] satisfies Part[]
        )[which] ?? { type: 'hint', text: one },
    );
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 3 }), (some) => {
        const message = say(...some);
        expect(effectsOf(message)).toEqual([]);
        const { text } = readingOf(draw(message));
        for (const words of wordsOf(message)) expect(squash(text)).toContain(squash(words));
      }),
      { numRuns: 400 },
    );
  });
});

/** Every page of it. */
function wholeOf(message: Message): string {
  const pages: string[] = [];
  for (let number = 1; ; number += 1) {
    const page = renderWhole(message, number, texts.say);
    expect(messageProblems(page)).toEqual([]);
    pages.push(readingOf(page).text);
    const next = texts.say(message.locale, 'discord.next_page');
    if (!componentsIn(page).some(({ label }) => label === next)) return pages.join('\n');
  }
}
