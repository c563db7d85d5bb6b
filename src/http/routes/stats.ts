import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Charts } from '../../app/admin/charts.ts';
import type { Office } from '../../app/admin/office.ts';
import { languageTag } from '../../app/language-tag.ts';
import type { Clock } from '../../app/ports.ts';
import { dayOutcomes } from '../../app/statistics.ts';
import { statuses } from '../../engine/session.ts';
import { refuse, who } from '../actor.ts';
import { moment } from '../fields.ts';
import { problemResponses } from '../problem.ts';

const count = z.int();
const dayMs = 24 * 3_600_000;

const outcomes = [
  'confirmed',
  'implied',
  'abandoned',
  'escalated',
  'escalated_solved',
  'escalated_unsolved',
] as const;

const statsSchema = z
  .object({
    sessions: z.object({
      total: count,
      by_status: z.record(z.enum(statuses), count),
      by_outcome: z.record(z.enum(outcomes), count),
      by_channel: z.record(z.string(), count),
      help_rate: z
        .number()
        .nullable()
        .describe(
          'Of the sessions that have ended, the percent that the person confirmed as solved or an agent closed as solved.',
        ),
      median_minutes_to_solution: z.number().nullable(),
      by_day: z
        .array(
          z.object({
            day: z.string(),
            started: count,
            solved: count,
            escalated: count,
            abandoned: count,
            by_outcome: z
              .record(z.enum(dayOutcomes), count)
              .describe('All that began on the day, each once.'),
          }),
        )
        .readonly(),
    }),
    templates: z
      .array(
        z.object({
          template_id: z.string(),
          template_version: z.int(),
          sessions: count,
          resolved: count,
          escalated: count,
          abandoned: count,
          rating: z.number().nullable().describe('Mean of the ratings from 1 to 5.'),
          /** How often each step was shown, and what came of it. */
          steps: z
            .array(z.object({ step_number: z.int(), shown: count, completed: count, failed: count }))
            .readonly(),
        }),
      )
      .readonly(),
    /** Over all webhooks and all time. */
    deliveries: z.object({
      total: count,
      delivered: count,
      failed: count,
      refused: count,
      pending: count,
      success_rate: z.number().nullable().describe('Percent of the settled ones.'),
    }),
  })
  .meta({ id: 'Statistics' });

export const statsRoutes =
  (office: Office, charts: Charts, clock: Clock): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/stats',
      {
        config: { verb: 'stats' },
        schema: {
          tags: ['Statistics'],
          summary: 'Read the numbers: sessions by outcome, per guide and version, step by step, deliveries',
          querystring: z.object({ since: moment.optional(), until: moment.optional() }),
          response: { 200: statsSchema, ...problemResponses(401, 403, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const { since = null, until = null } = request.query;
        const read = await office.do('stats', who(request), { since, until });
        return 'ok' in read ? read.ok : refuse(reply, read);
      },
    );

    app.get(
      '/stats/chart.png',
      {
        config: { verb: 'stats' },
        schema: {
          tags: ['Statistics'],
          summary: 'The same as a picture: the sessions of the last days by outcome, as chats show them',
          querystring: z.object({
            days: z.coerce.number().int().min(1).max(90).default(14),
            locale: z.string().regex(languageTag).default('en'),
          }),
          response: { 200: z.any().describe('A PNG.'), ...problemResponses(401, 403, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const { days, locale } = request.query;
        const now = clock.now();
        const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
        const png = await charts.draw({ since: new Date(today - (days - 1) * dayMs), days, locale });
        return await reply.type('image/png').send(Buffer.from(png));
      },
    );
  };
