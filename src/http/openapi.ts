import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

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
    transform: createJsonSchemaTransform({ schemaRegistry: z.registry<{ id?: string }>() }),
  });

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());

  await app.register(swaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'Unstuck API' },
    uiConfig: { deepLinking: true, persistAuthorization: false },
  });
};
