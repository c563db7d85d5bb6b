import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { timing } from './limits.ts';

/**
 * Whether a request is Discord's: a signature by Ed25519 over its time and its body. What cannot be costs no
 * reading, and nothing is said about why.
 *
 * @see https://docs.discord.com/developers/interactions/overview#validating-security-request-headers
 */
export interface Signed {
  readonly signature: Buffer;
  readonly timestamp: string;
}

/** The status to refuse a request with by its head alone, else how it is signed. */
export function signedHead(req: IncomingMessage, now: number): Signed | number {
  if (req.method !== 'POST') return 405;
  if (Number(req.headers['content-length'] ?? 0) > timing.bodyBytes.max) return 413;
  const signature = req.headers['x-signature-ed25519'];
  const timestamp = req.headers['x-signature-timestamp'];
  if (typeof signature !== 'string' || !/^[0-9a-f]{128}$/i.test(signature)) return 401;
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return 401;
  if (Math.abs(now / 1000 - Number(timestamp)) > timing.signatureAgeS.max) return 401;
  return { signature: Buffer.from(signature, 'hex'), timestamp };
}

export const isSigned = (key: KeyObject, { signature, timestamp }: Signed, body: Buffer): boolean =>
  verify(null, Buffer.concat([Buffer.from(timestamp), body]), key, signature);

/** What stands before the 32 bytes of a public key of Ed25519: https://www.rfc-editor.org/rfc/rfc8410 */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** @param hex the 64 digits that Discord shows */
export const publicKeyOf = (hex: string): KeyObject =>
  createPublicKey({
    key: Buffer.concat([derPrefix, Buffer.from(hex, 'hex')]),
    format: 'der',
    type: 'spki',
  });

/** Reads the body, unless the server has; `null` where it is longer than Discord's ever is. */
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

/** Ends a request without a word; one that is too long is not read to its end. */
export function refuse(res: ServerResponse, status: number): void {
  const more = status === 413 ? { connection: 'close' } : status === 503 ? { 'retry-after': '5' } : {};
  res.writeHead(status, { 'content-length': 0, ...more });
  res.end();
}
