import { pino } from 'pino';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every route that the server describes, as `GET /path/{id}`. Nothing is asked of what stands behind them. */
export const describedRoutes = async (): Promise<string[]> => {
  const metrics = createMetrics({
    outboxAge: () => Promise.resolve({ messages: 0, webhook_events: 0 }),
    unknown: () => {},
    process: false,
  });
  const nothing = {} as never;
  const server = await createServer({
    log: pino({ level: 'silent' }),
    version: '0.0.0',
    publicUrl: null,
    newRequestId: () => 'request',
    isDatabaseAway: () => false,
    metrics,
    health: { registry: metrics.registry, notReady: () => Promise.resolve(null) },
    rest: {
      clock: { now: () => new Date(0) },
      auth: { adminApiKey: 'the-key-of-the-admin', keys: nothing },
      idempotency: { store: nothing, vault: nothing },
      sessions: nothing,
      templates: nothing,
      escalations: nothing,
      office: nothing,
    },
    raw: [],
    charts: nothing,
    pages: null,
  });
  const { paths } = (await server.inject('/openapi.json')).json<OpenApi>();
  await server.close();
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
};
