import helmet from '@fastify/helmet';
import Fastify, { LogController } from 'fastify';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
} from 'fastify';
import type { Charts } from '../app/admin/charts.ts';
import type { Metrics } from '../app/metrics.ts';
import { parseBody, storable } from './body.ts';
import { contentSecurity } from './content-security.ts';
import { addErrorHandling, MalformedBody } from './errors.ts';
import { addOpenApi } from './openapi.ts';
import { sendProblem } from './problem.ts';
import { createRawServer } from './raw.ts';
import type { RawRoute } from './raw.ts';
import { rest, restPrefix } from './rest.ts';
import type { RestOptions } from './rest.ts';
import { chartRoutes } from './routes/charts.ts';
import { healthRoutes } from './routes/health.ts';
import type { HealthOptions } from './routes/health.ts';
import { validatorCompiler } from './validate.ts';

export interface ServerOptions {
  readonly log: FastifyBaseLogger;
  readonly version: string;
  readonly publicUrl: string | null;
  readonly newRequestId: () => string;
  readonly isDatabaseAway: (error: unknown) => boolean;
  readonly metrics: Pick<Metrics, 'httpRequest'>;
  readonly health: HealthOptions;
  readonly rest: RestOptions;
  /** What platforms' own libraries answer. */
  readonly raw: readonly RawRoute[];
  readonly charts: Charts;
  /** The pages at `/`; `null` where they are off. */
  readonly pages: FastifyPluginAsync | null;
}

/** Bytes. A guide of fifty long steps fits. */
const bodyLimit = 1_048_576;
/** Characters. Node.js lets no longer address through, nor headers: https://nodejs.org/api/http.html#httpmaxheadersize */
const addressLimit = 16_384;

/**
 * The HTTP server, ready to `listen`. `close` takes no new connections, answers what is in flight, and ends the
 * connections that would otherwise be kept alive.
 */
export const createServer = async (options: ServerOptions): Promise<FastifyInstance> => {
  const { log, metrics } = options;
  const app = Fastify({
    loggerInstance: log,
    // Their addresses may hold what people typed: one line of our own for each request instead.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: options.newRequestId,
    bodyLimit,
    // No id is that long: it is one that does not exist, and not a request that cannot be read.
    routerOptions: { maxParamLength: addressLimit },
    return503OnClosing: false,
    frameworkErrors: (_error, _request: FastifyRequest, reply: FastifyReply) =>
      void sendProblem(reply, 'malformed_request'),
    serverFactory: (handler) =>
      createRawServer(
        {
          routes: options.raw,
          failed: (error, { path }) => log.error({ err: error, route: path }, 'a request failed'),
          served: ({ method, path }, status, seconds) => metrics.httpRequest(method, path, status, seconds),
        },
        handler,
      ),
  });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  readJson(app);
  addErrorHandling(app, options);
  watch(app, metrics);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurity },
    frameguard: { action: 'deny' },
    // Only who is reached over TLS may ask for it, and for no other host.
    hsts: options.publicUrl?.startsWith('https:') === true && { includeSubDomains: false },
  });
  await addOpenApi(app, options);
  await app.register(healthRoutes(options.health));
  await app.register(chartRoutes(options.charts));
  await app.register(rest(options.rest, options.charts), { prefix: restPrefix });
  if (options.pages === null)
    app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs'));
  else await app.register(options.pages);
  return app;
};

/** JSON alone, without what no database can store. */
const readJson = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (_request: FastifyRequest, text: string, done: (error: Error | null, body?: unknown) => void) => {
      const read = parseBody(text);
      if (read.ok) done(null, read.body);
      else done(new MalformedBody(read.detail));
    },
  );
  app.addHook('preValidation', async (request) => {
    if (typeof request.query !== 'object' || request.query === null) return;
    request.query = Object.fromEntries(
      Object.entries(request.query).map(([name, value]) => [
        name,
        typeof value === 'string' ? storable(value) : value,
      ]),
    );
  });
};

/** One line and one count for each request, by its route: addresses and bodies are people's own. */
const watch = (app: FastifyInstance, metrics: Pick<Metrics, 'httpRequest'>): void => {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.httpRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
};
