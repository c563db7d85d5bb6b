import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { problemResponses, sendProblem } from '../problem.ts';

const tags = ['Operations'];
const ok = z.object({ status: z.literal('ok') });

export interface HealthOptions {
  /** What keeps the program from serving, as a sentence; `null` while nothing does. */
  readonly notReady: () => Promise<string | null>;
  readonly registry: Registry;
}

export const healthRoutes =
  ({ notReady, registry }: HealthOptions): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/healthz',
      {
        logLevel: 'warn',
        schema: { tags, summary: 'The process is alive', security: [], response: { 200: ok } },
      },
      async () => ({ status: 'ok' as const }),
    );

    app.get(
      '/readyz',
      {
        logLevel: 'warn',
        schema: {
          tags,
          summary: 'It can serve',
          security: [],
          response: { 200: ok, ...problemResponses(503) },
        },
      },
      async (_request, reply) => {
        const reason = await notReady();
        return reason === null
          ? { status: 'ok' as const }
          : sendProblem(reply, 'not_ready', { detail: reason });
      },
    );

    app.get(
      '/metrics',
      {
        logLevel: 'warn',
        schema: {
          tags,
          summary: 'Metrics for Prometheus',
          security: [],
          response: {
            200: { description: 'Prometheus text format', content: { 'text/plain': { schema: z.string() } } },
          },
        },
      },
      async (_request, reply) => {
        reply.header('content-type', registry.contentType);
        return reply.send(await registry.metrics());
      },
    );
  };
