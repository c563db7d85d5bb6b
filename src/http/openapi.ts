import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { docsPolicy } from './content-security.ts';
import { describedEvents } from './event-schemas.ts';

type Transform = ReturnType<typeof createJsonSchemaTransform>;
type TransformObject = ReturnType<typeof createJsonSchemaTransformObject>;

const zodToJsonConfig: NonNullable<Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig']> = {
  override: ({ zodSchema, jsonSchema }) => {
    const { def } = zodSchema._zod;
    // Answers may grow: only what refuses unknown names says so.
    if (def.type === 'object' && !('catchall' in def && def.catchall !== undefined))
      delete jsonSchema.additionalProperties;
    // The bounds of a double are no rule of ours.
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
};

const toJson = createJsonSchemaTransform({ zodToJsonConfig });

/** `POST …/sessions/{id}/back` -> `postSessionsIdBack` */
const describeRoute: Transform = (document) => {
  const described = toJson(document);
  const { method } = document.route;
  const words = described.url
    .replace('/api/support/troubleshooting', '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const operationId = [
    String(method).toLowerCase(),
    ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ];
  return { ...described, schema: { ...described.schema, operationId: operationId.join('') } };
};

/** The named schemas; those that no route speaks of are left out. */
const describeSchemas: TransformObject = (document) => {
  const whole = createJsonSchemaTransformObject({ zodToJsonConfig })(document);
  if (!('openapi' in whole)) return whole;
  const named: Readonly<Record<string, unknown>> = whole.components?.schemas ?? {};
  const used = new Set<string>();
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      follow(named[name]);
    }
  };
  follow(whole.paths);
  const operations = Object.values((whole.paths ?? {}) as Readonly<Record<string, Operations>>);
  for (const { requestBody } of operations.flatMap((path) => Object.values(path)))
    if (requestBody && Object.values(requestBody.content).some(({ schema }) => mayBeNull(schema)))
      requestBody.required = false;
  const schemas = Object.fromEntries(Object.entries(named).filter(([name]) => used.has(name)));
  const webhooks = describedEvents((schema) => z.toJSONSchema(schema, zodToJsonConfig));
  return { ...whole, webhooks, components: { ...whole.components, schemas } } as typeof whole;
};

type Operations = Readonly<
  Record<
    string,
    {
      readonly requestBody?: {
        required?: boolean;
        readonly content: Readonly<Record<string, { readonly schema?: unknown }>>;
      };
    }
  >
>;

/** A body that may be null may as well be left out. */
const mayBeNull = (schema: unknown): boolean =>
  typeof schema === 'object' &&
  schema !== null &&
  'anyOf' in schema &&
  Array.isArray(schema.anyOf) &&
  schema.anyOf.some((one: { readonly type?: unknown }) => one.type === 'null');

/** Describes every route registered after it, at `/openapi.json`, with a page to read and try it at `/docs`. */
export const addOpenApi = async (
  app: FastifyInstance,
  { version, publicUrl }: { readonly version: string; readonly publicUrl: string | null },
): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Unstuck',
        version,
        description:
          'Troubleshooting sessions, guides and webhooks. Every error is an `application/problem+json` (RFC 9457) with a `code`. ' +
          'Any POST takes an `Idempotency-Key`: the same key, caller and body answer the same for 24 hours.',
      },
      ...(publicUrl !== null && { servers: [{ url: publicUrl }] }),
      tags: [
        { name: 'Sessions', description: 'One person working through one guide' },
        { name: 'Templates', description: 'Guides, with their variables' },
        { name: 'Escalations', description: 'Sessions handed to people' },
        { name: 'Webhooks', description: 'Signed events, and what became of them' },
        { name: 'Settings' },
        { name: 'Statistics' },
        { name: 'Operations', description: 'For load balancers and monitoring' },
      ],
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: describeRoute,
    transformObject: describeSchemas,
  });

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());

  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Unstuck API' },
    uiHooks: {
      onRequest: (_request, reply, next) => {
        reply.header('content-security-policy', docsPolicy);
        next();
      },
    },
    uiConfig: { deepLinking: true, persistAuthorization: false },
  });
};
