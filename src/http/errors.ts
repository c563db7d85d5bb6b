import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem.ts';
import type { ProblemCode } from './problem.ts';
import { InvalidInput } from './validate.ts';

/** A key asks too often; on its way to the one place that answers it. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
}
/** A body that cannot be read. */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody';
}

/** Fastify's own errors, by their codes: https://fastify.dev/docs/latest/Reference/Errors/ */
const fastifyErrors: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
};

export interface ErrorOptions {
  readonly isDatabaseAway: (error: unknown) => boolean;
}

/** Answers everything that was thrown, and every path that leads nowhere, with a problem. */
export const addErrorHandling = (app: FastifyInstance, { isDatabaseAway }: ErrorOptions): void => {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof InvalidInput) return sendProblem(reply, 'invalid_input', { errors: error.errors });
    if (error instanceof RateLimited) return sendProblem(reply, 'rate_limited');
    if (error instanceof MalformedBody)
      return sendProblem(reply, 'malformed_json', { detail: error.message });
    const known = fastifyErrors[textOf(error, 'code')];
    if (known !== undefined) return sendProblem(reply, known);
    if (isClientError(error)) return sendProblem(reply, 'malformed_request');
    if (isDatabaseAway(error)) {
      request.log.warn({ err: error }, 'the database is away');
      return sendProblem(reply, 'database_away');
    }
    request.log.error({ err: error }, 'a request failed');
    return sendProblem(reply, 'internal_error');
  });

  const routes: { readonly method: string; readonly pattern: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:\w+/g, '[^/]+')
        .replace(/\*/g, '.*')}$`,
    );
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });
  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = new Set(
      routes
        .filter(({ pattern, method }) => pattern.test(path) && method !== 'OPTIONS')
        .map(({ method }) => method),
    );
    if (allowed.size === 0) return sendProblem(reply, 'not_found', { detail: 'There is no such address.' });
    reply.header('allow', [...allowed].join(', '));
    return sendProblem(reply, 'method_not_allowed');
  });
};

const textOf = (error: unknown, name: string): string => {
  const value =
    typeof error === 'object' && error !== null
      ? (error as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return typeof value === 'string' ? value : '';
};

/** What Fastify itself says of a request it could not read. */
const isClientError = (error: unknown): boolean =>
  textOf(error, 'code').startsWith('FST_ERR_') &&
  typeof error === 'object' &&
  error !== null &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode >= 400 &&
  error.statusCode < 500;
