import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createWebChannel } from '../adapters/web/index.ts';
import { hasScope } from './app/admin/rights.ts';
import type { Channel, Desk } from './app/channel.ts';
import { linkMinutes } from './app/links.ts';
import { isLoopbackHost } from './app/loopback.ts';
import type { Metrics } from './app/metrics.ts';
import type { RestSessions } from './app/rest.ts';
import { bytes, systemClock, token } from './chance.ts';
import type { Config } from './config.ts';
import { createCore } from './core.ts';
import type { Core } from './core.ts';
import type { Locale } from './engine/template.ts';
import { openDiscord } from './discord.ts';
import { createDrawings } from './drawings.ts';
import { createRestTemplates } from './guides/rest-templates.ts';
import { createKeyCheck } from './http/auth.ts';
import { createMetrics } from './http/metrics.ts';
import { restPrefix } from './http/rest.ts';
import { createServer } from './http/server.ts';
import type { WebhookId } from './ids.ts';
import { interfaceLocales, localesFolder, packageRoot, packageVersion } from './package-root.ts';
import { createVault } from './store/crypto.ts';
import { isDatabaseAway } from './store/database-errors.ts';
import { migrate, openDatabase } from './store/data-source.ts';
import type { Database } from './store/data-source.ts';
import { createKeep, createLeadership } from './store/keep.ts';
import { loadFolderKeys } from './store/keys.ts';
import { deliveriesTo } from './store/playground.ts';
import { openSlack, slackRoutes } from './slack.ts';
import { openTeams } from './teams.ts';
import type { Running } from './welcome.ts';

/** The composition root: the one file that knows every part. */
export const startUnstuck = async (config: Config, log: Logger): Promise<Running> => {
  const root = packageRoot();
  const version = packageVersion(root);
  const database = await openDatabase({
    databaseUrl: config.databaseUrl ?? undefined,
    dataDir: config.dataDir,
    log,
  });
  try {
    await migrate(database);
    return await serve(config, log, database, root, version);
  } catch (error) {
    await database.close();
    throw error;
  }
};

/** Configured keys, else those of the data folder. */
const keysOf = (config: Config) => {
  const folder = config.databaseUrl === null ? loadFolderKeys(config.dataDir) : null;
  const encryptionKey = config.encryptionKey ?? folder?.encryptionKey.value;
  const adminApiKey = config.adminApiKey ?? folder?.adminApiKey.value;
  if (!encryptionKey || !adminApiKey)
    throw new Error('DATABASE_URL without its keys passed the configuration');
  return {
    encryptionKey,
    adminApiKey,
    newAdminKey:
      config.adminApiKey === null && folder?.adminApiKey.isNew === true ? folder.adminApiKey.value : null,
    files: [
      ...(config.adminApiKey === null && folder ? [folder.adminApiKey.path] : []),
      ...(config.encryptionKey === null && folder ? [folder.encryptionKey.path] : []),
    ],
  };
};

const serve = async (
  config: Config,
  log: Logger,
  database: Database,
  root: string,
  version: string,
): Promise<Running> => {
  const keys = keysOf(config);
  const { dataSource } = database;
  const address: { origin: string | null } = { origin: null };

  const metrics = createMetrics({
    outboxAge: async () => await core.outboxAge(),
    unknown: (error) => log.warn({ err: error }, 'the age of the outbox is unknown'),
    process: true,
  });

  const slackChannel = await openSlack(config, {
    keep: createKeep(dataSource, 'slack', systemClock),
    vault: createVault(keys.encryptionKey),
    root,
    log,
    metrics,
  });

  const teamsChannel = await openTeams(config, {
    keep: createKeep(dataSource, 'teams', systemClock),
    log,
    metrics,
    userAgent: `Unstuck/${version}`,
  });

  const discordChannel = await openDiscord(config, {
    keep: createKeep(dataSource, 'discord', systemClock),
    leadership: createLeadership(dataSource, token()),
    log,
    metrics,
  });

  const playground = playgroundWebhook(keys.encryptionKey);
  const webChannel = config.playground
    ? createWebChannel({
        drawings: createDrawings((...said) => core.desk.text(...said)),
        clock: systemClock,
        newSecret: () => bytes(32).toString('base64url'),
        log,
        history: async (session) => {
          const loaded = await core.store.load(session);
          if (!loaded) return null;
          return {
            recorded: await core.store.recorded(session),
            deliveries: await deliveriesTo(dataSource, playground.id, session),
          };
        },
        continued: {
          minutes: linkMinutes,
          redeem: async (link, visitor) => (await core.links?.redeem(link, visitor)) ?? null,
          of: async (visitor) => (await core.links?.of(visitor)) ?? [],
          session: async (id) => (await core.store.load(id))?.session ?? null,
        },
        pack: async (session) => await core.handOff.drawing.pack(session),
        admin: {
          local:
            !config.production &&
            isLoopbackHost(config.host) &&
            (config.publicUrl === null || isLoopbackHost(new URL(config.publicUrl).hostname)),
          isAdmin: async (person) => (await core.administration.book.roleOf(person)) === 'admin',
          opensBy: async (key) => hasScope((await callerWith(key))?.scopes ?? [], 'admin'),
        },
        examples: async (locale) => await exampleProblems(core, locale),
        locales: [
          config.defaultLocale,
          ...interfaceLocales(root).filter((one) => one !== config.defaultLocale),
        ],
        publicUrl: config.publicUrl,
        publicDir: join(root, 'dist/adapters/web/page'),
        hookSecret: () => playground.secret,
      })
    : null;

  const channels: Channel[] = [slackChannel, discordChannel, teamsChannel, webChannel].filter(
    (channel) => channel !== null,
  );
  const core: Core = createCore({
    database,
    encryptionKey: keys.encryptionKey,
    defaultLocale: config.defaultLocale,
    localesDir: localesFolder(root),
    webhookSecret: config.webhookSecret,
    allowedNetworks: config.webhookAllowedNetworks,
    production: config.production,
    ownOrigin: () => (config.playground ? address.origin : null),
    loopback: isLoopbackHost(config.host),
    linkToSession: (id) => `${config.publicUrl ?? address.origin}${restPrefix}/sessions/${id}`,
    linkToEvent: (id) => `${config.publicUrl ?? address.origin}${restPrefix}/webhook-events/${id}`,
    ...(config.playground && {
      continueAt: (id: string) => `${config.publicUrl ?? address.origin}/playground/continue/${id}`,
    }),
    chartAt: (id, channel) => {
      // Chat platforms fetch pictures from outside, and over TLS alone; a page of ours has them from where it is.
      const from = channel === 'web' ? (config.publicUrl ?? address.origin) : config.publicUrl;
      return from !== null && (channel === 'web' || from.startsWith('https://'))
        ? `${from}/charts/${id}.png`
        : null;
    },
    channels,
    adminUsers: config.adminUsers,
    letIn: (person) => webChannel?.isAdmin(person) ?? false,
    userAgent: `Unstuck/${version}`,
    log,
    metrics,
    model: config.openai && { server: config.openai, dailyTokens: config.openai.dailyTokens },
  });

  const auth = { adminApiKey: keys.adminApiKey, keys: core.administration.keys };
  const callerWith = createKeyCheck({ ...auth, clock: systemClock });
  const server = await createServer({
    log,
    version,
    publicUrl: config.publicUrl,
    newRequestId: token,
    isDatabaseAway,
    metrics,
    health: { registry: metrics.registry, notReady: () => notReady(database) },
    rest: {
      clock: systemClock,
      auth,
      idempotency: { store: core.idempotency, vault: core.vault },
      sessions: counted(core.rest, metrics),
      templates: createRestTemplates(core.templates),
      escalations: core.handOff.rest,
      office: core.administration.office,
    },
    raw: [
      ...(slackChannel ? slackRoutes(slackChannel) : []),
      ...(discordChannel?.requestListener
        ? [
            {
              method: 'POST' as const,
              path: '/discord/interactions',
              listener: discordChannel.requestListener,
            },
          ]
        : []),
      ...(teamsChannel
        ? [{ method: 'POST' as const, path: '/api/messages', listener: teamsChannel.requestListener }]
        : []),
    ],
    charts: core.administration.charts,
    pages: webChannel?.plugin ?? null,
  });

  await core.start();
  const desk = observed(core.desk, metrics);
  slackChannel?.connect(desk);
  discordChannel?.connect(desk, interfaceLocales(root));
  teamsChannel?.connect(desk);
  webChannel?.connect(
    beforeReceiving(desk, async () => {
      await playground.register(core, address.origin);
    }),
  );
  const end = async (): Promise<void> => {
    await server.close();
    for (const channel of channels) await channel.stop();
    await core.stop();
  };
  try {
    for (const channel of channels) await channel.start();
    await server.listen({ host: config.host, port: config.port });
  } catch (error) {
    await end();
    throw error;
  }
  const { port } = server.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  address.origin = `http://${host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host}:${port}`;

  return {
    url: config.publicUrl ?? address.origin,
    newAdminKey: keys.newAdminKey,
    keyFiles: keys.files,
    claim: await core.administration.claims.offer(),
    guides: (await core.templates.listTemplates()).length,
    stop: async () => {
      await end();
      await database.close();
    },
  };
};

/** Why it cannot serve just now; `null` while it can. */
const notReady = async ({ dataSource }: Database): Promise<string | null> => {
  try {
    await dataSource.query('SELECT 1');
    return null;
  } catch (error) {
    if (isDatabaseAway(error)) return 'The database does not answer.';
    throw error;
  }
};

/** Every input is counted by its channel and what became of it. */
const observed = (desk: Desk, metrics: Metrics): Desk => ({
  ...desk,
  receive: async (input) => {
    try {
      const receipt = await desk.receive(input);
      metrics.command(input.channel, receipt.kind === 'told' ? 'accepted' : receipt.kind);
      return receipt;
    } catch (error) {
      metrics.command(input.channel, 'failed');
      throw error;
    }
  },
});

const counted = (sessions: RestSessions, metrics: Metrics): RestSessions => {
  const count = <Answer extends object | null>(answer: Answer): Answer => {
    if (answer) metrics.command('api', 'refused' in answer ? 'refused' : 'accepted');
    return answer;
  };
  return {
    ...sessions,
    start: async (...given) => count(await sessions.start(...given)),
    command: async (...given) => count(await sessions.command(...given)),
  };
};

const beforeReceiving = (desk: Desk, prepare: () => Promise<void>): Desk => ({
  ...desk,
  receive: async (input) => {
    await prepare();
    return await desk.receive(input);
  },
});

/** The webhook that the playground's own receiver answers: made when the first visitor says something. */
const playgroundWebhook = (encryptionKey: Buffer) => {
  const id = 'wh_playground' as WebhookId;
  const secret = `whsec_${createHmac('sha256', encryptionKey).update('playground webhook').digest('base64')}`;
  let registered: Promise<void> | null = null;

  const register = async (core: Core, origin: string | null): Promise<void> => {
    const url = `${origin}/playground/hooks`;
    const made = await core.webhooks.registerWebhook(id, {
      url,
      events: ['*'],
      secret,
      channels: ['web'],
      description: 'The playground listens to its own sessions here.',
    });
    if (!('ok' in made)) await core.webhooks.updateWebhook(id, { url, channels: ['web'], enabled: true });
  };

  return {
    id,
    secret,
    register: async (core: Core, origin: string | null): Promise<void> => {
      registered ??= register(core, origin).catch((error: unknown) => {
        registered = null;
        throw error;
      });
      await registered;
    },
  };
};

/** One phrasing of each guide: something to try. */
const exampleProblems = async (core: Core, locale: Locale): Promise<readonly string[]> =>
  (await core.templates.listTemplates({ locale })).flatMap(({ examples }) => examples.slice(0, 1));
