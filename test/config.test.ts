import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readConfig, variableNames } from '../src/config.ts';
import type { Config, Environment } from '../src/config.ts';
import { interfaceLocales, packageRoot } from '../src/package-root.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const onPostgres = {
  DATABASE_URL: 'postgres://unstuck:hunter2hunter2@db.internal:5432/unstuck',
  ENCRYPTION_KEY: key,
  ADMIN_API_KEY: 'a-key-of-16-char',
};

const read = (env: Environment): Config => {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.config;
};
const errorsOf = (env: Environment): readonly string[] => {
  const result = readConfig(env);
  return result.ok ? [] : result.errors;
};

describe('the environment', () => {
  it('is complete when it is empty', () => {
    expect(read({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: null,
      production: false,
      logLevel: 'info',
      dataDir: '.data',
      databaseUrl: null,
      adminApiKey: null,
      adminUsers: [],
      allowedWorkspaces: [],
      encryptionKey: null,
      webhookSecret: null,
      webhookAllowedNetworks: [],
      defaultLocale: 'es',
      playground: true,
      channels: {
        slack: { on: false, missing: ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)'] },
        discord: { on: false, missing: ['DISCORD_TOKEN', 'DISCORD_APPLICATION_ID'] },
        teams: { on: false, missing: ['MicrosoftAppId', 'MicrosoftAppPassword', 'MicrosoftAppTenantId'] },
      },
      openai: null,
    });
  });

  it('takes an empty value for none, and ignores what it does not know', () => {
    expect(read({ PORT: '', ADMIN_API_KEY: '  ', NO_SUCH_THING: 'x', PATH: '/bin' })).toEqual(read({}));
  });

  it('reads every variable', () => {
    const config = read({
      ...onPostgres,
      HOST: '0.0.0.0',
      PORT: '0',
      PUBLIC_URL: 'https://unstuck.example.com/',
      NODE_ENV: 'production',
      LOG_LEVEL: 'DEBUG',
      DATA_DIR: '/var/lib/unstuck',
      ADMIN_USERS: 'slack:T01:U02, discord:123456789012345678,teams:8a1e:77b0,web:ana,api:42',
      ALLOWED_WORKSPACES: 'T01,123456789012345678',
      WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
      WEBHOOK_ALLOWED_NETWORKS: '10.0.0.0/8, fd00::/8, 192.168.1.7, ::1',
      DEFAULT_LOCALE: 'en-GB',
      PLAYGROUND: 'on',
      OPENAI_API_KEY: 'sk-1',
    });
    expect(config).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://unstuck.example.com',
      production: true,
      logLevel: 'debug',
      dataDir: '/var/lib/unstuck',
      databaseUrl: onPostgres.DATABASE_URL,
      adminApiKey: 'a-key-of-16-char',
      adminUsers: ['slack:T01:U02', 'discord:123456789012345678', 'teams:8a1e:77b0', 'web:ana', 'api:42'],
      allowedWorkspaces: ['T01', '123456789012345678'],
      webhookAllowedNetworks: ['10.0.0.0/8', 'fd00::/8', '192.168.1.7/32', '::1/128'],
      defaultLocale: 'en',
      playground: true,
      openai: { apiKey: 'sk-1', baseUrl: null, model: 'gpt-4.1-mini', dailyTokens: 1_000_000 },
    });
    expect(config.encryptionKey).toEqual(Buffer.alloc(32, 7));
  });
});

describe('a malformed environment', () => {
  it('is reported whole: every bad variable at once, each in a sentence', () => {
    expect(
      errorsOf({ PORT: '70000', LOG_LEVEL: 'loud', DEFAULT_LOCALE: 'klingon', DATABASE_URL: 'mysql://x' }),
    ).toEqual([
      'PORT must be a whole number from 0 to 65535.',
      'LOG_LEVEL must be one of: trace, debug, info, warn, error, fatal, silent.',
      'DATABASE_URL must begin with postgres:// or postgresql://, such as postgres://user:password@host:5432/unstuck.',
      expect.stringMatching(/^ADMIN_API_KEY is required when DATABASE_URL is set: .* 16 characters or more/),
      expect.stringMatching(
        /^ENCRYPTION_KEY is required when DATABASE_URL is set: .* base64 of exactly 32 bytes/,
      ),
      `DEFAULT_LOCALE must be ${interfaceLocales(packageRoot()).join(' or ')} (or a language tag of one of them, such as es-MX).`,
    ]);
  });

  it.each<[string, string, Environment?]>([
    ['HOST', 'http://localhost'],
    ['HOST', 'local host'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['PUBLIC_URL', 'unstuck.example.com'],
    ['PUBLIC_URL', 'ftp://unstuck.example.com'],
    ['PUBLIC_URL', 'https://unstuck.example.com/bot'],
    ['PUBLIC_URL', 'https://user:password@unstuck.example.com'],
    ['PUBLIC_URL', 'https://unstuck.example.com/?a=b'],
    ['NODE_ENV', 'two words'],
    ['DATABASE_URL', 'postgres.example.com', onPostgres],
    ['DATABASE_URL', 'sqlite://x', onPostgres],
    ['ENCRYPTION_KEY', 'short', onPostgres],
    ['ENCRYPTION_KEY', Buffer.alloc(31).toString('base64')],
    ['ENCRYPTION_KEY', Buffer.alloc(33).toString('base64')],
    ['ENCRYPTION_KEY', '0'.repeat(64)],
    ['ADMIN_API_KEY', 'fifteen-letters', onPostgres],
    ['ADMIN_API_KEY', 'a key with blanks in it'],
    ['ADMIN_USERS', 'U0123'],
    ['ADMIN_USERS', 'slack:U0123'],
    ['ADMIN_USERS', 'discord:ana'],
    ['ADMIN_USERS', 'slack:T1:U1 slack:T1:U2'],
    ['ALLOWED_WORKSPACES', 'T1; T2'],
    ['WEBHOOK_SECRET', 'seven..'],
    ['WEBHOOK_SECRET', 'x'.repeat(257)],
    ['WEBHOOK_SECRET', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['WEBHOOK_SECRET', `whsec_${Buffer.alloc(65).toString('base64')}`],
    ['WEBHOOK_SECRET', 'whsec_not base64 at all, whatever it is'],
    ['WEBHOOK_ALLOWED_NETWORKS', '10.0.0.0/33'],
    ['WEBHOOK_ALLOWED_NETWORKS', 'intranet'],
    ['WEBHOOK_ALLOWED_NETWORKS', '10.0.0.0/8 192.168.0.0/16'],
    ['DEFAULT_LOCALE', 'fr'],
    ['DEFAULT_LOCALE', 'es MX'],
    ['PLAYGROUND', 'maybe'],
    ['SLACK_BOT_TOKEN', 'xoxb 1'],
    ['SLACK_API_URL', 'http://127.0.0.1:4000/api'],
    ['SLACK_API_URL', 'https://slack.example.com/api/'],
    ['SLACK_API_URL', 'http://127.0.0.1.example.com/api/'],
    ['SLACK_API_URL', 'http://127.0.0.1:4000/api/', { NODE_ENV: 'production' }],
    ['DISCORD_API_URL', 'http://127.0.0.1:4000/api/'],
    ['DISCORD_API_URL', 'http://10.0.0.1/api'],
    ['DISCORD_API_URL', 'http://127.0.0.1:4000/api', { NODE_ENV: 'production' }],
    ['DISCORD_APPLICATION_ID', 'bot'],
    ['DISCORD_PUBLIC_KEY', 'abc'],
    ['DISCORD_GUILD_ID', 'Acme'],
    ['MicrosoftAppType', 'Tenant'],
    ['TEAMS_OPENID_METADATA_URL', 'https://login.example.com/openid'],
    ['TEAMS_OPENID_METADATA_URL', 'http://[::1]:4000/openid', { NODE_ENV: 'production' }],
    ['TEAMS_LOGIN_URL', 'http://localhost:4000/tenant'],
    ['TEAMS_LOGIN_URL', 'http://localhost:4000', { NODE_ENV: 'production' }],
    ['TEAMS_AUTH', 'maybe'],
    ['TEAMS_AUTH', 'off', { NODE_ENV: 'production' }],
    ['TEAMS_AUTH', 'off', { HOST: '0.0.0.0' }],
    ['OPENAI_BASE_URL', 'http://openai.example.com/v1'],
    ['OPENAI_MODEL', 'a model'],
    ['OPENAI_DAILY_TOKENS', '1e6'],
  ])('names %s when it is %j', (name, value, others = {}) => {
    const errors = errorsOf({ ...others, [name]: value });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(new RegExp(`^${name} \\S.*\\.$`));
  });

  it('never repeats a value, which may be a secret', () => {
    const secret = 'p4ssw0rd with blanks';
    const errors = errorsOf(Object.fromEntries(variableNames.map((name) => [name, secret])));
    expect(errors.length).toBeGreaterThan(25);
    expect(errors.join('\n')).not.toContain('p4ssw0rd');
  });
});

describe('what depends on other variables', () => {
  it('asks for the keys only where there is a database of its own', () => {
    expect(errorsOf(onPostgres)).toEqual([]);
    expect(errorsOf({ DATABASE_URL: 'postgresql:///unstuck?host=/var/run/postgresql' })).toHaveLength(2);
  });

  it.each<[boolean, string, Environment]>([
    [true, 'a bare machine', {}],
    [true, 'localhost', { HOST: 'localhost' }],
    [true, 'IPv6 loopback', { HOST: '::1' }],
    [false, 'every network', { HOST: '0.0.0.0' }],
    [false, 'a database', onPostgres],
    [false, 'production', { NODE_ENV: 'production' }],
    [false, 'a bare machine, turned off', { PLAYGROUND: 'false' }],
    [true, 'every network, turned on', { HOST: '0.0.0.0', PLAYGROUND: 'true' }],
  ])('the playground is %j on %s', (on, _where, env) => {
    expect(read(env).playground).toBe(on);
  });

  it('turns Slack on with its token and signing secret', () => {
    expect(
      read({
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: 's',
        SLACK_API_URL: 'http://127.0.0.1:4000/api/',
      }).channels.slack,
    ).toEqual({
      on: true,
      botToken: 'xoxb-1',
      signingSecret: 's',
      appToken: null,
      oauth: null,
      apiUrl: 'http://127.0.0.1:4000/api/',
    });
  });

  const oauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'c', SLACK_STATE_SECRET: 'st' };

  it.each<[string, Environment, object]>([
    [
      'Socket Mode instead of a signing secret',
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' },
      { on: true, signingSecret: null, appToken: 'xapp-1' },
    ],
    [
      'installation by OAuth instead of a bot token',
      { SLACK_SIGNING_SECRET: 's', ...oauth },
      { on: true, botToken: null, oauth: { clientId: '1.2', clientSecret: 'c', stateSecret: 'st' } },
    ],
    [
      'a part of OAuth that is of no use beside a bot token',
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_CLIENT_ID: '1.2' },
      { on: true, oauth: null },
    ],
  ])('turns Slack on with %s', (_, env, slack) => {
    expect(read(env).channels.slack).toMatchObject(slack);
  });

  it.each<[string, Environment, readonly string[]]>([
    ['no way in', { SLACK_BOT_TOKEN: 'xoxb-1' }, ['SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)']],
    ['no token', { SLACK_APP_TOKEN: 'xapp-1' }, ['SLACK_BOT_TOKEN']],
    [
      'half of OAuth',
      { SLACK_SIGNING_SECRET: 's', SLACK_CLIENT_ID: '1.2' },
      ['SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'],
    ],
  ])('leaves Slack off with %s', (_, env, missing) => {
    expect(read(env).channels.slack).toEqual({ on: false, missing });
  });

  it('turns Discord on with its token and application id', () => {
    expect(
      read({ DISCORD_TOKEN: 't', DISCORD_APPLICATION_ID: '12', DISCORD_API_URL: 'http://localhost:1/api' })
        .channels.discord,
    ).toEqual({
      on: true,
      token: 't',
      applicationId: '12',
      publicKey: null,
      commandsGuild: null,
      apiUrl: 'http://localhost:1/api',
    });
  });

  it.each<[string, Environment, readonly string[]]>([
    ['one tenant', { MicrosoftAppId: 'a', MicrosoftAppPassword: 'p' }, ['MicrosoftAppTenantId']],
    ['many tenants', { MicrosoftAppId: 'a', MicrosoftAppType: 'multitenant' }, ['MicrosoftAppPassword']],
    [
      'a managed identity',
      { MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppTenantId: 't' },
      ['MicrosoftAppId'],
    ],
  ])('names what Teams lacks for %s', (_what, env, missing) => {
    expect(read(env).channels.teams).toEqual({ on: false, missing });
  });

  it('turns Teams on without credentials where its authentication is off', () => {
    expect(read({ TEAMS_AUTH: 'off' }).channels.teams).toMatchObject({
      on: true,
      appId: null,
      authentication: false,
    });
  });
});

describe('.env.example', () => {
  const text = readFileSync('.env.example', 'utf8');
  const example = parseEnv(text);

  it('lists every variable once', () => {
    const listed = text.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect([...listed].toSorted()).toEqual([...variableNames].toSorted());
  });

  it('gives each its default', () => {
    expect(read(example)).toEqual(read({}));
    const defaults = variableNames.filter((name) => example[name] !== '');
    expect(defaults).toEqual([
      'HOST',
      'PORT',
      'LOG_LEVEL',
      'DATA_DIR',
      'DEFAULT_LOCALE',
      'MicrosoftAppType',
      'TEAMS_AUTH',
      'OPENAI_MODEL',
      'OPENAI_DAILY_TOKENS',
    ]);
  });

  it('explains each in the line above it', () => {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries())
      if (/^\w+=/.test(line)) expect(lines[index - 1]).toMatch(/^# \S/);
  });
});
