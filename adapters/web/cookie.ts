import type { FastifyReply, FastifyRequest } from 'fastify';
import { intervals } from './limits.ts';

const name = 'unstuck_visitor';
/** 32 random bytes in base64url. */
const secretPattern = /(?:^|;\s*)unstuck_visitor=([A-Za-z0-9_-]{43})(?:;|$)/;

const readSecret = (request: FastifyRequest): string | null =>
  secretPattern.exec(request.headers.cookie ?? '')?.[1] ?? null;

/** The visitor's secret, a new one where the request has none. */
export const knownSecret = (
  request: FastifyRequest,
  reply: FastifyReply,
  { newSecret, secure }: { readonly newSecret: () => string; readonly secure: boolean },
): string => {
  const known = readSecret(request);
  if (known !== null) return known;
  const secret = newSecret();
  writeSecret(reply, secret, secure);
  return secret;
};

export const writeSecret = (reply: FastifyReply, secret: string, secure: boolean): void => {
  const parts = [
    `${name}=${secret}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${intervals.cookieSeconds}`,
  ];
  reply.header('set-cookie', [...parts, ...(secure ? ['Secure'] : [])].join('; '));
};
