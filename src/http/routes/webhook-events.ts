import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { webhookEventStatuses } from '../../app/webhooks.ts';
import { refuse, who } from '../actor.ts';
import { pageLimit, pageOf } from '../fields.ts';
import { problemResponses } from '../problem.ts';
import { replayBody } from '../webhook-bodies.ts';
import { webhookEventSchema } from '../webhook-schemas.ts';

const tags = ['Webhooks'];
const params = z.object({ id: z.string() });
/** The manager judges the cursor: it is its own. */
const ownPaging = { limit: pageLimit, cursor: z.string().optional() };
const common = [401, 403, 404, 429, 503] as const;

const replaySchema = z.object({
  replay_id: z.string(),
  webhook_id: z.string(),
  queued: z.int(),
});

const progressSchema = z.object({
  replay_id: z.string(),
  webhook_id: z.string(),
  total: z.int(),
  done: z.int().describe('Delivered, or given up.'),
  failed: z.int().describe('Given up.'),
  counts: z.object(
    Object.fromEntries(webhookEventStatuses.map((status) => [status, z.int()])) as Record<
      (typeof webhookEventStatuses)[number],
      z.ZodInt
    >,
  ),
});

/** What left for a webhook, and leaves again. */
export const webhookEventRoutes =
  (office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/webhooks/:id/events',
      {
        config: { verb: 'webhooks events' },
        schema: {
          tags,
          summary:
            'List the events of a webhook, the newest first; after an event or a time, the oldest first',
          params,
          querystring: z.object({
            ...ownPaging,
            status: z.enum(webhookEventStatuses).optional(),
            after: z.string().optional(),
          }),
          response: { 200: pageOf(webhookEventSchema), ...problemResponses(...common, 422) },
        },
      },
      async (request, reply) => {
        const page = await office.do('webhooks events', who(request), {
          ...request.query,
          ...request.params,
        });
        return 'ok' in page ? page.ok : refuse(reply, page);
      },
    );

    app.post(
      '/webhooks/:id/replay',
      {
        config: { verb: 'webhooks replay' },
        schema: {
          tags,
          summary: 'Send settled and held events again',
          params,
          body: replayBody,
          response: { 202: replaySchema, ...problemResponses(...common, 400, 409, 415, 422) },
        },
      },
      async (request, reply) => {
        const replay = await office.do('webhooks replay', who(request), {
          ...request.body,
          ...request.params,
        });
        return 'ok' in replay ? await reply.code(202).send(replay.ok) : refuse(reply, replay);
      },
    );

    app.get(
      '/webhooks/:id/replays/:replay_id',
      {
        config: { verb: 'webhooks progress' },
        schema: {
          tags,
          summary: 'Read how far a replay is',
          params: params.extend({ replay_id: z.string() }),
          response: { 200: progressSchema, ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const progress = await office.do('webhooks progress', who(request), request.params);
        return 'ok' in progress ? progress.ok : refuse(reply, progress);
      },
    );

    app.get(
      '/webhook-events/:id',
      {
        config: { verb: 'webhooks event' },
        schema: {
          tags,
          summary: 'Read one event with its attempts, whole, whatever the webhook gets to see of it',
          params,
          response: { 200: webhookEventSchema, ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const found = await office.do('webhooks event', who(request), request.params);
        return 'ok' in found ? found.ok : refuse(reply, found);
      },
    );

    app.post(
      '/webhook-events/:id/resend',
      {
        config: { verb: 'webhooks resend' },
        schema: {
          tags,
          summary: 'Send one event again',
          params,
          body: z.object({}).nullish(),
          response: { 202: webhookEventSchema, ...problemResponses(...common, 409) },
        },
      },
      async (request, reply) => {
        const resent = await office.do('webhooks resend', who(request), request.params);
        return 'ok' in resent ? await reply.code(202).send(resent.ok) : refuse(reply, resent);
      },
    );
  };
