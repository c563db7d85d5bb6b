import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Office } from '../../app/admin/office.ts';
import { decodeCursor, encodeCursor } from '../../app/cursor.ts';
import type { RestTemplates } from '../../app/rest.ts';
import { templateLimits } from '../../engine/template-limits.ts';
import { variableTypes } from '../../engine/template.ts';
import type { Guide, Template } from '../../engine/template.ts';
import { refuse, who } from '../actor.ts';
import { locale, pageOf, pagingBy, places, templateId, timestamp, variables } from '../fields.ts';
import { presentStep, instructionSchema, resourceSchema, stepSchema } from '../present-session.ts';
import { problemResponses, sendProblem } from '../problem.ts';
import { unchecked } from '../validate.ts';

const tags = ['Templates'];

/** A step by its number, the question "is it solved?", or a human. */
const target = z.union([z.int(), z.enum(['resolve', 'escalate'])]);

const variableSchema = z.object({
  name: z.string(),
  description: z.string(),
  required: z.boolean(),
  type: z.enum(variableTypes),
  choices: z.array(z.string()),
});

const stepTemplateSchema = stepSchema.omit({ choices: true }).extend({
  on_success: target.nullable(),
  on_failure: target.nullable(),
  choices: z.array(z.object({ id: z.string(), label: z.string(), next: target })),
});

export const templateSchema = z
  .object({
    template_id: z.string(),
    version: z.int(),
    locale: z.string(),
    status: z.enum(['draft', 'published', 'archived']),
    category: z.string(),
    name: z.string(),
    description: z.string(),
    variables: z.array(variableSchema),
    steps_template: z.array(stepTemplateSchema),
    examples: z.array(z.string()),
    keywords: z.array(z.string()),
    created_at: timestamp,
  })
  .meta({ id: 'Template' });

/** Describes only: the template manager checks it all at once. */
export const createBody = z.object({
  template_id: z.string().max(64),
  name: z.string().max(templateLimits.name),
  description: z.string().max(templateLimits.description),
  category: z.string().max(templateLimits.category),
  variables: z.array(variableSchema.partial().required({ name: true })).optional(),
  steps_template: z.array(
    stepTemplateSchema
      .partial()
      .required({ title: true })
      .extend({
        instructions: z.union([z.string(), z.array(instructionSchema)]).optional(),
        resources: z.array(resourceSchema).optional(),
        choices: z
          .array(z.object({ id: z.string().optional(), label: z.string(), next: target.optional() }))
          .optional(),
      }),
  ),
  examples: z.array(z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  locale: z.string().optional(),
});

export const renderedSchema = z
  .object({
    template_id: z.string(),
    template_version: z.int(),
    locale: z.string(),
    category: z.string(),
    problem_title: z.string(),
    description: z.string(),
    total_steps: z.int(),
    steps: z.array(stepSchema),
  })
  .meta({ id: 'Guide' });

export const templateRoutes =
  (templates: RestTemplates, office: Office): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/templates',
      {
        config: { verb: 'templates list' },
        schema: {
          tags,
          summary: 'List the published guides; with template_id, that one alone',
          querystring: z.object({
            ...pagingBy(places.byName),
            category: z.string().max(templateLimits.category).optional(),
            template_id: z.string().optional(),
            locale,
          }),
          response: {
            200: z.union([pageOf(templateSchema), templateSchema]),
            ...problemResponses(401, 403, 404, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { query } = request;
        if (query.template_id !== undefined) {
          const id = templateId.safeParse(query.template_id).data;
          const template = id && (await templates.get(id, query.locale));
          return template ? presentTemplate(template) : sendProblem(reply, 'not_found');
        }
        const asked = { category: query.category ?? null, locale: query.locale };
        const listed = await office.do('templates list', who(request), asked);
        if (!('ok' in listed)) return refuse(reply, listed);
        const sorted = listed.ok.toSorted((one, other) => compare(placeOf(one), placeOf(other)));
        const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
        const rest =
          after === null ? sorted : sorted.filter((template) => compare(placeOf(template), after) > 0);
        const items = rest.slice(0, query.limit);
        const last = items.at(-1);
        return {
          items: items.map(presentTemplate),
          next_cursor: rest.length > items.length && last ? encodeCursor(placeOf(last)) : null,
        };
      },
    );

    app.put(
      '/templates',
      {
        config: { scope: 'sessions' },
        schema: {
          tags,
          summary: 'Render a guide with its variables',
          body: z.object({
            template_id: templateId,
            variables: variables.nullish().transform((given) => given ?? {}),
            locale,
          }),
          response: { 200: renderedSchema, ...problemResponses(400, 401, 403, 404, 415, 422, 429, 503) },
        },
      },
      async ({ body }, reply) => {
        const rendered = await templates.render(body.template_id, body.variables, body.locale);
        if ('refused' in rendered) return sendProblem(reply, 'not_found');
        if ('invalid' in rendered)
          return sendProblem(reply, 'invalid_variables', { errors: rendered.invalid });
        return presentGuide(rendered.ok);
      },
    );

    app.post(
      '/templates',
      {
        config: { verb: 'templates add' },
        validatorCompiler: unchecked,
        schema: {
          tags,
          summary: 'Create a guide, published as version 1',
          body: createBody,
          response: { 201: templateSchema, ...problemResponses(400, 401, 403, 409, 415, 422, 429, 503) },
        },
      },
      async (request, reply) => {
        const created = await office.do('templates add', who(request), { input: request.body });
        if (!('ok' in created)) return refuse(reply, created);
        const { url = '' } = request.routeOptions;
        reply.header('location', `${url}?template_id=${created.ok.template_id}`);
        return await reply.code(201).send(presentTemplate(created.ok));
      },
    );
  };

const placeOf = ({ template_id, locale: language }: Template): readonly [string, string] => [
  template_id,
  language,
];

const compare = (one: readonly string[], other: readonly string[]): number => {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? '';
    if (value !== against) return value < against ? -1 : 1;
  }
  return 0;
};

export const presentTemplate = (template: Template): z.output<typeof templateSchema> => ({
  template_id: template.template_id,
  version: template.version,
  locale: template.locale,
  status: template.status,
  category: template.category,
  name: template.name,
  description: template.description,
  variables: template.variables.map((variable) => ({ ...variable, choices: [...variable.choices] })),
  steps_template: template.steps_template.map((step) => ({
    ...presentStep(step),
    on_success: step.on_success,
    on_failure: step.on_failure,
    choices: step.choices.map((choice) => ({ ...choice })),
  })),
  examples: [...template.examples],
  keywords: [...template.keywords],
  created_at: template.created_at,
});

export const presentGuide = (guide: Guide): z.output<typeof renderedSchema> => ({
  template_id: guide.pin.template_id,
  template_version: guide.pin.version,
  locale: guide.pin.locale,
  category: guide.category,
  problem_title: guide.name,
  description: guide.description,
  total_steps: guide.steps.length,
  steps: guide.steps.map(presentStep),
});
