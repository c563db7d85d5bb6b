import { pino } from 'pino';
import type { FastifyInstance } from 'fastify';
import type { ApiKeys, Scope } from '../../src/app/api-keys.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { ModelOptions } from '../../src/core-options.ts';
import { createRestTemplates } from '../../src/guides/rest-templates.ts';
import { hashKey } from '../../src/http/auth.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import type { ServerOptions } from '../../src/http/server.ts';
import { createApiKeys } from '../../src/store/api-keys.ts';
import { isDatabaseAway } from '../../src/store/database-errors.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { createIdempotencyStore } from '../../src/store/idempotency.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';

export const adminKey = 'the-key-of-the-admin';
const prefix = '/api/support/troubleshooting';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Asked {
  /** Sent as JSON, unless it is a text already. */
  readonly body?: unknown;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestServer {
  readonly origin: string;
  readonly app: FastifyInstance;
  readonly core: Core;
  readonly keys: ApiKeys;
  /** What was logged, one object a line. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  /** `path` is under the REST prefix where it begins with one of its resources. */
  ask(method: string, path: string, asked?: Asked): Promise<Answer>;
  /** A key with these scopes. */
  keyFor(name: string, ...scopes: readonly Scope[]): Promise<string>;
  stop(): Promise<void>;
}

const outside = /^\/(healthz|readyz|metrics|openapi\.json|docs|slack|$)/;

/** A database of its own for a test file, with its tables made. */
export const openTestDatabase = async (): Promise<Database> => {
  const database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  return database;
};

/** For a suite's first start, on a machine that is busy with other suites. */
export const patience = 120_000;

/** The real server over a real database, on a port of its own; `guides`: with the starter catalogue. */
export const startServer = async (
  database: Database,
  change: (options: ServerOptions) => ServerOptions = (options) => options,
  { guides = true, model = null }: { readonly guides?: boolean; readonly model?: ModelOptions | null } = {},
): Promise<TestServer> => {
  const logged: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const { dataSource } = database;
  const metrics = createMetrics({
    outboxAge: async () => await core.outboxAge(),
    unknown: (error) => log.warn({ err: error }, 'the age of the outbox is not known'),
    process: false,
  });
  const core = createCore({
    database,
    encryptionKey: Buffer.alloc(32, 7),
    defaultLocale: 'es',
    localesDir: 'locales',
    webhookSecret: null,
    allowedNetworks: ['127.0.0.0/8'],
    production: false,
    ownOrigin: () => null,
    channels: [],
    chartAt: (id) => `/charts/${id}.png`,
    userAgent: 'Unstuck/test',
    log,
    metrics,
    model,
  });
  if (guides) await core.start();
  const keys = createApiKeys(dataSource);
  const { clock, vault } = core;
  const app = await createServer(
    change({
      log,
      version: '1.2.3',
      publicUrl: null,
      newRequestId: () => crypto.randomUUID(),
      isDatabaseAway,
      metrics,
      health: {
        notReady: async () => {
          await dataSource.query('SELECT 1');
          return null;
        },
        registry: metrics.registry,
      },
      rest: {
        clock,
        auth: { adminApiKey: adminKey, keys },
        idempotency: { store: createIdempotencyStore(dataSource), vault },
        sessions: core.rest,
        templates: createRestTemplates(core.templates),
        escalations: core.handOff.rest,
        office: core.administration.office,
      },
      raw: [],
      charts: core.administration.charts,
      pages: null,
    }),
  );
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });

  return {
    origin,
    app,
    core,
    keys,
    logged,
    ask: async (method, path, { body, key = adminKey, headers = {} } = {}) => {
      const response = await fetch(`${origin}${outside.test(path) ? '' : prefix}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = (response.headers.get('content-type') ?? '').includes('json');
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
      };
    },
    keyFor: async (name, ...scopes) => {
      const key = `key-of-${name}-${crypto.randomUUID()}`;
      await keys.add({ key_id: `key_${name}`, name, scopes }, hashKey(key), clock.now());
      return key;
    },
    stop: async () => {
      await app.close();
      await core.stop();
    },
  };
};
