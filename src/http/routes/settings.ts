import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { refuse, who } from '../actor.ts';
import { problemResponses } from '../problem.ts';

const tags = ['Settings'];

const place = z.strictObject({ channel: z.string().trim().min(1).max(200) });

/** Complete: what is left out of a PUT is set back to its default. Unknown names are refused, not forgotten. */
const settingsSchema = z
  .strictObject({
    /** Where the escalations of each channel's sessions are posted. */
    escalation: z
      .strictObject({ slack: place.optional(), discord: place.optional(), teams: place.optional() })
      .default({}),
    /** `enabled: false` switches the model off, where there is one. */
    llm: z.strictObject({ enabled: z.boolean().optional() }).optional(),
    /** Where admins are told what needs them. */
    admin: z
      .strictObject({ slack: place.optional(), discord: place.optional(), teams: place.optional() })
      .optional(),
    /** How much people may ask in a minute, at each replica. */
    limits: z
      .strictObject({
        per_person: z.int().min(5).max(10_000).optional(),
        per_workspace: z.int().min(5).max(1_000_000).optional(),
      })
      .optional(),
    /** So many days after their end, sessions lose their person and what was written. */
    privacy: z.strictObject({ keep_days: z.int().min(1).max(36_500).optional() }).optional(),
  })
  .meta({ id: 'Settings' });

export const settingsRoutes =
  (office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/settings',
      {
        config: { verb: 'settings show' },
        schema: {
          tags,
          summary: 'Read the settings',
          response: { 200: settingsSchema, ...problemResponses(401, 403, 429, 503) },
        },
      },
      async (request, reply) => {
        const shown = await office.do('settings show', who(request), {});
        return 'ok' in shown ? shown.ok : refuse(reply, shown);
      },
    );

    app.put(
      '/settings',
      {
        config: { verb: 'settings set' },
        schema: {
          tags,
          summary: 'Replace the settings',
          body: settingsSchema,
          response: { 200: settingsSchema, ...problemResponses(400, 401, 403, 415, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const set = await office.do('settings set', who(request), { settings: request.body });
        return 'ok' in set ? set.ok : refuse(reply, set);
      },
    );
  };
