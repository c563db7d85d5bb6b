import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import type { Deed } from '../../app/hand-off/deeds.ts';
import { escalationStatuses } from '../../app/rest.ts';
import type { RestEscalations } from '../../app/rest.ts';
import { priorities } from '../../engine/escalation.ts';
import { parseEscalationId } from '../../ids.ts';
import type { PersonId } from '../../ids.ts';
import { refuse, who } from '../actor.ts';
import { agentId, messageText, pageOf, pagingBy, places, templateId } from '../fields.ts';
import { seenMark } from '../idempotency.ts';
import {
  escalationItemSchema,
  packSchema,
  presentEscalation,
  presentPack,
  presentRelayed,
  relayedSchema,
} from '../present-hand-off.ts';
import { presentSession, sessionSchema } from '../present-session.ts';
import { problemResponses, sendProblem } from '../problem.ts';
import { sendRefusal } from './sessions.ts';

const tags = ['Escalations'];
const params = z.object({ id: z.string() });

/** The escalation after the command, with its session. */
const answerSchema = escalationItemSchema.extend({ session: sessionSchema });
const wholeSchema = answerSchema.extend({
  place: z.string().nullable().describe('The conversation where the agents have it; null: nobody was told.'),
  pack: packSchema.nullable().describe('null where the session was handed over again since.'),
});
const replySchema = answerSchema.extend({ message: relayedSchema });

const name = z.string().trim().min(1).max(200);
/** Who acts; without it whoever has the escalation, else the key itself. */
const acting = { agent: agentId.optional(), agent_name: name.optional() };

const action = <Body extends z.ZodRawShape>(
  path: string,
  summary: string,
  shape: Body,
  toDeed: (body: z.output<z.ZodObject<Body>>) => Deed,
) => ({
  path,
  summary,
  body: z.object({ ...acting, ...shape }),
  optional: z.object(shape).safeParse({}).success,
  toDeed: toDeed as (body: unknown) => Deed,
});

const actions = [
  action('/claim', 'Take an escalation on', {}, () => ({ do: 'claim' })),
  action('/release', 'Put an escalation back', {}, () => ({ do: 'release' })),
  action(
    '/assign',
    'Give an escalation to somebody',
    { to: agentId, to_name: name.optional() },
    ({ to, to_name }) => ({ do: 'assign', to: { id: to, name: to_name ?? null } }),
  ),
  action('/priority', 'Say how urgent it is', { priority: z.enum(priorities) }, ({ priority }) => ({
    do: 'prioritise',
    priority,
  })),
  action('/escalate-further', 'Pass an escalation on to the next place; the claim is released', {}, () => ({
    do: 'pass_on',
  })),
  action(
    '/return',
    'Send the person back to the guide, to a step or to where it stood',
    { step: z.int().min(1).nullish() },
    ({ step }) => ({ do: 'return', step: step ?? null }),
  ),
  action('/guide', 'Begin another guide for the person', { template_id: templateId }, (body) => ({
    do: 'start_guide',
    template_id: body.template_id,
  })),
  action(
    '/resolve',
    'Close an escalation, solved or not',
    { solved: z.boolean().default(true) },
    ({ solved }) => ({ do: 'close', solved }),
  ),
] as const;

export const escalationRoutes =
  (escalations: RestEscalations, office: Office): FastifyPluginAsyncZod =>
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
          response: { 200: pageOf(escalationItemSchema), ...problemResponses(401, 403, 422, 429, 503) },
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

    app.get(
      '/escalations/:id',
      {
        config: { scope: 'agents' },
        schema: {
          tags,
          summary: 'Read an escalation with its session and its pack',
          params,
          response: { 200: wholeSchema, ...problemResponses(401, 403, 404, 429, 503) },
        },
      },
      async (request, reply) => {
        const id = parseEscalationId(request.params.id);
        const found = id && (await escalations.find(id));
        if (!found) return sendProblem(reply, 'not_found');
        return {
          ...presentEscalation(found.row),
          session: presentSession(found.view),
          place: found.place,
          pack: found.pack && presentPack(found.pack),
        };
      },
    );

    for (const { path, summary, body, optional, toDeed } of actions) {
      app.post(
        `/escalations/:id${path}`,
        {
          config: { scope: 'agents' },
          schema: {
            tags,
            summary,
            params,
            body: optional ? body.nullish() : body,
            response: { 200: answerSchema, ...problemResponses(400, 401, 403, 404, 409, 415, 422, 429, 503) },
          },
        },
        async (request, reply) => {
          const id = parseEscalationId(request.params.id);
          const given = body.parse(request.body ?? {});
          const outcome =
            id &&
            (await escalations.act(id, toDeed(given), by(given, request.caller?.id), seenMark(request)));
          if (!outcome) return sendProblem(reply, 'not_found');
          if ('refused' in outcome) return sendRefusal(reply, outcome);
          const found = await escalations.find(id);
          if (!found) return sendProblem(reply, 'not_found');
          return { ...presentEscalation(found.row), session: presentSession(outcome.done) };
        },
      );
    }

    app.post(
      '/escalations/:id/reply',
      {
        config: { scope: 'agents' },
        schema: {
          tags,
          summary: 'Write to the person; whoever answers what nobody has, has it',
          params,
          body: z.object({ ...acting, text: messageText }),
          response: { 200: replySchema, ...problemResponses(400, 401, 403, 404, 409, 415, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const id = parseEscalationId(request.params.id);
        const { text } = request.body;
        const outcome =
          id && (await escalations.reply(id, text, by(request.body, request.caller?.id), seenMark(request)));
        if (!outcome) return sendProblem(reply, 'not_found');
        if ('refused' in outcome) return sendRefusal(reply, outcome);
        const found = await escalations.find(id);
        if (!found) return sendProblem(reply, 'not_found');
        return {
          ...presentEscalation(found.row),
          session: presentSession(outcome.done),
          message: presentRelayed(outcome.message),
        };
      },
    );
  };

const by = (
  { agent, agent_name }: { readonly agent?: PersonId | undefined; readonly agent_name?: string | undefined },
  caller = '',
) => ({
  agent: agent === undefined ? null : { id: agent, name: agent_name ?? null },
  caller: `api:${caller}` as PersonId,
});
