import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../../src/app/loopback.ts';
import type { ProblemDocument } from './protocol.ts';

/** No inline script, no request to anywhere else, no frame around it. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Guides show pictures from wherever their authors keep them. Whoever keeps them learns that somebody looked, and by
    // `referrer-policy` not where.
    "img-src 'self' https:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Whether a browser's request is meant for this server. The `Host` must be a name that only this machine
 * answers to, or the one of `PUBLIC_URL`: anything else is another site's name that was pointed here (DNS
 * rebinding). An `Origin`, where there is one, must be this very origin: a cookie's `SameSite` does not tell
 * two ports of one machine apart.
 */
export const refusalOf = (
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  publicUrl: URL | null,
): 'host_not_allowed' | 'origin_not_allowed' | null => {
  const host = hostOf(headers.host);
  if (host === null) return 'host_not_allowed';
  const isPublic = publicUrl !== null && sameHost(host.host, publicUrl);
  if (!isPublic && !isLoopbackHost(host.hostname)) return 'host_not_allowed';
  if (headers.origin === undefined) return null;
  const own = [`http://${host.host}`, `https://${host.host}`, ...(publicUrl ? [publicUrl.origin] : [])];
  return own.includes(headers.origin.toLowerCase()) ? null : 'origin_not_allowed';
};

const hostOf = (header: string | undefined): URL | null => {
  if (header === undefined || !/^[A-Za-z0-9.:[\]_-]{1,255}$/.test(header)) return null;
  const url = `http://${header.toLowerCase()}`;
  return URL.canParse(url) ? new URL(url) : null;
};

/** A default port may be left out on either side. */
const sameHost = (host: string, publicUrl: URL): boolean => {
  const url = `${publicUrl.protocol}//${host}`;
  return URL.canParse(url) && new URL(url).host === publicUrl.host;
};

const refusalWords = {
  host_not_allowed:
    'The playground answers under localhost, 127.0.0.1 and the address in PUBLIC_URL, and under no other name. Open it by one of these, or set PUBLIC_URL to the address you use.',
  origin_not_allowed: 'This request comes from another page than the playground itself.',
} as const;

/** Answers a request that is not for this server: a page where a person is looking, a problem document else. */
export const refuse = (
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: 'host_not_allowed' | 'origin_not_allowed',
): FastifyReply => {
  const detail = refusalWords[refusal];
  if (!(request.headers.accept ?? '').includes('text/html')) return problem(reply, 403, refusal, detail);
  return reply
    .code(403)
    .type('text/html; charset=utf-8')
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Not under this name</title><h1>Not under this name</h1><p>${detail}</p></html>`,
    );
};

/** An answer by RFC 9457. */
export const problem = (reply: FastifyReply, status: number, code: string, detail: string): FastifyReply => {
  const document: ProblemDocument = {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code,
    detail,
  };
  return reply.code(status).type('application/problem+json').send(document);
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
