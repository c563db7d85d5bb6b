import { Buffer } from 'node:buffer';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isLoopbackHost } from './app/loopback.ts';
import { parsePersonId } from './ids.ts';
import type { PersonId } from './ids.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const teamsAppTypes = ['SingleTenant', 'MultiTenant', 'UserAssignedMSI'] as const;

/** What the rule for one variable depends on in others; read leniently, so that all mistakes come out at once. */
export interface Surroundings {
  readonly production: boolean;
  readonly loopback: boolean;
  readonly database: boolean;
  /** The languages of the interface. */
  readonly locales: readonly string[];
}

/** A variable's text: blanks around it do not count, and an empty one is not set. */
const text = (expected: string, holds: (value: string) => boolean = () => true) =>
  z.string().trim().refine(holds, { error: expected });
const matching = (pattern: RegExp, expected: string) => text(expected, (value) => pattern.test(value));
const credential = (pattern: RegExp = /^[\x21-\x7e]+$/) =>
  matching(pattern, 'must be the credential as the platform shows it, without blanks');

const oneOf = <T extends string>(values: readonly T[]) =>
  text(`must be one of: ${values.join(', ')}`, (value) => known(values, value) !== undefined).transform(
    (value) => known(values, value) as T,
  );
const known = <T extends string>(values: readonly T[], value: string): T | undefined =>
  values.find((candidate) => candidate.toLowerCase() === value.toLowerCase());

const list = (expected: string, holds: (entry: string) => boolean) =>
  text(expected, (value) => entries(value).every(holds)).transform(entries);
const entries = (value: string): readonly string[] =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

/** `pathname` is a rule for what stands behind the host; no URL here carries a user name, a query or a fragment. */
const isUrl = (value: string, protocols: readonly string[], pathname: (path: string) => boolean): boolean => {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    protocols.includes(url.protocol) &&
    url.hostname !== '' &&
    `${url.username}${url.password}${url.search}${url.hash}` === '' &&
    pathname(url.pathname)
  );
};
const web = ['http:', 'https:'];
const isLoopbackUrl = (value: string): boolean => isLoopbackHost(new URL(value).hostname);
const withoutSlash = (value: string): string => value.replace(/\/+$/, '');

const personPatterns: readonly RegExp[] = [
  /^slack:[A-Z0-9]+:[A-Z0-9]+$/,
  /^discord:\d+$/,
  /^teams:[^:\s]+:[^:\s]+$/,
  /^(web|api):\S+$/,
];
const isPerson = (entry: string): boolean =>
  parsePersonId(entry) !== null && personPatterns.some((pattern) => pattern.test(entry));

const isHost = (value: string): boolean =>
  isIP(value) !== 0 || /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)*$/.test(value);

const isNetwork = (entry: string): boolean => ipaddr.isValidCIDR(entry) || isIP(entry) !== 0;
const asNetwork = (entry: string): string =>
  entry.includes('/') ? entry : `${entry}/${isIP(entry) === 4 ? 32 : 128}`;

const isWebhookSecret = (value: string): boolean => {
  if (!value.startsWith('whsec_')) {
    const bytes = Buffer.byteLength(value);
    return bytes >= 8 && bytes <= 256;
  }
  const encoded = value.slice('whsec_'.length);
  const { length } = Buffer.from(encoded, 'base64');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && length >= 24 && length <= 64;
};

const isPostgresUrl = (value: string): boolean => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value);

/** `es-MX` falls back to `es`. */
const languageOf = (locales: readonly string[], value: string): string | undefined =>
  known(locales, value.replace('_', '-')) ?? known(locales, value.split(/[-_]/)[0] ?? '');

/** The whole environment, by the names of its variables. */
export const schemaFor = ({ production, loopback, database, locales }: Surroundings) => {
  const standIn = (shape: string, pathname: (path: string) => boolean) =>
    text('is for stand-ins only and is refused when NODE_ENV is production', () => !production).refine(
      (value) => isUrl(value, web, pathname) && isLoopbackUrl(value),
      { error: `must be a loopback address such as ${shape}` },
    );
  const requiredWithDatabase = 'is required when DATABASE_URL is set:';
  const encryptionKey = 'must be the base64 of exactly 32 bytes, as `openssl rand -base64 32` prints it';
  const adminKey = 'must be 16 characters or more, without blanks';

  return z.object({
    HOST: text('must be an IP address or a host name', isHost).default('127.0.0.1'),
    PORT: text(
      'must be a whole number from 0 to 65535',
      (value) => /^\d{1,5}$/.test(value) && +value <= 65535,
    )
      .transform(Number)
      .default(3000),
    PUBLIC_URL: text(
      'must be an http or https URL without a path, such as https://unstuck.example.com',
      (value) => isUrl(value, web, (path) => path === '/'),
    )
      .transform(withoutSlash)
      .optional(),
    NODE_ENV: matching(/^[A-Za-z0-9_-]+$/, 'must be a word such as production or development').optional(),
    LOG_LEVEL: oneOf(logLevels).default('info'),
    DATA_DIR: text('must be the path of a folder', (value) => !value.includes('\0')).default('.data'),
    DATABASE_URL: text(
      'must begin with postgres:// or postgresql://, such as postgres://user:password@host:5432/unstuck',
      isPostgresUrl,
    ).optional(),
    ADMIN_API_KEY: database
      ? text(adminKey, isAdminKey)
          .optional()
          .refine(isGiven, { error: `${requiredWithDatabase} it ${adminKey}` })
      : text(adminKey, isAdminKey).optional(),
    ADMIN_USERS: list(
      'must be person ids separated by commas, such as slack:T0123:U0456, discord:123, teams:<tenant>:<object id>',
      isPerson,
    )
      .transform((people) => people.map((person) => person as PersonId))
      .default([]),
    ALLOWED_WORKSPACES: list(
      'must be ids of workspaces, servers or tenants separated by commas, such as T0123ABC',
      (entry) => /^[A-Za-z0-9:._-]{1,100}$/.test(entry),
    ).default([]),
    ENCRYPTION_KEY: (database
      ? text(encryptionKey, isEncryptionKey)
          .optional()
          .refine(isGiven, { error: `${requiredWithDatabase} it ${encryptionKey}` })
      : text(encryptionKey, isEncryptionKey).optional()
    ).transform((value) => (value === undefined ? undefined : Buffer.from(value, 'base64'))),
    WEBHOOK_SECRET: text(
      'must be whsec_ followed by the base64 of 24 to 64 bytes, or a plain text of 8 to 256 bytes',
      isWebhookSecret,
    ).optional(),
    WEBHOOK_ALLOWED_NETWORKS: list(
      'must be networks in CIDR notation separated by commas, such as 10.0.0.0/8, fd00::/8',
      isNetwork,
    )
      .transform((networks) => networks.map(asNetwork))
      .default([]),
    DEFAULT_LOCALE: text(
      `must be ${locales.join(' or ')} (or a language tag of one of them, such as es-MX)`,
      (value) =>
        /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(value) && languageOf(locales, value) !== undefined,
    )
      .transform((value) => languageOf(locales, value) ?? 'es')
      .default('es'),
    PLAYGROUND: oneOf(['on', 'off', 'true', 'false'])
      .transform((value) => value === 'on' || value === 'true')
      .default(loopback && !database && !production),

    SLACK_BOT_TOKEN: credential().optional(),
    SLACK_SIGNING_SECRET: credential().optional(),
    SLACK_APP_TOKEN: credential().optional(),
    SLACK_CLIENT_ID: credential().optional(),
    SLACK_CLIENT_SECRET: credential().optional(),
    SLACK_STATE_SECRET: credential().optional(),
    SLACK_API_URL: standIn('http://127.0.0.1:4000/api/ (with its last slash)', (path) =>
      path.endsWith('/api/'),
    ).optional(),

    DISCORD_TOKEN: credential().optional(),
    DISCORD_APPLICATION_ID: matching(
      /^\d{1,20}$/,
      'must be the number Discord shows as application id',
    ).optional(),
    DISCORD_PUBLIC_KEY: matching(
      /^[0-9a-fA-F]{64}$/,
      'must be the 64 hexadecimal digits Discord shows',
    ).optional(),
    DISCORD_GUILD_ID: matching(
      /^\d{1,20}$/,
      'must be the number of a server, as "Copy Server ID" gives it',
    ).optional(),
    DISCORD_API_URL: standIn('http://127.0.0.1:4000/api (without a slash at its end)', (path) =>
      path.endsWith('/api'),
    ).optional(),

    MicrosoftAppId: credential().optional(),
    MicrosoftAppPassword: credential().optional(),
    MicrosoftAppType: oneOf(teamsAppTypes).default('SingleTenant'),
    MicrosoftAppTenantId: credential().optional(),
    TEAMS_OPENID_METADATA_URL: standIn(
      'http://127.0.0.1:4000/.well-known/openidconfiguration',
      () => true,
    ).optional(),
    TEAMS_LOGIN_URL: standIn('http://127.0.0.1:4000 (without a tenant)', (path) => path === '/')
      .transform(withoutSlash)
      .optional(),
    TEAMS_AUTH: oneOf(['on', 'off'])
      .refine((value) => value === 'on' || !production, {
        error: 'cannot be off when NODE_ENV is production',
      })
      .refine((value) => value === 'on' || loopback, {
        error: 'can be off only where HOST is a loopback address',
      })
      .default('on'),

    OPENAI_API_KEY: credential().optional(),
    OPENAI_BASE_URL: text(
      'must be an https URL (http only on loopback), such as https://api.openai.com/v1',
      (value) =>
        isUrl(value, web, () => true) && (value.toLowerCase().startsWith('https:') || isLoopbackUrl(value)),
    ).optional(),
    OPENAI_MODEL: matching(/^[\x21-\x7e]{1,200}$/, "must be a model's name without blanks").default(
      'gpt-4.1-mini',
    ),
    OPENAI_DAILY_TOKENS: matching(/^\d{1,12}$/, 'must be a whole number of tokens, such as 1000000')
      .transform(Number)
      .default(1_000_000),
  });
};

const isGiven = (value: string | undefined): boolean => value !== undefined;
const isAdminKey = (value: string): boolean => /^[\x21-\x7e]{16,512}$/.test(value);
const isEncryptionKey = (value: string): boolean => /^[A-Za-z0-9+/]{43}=?$/.test(value);

export type Variables = z.output<ReturnType<typeof schemaFor>>;
