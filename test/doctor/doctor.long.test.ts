import { afterEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import type { Environment } from '../../src/config.ts';
import { checkAddress } from '../../src/doctor/address.ts';
import { describeFindings, examine } from '../../src/doctor.ts';
import { createVault } from '../../src/store/crypto.ts';
import { loadFolderKeys } from '../../src/store/keys.ts';
import { sealSecret } from '../../src/webhooks/sealed.ts';
import { forEachDatabase } from '../support/databases.ts';
import { runFolder } from '../support/test-run.ts';
import { answerAuthTest } from './slack-answer.ts';
import type { SlackAnswer } from './slack-answer.ts';

const noon = new Date('2026-03-01T12:00:00.000Z');
const freshFolder = (): string => mkdtempSync(join(runFolder(), 'doctor-'));

/** A package that asks for Node 20.19, and for three scopes in Slack. */
const scopes = ['chat:write', 'im:history', 'users:read'];
const root = freshFolder();
mkdirSync(join(root, 'manifest/slack'), { recursive: true });
writeFileSync(join(root, 'package.json'), JSON.stringify({ engines: { node: '>=20.19' } }));
writeFileSync(
  join(root, 'manifest/slack/manifest.json'),
  JSON.stringify({ oauth_config: { scopes: { bot: scopes } } }),
);

const look = async (env: Environment, nodeVersion = '22.1.0') => {
  const findings = await examine({ env, nodeVersion, root, clock: { now: () => noon } });
  return Object.fromEntries(
    findings.map(({ about, result, found, mend }) => [about, { result, found, mend }]),
  );
};

describe('the environment', () => {
  it('is reported variable by variable, and the rest waits for it', async () => {
    const env = { PORT: '99999', SLACK_API_URL: 'https://slack.com/api/', DATA_DIR: freshFolder() };
    const findings = await examine({ env, nodeVersion: '22.1.0', root, clock: { now: () => noon } });
    expect(findings.map(({ result, found }) => `${result}: ${found.split(' ')[0]}`)).toEqual([
      'ok: 22.1.0',
      'problem: PORT',
      'problem: SLACK_API_URL',
      'skipped: It',
    ]);
  });

  it.each([
    ['18.20.1', 'problem'],
    ['20.18.9', 'problem'],
    ['20.19.0', 'ok'],
    ['24.0.0', 'ok'],
  ])('on Node %s: %s', async (version, result) => {
    expect((await look({ DATA_DIR: freshFolder() }, version))['Node']).toMatchObject({ result });
  });
});

describe('the data folder', () => {
  it('is not made before the first start', async () => {
    const dataDir = join(freshFolder(), 'not', 'there');
    expect(await look({ DATA_DIR: dataDir })).toMatchObject({
      DATA_DIR: { result: 'skipped', found: expect.stringContaining('the first start makes it') },
    });
    expect(existsSync(dataDir)).toBe(false);
  });

  it('keeps its keys from others on the machine', async () => {
    const dataDir = freshFolder();
    const { adminApiKey } = loadFolderKeys(dataDir);
    expect((await look({ DATA_DIR: dataDir }))['Keys']).toMatchObject({ result: 'ok' });
    chmodSync(adminApiKey.path, 0o644);
    expect((await look({ DATA_DIR: dataDir }))['Keys']).toMatchObject({
      result: 'problem',
      mend: `Run: chmod 600 ${adminApiKey.path}`,
    });
  });

  it('that is a file helps nobody', async () => {
    const dataDir = freshFolder();
    const { adminApiKey } = loadFolderKeys(dataDir);
    expect(await look({ DATA_DIR: join(adminApiKey.path, 'folder') })).toMatchObject({
      DATA_DIR: { result: 'problem' },
    });
  });
});

await forEachDatabase((kind, open, place) => {
  const key = Buffer.alloc(32, 7);
  const environment = async (encryptionKey = key): Promise<Environment> => {
    const { databaseUrl, dataDir } = await place();
    return {
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      ENCRYPTION_KEY: encryptionKey.toString('base64'),
      ADMIN_API_KEY: 'a-key-for-the-admin',
    };
  };
  /** The embedded database belongs to one process, as in life: it is closed before the doctor looks. */
  const write = async (sql: string, parameters: unknown[] = []): Promise<void> => {
    const database = await open();
    await database.dataSource.query(sql, parameters);
    if (kind === 'PGlite') await database.close();
  };

  it('is in order', async () => {
    const sealed = sealSecret(createVault(key), 'wh_1', Buffer.from('a secret of sixteen'));
    await write(
      `INSERT INTO support_webhooks (webhook_id, url, events, secret_encrypted) VALUES ('wh_1', 'https://example.com', '{*}', $1)`,
      [sealed],
    );
    expect(await look(await environment())).toMatchObject({
      Database: { result: 'ok', found: expect.stringMatching(/PostgreSQL 1\d.* answers/) },
      Tables: { result: 'ok', found: 'They are those of this version.' },
      Secrets: { result: 'ok' },
    });
  });

  it('was written with another key', async () => {
    expect((await look(await environment(Buffer.alloc(32, 8))))['Secrets']).toMatchObject({
      result: 'problem',
      mend: expect.stringContaining('ENCRYPTION_KEY'),
    });
  });

  it('was changed by a newer version', async () => {
    await write(`INSERT INTO support_migrations (timestamp, name) VALUES (9, 'Later9')`);
    expect((await look(await environment()))['Tables']).toMatchObject({
      result: 'problem',
      found: expect.stringContaining('Later9'),
    });
  });

  it('is in use, or away', async () => {
    const opened = await open();
    const env = await environment();
    const found = (
      await look({
        ...env,
        ...(kind === 'PostgreSQL' && { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' }),
      })
    )['Database'];
    expect(found).toMatchObject(
      kind === 'PGlite'
        ? { result: 'skipped', found: expect.stringContaining('A running Unstuck') }
        : { result: 'problem', found: expect.stringContaining('nothing listens there') },
    );
    await opened.close();
  });

  it('lacks a migration', async () => {
    await write('DELETE FROM support_migrations');
    expect((await look(await environment()))['Tables']).toMatchObject({
      result: 'ok',
      found: expect.stringContaining('will run at the next start'),
    });
  });
});

describe('PUBLIC_URL, where Slack is on', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' };
  const resultOf = (env: Environment): string => {
    const read = readConfig(env);
    if (!read.ok) throw new Error(read.errors.join());
    return checkAddress(read.config).result;
  };

  it.each([
    [{ ...slack, PUBLIC_URL: 'https://unstuck.example.com' }, 'ok'],
    [{ ...slack, PUBLIC_URL: 'http://unstuck.example.com' }, 'problem'],
    [{ ...slack, PUBLIC_URL: 'https://localhost:3000' }, 'problem'],
    [{ ...slack, PUBLIC_URL: 'https://192.168.1.7' }, 'problem'],
    [{ ...slack, PUBLIC_URL: 'https://[fd00::1]' }, 'problem'],
    [slack, 'problem'],
    [{ ...slack, SLACK_API_URL: 'http://127.0.0.1:4000/api/' }, 'skipped'],
    [{ PUBLIC_URL: 'http://127.0.0.1' }, 'skipped'],
  ])('%j: %s', (env, result) => {
    expect(resultOf(env)).toBe(result);
  });
});

describe('Slack', () => {
  const bot = { ok: true, team: 'Acme', team_id: 'T1', user: 'unstuck', bot_id: 'B1' };
  const headers = { date: noon.toUTCString(), 'x-oauth-scopes': scopes.join(',') };
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const lookAt = async (answer: SlackAnswer, env: Environment = {}) => {
    const slack = await answerAuthTest(answer);
    closing.push(slack.close);
    const found = await look({
      DATA_DIR: join(freshFolder(), 'none'),
      SLACK_BOT_TOKEN: 'xoxb-1-token',
      SLACK_SIGNING_SECRET: 'secret',
      SLACK_API_URL: slack.url,
      ...env,
    });
    return { found, asked: slack.asked };
  };

  it('is off without its variables, and says which', async () => {
    expect((await look({ DATA_DIR: join(freshFolder(), 'none') }))['Slack']).toMatchObject({
      result: 'skipped',
      found: 'Off: SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN) not set.',
    });
  });

  it('knows the token, gives it every scope, and has the same time', async () => {
    const { found, asked } = await lookAt({ body: bot, headers });
    expect(asked).toEqual(['POST /api/auth.test Bearer xoxb-1-token']);
    expect(found).toMatchObject({
      'Slack token': { result: 'ok', found: "It is unstuck's in Acme (T1)." },
      'Slack scopes': { result: 'ok' },
      Clock: { result: 'ok' },
      'Signing secret': { result: 'skipped' },
    });
  });

  it('gives it fewer scopes than the manifest asks for', async () => {
    const { found } = await lookAt({
      body: bot,
      headers: { ...headers, 'x-oauth-scopes': 'chat:write' },
    });
    expect(found['Slack scopes']).toMatchObject({
      result: 'problem',
      found: 'The token lacks im:history, users:read.',
    });
  });

  it.each([
    ['refuses the token', { body: { ok: false, error: 'invalid_auth' } }, {}, 'invalid_auth'],
    ['knows it as a person', { body: { ...bot, bot_id: undefined } }, {}, "not the bot's"],
    [
      'knows it in a workspace that is not served',
      { body: bot },
      { ALLOWED_WORKSPACES: 'T2' },
      'ALLOWED_WORKSPACES',
    ],
  ])('%s', async (_what, answer, env, said) => {
    const { found } = await lookAt({ headers, ...answer }, env);
    expect(found['Slack token']).toMatchObject({ result: 'problem', found: expect.stringContaining(said) });
  });

  it.each([
    [-400, 'ahead of'],
    [400, 'behind'],
  ])('has a clock that differs by %d seconds', async (seconds, words) => {
    const date = new Date(noon.getTime() + seconds * 1000).toUTCString();
    const { found } = await lookAt({ body: bot, headers: { ...headers, date } });
    expect(found['Clock']).toMatchObject({
      result: 'problem',
      found: expect.stringContaining(`400 seconds ${words} Slack's`),
    });
  });

  it('cannot be reached, or is somebody else', async () => {
    const gone = await answerAuthTest({ body: bot });
    await gone.close();
    const { found } = await lookAt({ body: bot }, { SLACK_API_URL: gone.url });
    expect(found['Slack']).toMatchObject({
      result: 'problem',
      found: expect.stringContaining('nothing listens there'),
    });
    const other = await lookAt({ body: 'hello' });
    expect(other.found['Slack']).toMatchObject({
      result: 'problem',
      found: expect.stringContaining('HTTP 200'),
    });
  });
});

it('prints a line for each finding, and how to mend it below', () => {
  expect(
    describeFindings([
      { result: 'ok', about: 'Node', found: '22.1.0 runs this.', mend: null },
      { result: 'problem', about: 'Clock', found: 'It is 400 seconds behind.', mend: 'Set it.' },
    ]),
  ).toBe(
    [
      'ok       Node   22.1.0 runs this.',
      'problem  Clock  It is 400 seconds behind.',
      '                -> Set it.',
    ].join('\n'),
  );
});
