import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { agentChannels } from '../../app/settings.ts';
import { languageTag } from '../../app/language-tag.ts';
import { channels } from '../../engine/command.ts';
import { priorities } from '../../engine/escalation.ts';
import { refuse, who } from '../actor.ts';
import { problemResponses } from '../problem.ts';

const tags = ['Settings'];

const language = z.string().regex(languageTag, { error: 'must be a language tag such as es, en or es-MX.' });
const place = z.strictObject({ channel: z.string().trim().min(1).max(200) });
/** Any place on any platform: the platform's id of a channel, and what the team says there. */
const anyPlace = z.strictObject({
  channel: z.enum(agentChannels),
  conversation: z.string().trim().min(1).max(200),
  locale: language.optional(),
});
const route = z.strictObject({
  match: z
    .strictObject({
      category: z.string().trim().min(1).max(64).optional(),
      channel: z.enum(channels).optional(),
      priority: z.enum(priorities).optional(),
    })
    .default({}),
  to: anyPlace,
});
const minutes = z
  .int()
  .min(1)
  .max(60 * 24 * 90)
  .nullable()
  .optional();

/** Complete: what is left out of a PUT is set back to its default. Unknown names are refused, not forgotten. */
const settingsSchema = z
  .strictObject({
    /** Where the escalations of each channel's sessions are posted. */
    escalation: z
      .strictObject({
        slack: place.optional(),
        discord: place.optional(),
        teams: place.optional(),
        /** Asked first, in their order: the first that matches has it, "escalate further" goes on to the next. */
        routes: z.array(route).max(50).readonly().optional(),
        /** Where goes what nothing else takes, and what nobody claims. */
        fallback: anyPlace.optional(),
        /** People read them: when somebody is there, and after how long they usually answer. */
        hours: z.string().trim().min(1).max(200).optional(),
        usual_wait_minutes: z.int().min(1).max(10_000).optional(),
      })
      .default({}),
    /** In minutes; null switches it off. */
    timers: z
      .strictObject({
        nudge_after_minutes: minutes,
        expire_after_minutes: minutes,
        remind_agents_after_minutes: minutes,
        reminders: z.int().min(0).max(20).optional(),
        fallback_after_minutes: minutes,
      })
      .optional(),
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
    privacy: z
      .strictObject({
        /** So many days after their end, sessions lose their person and what was written. */
        keep_days: z.int().min(1).max(36_500).optional(),
        /** So many days the audit log keeps a line; 400 unless set. */
        keep_audit_days: z.int().min(1).max(36_500).optional(),
      })
      .optional(),
    /** What is spoken with people whose language their platform does not tell. */
    locale: language.optional(),
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
