import type { IncomingMessage, ServerResponse } from 'node:http';
import { isPayload } from './payload.ts';
import type { Payload } from './payload.ts';
import { timing } from './limits.ts';

/**
 * The door before botbuilder: what cannot be Teams's is turned away by its head, at almost no cost. Nothing is
 * proven here. What passes is read once, up to a limit, and verified.
 *
 * @see https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
export interface Door {
  /** Whom tokens must be for; `null` where authentication is off. */
  readonly appId: string | null;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const endpoint = '/api/messages';

/** The status to refuse a request with by its head alone; `null` where it may be read. */
export function refusedByHead(req: IncomingMessage, door: Door): number | null {
  if ((req.url ?? '').split('?', 1)[0] !== endpoint) return 404;
  if (req.method !== 'POST') return 405;
  if (Number(req.headers['content-length'] ?? 0) > timing.bodyBytes.max) return 413;
  if (door.appId === null) return refusedUnauthenticated(req);
  const claims = claimsIn(req.headers.authorization);
  return claims !== null && isPlausible(claims, door.appId, door) ? null : 401;
}

/** A page of any site can make a browser post here, but not JSON, nor under another name than its own. */
function refusedUnauthenticated(req: IncomingMessage): number | null {
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) return 415;
  const host = (req.headers.host ?? '').replace(/:\d+$/, '');
  return isLoopback(host) ? null : 403;
}

const isLoopback = (host: string): boolean => /^(localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i.test(host);

/** Without authentication the bot answers only to this machine. */
export const isLoopbackUrl = (url: string): boolean =>
  /^https?:/i.test(url) && URL.canParse(url) && isLoopback(new URL(url).hostname);

const tokenPattern = /^Bearer ([\w-]{1,2000})\.([\w-]{1,8000})\.([\w-]{1,2000})$/;

/** What a token says of itself. */
function claimsIn(authorization: string | undefined): Payload | null {
  const [, header, claims] = tokenPattern.exec(authorization ?? '') ?? [];
  if (header === undefined || claims === undefined) return null;
  const { alg, kid } = decoded(header) ?? {};
  return alg === 'RS256' && typeof kid === 'string' ? decoded(claims) : null;
}

function decoded(part: string): Payload | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isPayload(value) ? value : null;
  } catch {
    return null;
  }
}

function isPlausible({ iss, aud, exp, nbf }: Payload, appId: string, { issuer, now }: Door): boolean {
  const at = now() / 1000;
  return (
    iss === issuer &&
    aud === appId &&
    typeof exp === 'number' &&
    exp + timing.clockSkewS.max > at &&
    (typeof nbf !== 'number' || nbf - timing.clockSkewS.max < at)
  );
}

/** Reads the body, unless the server has; `null` where it is longer than Teams's ever is. */
export function readBody(req: IncomingMessage & { rawBody?: unknown }): Promise<Buffer | null> {
  if (Buffer.isBuffer(req.rawBody)) return Promise.resolve(req.rawBody);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > timing.bodyBytes.max) resolve(null);
      else chunks.push(chunk);
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', reject);
    req.on('close', () => reject(new Error('the request ended before its body')));
  });
}

/** The activity in a body; `null` where it holds none. */
export function activityIn(body: Buffer): Payload | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    return isPayload(value) && typeof value['type'] === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Answers; a request that is too long is not read to its end. */
export function answer(res: ServerResponse, status: number, body?: unknown): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  res.writeHead(status, {
    'content-length': Buffer.byteLength(text),
    ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...(status === 413 ? { connection: 'close' } : {}),
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
  res.end(text);
}
