import type { IncomingMessage, ServerResponse } from 'node:http';
import { isValidSlackRequest } from '@slack/bolt';
import { timing } from './limits.ts';

/**
 * What stands before Bolt's own verification, so that a request that cannot be Slack's costs next to nothing:
 * no reading, no hashing, no parsing. What passes is read once, up to a limit, and handed on.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export interface Trust {
  readonly signingSecret: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export const endpoint = '/slack/events';

/** A request whose body was read; the shape that Bolt takes. */
export type ReadRequest = IncomingMessage & { rawBody: Buffer };

/** `ssl_check=1` and the rest of that form: the one request Slack does not sign. */
const sslCheckBytes = 2048;
const formType = 'application/x-www-form-urlencoded';

/** The status to refuse a request with by its head alone; `null` where it may be read. */
export function refusedByHead(req: IncomingMessage, { now }: Pick<Trust, 'now'>): number | null {
  if ((req.url ?? '').split('?', 1)[0] !== endpoint) return 404;
  if (req.method !== 'POST') return 405;
  const length = Number(req.headers['content-length'] ?? 0);
  if (length > timing.bodyBytes.max) return 413;
  const signature = req.headers['x-slack-signature'];
  if (signature === undefined) {
    return req.headers['content-type'] === formType && length > 0 && length <= sslCheckBytes ? null : 401;
  }
  const sent = req.headers['x-slack-request-timestamp'];
  const wellFormed = typeof signature === 'string' && /^v0=[0-9a-f]{64}$/.test(signature);
  if (!wellFormed || typeof sent !== 'string' || !/^\d{1,12}$/.test(sent)) return 401;
  return Math.abs(now() / 1000 - Number(sent)) > timing.signatureAgeS.max ? 401 : null;
}

/** Reads the body, unless the server has; `null` where it is longer than Slack's ever is. */
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
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.on('error', reject);
    req.on('close', () => reject(new Error('the request ended before its body')));
  });
}

/**
 * The status to refuse a body with that holds no object: Slack sends none, and Bolt trips over it. Such a body
 * is as likely forged, so its signature is looked at here.
 */
export function refusedByBody(req: ReadRequest, { signingSecret, now }: Trust): number | null {
  const isForm = req.headers['content-type'] === formType;
  const start = req.rawBody.toString('latin1', 0, 12).trimStart();
  const holdsObject = isForm ? !/^payload=(?!%7b|\{)/i.test(start) : start.startsWith('{');
  if (holdsObject) return null;
  const signed = isValidSlackRequest({
    signingSecret,
    body: req.rawBody.toString(),
    headers: {
      'x-slack-signature': String(req.headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(req.headers['x-slack-request-timestamp']),
    },
    nowMilliseconds: now(),
  });
  return signed ? 400 : 401;
}

/** Ends a refused request; one that is too long is not read to its end. */
export function refuse(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'content-length': 0, ...(status === 413 ? { connection: 'close' } : {}) });
  res.end();
}
