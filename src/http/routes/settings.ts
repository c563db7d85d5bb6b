import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Clock } from '../../app/ports.ts';
import type { SettingsStore } from '../../app/settings.ts';
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
  })
  .meta({ id: 'Settings' });

export const settingsRoutes =
  (settings: SettingsStore, clock: Clock): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/settings',
      {
        config: { scope: 'admin' },
        schema: {
          tags,
          summary: 'Read the settings',
          response: { 200: settingsSchema, ...problemResponses(401, 403, 429, 503) },
        },
      },
      async () => await settings.get(),
    );

    app.put(
      '/settings',
      {
        config: { scope: 'admin' },
        schema: {
          tags,
          summary: 'Replace the settings',
          body: settingsSchema,
          response: { 200: settingsSchema, ...problemResponses(400, 401, 403, 415, 422, 429, 503) },
        },
      },
      async ({ body }) => {
        await settings.put(body, clock.now());
        return body;
      },
    );
  };
