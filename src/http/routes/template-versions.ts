import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import type { TemplateRecord } from '../../app/templates.ts';
import { refuse, who } from '../actor.ts';
import { locale, pageOf, timestamp, variables } from '../fields.ts';
import { problemResponses } from '../problem.ts';
import { unchecked } from '../validate.ts';
import { createBody, presentGuide, presentTemplate, renderedSchema, templateSchema } from './templates.ts';

const tags = ['Templates'];
const params = z.object({ id: z.string() });
const atVersion = params.extend({
  version: z.union([z.literal('draft'), z.literal('current'), z.coerce.number().int().min(1)]),
});
const reading = [401, 403, 404, 429, 503] as const;
const writing = [...reading, 400, 415, 422] as const;

const recordSchema = templateSchema
  .extend({
    revision: z.int().describe('Of a draft: how often it was written.'),
    changed_by: z.string().nullable(),
    changed_at: timestamp.nullable(),
    published_at: timestamp.nullable(),
  })
  .meta({ id: 'TemplateVersionText' });

const versionSchema = z
  .object({
    version: z.int(),
    status: z.enum(['draft', 'published', 'archived']),
    locales: z.array(z.string()).readonly(),
    created_at: timestamp,
    published_at: timestamp.nullable(),
    changed_by: z.string().nullable(),
    changed_at: timestamp.nullable(),
  })
  .meta({ id: 'TemplateVersion' });

const problemSchema = z.object({ path: z.string(), code: z.string(), message: z.string() });

/** Drafts and versions: what was published never changes, so changing it is writing a draft and publishing that. */
export const templateVersionRoutes =
  (office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/templates/drafts',
      {
        config: { verb: 'templates drafts' },
        schema: {
          tags,
          summary: 'List the drafts of all guides',
          response: { 200: pageOf(recordSchema), ...problemResponses(401, 403, 429, 503) },
        },
      },
      async (request, reply) => {
        const drafts = await office.do('templates drafts', who(request), {});
        return 'ok' in drafts
          ? { items: drafts.ok.map(presentRecord), next_cursor: null }
          : refuse(reply, drafts);
      },
    );

    app.get(
      '/templates/:id/versions',
      {
        config: { verb: 'templates versions' },
        schema: {
          tags,
          summary: 'List the versions of a guide, the newest first',
          params,
          response: { 200: pageOf(versionSchema), ...problemResponses(...reading) },
        },
      },
      async (request, reply) => {
        const versions = await office.do('templates versions', who(request), request.params);
        return 'ok' in versions ? { items: versions.ok, next_cursor: null } : refuse(reply, versions);
      },
    );

    app.get(
      '/templates/:id/versions/:version',
      {
        config: { verb: 'templates show' },
        schema: {
          tags,
          summary: 'Read a version, `current` or `draft`',
          params: atVersion,
          querystring: z.object({ locale }),
          response: { 200: recordSchema, ...problemResponses(...reading, 422) },
        },
      },
      async (request, reply) => {
        const { id, version } = request.params;
        const asked = { id, version: version === 'current' ? null : version, locale: request.query.locale };
        const read = await office.do('templates show', who(request), asked);
        return 'ok' in read ? presentRecord(read.ok) : refuse(reply, read);
      },
    );

    app.post(
      '/templates/:id/versions/:version/preview',
      {
        config: { verb: 'templates preview' },
        schema: {
          tags,
          summary: 'Render a version; where a variable is not given, a sample stands',
          params: atVersion,
          body: z
            .object({ variables: variables.nullish().transform((given) => given ?? {}), locale })
            .nullish(),
          response: { 200: renderedSchema, ...problemResponses(...writing) },
        },
      },
      async (request, reply) => {
        const { id, version } = request.params;
        const asked = {
          id,
          version: version === 'current' ? null : version,
          locale: request.body?.locale ?? null,
          variables: request.body?.variables ?? {},
        };
        const rendered = await office.do('templates preview', who(request), asked);
        return 'ok' in rendered ? presentGuide(rendered.ok) : refuse(reply, rendered);
      },
    );

    app.put(
      '/templates/:id/draft',
      {
        config: { verb: 'templates edit' },
        validatorCompiler: unchecked,
        schema: {
          tags,
          summary: 'Write the draft of a guide in one language',
          description:
            'A draft begins with what is published now, in all its languages. `revision`: the one you read; where somebody wrote since, 409.',
          params,
          body: createBody.omit({ template_id: true }).extend({ revision: z.int().nullish() }),
          response: {
            200: recordSchema.extend({
              problems: z
                .array(problemSchema)
                .readonly()
                .describe('What still keeps it from being published.'),
            }),
            ...problemResponses(...writing, 409),
          },
        },
      },
      async (request, reply) => {
        const body: unknown = request.body;
        const { revision = null } = (typeof body === 'object' && body !== null ? body : {}) as {
          revision?: unknown;
        };
        const asked = {
          id: request.params.id,
          input: body,
          locale: null,
          revision: typeof revision === 'number' ? revision : null,
        };
        const saved = await office.do('templates edit', who(request), asked);
        return 'ok' in saved
          ? { ...presentRecord(saved.ok.template), problems: saved.ok.problems }
          : refuse(reply, saved);
      },
    );

    app.delete(
      '/templates/:id/draft',
      {
        config: { verb: 'templates discard' },
        schema: {
          tags,
          summary: 'Throw the draft away',
          params,
          response: { 204: z.null().describe('Gone'), ...problemResponses(...reading) },
        },
      },
      async (request, reply) => {
        const gone = await office.do('templates discard', who(request), request.params);
        return 'ok' in gone ? await reply.code(204).send(null) : refuse(reply, gone);
      },
    );

    app.post(
      '/templates/:id/publish',
      {
        config: { verb: 'templates publish' },
        schema: {
          tags,
          summary: 'Publish the draft as a new version, in all its languages or in some',
          params,
          body: z.object({ locales: z.array(z.string()).min(1).nullish() }).nullish(),
          response: { 200: versionSchema, ...problemResponses(...writing) },
        },
      },
      async (request, reply) => {
        const asked = { ...request.params, locales: request.body?.locales ?? null };
        const published = await office.do('templates publish', who(request), asked);
        return 'ok' in published ? published.ok : refuse(reply, published);
      },
    );

    app.post(
      '/templates/:id/rollback',
      {
        config: { verb: 'templates rollback' },
        schema: {
          tags,
          summary: 'Publish again, as a new version, what an earlier one says',
          params,
          body: z.object({ version: z.int().min(1) }),
          response: { 200: versionSchema, ...problemResponses(...writing) },
        },
      },
      async (request, reply) => {
        const asked = { ...request.params, ...request.body };
        const back = await office.do('templates rollback', who(request), asked);
        return 'ok' in back ? back.ok : refuse(reply, back);
      },
    );

    app.post(
      '/templates/:id/archive',
      {
        config: { verb: 'templates archive' },
        schema: {
          tags,
          summary: 'Withdraw a guide: nobody is offered it any more',
          params,
          body: z.object({}).nullish(),
          response: { 200: z.object({ template_id: z.string() }), ...problemResponses(...reading) },
        },
      },
      async (request, reply) => {
        const archived = await office.do('templates archive', who(request), request.params);
        return 'ok' in archived ? archived.ok : refuse(reply, archived);
      },
    );

    app.post(
      '/templates/import',
      {
        config: { verb: 'templates import' },
        schema: {
          tags,
          summary: 'Bring guides in as drafts, or published; one broken guide stops no other',
          body: z.object({
            templates: z.array(z.unknown()).min(1).max(500),
            publish: z.boolean().default(false),
          }),
          response: {
            200: z.object({
              results: z
                .array(
                  z.object({
                    index: z.int(),
                    template_id: z.string().nullable(),
                    locale: z.string().optional(),
                    ok: z.boolean(),
                    errors: z.array(problemSchema).readonly().optional(),
                  }),
                )
                .readonly(),
            }),
            ...problemResponses(400, 401, 403, 415, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const done = await office.do('templates import', who(request), request.body);
        return 'ok' in done ? { results: done.ok } : refuse(reply, done);
      },
    );

    app.get(
      '/templates/:id/export',
      {
        config: { verb: 'templates export' },
        schema: {
          tags,
          summary: 'A guide in all its languages, as an import takes it',
          params,
          querystring: z.object({ version: z.coerce.number().int().min(1).optional() }),
          response: {
            200: z.object({ templates: z.array(z.unknown()).readonly() }),
            ...problemResponses(...reading, 422),
          },
        },
      },
      async (request, reply) => {
        const asked = { ...request.params, version: request.query.version ?? null };
        const exported = await office.do('templates export', who(request), asked);
        return 'ok' in exported ? { templates: exported.ok } : refuse(reply, exported);
      },
    );
  };

const presentRecord = (record: TemplateRecord): z.output<typeof recordSchema> => ({
  ...presentTemplate(record),
  revision: record.revision,
  changed_by: record.changed_by,
  changed_at: record.changed_at,
  published_at: record.published_at,
});
