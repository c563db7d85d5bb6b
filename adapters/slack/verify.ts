import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { timing } from './limits.ts';

/**
 * Who is let in to Bolt: a request that cannot be Slack's costs next to nothing (no reading, no hashing, no parsing);
 * of the others the signature is checked over the bytes as they came, once. Bolt would parse a form to find out
 * whether to check it, hash three times to compare, and parse again: a twentieth of what a click costs.
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
 * The status to answer a body with that is not for Bolt: what Slack did not sign, its own check of the certificate, and
 * a body that holds no object, which Slack never sends and Bolt trips over.
 */
export function answerToBody(req: ReadRequest, { signingSecret }: Trust): number | null {
  const isForm = req.headers['content-type'] === formType;
  const signature = req.headers['x-slack-signature'];
  if (signature === undefined) {
    return new URLSearchParams(req.rawBody.toString()).get('ssl_check') === '1' ? 200 : 401;
  }
  if (!isSigned(req, String(signature), signingSecret)) return 401;
  const start = req.rawBody.toString('latin1', 0, 12).trimStart();
  const holdsObject = isForm ? !/^payload=(?!%7b|\{)/i.test(start) : start.startsWith('{');
  return holdsObject ? null : 400;
}

/** The head was looked at before: the timestamp is recent, and the signature has the form of one. */
function isSigned({ headers, rawBody }: ReadRequest, signature: string, signingSecret: string): boolean {
  const expected = createHmac('sha256', signingSecret)
    .update(`v0:${String(headers['x-slack-request-timestamp'])}:`)
    .update(rawBody)
    .digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice('v0='.length), 'hex'));
}

/** Answers a request that is not for Bolt; one that is too long is not read to its end. */
export function answer(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'content-length': 0, ...(status === 413 ? { connection: 'close' } : {}) });
  res.end();
}
