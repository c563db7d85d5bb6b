import fc from 'fast-check';
import { checkTemplate } from '../../src/engine/check-template.ts';
import type { Message, Part } from '../../src/engine/message.ts';
import { cleanText } from '../../src/engine/plain-text.ts';
import { renderTemplate } from '../../src/engine/render-template.ts';
import { contextWith } from '../../src/app/screen.ts';
import { fold } from '../../src/engine/show/fold.ts';
import { showStep } from '../../src/engine/show/step.ts';
import { templateLimits as limits } from '../../src/engine/template-limits.ts';
import type { Guide, Step, Template } from '../../src/engine/template.ts';
import { unsureNote } from '../../src/app/desk/note-messages.ts';
import { loadCatalogue } from '../../src/guides/catalogue.ts';
import type { TemplateId } from '../../src/ids.ts';
import { everything, newVpn, printer, vpn } from '../engine/guides.ts';
import { messageAfter, screenOf, texts } from '../engine/screen.ts';
import {
  answer,
  cancel,
  choose,
  claimBy,
  close,
  describeAs,
  done,
  expire,
  failedNoting,
  human,
  luis,
  nothing,
  play,
  rate,
  resolve,
  speak,
  start,
  startSaying,
  startWith,
  sureOf,
  unsureBetween,
  withdraw,
} from '../engine/support.ts';

const inVpn = startWith(vpn, everything);
const said = startSaying('la impresora no va', sureOf(printer));

const folded = (): Message => {
  const before = screenOf(play([said, choose(printer)]));
  const after = screenOf(play([said, choose(printer), failedNoting('sin papel')]));
  return fold(before.session, after.session, before.context);
};

/** What the application says, one of each kind. */
export const everyMessage: readonly (readonly [string, Message])[] = [
  ['a greeting with popular guides', messageAfter(start({ offer: unsureBetween(vpn, printer) }))],
  ['one guide to confirm', messageAfter(said)],
  ['guides to choose between', messageAfter(startSaying('no va', unsureBetween(vpn, printer)))],
  ['a question to put it another way', messageAfter(startSaying('no va', nothing))],
  ['that no guide fits', messageAfter(startSaying('no va', nothing), describeAs('sigue igual', nothing))],
  ['a question for a detail', messageAfter(startWith(vpn))],
  ['a step with everything', messageAfter(inVpn)],
  ['a step that is a question', messageAfter(inVpn, done)],
  ['a step in another language', messageAfter(inVpn, done, speak('en'))],
  ['whether it is solved', messageAfter(inVpn, done, answer('vieja'), done)],
  ['that it is solved', messageAfter(inVpn, resolve)],
  ['thanks for a rating', messageAfter(inVpn, resolve, rate(4))],
  ['that people have it', messageAfter(said, choose(printer), failedNoting('<no> hay *papel*'), human)],
  ['that somebody claimed it', messageAfter(inVpn, human, claimBy(luis))],
  ['that people could not help', messageAfter(inVpn, human, claimBy(luis), close(false))],
  ['that it was cancelled', messageAfter(inVpn, cancel)],
  ['that it ran out', messageAfter(inVpn, expire)],
  ['that the guide was taken back', messageAfter(inVpn, withdraw(null))],
  ['that the guide has a new version', messageAfter(inVpn, withdraw(newVpn))],
  ['what is left of a message', folded()],
  [
    'what was perhaps meant',
    unsureNote(screenOf(play([said])).session, 'mmm', ['yes', 'none_of_these', 'human'], texts),
  ],
];

const published = (template: Omit<Template, 'version' | 'status' | 'created_at'>): Template => ({
  ...template,
  version: 1,
  status: 'published',
  created_at: '2026-01-01T00:00:00.000Z',
});

/** Every step of a guide as a session with it shows them. */
const stepMessages = (template: Template, guide: Guide): readonly Message[] => {
  const { session: began } = screenOf(play([said]));
  const session = { ...began, locale: template.locale };
  return guide.steps.map((step) =>
    showStep(session, guide, step, contextWith(texts, session, template, guide)),
  );
};

/** Every step of the guides that Unstuck comes with, in each of their languages. */
export const catalogueMessages = (): readonly Message[] =>
  loadCatalogue().flatMap((input) => {
    const template = published({ ...input, template_id: input.template_id as TemplateId });
    const values = Object.fromEntries(
      template.variables.map(({ name, type, choices }) => [
        name,
        type === 'url'
          ? 'https://acme.example/x'
          : type === 'email'
            ? 'it@acme.example'
            : (choices[0] ?? 'Acme'),
      ]),
    );
    const rendered = renderTemplate(template, values);
    if (!rendered.ok) throw new Error(`${input.template_id}: ${JSON.stringify(rendered.errors)}`);
    return stepMessages(template, rendered.guide);
  });

/** Words in scripts of all kinds: long ones, wide ones, composed ones, and such that run the other way. */
const words = [
  'printer',
  'restart',
  'Donaudampfschifffahrtsgesellschaft',
  'ñandú',
  'e\u0301e\u0301',
  'プリンターが印刷しない',
  '打印机',
  'الطابعة',
  'מדפסת',
  '👩‍👩‍👧‍👦',
  '*bold*',
  '_x_',
  '<!here>',
  '<@U1>',
  '@everyone',
  '<at>Ana</at>',
  '[here](https://evil.example)',
  '# big',
  '> quoted',
  '~~gone~~',
  '`code`',
  '||hidden||',
  ':tada:',
  '&amp;',
  '\\',
  'https://example.com/a_b_c',
];

/** Up to so many characters, any number of words; templates hold no mustache of their own here. */
const prose = (max: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }),
      fc.oneof(fc.constant(1), fc.constant(1), fc.integer({ min: 1, max: 400 })),
      fc.constantFrom(' ', ' ', '\n'),
    )
    .map(([some, times, between]) =>
      [...cleanText(Array.from({ length: times }, () => some.join(between)).join(between))]
        .slice(0, max)
        .join('')
        .slice(0, max)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trim(),
    )
    .filter((text) => text !== '');

const line = (max: number): fc.Arbitrary<string> =>
  prose(max).map((text) => text.replaceAll('\n', ' ').replace(/\s+/g, ' '));

const some = <Item>(item: fc.Arbitrary<Item>, max: number): fc.Arbitrary<Item[]> =>
  fc.oneof(fc.array(item, { maxLength: 2 }), fc.array(item, { maxLength: max }));

const anyStep: fc.Arbitrary<Step> = fc.record({
  step_number: fc.constant(1),
  title: line(limits.title),
  description: fc.oneof(fc.constant(''), prose(limits.stepDescription)),
  instructions: some(prose(limits.instruction), limits.instructions),
  expected_result: fc.oneof(fc.constant(''), prose(limits.expectedResult)),
  warnings: some(prose(limits.warning), limits.warnings),
  resources: some(
    fc.oneof(
      line(limits.resourceText).filter((text) => !/^https?:/.test(text)),
      fc.record({
        title: line(limits.resourceTitle),
        url: fc.webUrl({ withFragments: true, withQueryParameters: true, validSchemes: ['https'] }),
      }),
    ),
    limits.resources,
  ),
  on_success: fc.constant(null),
  on_failure: fc.constant(null),
  choices: fc.oneof(
    fc.constant([]),
    fc
      .uniqueArray(line(limits.choiceLabel), { minLength: 2, maxLength: limits.choices })
      .map((labels) => labels.map((label, index) => ({ id: `c${index}`, label, next: 'resolve' as const }))),
  ),
});

/** The step of any template that could be published, up to every limit, as it is shown in any language. */
export const anyStepMessage: fc.Arbitrary<Message> = fc
  .record({
    locale: fc.constantFrom(...texts.languages.map(({ locale }) => locale)),
    name: line(limits.name),
    step: anyStep,
  })
  .map(({ locale, name, step }) =>
    published({
      template_id: 'any' as TemplateId,
      locale,
      category: 'red',
      name,
      description: '',
      variables: [],
      steps_template: [step],
      examples: [],
      keywords: [],
    }),
  )
  .filter((template) => checkTemplate(template).length === 0)
  .map((template) => {
    const rendered = renderTemplate(template, {});
    const [message] = rendered.ok ? stepMessages(template, rendered.guide) : [];
    if (!message) throw new Error('A template without variables could not be rendered');
    return message;
  });

/** Every text of a message that a reader must find in it, or a mark that something was left out. */
export const wordsOf = (message: Message): readonly string[] => message.parts.flatMap(wordsIn);

function wordsIn(part: Part): readonly string[] {
  // A list of nothing needs no heading.
  if ('items' in part && part.items.length === 0) return [];
  switch (part.type) {
    case 'title':
    case 'progress':
    case 'text':
    case 'quote':
    case 'status':
    case 'hint':
      return [part.text];
    case 'instructions':
      return part.items;
    case 'picture':
      return [part.alt];
    case 'expected':
      return [part.label, part.text];
    case 'warnings':
      return [part.label, ...part.items];
    case 'resources':
      return [part.label, ...part.items.map((item) => (typeof item === 'string' ? item : item.title))];
    case 'options':
      return part.items.flatMap(({ label, detail }) => [label, detail]);
    case 'tried':
      return [part.label, ...part.items.flatMap(({ title, notes }) => [title, notes ?? ''])];
    case 'facts':
      return [part.label ?? '', ...part.items.flatMap(({ name, value }) => [name, value])];
    case 'said':
      return [part.label ?? '', ...part.items.flatMap(({ author, text }) => [author, text])];
  }
}

/** What two texts have in common however they are broken into lines. */
export const squash = (text: string): string => cleanText(text).replace(/[\s\u200B\u2060]/gu, '');
