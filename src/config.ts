import type { z } from 'zod';
import { isLoopbackHost } from './app/loopback.ts';
import { schemaFor } from './environment.ts';
import type { logLevels, Surroundings, teamsAppTypes, Variables } from './environment.ts';
import type { PersonId } from './ids.ts';
import { interfaceLocales, packageRoot } from './package-root.ts';

/** Everything the environment decides. `null` where a variable is not set and has no default. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end. */
  readonly publicUrl: string | null;
  readonly production: boolean;
  readonly logLevel: (typeof logLevels)[number];
  readonly dataDir: string;
  /** `null`: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly adminApiKey: string | null;
  readonly adminUsers: readonly PersonId[];
  /** Empty: every workspace. */
  readonly allowedWorkspaces: readonly string[];
  /** 32 bytes. */
  readonly encryptionKey: Buffer | null;
  readonly webhookSecret: string | null;
  /** In CIDR notation; a single address is given with its full mask. */
  readonly webhookAllowedNetworks: readonly string[];
  /** One of the languages of the interface. */
  readonly defaultLocale: string;
  readonly playground: boolean;
  readonly channels: {
    readonly slack: SlackConfig | ChannelOff;
    readonly discord: DiscordConfig | ChannelOff;
    readonly teams: TeamsConfig | ChannelOff;
  };
  readonly openai: {
    readonly apiKey: string;
    readonly baseUrl: string | null;
    readonly model: string;
    /** All replicas together, in a day (UTC). */
    readonly dailyTokens: number;
  } | null;
}

/** A channel that is off, and the variables it lacks to be on. */
export interface ChannelOff {
  readonly on: false;
  readonly missing: readonly string[];
}
export interface SlackConfig {
  readonly on: true;
  /** `null` only where `oauth` gives tokens. */
  readonly botToken: string | null;
  /** One of these two at least: requests come by HTTP, or by Socket Mode, or by both. */
  readonly signingSecret: string | null;
  readonly appToken: string | null;
  /** Installation in many workspaces; `null` while one of its three variables is missing. */
  readonly oauth: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly stateSecret: string;
  } | null;
  readonly apiUrl: string | null;
}
export interface DiscordConfig {
  readonly on: true;
  readonly token: string;
  readonly applicationId: string;
  readonly publicKey: string | null;
  /** The server the commands are registered in; `null`: everywhere. */
  readonly commandsGuild: string | null;
  readonly apiUrl: string | null;
}
export interface TeamsConfig {
  readonly on: true;
  /** `null` only where authentication is off. */
  readonly appId: string | null;
  readonly appPassword: string | null;
  readonly appType: (typeof teamsAppTypes)[number];
  readonly appTenantId: string | null;
  readonly openIdMetadataUrl: string | null;
  readonly loginUrl: string | null;
  readonly authentication: boolean;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  /** One sentence for each bad variable; never its value, which may be a secret. */
  | { readonly ok: false; readonly errors: readonly string[] };

export type Environment = Readonly<Record<string, string | undefined>>;

const lenient: Surroundings = { production: false, loopback: true, database: false, locales: [] };

/** Every variable that means something; all others are ignored. */
export const variableNames: readonly string[] = Object.keys(schemaFor(lenient).shape);

/** The one reader of the environment: every bad variable is reported at once. */
export function readConfig(env: Environment): ReadConfig {
  const given = Object.fromEntries(
    variableNames.map((name) => {
      const value = env[name]?.trim();
      return [name, value === '' ? undefined : value];
    }),
  );
  const schema = schemaFor({
    production: given['NODE_ENV']?.toLowerCase() === 'production',
    loopback: isLoopbackHost(given['HOST'] ?? '127.0.0.1'),
    database: given['DATABASE_URL'] !== undefined,
    locales: interfaceLocales(packageRoot()),
  });
  const read = schema.safeParse(given);
  if (read.success) return { ok: true, config: configOf(read.data) };
  return { ok: false, errors: sentences(read.error.issues) };
}

/** The first thing wrong with each variable, as a sentence. */
const sentences = (issues: readonly z.core.$ZodIssue[]): readonly string[] => {
  const first = new Map<string, string>();
  for (const { path, message } of issues) {
    const name = String(path[0]);
    if (!first.has(name)) first.set(name, `${name} ${message}.`);
  }
  return [...first.values()];
};

const configOf = (env: Variables): Config => ({
  host: env.HOST,
  port: env.PORT,
  publicUrl: env.PUBLIC_URL ?? null,
  production: env.NODE_ENV?.toLowerCase() === 'production',
  logLevel: env.LOG_LEVEL,
  dataDir: env.DATA_DIR,
  databaseUrl: env.DATABASE_URL ?? null,
  adminApiKey: env.ADMIN_API_KEY ?? null,
  adminUsers: env.ADMIN_USERS,
  allowedWorkspaces: env.ALLOWED_WORKSPACES,
  encryptionKey: env.ENCRYPTION_KEY ?? null,
  webhookSecret: env.WEBHOOK_SECRET ?? null,
  webhookAllowedNetworks: env.WEBHOOK_ALLOWED_NETWORKS,
  defaultLocale: env.DEFAULT_LOCALE,
  playground: env.PLAYGROUND,
  channels: { slack: slackOf(env), discord: discordOf(env), teams: teamsOf(env) },
  openai:
    env.OPENAI_API_KEY === undefined
      ? null
      : {
          apiKey: env.OPENAI_API_KEY,
          baseUrl: env.OPENAI_BASE_URL ?? null,
          model: env.OPENAI_MODEL,
          dailyTokens: env.OPENAI_DAILY_TOKENS,
        },
});

const off = (needed: Readonly<Record<string, string | undefined>>): ChannelOff => ({
  on: false,
  missing: Object.keys(needed).filter((name) => needed[name] === undefined),
});

const slackOf = (env: Variables): SlackConfig | ChannelOff => {
  const { SLACK_BOT_TOKEN: botToken = null, SLACK_APP_TOKEN: appToken = null } = env;
  const { SLACK_SIGNING_SECRET: signingSecret = null, SLACK_API_URL: apiUrl = null } = env;
  const { SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_STATE_SECRET } = env;
  const oauth =
    SLACK_CLIENT_ID === undefined || SLACK_CLIENT_SECRET === undefined || SLACK_STATE_SECRET === undefined
      ? null
      : { clientId: SLACK_CLIENT_ID, clientSecret: SLACK_CLIENT_SECRET, stateSecret: SLACK_STATE_SECRET };
  const wantsOAuth = SLACK_CLIENT_ID !== undefined;
  const missing = [
    ...(botToken !== null || oauth !== null
      ? []
      : off(wantsOAuth ? { SLACK_CLIENT_SECRET, SLACK_STATE_SECRET } : { SLACK_BOT_TOKEN: undefined })
          .missing),
    ...(signingSecret !== null || appToken !== null ? [] : ['SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN)']),
  ];
  return missing.length > 0
    ? { on: false, missing }
    : { on: true, botToken, signingSecret, appToken, oauth, apiUrl };
};

const discordOf = (env: Variables): DiscordConfig | ChannelOff => {
  const { DISCORD_TOKEN, DISCORD_APPLICATION_ID } = env;
  if (DISCORD_TOKEN === undefined || DISCORD_APPLICATION_ID === undefined)
    return off({ DISCORD_TOKEN, DISCORD_APPLICATION_ID });
  return {
    on: true,
    token: DISCORD_TOKEN,
    applicationId: DISCORD_APPLICATION_ID,
    publicKey: env.DISCORD_PUBLIC_KEY ?? null,
    commandsGuild: env.DISCORD_GUILD_ID ?? null,
    apiUrl: env.DISCORD_API_URL ?? null,
  };
};

const teamsOf = (env: Variables): TeamsConfig | ChannelOff => {
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId } = env;
  const authentication = env.TEAMS_AUTH === 'on';
  const needed = {
    MicrosoftAppId,
    ...(env.MicrosoftAppType === 'UserAssignedMSI' ? {} : { MicrosoftAppPassword }),
    ...(env.MicrosoftAppType === 'MultiTenant' ? {} : { MicrosoftAppTenantId }),
  };
  if (authentication && Object.values(needed).includes(undefined)) return off(needed);
  return {
    on: true,
    appId: MicrosoftAppId ?? null,
    appPassword: MicrosoftAppPassword ?? null,
    appType: env.MicrosoftAppType,
    appTenantId: MicrosoftAppTenantId ?? null,
    openIdMetadataUrl: env.TEAMS_OPENID_METADATA_URL ?? null,
    loginUrl: env.TEAMS_LOGIN_URL ?? null,
    authentication,
  };
};
