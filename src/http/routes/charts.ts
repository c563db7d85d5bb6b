import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Charts } from '../../app/admin/charts.ts';
import { problemResponses, sendProblem } from '../problem.ts';

/** Pictures for chats: whoever has the address may look, and nobody else can make one. */
export const chartRoutes =
  (charts: Charts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/charts/:file',
      {
        schema: {
          tags: ['Statistics'],
          summary: 'A picture that a chat shows, by the address that it was given',
          security: [],
          params: z.object({ file: z.string() }),
          response: { 200: z.any().describe('A PNG.'), ...problemResponses(404, 503) },
        },
      },
      async (request, reply) => {
        const token = /^(.+)\.png$/.exec(request.params.file)?.[1];
        const png = token === undefined ? null : await charts.picture(token);
        if (png === null) return await sendProblem(reply, 'not_found');
        return await reply
          .headers({
            'content-type': 'image/png',
            'cache-control': 'public, max-age=60',
            // Chats draw it within their own pages.
            'cross-origin-resource-policy': 'cross-origin',
          })
          .send(Buffer.from(png));
      },
    );
  };
