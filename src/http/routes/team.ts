import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { roles } from '../../app/admin/verbs.ts';
import { scopes } from '../../app/api-keys.ts';
import { refuse, who } from '../actor.ts';
import { pageOf, pagingBy, places, timestamp } from '../fields.ts';
import { problemResponses } from '../problem.ts';

const common = [401, 403, 429, 503] as const;
const writing = [...common, 400, 415, 422] as const;

const roleSchema = z
  .object({
    person: z.string(),
    role: z.enum(roles),
    name: z.string().nullable(),
    granted_by: z.string().describe('A person, `key:…`, `terminal`, or `ADMIN_USERS`.'),
    updated_at: timestamp.nullable().describe('null where the environment gives it.'),
  })
  .meta({ id: 'Role' });

const keySchema = z
  .object({
    key_id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)).readonly(),
    created_by: z.string().nullable(),
    created_at: timestamp,
    last_used_at: timestamp.nullable().describe('To the minute; null: never.'),
    revoked_at: timestamp.nullable(),
  })
  .meta({ id: 'ApiKey' });

const newKeySchema = z.object({
  key_id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)).readonly(),
  key: z.string().describe('Shown this once.'),
});

const auditSchema = z
  .object({
    audit_id: z.string(),
    at: timestamp,
    actor: z.string().describe('A person, or `key:…`.'),
    actor_name: z.string().nullable(),
    origin: z.string().describe('The channel it was asked in, or `rest`.'),
    action: z.string(),
    target: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    settled: z.boolean().describe('false: it was begun, and nothing tells how it ended.'),
  })
  .meta({ id: 'AuditLine' });

/** Who may do what, and what they did. */
export const teamRoutes =
  (office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/roles',
      {
        config: { verb: 'roles list' },
        schema: {
          tags: ['Team'],
          summary: 'List agents and admins',
          response: { 200: pageOf(roleSchema), ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const listed = await office.do('roles list', who(request), {});
        return 'ok' in listed ? { items: listed.ok, next_cursor: null } : refuse(reply, listed);
      },
    );

    app.put(
      '/roles/:person',
      {
        config: { verb: 'roles set' },
        schema: {
          tags: ['Team'],
          summary: 'Make somebody an agent, an admin, or a user again',
          params: z.object({ person: z.string() }),
          body: z.object({ role: z.enum(roles), name: z.string().max(200).nullish() }),
          response: { 200: roleSchema, ...problemResponses(...writing, 409) },
        },
      },
      async (request, reply) => {
        const set = await office.do('roles set', who(request), { ...request.body, ...request.params });
        return 'ok' in set ? set.ok : refuse(reply, set);
      },
    );

    app.delete(
      '/roles/:person',
      {
        config: { verb: 'roles remove' },
        schema: {
          tags: ['Team'],
          summary: 'Make somebody a user again',
          params: z.object({ person: z.string() }),
          response: { 204: z.null().describe('Removed'), ...problemResponses(...common, 404, 409) },
        },
      },
      async (request, reply) => {
        const removed = await office.do('roles remove', who(request), request.params);
        return 'ok' in removed ? await reply.code(204).send(null) : refuse(reply, removed);
      },
    );

    app.post(
      '/people/:person/erase',
      {
        config: { verb: 'people erase' },
        schema: {
          tags: ['Team'],
          summary: 'Forget a person: their words, names and ids go, the counts stay',
          params: z.object({ person: z.string() }),
          body: z.object({}).nullish(),
          response: {
            200: z.object({
              sessions: z.int().describe('How many have lost their person.'),
              forgotten_as: z.string().describe('What stands in their place.'),
            }),
            ...problemResponses(...writing, 404),
          },
        },
      },
      async (request, reply) => {
        const erased = await office.do('people erase', who(request), request.params);
        return 'ok' in erased ? erased.ok : refuse(reply, erased);
      },
    );

    app.get(
      '/keys',
      {
        config: { verb: 'keys list' },
        schema: {
          tags: ['Team'],
          summary: 'List the keys of programs, and when each was used last',
          response: { 200: pageOf(keySchema), ...problemResponses(...common) },
        },
      },
      async (request, reply) => {
        const listed = await office.do('keys list', who(request), {});
        return 'ok' in listed ? { items: listed.ok, next_cursor: null } : refuse(reply, listed);
      },
    );

    app.post(
      '/keys',
      {
        config: { verb: 'keys add' },
        schema: {
          tags: ['Team'],
          summary: 'Make a key; it is shown this once',
          body: z.object({ name: z.string(), scopes: z.array(z.string()) }),
          response: { 201: newKeySchema, ...problemResponses(...writing) },
        },
      },
      async (request, reply) => {
        const made = await office.do('keys add', who(request), request.body);
        if (!('ok' in made)) return refuse(reply, made);
        return await reply.code(201).send(made.ok);
      },
    );

    app.delete(
      '/keys/:id',
      {
        config: { verb: 'keys revoke' },
        schema: {
          tags: ['Team'],
          summary: 'Revoke a key',
          params: z.object({ id: z.string() }),
          response: { 204: z.null().describe('Revoked'), ...problemResponses(...common, 404) },
        },
      },
      async (request, reply) => {
        const revoked = await office.do('keys revoke', who(request), request.params);
        return 'ok' in revoked ? await reply.code(204).send(null) : refuse(reply, revoked);
      },
    );

    app.get(
      '/audit',
      {
        config: { verb: 'audit' },
        schema: {
          tags: ['Team'],
          summary: 'List what was changed, by whom, from where, the newest first',
          querystring: z.object({
            ...pagingBy(places.newestFirst),
            actor: z.string().optional(),
            action: z.string().optional(),
          }),
          response: { 200: pageOf(auditSchema), ...problemResponses(...common, 422) },
        },
      },
      async (request, reply) => {
        const { actor = null, action = null, limit, cursor = null } = request.query;
        const listed = await office.do('audit', who(request), { actor, action, limit, cursor });
        return 'ok' in listed ? listed.ok : refuse(reply, listed);
      },
    );
  };
