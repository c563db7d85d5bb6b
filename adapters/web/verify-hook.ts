import { createHmac, timingSafeEqual } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import { intervals } from './limits.ts';

// Its types say `export default`, its CommonJS file is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Why a delivery was not believed. */
export type HookRefusal =
  | 'header_missing'
  | 'timestamp_out_of_bounds'
  | 'signature_wrong'
  | 'body_malformed'
  | 'body_signature_wrong';

export type Verified =
  | { readonly ok: true; readonly id: string; readonly session_id: string | null }
  | { readonly ok: false; readonly refused: HookRefusal };

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What any receiver of our webhooks does, written from the two papers and not from the signing side: the
 * headers by Standard Webhooks 1.0.0 over the exact bytes, then the body's own `signature` over the RFC 8785
 * form of `{event, timestamp, data}`. `secret` is `whsec_…` or plain text.
 */
export const verifyHook = (secret: string, headers: Headers, body: string, now: Date): Verified => {
  const id = single(headers['webhook-id']);
  const timestamp = single(headers['webhook-timestamp']);
  const signatures = single(headers['webhook-signature']);
  if (id === null || timestamp === null || signatures === null)
    return { ok: false, refused: 'header_missing' };

  const off = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || off > intervals.hookToleranceSeconds) {
    return { ok: false, refused: 'timestamp_out_of_bounds' };
  }
  const key = bytesOf(secret);
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  if (!signatures.split(' ').some((candidate) => same(candidate, `v1,${expected}`))) {
    return { ok: false, refused: 'signature_wrong' };
  }

  const parsed = parse(body);
  if (parsed === null) return { ok: false, refused: 'body_malformed' };
  const { event, timestamp: at, data, signature } = parsed;
  const canonical = canonicalize({ event, timestamp: at, data }) ?? '';
  const inBody = createHmac('sha256', key).update(canonical).digest('hex');
  if (typeof signature !== 'string' || !same(signature, inBody)) {
    return { ok: false, refused: 'body_signature_wrong' };
  }
  return { ok: true, id, session_id: sessionOf(data) };
};

const single = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const bytesOf = (secret: string): Buffer =>
  secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret, 'utf8');

const same = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const parse = (body: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sessionOf = (data: unknown): string | null =>
  isRecord(data) && typeof data['session_id'] === 'string' ? data['session_id'] : null;
