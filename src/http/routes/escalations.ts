import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import type { EscalationRow } from '../../app/ports.ts';
import { escalationStatuses } from '../../app/rest.ts';
import type { Escalations, RestCommand, RestSessions } from '../../app/rest.ts';
import type { Agent } from '../../engine/hand-off.ts';
import { parseEscalationId } from '../../ids.ts';
import type { PersonId } from '../../ids.ts';
import { refuse, who } from '../actor.ts';
import { agentId, pageOf, pagingBy, places, timestamp, words, wordsLimit } from '../fields.ts';
import { seenMark } from '../idempotency.ts';
import { escalationSchema, presentSession, sessionSchema } from '../present-session.ts';
import { problemResponses, sendProblem } from '../problem.ts';
import { sendRefusal } from './sessions.ts';

const tags = ['Escalations'];
const params = z.object({ id: z.string() });

const itemSchema = escalationSchema.extend({ session_id: z.string(), created_at: timestamp });
/** The escalation after the command, with its session. */
const answerSchema = itemSchema.extend({ session: sessionSchema });

/** Who acts; without it, the key itself. */
const agent = agentId.optional();

const action = <Body extends z.ZodType>(
  path: string,
  summary: string,
  body: Body,
  toCommand: (body: z.output<Body>, agent: Agent) => RestCommand,
) => ({ path, summary, body, toCommand });

const actions = [
  action('/claim', 'Take an escalation on', z.object({ agent }).nullish(), (_body, by) => ({
    type: 'claim',
    agent: by,
  })),
  action(
    '/return',
    'Send the person back to the guide, to a step or to where it stood',
    z.object({ agent, step: z.int().min(1).nullish() }).nullish(),
    (body, by) => ({ type: 'return', agent: by, step: body?.step ?? null }),
  ),
  action(
    '/resolve',
    'Close an escalation, solved or not',
    z.object({ agent, solved: z.boolean().default(true) }).nullish(),
    (body, by) => ({ type: 'close', agent: by, solved: body?.solved ?? true }),
  ),
] as const;

export const escalationRoutes =
  (escalations: Escalations, sessions: RestSessions, office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/escalations',
      {
        config: { verb: 'escalations list' },
        schema: {
          tags,
          summary: 'List escalations, the newest first',
          querystring: z.object({
            ...pagingBy(places.newestFirst),
            status: z.enum(escalationStatuses).optional(),
            assignee: agentId.optional(),
          }),
          response: { 200: pageOf(itemSchema), ...problemResponses(401, 403, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const { status = null, assignee = null, limit, cursor = null } = request.query;
        const asked = { status, assignee, limit, cursor };
        const listed = await office.do('escalations list', who(request), asked);
        if (!('ok' in listed)) return refuse(reply, listed);
        return { items: listed.ok.items.map(presentEscalation), next_cursor: listed.ok.next_cursor };
      },
    );

    for (const { path, summary, body, toCommand } of actions) {
      app.post(
        `/escalations/:id${path}`,
        {
          config: { scope: 'agents' },
          schema: {
            tags,
            summary,
            params,
            body,
            response: { 200: answerSchema, ...problemResponses(400, 401, 403, 404, 409, 415, 422, 429, 503) },
          },
        },
        async (request, reply) => {
          const id = parseEscalationId(request.params.id);
          const row = id && (await escalations.find(id));
          if (!row) return sendProblem(reply, 'not_found');
          const current = await sessions.get(row.session_id);
          // A session may have been handed over before: what is closed stays closed.
          if (current?.session.escalation?.escalation_id !== row.escalation_id)
            return sendRefusal(reply, { refused: 'not_escalated', session: current });
          // The schema of this very entry has read the body.
          const by = { id: request.body?.agent ?? keyPerson(request.caller?.id ?? ''), name: null };
          const asked = (toCommand as (body: unknown, by: Agent) => RestCommand)(request.body, by);
          const outcome = await sessions.command(row.session_id, asked, seenMark(request));
          if (!outcome) return sendProblem(reply, 'not_found');
          if ('refused' in outcome) return sendRefusal(reply, outcome);
          const session = presentSession(outcome.done);
          return { ...presentEscalation(row), ...session.escalation, session };
        },
      );
    }

    app.post(
      '/escalations/:id/reply',
      {
        config: { scope: 'agents' },
        schema: {
          tags,
          summary: 'Write to the person (not available in this version)',
          params,
          body: z.object({ agent, text: words(wordsLimit) }),
          response: problemResponses(400, 401, 403, 404, 415, 422, 429, 501, 503),
        },
      },
      async (request, reply) => {
        const id = parseEscalationId(request.params.id);
        const row = id && (await escalations.find(id));
        return sendProblem(reply, row ? 'not_available' : 'not_found');
      },
    );
  };

const keyPerson = (caller: string): PersonId => `api:${caller}` as PersonId;

const presentEscalation = (row: EscalationRow): z.output<typeof itemSchema> => ({
  escalation_id: row.escalation_id,
  session_id: row.session_id,
  status: row.status,
  priority: row.priority,
  assignee: row.assignee,
  reason: row.reason,
  created_at: row.created_at,
});
