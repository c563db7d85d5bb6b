import fc from 'fast-check';
import { formNames, moves } from '../../src/engine/message.ts';
import type { Action, Message, Part, Press } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';

/** Texts that have broken chat bots before. */
const bait = [
  '',
  ' ',
  '<!here> <!channel|all> <@U123> <#C1|general> <https://evil.example|bank>',
  '*bold* _italic_ ~gone~ `code` ```block``` > quote',
  ':tada: & &amp; &lt;!everyone&gt;',
  'https://example.com www.example.com a@example.com',
  'שלום عليكم \u202Etxt.exe\u202C',
  '\u0000null\u0000 and \u001b[31mred',
  '\ud83d lone \udc00 surrogates',
  '👩‍👩‍👧‍👦'.repeat(900),
  'e\u0301'.repeat(5000),
  'a'.repeat(40_000),
  'word '.repeat(8000),
  'line\n'.repeat(5000),
  '  \n\t ',
];

export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
  { weight: 2, arbitrary: fc.constantFrom(...bait) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4000 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 100, maxLength: 3000 }) },
);

const texts = fc.array(anyText, { maxLength: 25 });
const count = fc.integer({ min: -1, max: 60 });

const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('title' as const), text: anyText }),
  fc.record({ type: fc.constant('progress' as const), current: count, total: count, text: anyText }),
  fc.record({ type: fc.constantFrom('text' as const, 'quote' as const, 'hint' as const), text: anyText }),
  fc.record({
    type: fc.constant('instructions' as const),
    items: texts,
    first: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({
    type: fc.constant('picture' as const),
    url: fc.oneof(anyText, fc.webUrl({ validSchemes: ['https'], withFragments: true })),
    alt: anyText,
  }),
  fc.record({ type: fc.constant('expected' as const), label: anyText, text: anyText }),
  fc.record({ type: fc.constant('warnings' as const), label: anyText, items: texts }),
  fc.record({
    type: fc.constant('resources' as const),
    label: anyText,
    items: fc.array(
      fc.oneof(
        anyText,
        fc.record({ title: anyText, url: fc.oneof(anyText, fc.webUrl({ withFragments: true })) }),
      ),
      { maxLength: 15 },
    ),
  }),
  fc.record({
    type: fc.constant('options' as const),
    items: fc.array(fc.record({ label: anyText, detail: anyText }), { maxLength: 12 }),
  }),
  fc.record({
    type: fc.constant('status' as const),
    tone: fc.constantFrom('success' as const, 'waiting' as const, 'closed' as const, 'warning' as const),
    text: anyText,
  }),
  fc.record({
    type: fc.constant('tried' as const),
    label: anyText,
    items: fc.array(
      fc.record({
        result: fc.constantFrom('completed' as const, 'failed' as const),
        title: anyText,
        notes: fc.option(anyText),
      }),
      { maxLength: 30 },
    ),
  }),
  fc.record({
    type: fc.constant('facts' as const),
    label: fc.option(anyText),
    items: fc.array(fc.record({ name: anyText, value: anyText }), { maxLength: 20 }),
  }),
  fc.record({
    type: fc.constant('said' as const),
    label: fc.option(anyText),
    items: fc.array(fc.record({ author: anyText, text: anyText }), { maxLength: 12 }),
  }),
);

export const anyPress: fc.Arbitrary<Press> = fc.record({
  session_id: fc.option(fc.stringMatching(/^ses_[A-Za-z0-9_-]{10,60}$/).map((id) => id as SessionId)),
  version: fc.integer({ min: 0, max: 999_999_999 }),
  move: fc.constantFrom(...moves),
  arg: fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 24 })),
});

export const anyAction: fc.Arbitrary<Action> = fc.record({
  label: anyText,
  press: anyPress,
  style: fc.constantFrom('primary' as const, 'plain' as const, 'danger' as const),
  place: fc.constantFrom('row' as const, 'more' as const),
  form: fc.option(fc.constantFrom(...formNames)),
});

/** Any message that the types allow, with all that people and templates may put into it. */
export const anyMessage: fc.Arbitrary<Message> = fc.record({
  summary: anyText,
  locale: fc.constantFrom('es', 'en', 'ar'),
  parts: fc.array(anyPart, { maxLength: 14 }),
  actions: fc.array(anyAction, { maxLength: 40 }),
});
