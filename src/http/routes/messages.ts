import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../app/cursor.ts';
import type { RestEscalations } from '../../app/rest.ts';
import { parseSessionId } from '../../ids.ts';
import { messageText, pageOf, pagingBy, places } from '../fields.ts';
import { seenMark } from '../idempotency.ts';
import { presentRelayed, relayedSchema } from '../present-hand-off.ts';
import { problemResponses, sendProblem } from '../problem.ts';
import { sendRefusal } from './sessions.ts';

const tags = ['Sessions'];
const params = z.object({ id: z.string() });

/** What the person and the agents say to each other, for the program that answers for the person. */
export const messageRoutes =
  (escalations: RestEscalations): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/sessions/:id/messages',
      {
        config: { scope: 'sessions' },
        schema: {
          tags,
          summary: 'List what the person and the agents said to each other, the oldest first',
          params,
          querystring: z.object(pagingBy(places.bySequence)),
          response: { 200: pageOf(relayedSchema), ...problemResponses(401, 403, 404, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const id = parseSessionId(request.params.id);
        const { cursor, limit } = request.query;
        const after = cursor === undefined ? -1 : Number(decodeCursor(cursor)?.[0] ?? -1);
        const messages = id && (await escalations.messages(id, after, limit + 1));
        if (!messages) return sendProblem(reply, 'not_found');
        const items = messages.slice(0, limit);
        const last = items.at(-1);
        return {
          items: items.map(presentRelayed),
          next_cursor: messages.length > limit && last ? encodeCursor([String(last.position)]) : null,
        };
      },
    );

    app.post(
      '/sessions/:id/messages',
      {
        config: { scope: 'sessions' },
        schema: {
          tags,
          summary: 'Write to the agents who have the session, as its person',
          params,
          body: z.object({ text: messageText }),
          response: {
            201: relayedSchema,
            ...problemResponses(400, 401, 403, 404, 409, 415, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const id = parseSessionId(request.params.id);
        const outcome = id && (await escalations.write(id, request.body.text, seenMark(request)));
        if (!outcome) return sendProblem(reply, 'not_found');
        if (outcome === 'forbidden') {
          return sendProblem(reply, 'forbidden', {
            detail: 'The person of this session speaks for themselves, in chat.',
          });
        }
        if ('refused' in outcome) return sendRefusal(reply, outcome);
        return await reply.code(201).send(presentRelayed(outcome.message));
      },
    );
  };
