import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { refuse, who } from '../actor.ts';
import { pageLimit, pageOf } from '../fields.ts';
import { problemResponses } from '../problem.ts';
import { unchecked } from '../validate.ts';
import { configSchema, pauseBody, resumeBody, rotateBody } from '../webhook-bodies.ts';
import { statsSchema, webhookEventSchema, webhookSchema } from '../webhook-schemas.ts';

const tags = ['Webhooks'];
const params = z.object({ id: z.string() });
/** The manager judges the cursor: it is its own. */
const ownPaging = { limit: pageLimit, cursor: z.string().optional() };
const common = [401, 403, 404, 429, 503] as const;

export const webhookRoutes =
  (office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/webhooks',
      {
        config: { verb: 'webhooks add' },
        validatorCompiler: unchecked,
        schema: {
          tags,
          summary: 'Register a webhook; its secret is shown this once',
          body: configSchema.extend({ webhook_id: z.string().optional() }),
          response: {
            201: webhookSchema.extend({ secret: z.string().nullable() }),
            ...problemResponses(400, 401, 403, 409, 415, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { id, config } = splitId(request.body);
        const registered = await office.do('webhooks add', who(request), { id, config });
        if (!('ok' in registered)) return refuse(reply, registered);
        reply.header('location', `${request.routeOptions.url ?? ''}/${registered.ok.webhook_id}`);
        return await reply.code(201).send(registered.ok);
      },
    );

    app.get(
      '/webhooks',
      {
        config: { verb: 'webhooks list' },
        schema: {
          tags,
          summary: 'List webhooks',
          querystring: z.object(ownPaging),
          response: { 200: pageOf(webhookSchema), ...problemResponses(401, 403, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const page = await office.do('webhooks list', who(request), request.query);
        return 'ok' in page ? page.ok : refuse(reply, page);
      },
    );

    app.get(
      '/webhooks/:id',
      {
        config: { verb: 'webhooks show' },
        schema: {
          tags,
          summary: 'Read a webhook',
          params,
          response: { 200: webhookSchema, ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const found = await office.do('webhooks show', who(request), request.params);
        return 'ok' in found ? found.ok : refuse(reply, found);
      },
    );

    app.patch(
      '/webhooks/:id',
      {
        config: { verb: 'webhooks change' },
        validatorCompiler: unchecked,
        schema: {
          tags,
          summary: 'Change what is named; the secret is changed by rotate-secret alone',
          params,
          body: configSchema.omit({ secret: true }).partial(),
          response: { 200: webhookSchema, ...problemResponses(...common, 400, 415, 422) },
        },
      },
      async (request, reply) => {
        const changed = await office.do('webhooks change', who(request), {
          ...request.params,
          patch: request.body,
        });
        return 'ok' in changed ? changed.ok : refuse(reply, changed);
      },
    );

    app.post(
      '/webhooks/:id/pause',
      {
        config: { verb: 'webhooks pause' },
        schema: {
          tags,
          summary: 'Switch a webhook off for a while; what happens meanwhile is held',
          params,
          body: pauseBody,
          response: { 200: webhookSchema, ...problemResponses(...common, 400, 415, 422) },
        },
      },
      async (request, reply) => {
        const paused = await office.do('webhooks pause', who(request), {
          ...request.body,
          ...request.params,
        });
        return 'ok' in paused ? paused.ok : refuse(reply, paused);
      },
    );

    app.post(
      '/webhooks/:id/resume',
      {
        config: { verb: 'webhooks resume' },
        schema: {
          tags,
          summary: 'Switch a webhook on, whyever it was off',
          params,
          body: resumeBody,
          response: { 200: webhookSchema, ...problemResponses(...common, 400, 415, 422) },
        },
      },
      async (request, reply) => {
        const resumed = await office.do('webhooks resume', who(request), {
          ...request.body,
          ...request.params,
        });
        return 'ok' in resumed ? resumed.ok : refuse(reply, resumed);
      },
    );

    app.delete(
      '/webhooks/:id',
      {
        config: { verb: 'webhooks remove' },
        schema: {
          tags,
          summary: 'Delete a webhook with its history',
          params,
          response: { 204: z.null().describe('Deleted'), ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const deleted = await office.do('webhooks remove', who(request), request.params);
        return 'ok' in deleted ? await reply.code(204).send(null) : refuse(reply, deleted);
      },
    );

    app.get(
      '/webhooks/:id/stats',
      {
        config: { verb: 'webhooks stats' },
        schema: {
          tags,
          summary: 'Read the numbers of a webhook',
          params,
          response: { 200: statsSchema, ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const stats = await office.do('webhooks stats', who(request), request.params);
        return 'ok' in stats ? stats.ok : refuse(reply, stats);
      },
    );

    app.post(
      '/webhooks/:id/test',
      {
        config: { verb: 'webhooks test' },
        schema: {
          tags,
          summary: 'Send a test event',
          params,
          body: z.object({}).nullish(),
          response: { 202: webhookEventSchema, ...problemResponses(...common, 409) },
        },
      },
      async (request, reply) => {
        const sent = await office.do('webhooks test', who(request), request.params);
        return 'ok' in sent ? await reply.code(202).send(sent.ok) : refuse(reply, sent);
      },
    );

    app.post(
      '/webhooks/:id/rotate-secret',
      {
        config: { verb: 'webhooks rotate' },
        schema: {
          tags,
          summary: 'Replace the secret; the old one goes on signing for the overlap',
          params,
          body: rotateBody,
          response: {
            200: z.object({ secret: z.string() }),
            ...problemResponses(...common, 400, 409, 415, 422),
          },
        },
      },
      async (request, reply) => {
        const rotated = await office.do('webhooks rotate', who(request), {
          ...request.body,
          ...request.params,
        });
        return 'ok' in rotated ? rotated.ok : refuse(reply, rotated);
      },
    );
  };

/** `webhook_id` names the webhook, the rest is its configuration. What is no text is no id: 5 is not "5". */
const splitId = (body: unknown): { readonly id: string | null; readonly config: unknown } => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { id: null, config: body };
  const { webhook_id: id = null, ...config } = body as Readonly<Record<string, unknown>>;
  return { id: id === null || typeof id === 'string' ? id : '', config };
};
