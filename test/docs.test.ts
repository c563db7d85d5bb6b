import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { variableNames } from '../src/config.ts';
import { checkTemplate } from '../src/engine/check-template.ts';
import { normalizeTemplate } from '../src/engine/normalize-template.ts';
import { loadCatalogue } from '../src/guides/catalogue.ts';
import { compile } from './docs/compile.ts';
import {
  anchorsOf,
  documentAt,
  documents,
  inBackticks,
  linksOf,
  root,
  tableBelow,
} from './docs/documents.ts';
import { describedRoutes } from './docs/routes.ts';

/** What the documents say is so. Each list below is what they claim and the repository does not keep. */
const each = documents.map((document) => [document.path, document] as const);
const prefix = '/api/support/troubleshooting';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

describe.each(each)('%s', (_path, document) => {
  it('names only scripts that exist', () => {
    const named = [...document.text.matchAll(/npm (?:run (?:--silent |-s )?([a-z:]+)|(start|test)\b)/g)].map(
      ([, run, short = '']) => run ?? short,
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('names only variables that are read', () => {
    /** Those of the tests and of the library, and of nobody. */
    const others = new Set(['TEST_DATABASE_URL']);
    const named = document.text.match(/\b(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|MicrosoftApp\w+)\b/g) ?? [];
    /** `EMAIL_1` stands for what a model does not see. */
    const isSign = (name: string): boolean => /_\d+$/.test(name);
    expect(
      named.filter((name) => !variableNames.includes(name) && !others.has(name) && !isSign(name)),
    ).toEqual([]);
  });

  it('links only to what is there', () => {
    const broken = linksOf(document).filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? document.path : relative(root, join(root, dirname(document.path), file));
      if (!existsSync(join(root, path))) return true;
      return anchor !== undefined && !anchorsOf(documentAt(path)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names only files and folders that are there', () => {
    const folders = /^(?:src|adapters|test|docs|migrations|manifest|locales|scripts|bench)\/[\w./-]+$/;
    const named = inBackticks(document).filter((code) => folders.test(code) && !code.includes('…'));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has JSON that can be read', () => {
    for (const { language, code } of document.blocks) if (language === 'json') JSON.parse(code);
  });
});

it('has snippets that compile', () => {
  const snippets = documents.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'ts')
      .map(({ code, line }) => [`${path}:${line}`, code] as const),
  );
  expect(snippets.length).toBeGreaterThan(1);
  expect(compile(Object.fromEntries(snippets))).toEqual([]);
}, 60_000);

it('compiles no snippet that is wrong', () => {
  expect(
    compile({ wrong: `import { TroubleshootingAgent } from 'unstuck';\nnew TroubleshootingAgent(1);` }),
  ).toEqual([expect.stringMatching(/^wrong: .*TroubleshootingAgentOptions/)]);
}, 60_000);

it('shows guides that would be accepted', () => {
  const guides = documents
    .flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'json'))
    .map(({ code }) => JSON.parse(code) as object)
    .filter((body) => 'steps_template' in body);
  expect(guides.length).toBeGreaterThan(0);
  for (const guide of guides) {
    const read = normalizeTemplate(guide);
    expect(read.ok ? checkTemplate(read.template) : read.errors).toEqual([]);
  }
});

describe('routes', () => {
  /** Beside what is described: the pages, the description itself, and what Slack's SDK answers. */
  const undescribed = ['GET /', 'GET /docs', 'GET /openapi.json', 'POST /slack/events'];

  it('are in docs/rest.md, all that the server describes and no other', async () => {
    const described = await describedRoutes();
    const table = tableBelow(documentAt('docs/rest.md'), 'Routes').map(([route = '']) =>
      route.replaceAll('`', '').replace(' ', ` ${prefix}`),
    );
    const operations = described.filter((route) => !route.includes(prefix));
    expect(table.toSorted()).toEqual(described.filter((route) => route.includes(prefix)).toSorted());
    for (const route of operations) expect(documentAt('docs/rest.md').prose).toContain(`\`${route}\``);
  });

  it('that other documents name exist', async () => {
    const known = [...(await describedRoutes()), ...undescribed];
    const named = documents.flatMap(({ path, prose, text }) => [
      ...[...prose.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`?\s]*)[^`]*`/g)].map(
        ([, route = '']) => [path, route] as const,
      ),
      ...[...text.matchAll(/curl [^\n]*http:\/\/127\.0\.0\.1:3000(\/[\w/-]*)/g)].map(
        ([, route = '']) => [path, `GET ${route}`] as const,
      ),
    ]);
    const wrong = named.filter(
      ([, route]) =>
        !known.includes(route) &&
        !known.includes(route.replace(' ', ` ${prefix}`)) &&
        !known.includes(route.replace('GET', 'POST')),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the map of the folders', () => {
  const mapped = tableBelow(documentAt('README.md'), 'What is where').map(([folder = '']) =>
    folder.replaceAll('`', ''),
  );
  const foldersIn = (path: string): string[] =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(path, name));

  it('names only folders', () => {
    expect(
      mapped.filter((path) => !existsSync(join(root, path)) || !statSync(join(root, path)).isDirectory()),
    ).toEqual([]);
  });

  it('leaves no part out', () => {
    expect([...foldersIn('src'), ...foldersIn('adapters')].filter((path) => !mapped.includes(path))).toEqual(
      [],
    );
  });
});

describe('the scripts', () => {
  it('that a person would run are in the README', () => {
    const readme = documentAt('README.md').text;
    const parts = /^check:/;
    expect(
      Object.keys(scripts).filter(
        (name) => !parts.test(name) && !new RegExp(`npm (run )?(--silent )?${name}\\b`).test(readme),
      ),
    ).toEqual([]);
  });
});

describe('the decisions', () => {
  const decisions = documents.filter(({ path }) => /^docs\/adr\/\d/.test(path));

  it('are numbered without a gap, and listed', () => {
    expect(
      decisions.map(({ path }) => Number(path.slice('docs/adr/'.length, 'docs/adr/'.length + 4))),
    ).toEqual(decisions.map((_, index) => index + 1));
    const listed = linksOf(documentAt('docs/adr/README.md')).map((target) => `docs/adr/${target}`);
    expect(listed).toEqual(decisions.map(({ path }) => path));
  });

  it.each(decisions.map((decision) => [decision.path, decision] as const))(
    '%s fits a page',
    (_path, { prose, text }) => {
      expect(text.split(/\s+/).length).toBeLessThanOrEqual(500);
      for (const part of ['Context.', 'Decision.', 'Rejected.']) expect(prose).toContain(`**${part}**`);
    },
  );
});

it('counts the guides', () => {
  const guides = new Set(loadCatalogue().map(({ template_id }) => template_id)).size;
  expect(guides).toBe(15);
  expect(documentAt('README.md').text).toContain('Fifteen guides');
  expect(documentAt('README.es.md').text).toContain('quince guías');
  expect(documentAt('CHANGELOG.md').text).toContain('Fifteen guides');
});

it('keeps a part for what comes next in the changelog', () => {
  expect(documentAt('CHANGELOG.md').text).toContain('\n## Unreleased\n');
});
