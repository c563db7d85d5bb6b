import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretBytes } from './secret.ts';
import { bodySignature } from './sign.ts';

/** Standard Webhooks 1.0.0, "Verifying webhook authenticity": how far the two clocks may be apart, in seconds. */
const tolerance = 300;

/** What a receiver finds when it checks a request; `why` is a sentence. */
export type Verified = { readonly holds: true } | { readonly holds: false; readonly why: string };

const holds: Verified = { holds: true };
const fails = (why: string): Verified => ({ holds: false, why });

/** Checks the three headers over the exact bytes that came, as a receiver does. */
export const verifyHeaders = ({
  headers,
  body,
  secret,
  now,
}: {
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  readonly secret: SecretBytes;
  readonly now: Date;
}): Verified => {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
    return fails('webhook-id, webhook-timestamp or webhook-signature is missing.');
  }
  if (!/^\d{1,12}$/.test(timestamp)) return fails('webhook-timestamp is not a number of seconds.');
  const apart = Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp));
  if (apart > tolerance) {
    return fails(`webhook-timestamp is ${apart} s away from now, more than the ${tolerance} s allowed.`);
  }
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return signatures.split(' ').some((signature) => isSame(signature, `v1,${expected}`))
    ? holds
    : fails('No signature in webhook-signature was made with this secret over this body.');
};

/** Checks the signature inside the body, which a receiver can do when its framework hides the exact bytes. */
export const verifyBody = (body: unknown, secret: SecretBytes): Verified => {
  if (typeof body !== 'object' || body === null) return fails('The body is not a JSON object.');
  const { event, timestamp, data, signature } = body as Readonly<Record<string, unknown>>;
  if (typeof event !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') {
    return fails('event, timestamp or signature is missing in the body.');
  }
  if (typeof data !== 'object' || data === null) return fails('data is missing in the body.');
  const payload = { event, timestamp, data: data as Readonly<Record<string, unknown>> };
  return isSame(signature, bodySignature(payload, secret))
    ? holds
    : fails('The signature in the body was not made with this secret over this event.');
};

const isSame = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};
