import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refusal } from '../../src/app/admin/chat/screen.ts';
import { wrongCodes, wrongInWords } from '../../src/app/admin/chat/wrong.ts';
import { localesFolder, packageRoot } from '../../src/package-root.ts';
import { loadTexts } from '../../src/texts.ts';

/** Whatever an admin is refused, in chat they are told in their language what to do about it. */
const root = packageRoot();
const texts = loadTexts(localesFolder(root), 'es');
const askingIn = (locale: string) => ({
  locale,
  say: (key: string, params?: Parameters<typeof texts.say>[2]) => texts.say(locale, key, params),
});
const languages = texts.languages.map(({ locale }) => locale);

const sourcesOf = (...folders: readonly string[]): string =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readFileSync(join(root, folder, path), 'utf8')),
    )
    .join('\n');
const found = (source: string, ...patterns: readonly RegExp[]): readonly string[] => [
  ...new Set(patterns.flatMap((pattern) => [...source.matchAll(pattern)].map(([, code]) => code ?? ''))),
];

const checks = ['check-template', 'check-flow', 'check-texts', 'normalize-template']
  .map((name) => readFileSync(join(root, `src/engine/${name}.ts`), 'utf8'))
  .join('\n');
/** What the checks call what they find: of a webhook, a guide, a setting, a role, a key. */
const codes = found(
  `${checks}\n${sourcesOf('src/webhooks', 'src/guides', 'src/app/admin/cases')}`,
  /path[^\n]*\n?\s*code: '([a-z_]+)'/g,
  /TargetRefusal => \(\{ code: '([a-z_]+)'/g,
  /refused: \{\s*code: '([a-z_]+)'/g,
  /wrong\([^,()]+, '([a-z_]+)'/g,
  /refuse\(\s*(?:path|'[a-z_]+'),\s*'([a-z_]+)'/g,
  /fail\('([a-z_]+)'/g,
);
/** What a use case does not do. */
const refused = found(
  `${sourcesOf('src/app/admin/cases', 'src/guides', 'src/webhooks')}
${['office', 'claim'].map((name) => readFileSync(join(root, `src/app/admin/${name}.ts`), 'utf8')).join('\n')}`,
  /refused: '([a-z_]+)'/g,
);

describe('what is wrong with a field', () => {
  it('has a code that is known here, wherever it is found out', () => {
    expect(codes.length).toBeGreaterThan(35);
    expect(codes.filter((code) => !wrongCodes.some((one) => one === code))).toEqual([]);
  });

  it.each(languages)('is said in %s', (locale) => {
    for (const code of wrongCodes) {
      const message = `An English sentence about ${code}.`;
      const said = wrongInWords(askingIn(locale), { path: 'events[0]', code, message });
      expect([code, said === message]).toEqual([code, locale === 'en']);
      expect([code, said.includes('{{')]).toEqual([code, false]);
    }
  });

  it('names what the field takes', () => {
    const said = (path: string, code: string) => wrongInWords(askingIn('es'), { path, code, message: '' });
    expect(said('events[2]', 'unknown_event')).toContain('session_resolved');
    expect(said('timeout', 'out_of_range')).toBe('timeout admite un número entero (1–30).');
    expect(said('role', 'unknown')).toBe('role admite: user, agent, admin.');
  });
});

describe('what is not done', () => {
  it.each(languages)('is explained in %s, with more than its code', (locale) => {
    expect(refused.length).toBeGreaterThan(5);
    for (const code of refused) {
      const reply = refusal(askingIn(locale), { refused: code });
      const note = 'note' in reply ? reply.note : '';
      expect([code, note.includes(`(${code})`), note === '']).toEqual([code, false, false]);
    }
  });
});
