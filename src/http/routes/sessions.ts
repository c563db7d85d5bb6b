import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { decodeCursor, encodeCursor } from '../../app/cursor.ts';
import type { RestCommand, RestSessions, SessionOutcome } from '../../app/rest.ts';
import { priorities } from '../../engine/escalation.ts';
import { outwardEventNames } from '../../engine/outward.ts';
import { statuses } from '../../engine/session.ts';
import { parseSessionId } from '../../ids.ts';
import { refuse, who } from '../actor.ts';
import {
  locale,
  pageOf,
  pagingBy,
  places,
  templateId,
  timestamp,
  userId,
  variables,
  words,
  wordsLimit,
} from '../fields.ts';
import { seenMark } from '../idempotency.ts';
import { decisionSchema, presentDecision } from '../present-decision.ts';
import { presentSession, sessionSchema } from '../present-session.ts';
import type { SessionJson } from '../present-session.ts';
import { problemResponses, sendProblem } from '../problem.ts';
import type { Answerable } from '../problem.ts';

const tags = ['Sessions'];
const params = z.object({ id: z.string() });

const startBody = z.object({
  problem: words(wordsLimit),
  template_id: templateId.nullish().transform((id) => id ?? null),
  variables: variables.nullish().transform((given) => given ?? {}),
  user: z.object({ id: userId, name: words(200), locale }),
});

const eventSchema = z
  .object({
    event: z.enum(outwardEventNames),
    sequence: z.int(),
    timestamp,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'SessionEvent' });

/** The commands on a session, each with its body and what it is to the engine. */
const command = <Body extends z.ZodType>(
  path: string,
  summary: string,
  body: Body,
  toCommand: (body: z.output<Body>) => RestCommand,
) => ({ path, summary, body, toCommand });

const nothing = z.object({}).nullish();

const completeBody = z.object({ success: z.boolean(), notes: words(wordsLimit), choice: words(64) });
const escalateBody = z
  .object({ reason: words(wordsLimit), priority: z.enum(priorities).default('normal') })
  .nullish();
const feedbackBody = z.object({
  rating: z.int().min(1, { error: ratingRule() }).max(5, { error: ratingRule() }),
  comment: words(wordsLimit),
});
function ratingRule(): string {
  return 'must be a whole number from 1 to 5.';
}

const commands = [
  command('/steps/complete', 'Tell how the current step went', completeBody, (body) => ({
    type: 'complete_step',
    ...body,
  })),
  command(
    '/choose',
    'Confirm a guide, or with null say that none of these fits',
    z.object({ template_id: templateId.nullable() }),
    ({ template_id }) => ({ type: 'choose', template_id }),
  ),
  command('/variables', 'Give variables that are missing', z.object({ variables }), (body) => ({
    type: 'provide_variables',
    values: body.variables,
  })),
  command(
    '/back',
    'Go back to the step before; while variables are asked for, to the answer before',
    nothing,
    () => ({ type: 'back' }),
  ),
  command('/restart', 'Begin the guide anew', nothing, () => ({ type: 'restart' })),
  command('/resolve', 'The problem is solved, by whatever means', nothing, () => ({ type: 'resolve' })),
  command('/escalate', 'Hand the session to people', escalateBody, (body) => ({
    type: 'escalate',
    reason: body?.reason ?? null,
    priority: body?.priority ?? 'normal',
  })),
  command('/feedback', 'Rate the help, once the session is over', feedbackBody, (body) => ({
    type: 'feedback',
    ...body,
  })),
] as const;

export const sessionRoutes =
  (sessions: RestSessions, office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/sessions',
      {
        config: { scope: 'sessions' },
        schema: {
          tags,
          summary: 'Start a session',
          description:
            'With `template_id`, at its first step or at the variables it still needs; with `problem`, choosing between its candidates.',
          body: startBody,
          response: { 201: sessionSchema, ...problemResponses(400, 401, 403, 409, 415, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const outcome = await sessions.start(request.body, seenMark(request));
        if ('refused' in outcome) return sendRefusal(reply, outcome);
        const session = presentSession(outcome.done);
        reply.header('location', `${request.routeOptions.url ?? ''}/${session.session_id}`);
        return await reply.code(201).send(session);
      },
    );

    app.get(
      '/sessions',
      {
        config: { verb: 'sessions list' },
        schema: {
          tags,
          summary: 'List sessions, the newest first',
          querystring: z.object({ ...pagingBy(places.newestFirst), status: z.enum(statuses).optional() }),
          response: { 200: pageOf(sessionSchema), ...problemResponses(401, 403, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const { status = null, limit, cursor = null } = request.query;
        const listed = await office.do('sessions list', who(request), { status, limit, cursor });
        if (!('ok' in listed)) return refuse(reply, listed);
        return { items: listed.ok.items.map(presentSession), next_cursor: listed.ok.next_cursor };
      },
    );

    app.get(
      '/sessions/:id',
      {
        config: { verb: 'sessions show' },
        schema: {
          tags,
          summary: 'Read a session',
          params,
          response: { 200: sessionSchema, ...problemResponses(401, 403, 404, 429, 503) },
        },
      },
      async (request, reply) => {
        const shown = await office.do('sessions show', who(request), request.params);
        return 'ok' in shown ? presentSession(shown.ok) : refuse(reply, shown);
      },
    );

    app.get(
      '/sessions/:id/events',
      {
        config: { scope: 'sessions' },
        schema: {
          tags,
          summary: 'List what left for the outside, numbered as in the webhooks',
          params,
          querystring: z.object(pagingBy(places.bySequence)),
          response: { 200: pageOf(eventSchema), ...problemResponses(401, 403, 404, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const id = parseSessionId(request.params.id);
        const all = id && (await sessions.events(id));
        if (!all) return sendProblem(reply, 'not_found');
        const { cursor, limit } = request.query;
        const after = cursor === undefined ? 0 : Number(decodeCursor(cursor)?.[0] ?? 0);
        const rest = all.filter(({ data }) => data.sequence > after);
        const items = rest.slice(0, limit).map(({ event, timestamp: at, data }) => ({
          event,
          sequence: data.sequence,
          timestamp: at,
          data: { ...data },
        }));
        const last = items.at(-1);
        return {
          items,
          next_cursor: rest.length > limit && last ? encodeCursor([String(last.sequence)]) : null,
        };
      },
    );

    app.get(
      '/sessions/:id/decisions',
      {
        config: { scope: 'sessions' },
        schema: {
          tags,
          summary: 'List what a model was asked for the session, what it chose and what that took',
          description:
            'Kept for 30 days. Empty where no model is set, and where the words alone were sure. What the person wrote is not kept here.',
          params,
          response: { 200: pageOf(decisionSchema), ...problemResponses(401, 403, 404, 429, 503) },
        },
      },
      async (request, reply) => {
        const id = parseSessionId(request.params.id);
        const decisions = id && (await sessions.decisions(id));
        // A session has a handful at most.
        return decisions
          ? { items: decisions.map(presentDecision), next_cursor: null }
          : sendProblem(reply, 'not_found');
      },
    );

    for (const { path, summary, body, toCommand } of commands) {
      app.post(
        `/sessions/:id${path}`,
        {
          config: { scope: 'sessions' },
          schema: {
            tags,
            summary,
            params,
            body,
            response: {
              200: sessionSchema,
              ...problemResponses(400, 401, 403, 404, 409, 415, 422, 429, 503),
            },
          },
        },
        async (request, reply) => {
          const id = parseSessionId(request.params.id);
          // The schema of this very entry has read the body.
          const asked = (toCommand as (given: unknown) => RestCommand)(request.body);
          const outcome = id && (await sessions.command(id, asked, seenMark(request)));
          if (!outcome) return sendProblem(reply, 'not_found');
          return 'refused' in outcome ? sendRefusal(reply, outcome) : presentSession(outcome.done);
        },
      );
    }

    app.post(
      '/sessions/:id/cancel',
      {
        config: { verb: 'sessions close' },
        schema: {
          tags,
          summary: 'Give the session up',
          params,
          body: nothing,
          response: { 200: sessionSchema, ...problemResponses(400, 401, 403, 404, 409, 415, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const asked = { ...request.params, seen: seenMark(request) };
        const closed = await office.do('sessions close', who(request), asked);
        if ('ok' in closed) return presentSession(closed.ok);
        return 'session' in closed ? sendRefusal(reply, closed) : refuse(reply, closed);
      },
    );
  };

/** A refused command: its code, and the session as it stands. */
export const sendRefusal = <Reply extends Answerable>(
  reply: Reply,
  { refused, errors, session }: Extract<SessionOutcome, { refused: unknown }>,
): Reply =>
  sendProblem(reply, refused, {
    ...(errors && errors.length > 0 && { errors }),
    ...(session && { session: presentSession(session) satisfies SessionJson }),
  });
