import { describe, expect, it } from '@jest/globals';
import { dayOutcomes } from '../../src/app/statistics.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { wrongCodes, wrongKey } from '../../src/app/admin/chat/wrong.ts';
import { fileURLToPath } from 'node:url';
import { agentVerbNames } from '../../src/app/hand-off/verbs.ts';
import { channels, refusals } from '../../src/engine/command.ts';
import { priorities } from '../../src/engine/escalation.ts';
import { agentFormNames } from '../../src/engine/show/agent-forms.ts';
import { reminderMinutes } from '../../src/engine/show/forms.ts';
import { variableTypes } from '../../src/engine/template.ts';
import { loadTexts } from '../../src/texts.ts';
import { localesFolder, texts } from './screen.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Tree = { readonly [key: string]: string | Tree };
const flat = (tree: Tree, prefix = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
const languages = readdirSync(localesFolder).map(
  (file) =>
    [
      file.replace('.json', ''),
      new Map(flat(JSON.parse(readFileSync(join(localesFolder, file), 'utf8')) as Tree)),
    ] as const,
);
const [, spanish] = languages.find(([locale]) => locale === 'es') ?? ['es', new Map<string, string>()];

const pluralSuffix = /_(zero|one|two|few|many|other)$/;
const known = new Set([...spanish.keys()].map((key) => key.replace(pluralSuffix, '')));

/** Every key that stands in the code as a whole, and the beginning of every key that is put together. */
const used = (): { keys: Set<string>; families: Set<string> } => {
  const sources = ['src', 'adapters'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => readFileSync(join(root, folder, path), 'utf8')),
  );
  const keys = new Set<string>();
  const families = new Set<string>();
  for (const source of sources) {
    for (const [, key] of source.matchAll(/(?:say|text)\(\s*(?:[^'`()]*,\s*)?'([a-z_]+\.[a-z_.]+)'/g))
      keys.add(key ?? '');
    // Keys that wait in tables, or are chosen by a condition, look like `action.done`.
    for (const [, key] of source.matchAll(/'([a-z_]+\.[a-z_.]+)'/g)) {
      if (key !== undefined && known.has(key)) keys.add(key);
    }
    for (const [, family] of source.matchAll(/(?:say|text)\([^`;]{0,80}`([a-z_]+\.[a-z_.]*)\$\{/g)) {
      families.add(family ?? '');
    }
  }
  return { keys, families };
};

/** What the keys that are put together can end in. */
const families: Readonly<Record<string, readonly string[]>> = {
  'admin.wrong.': [...wrongCodes.map(wrongKey), 'other'],
  'agent_done.': [
    'claim',
    'release',
    'pass_on',
    'assign',
    'prioritise',
    'return',
    'start_guide',
    'close',
    'line',
  ],
  'agent_form.': agentFormNames.flatMap((name) => [`${name}.title`, `${name}.submit`]),
  'agent_help.': ['title', ...agentVerbNames.flatMap((verb) => [verb, `${verb}_form`])],
  'boolean.': ['true', 'false'],
  'cause.': ['asked', 'step_failed', 'failures_in_a_row', 'guide_exhausted'],
  'channel.': channels,
  'closed.': ['cancelled', 'expired', 'escalated_unsolved'],
  'continue.': ['title', 'explain', 'button', 'gone_title', 'gone'],
  'feedback.rating_': ['1', '2', '3', '4', '5'],
  'file_refused.': ['too_large', 'count', 'type'],
  'invalid.': [...variableTypes, 'missing', 'shorter'],
  'later.': reminderMinutes.map(String),
  'note.': ['stale', 'not_yours', 'unknown_session', 'empty'],
  'help_author.': [
    'invited',
    'answered',
    'accepted',
    'declined',
    'no_help',
    'solved',
    'handed_over',
    'ended',
    'gone',
  ],
  'pack.': [
    'person',
    'channel',
    'why',
    'reason',
    'guide',
    'step',
    'spent',
    'since',
    'before',
    'reference',
    'now_open',
    'now_closed',
    'now_over',
    'taken_back',
    'solved_meanwhile',
    'given_up',
  ],
  'priority.': priorities,
  'webhook.outcome.': dayOutcomes.filter((outcome) => outcome !== 'open'),
  'refused.': refusals,
  'relay.': ['pending', 'delivered', 'failed', 'late', 'undelivered', 'in_the_end'],
};

describe('the texts of the interface', () => {
  it.each(languages)('%s has every text, and no other', (_, language) => {
    expect([...language.keys()].toSorted()).toEqual([...spanish.keys()].toSorted());
  });

  it.each(languages)('%s leaves none empty, and fills in the same values', (_, language) => {
    const gaps = (text: string | undefined): string[] =>
      [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').toSorted();
    for (const [key, text] of language) {
      expect([key, text.trim()]).toEqual([key, text]);
      expect([key, text === '']).toEqual([key, false]);
      expect([key, gaps(text)]).toEqual([key, gaps(spanish.get(key))]);
    }
  });

  it.each(languages)(
    '%s has all the plural forms its grammar knows and whole numbers use',
    (locale, language) => {
      const rules = new Intl.PluralRules(locale);
      const forms = new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)));
      const counted = [...language.keys()].filter((key) => pluralSuffix.test(key));
      expect(counted).not.toEqual([]);
      for (const key of new Set(counted.map((one) => one.replace(pluralSuffix, '')))) {
        for (const form of forms) expect([...language.keys()]).toContain(`${key}_${form}`);
      }
    },
  );

  it('exist for every key that the code asks for', () => {
    const { keys, families: found } = used();
    expect(keys.size).toBeGreaterThan(60);
    expect([...keys].filter((key) => !known.has(key))).toEqual([]);
    expect([...found].toSorted()).toEqual(Object.keys(families).toSorted());
    for (const [family, endings] of Object.entries(families)) {
      for (const ending of endings) expect(known).toContain(family + ending);
    }
  });

  it('are all asked for by the code', () => {
    const asked = new Set([
      ...used().keys,
      ...Object.entries(families).flatMap(([family, endings]) => endings.map((ending) => family + ending)),
      // Read as a whole, not through `say`.
      'language.name',
    ]);
    expect([...known].filter((key) => !asked.has(key))).toEqual([]);
  });
});

describe('a text', () => {
  it('is said in the nearest language', () => {
    expect(texts.say('es-MX', 'action.done')).toBe('Funcionó');
    expect(texts.say('en_GB', 'action.done')).toBe('It worked');
    expect(texts.say('ja', 'action.done')).toBe('Funcionó');
    expect(loadTexts(localesFolder, 'en').say('ja', 'action.done')).toBe('It worked');
  });

  it('counts as the language does', () => {
    expect(texts.say('en', 'collecting.intro', { count: 1 })).toBe('Before we begin I need one detail:');
    expect(texts.say('en', 'collecting.intro', { count: 2 })).toBe(
      'Before we begin I need 2 details. The first:',
    );
  });

  it('holds what is filled in as it is: escaping is for whoever shows it', () => {
    expect(texts.say('es', 'collecting.summary', { question: '<b>{{x}}</b> & $t(action.done)' })).toBe(
      'Necesito un dato: <b>{{x}}</b> & $t(action.done)',
    );
  });

  it('that nobody wrote is a bug, and says so', () => {
    expect(() => texts.say('es', 'action.dance')).toThrow('There is no text for action.dance');
  });
});
