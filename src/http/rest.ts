import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import type { Charts } from '../app/admin/charts.ts';
import type { Office } from '../app/admin/office.ts';
import type { Clock } from '../app/ports.ts';
import type { RestEscalations, RestSessions, RestTemplates } from '../app/rest.ts';
import { createAuthentication } from './auth.ts';
import type { AuthOptions } from './auth.ts';
import { addIdempotency } from './idempotency.ts';
import type { IdempotencyOptions } from './idempotency.ts';
import { RateLimited } from './errors.ts';
import { escalationRoutes } from './routes/escalations.ts';
import { messageRoutes } from './routes/messages.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { settingsRoutes } from './routes/settings.ts';
import { statsRoutes } from './routes/stats.ts';
import { teamRoutes } from './routes/team.ts';
import { templateRoutes } from './routes/templates.ts';
import { templateVersionRoutes } from './routes/template-versions.ts';
import { webhookEventRoutes } from './routes/webhook-events.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export interface RestOptions {
  readonly clock: Clock;
  readonly auth: Omit<AuthOptions, 'clock'>;
  readonly idempotency: Omit<IdempotencyOptions, 'clock'>;
  /** Requests of one key within a time, in milliseconds, at this replica. */
  readonly rateLimit?: { readonly max: number; readonly windowMs: number };
  readonly sessions: RestSessions;
  readonly templates: RestTemplates;
  readonly escalations: RestEscalations;
  /** Everything that is administered. */
  readonly office: Office;
}

export const restPrefix = '/api/support/troubleshooting';

/** A hundred requests a second, sustained: far above a program's need, far below what would starve the chat. */
const usualRate = { max: 1000, windowMs: 10_000 };

/** Everything under the prefix: first who asks, then how often, then whether it was asked before. */
export const rest = (options: RestOptions, charts: Charts) => {
  const { clock, rateLimit: rate = usualRate } = options;
  return async (app: FastifyInstance): Promise<void> => {
    app.decorateRequest('caller', null);
    app.addHook('onRequest', createAuthentication({ ...options.auth, clock }));
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    await app.register(rateLimit, {
      max: rate.max,
      timeWindow: rate.windowMs,
      // After the key was looked at, before anything is read for it.
      hook: 'preParsing',
      keyGenerator: (request) => request.caller?.id ?? '',
      errorResponseBuilder: () => new RateLimited(),
      enableDraftSpec: true,
    });
    addIdempotency(app, { ...options.idempotency, clock });
    const { office } = options;
    await app.register(sessionRoutes(options.sessions, office));
    await app.register(templateRoutes(options.templates, office));
    await app.register(templateVersionRoutes(office));
    await app.register(webhookRoutes(office));
    await app.register(webhookEventRoutes(office));
    await app.register(messageRoutes(options.escalations));
    await app.register(escalationRoutes(options.escalations, office));
    await app.register(settingsRoutes(office));
    await app.register(statsRoutes(office, charts, clock));
    await app.register(teamRoutes(office));
  };
};
