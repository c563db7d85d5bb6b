import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './gate.ts';

/** Not part of the documented API. */
const unlisted = { schema: { hide: true } };

/**
 * Serves the built page: the document always fresh, what it loads for ever, since its names change with it.
 *
 * @param met called with every request for the document, before anything of the page can ask for more
 */
export const servePage = async (
  server: FastifyInstance,
  publicDir: string,
  met: (request: FastifyRequest, reply: FastifyReply) => void,
): Promise<void> => {
  const index = join(publicDir, 'index.html');
  if (!existsSync(index)) {
    server.get('/', unlisted, async (_request, reply) =>
      problem(
        reply,
        503,
        'page_not_built',
        'The page is not built yet: run `npm run build`, then start again.',
      ),
    );
    return;
  }
  const document = readFileSync(index, 'utf8');
  server.get('/', unlisted, async (request, reply) => {
    met(request, reply);
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(document);
  });
  await server.register(fastifyStatic, {
    root: join(publicDir, 'assets'),
    prefix: '/playground/assets/',
    index: false,
    decorateReply: false,
    cacheControl: true,
    immutable: true,
    maxAge: '365d',
  });
};
