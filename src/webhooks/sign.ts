import { createHmac } from 'node:crypto';
import canonicalizeModule from 'canonicalize';
import type { SecretBytes } from './secret.ts';
import { signWith } from './signing-key.ts';

// Its types speak of a default export, but the module is the function itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** What is signed inside the body: the event as it happened, without anything of its delivery. */
export interface SignedPayload {
  readonly event: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The three headers of Standard Webhooks 1.0.0, "Webhook headers". */
export interface SignatureHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

/**
 * Signs the exact bytes of `body`. `secrets` begins with the newest; the others are those a rotation still
 * lets sign, so that a receiver can change over without losing an event. `seeds` are those of ed25519 keys, where
 * the webhook asked for v1a beside v1. `at` is the time of this attempt.
 */
export const signatureHeaders = ({
  id,
  at,
  body,
  secrets,
  seeds = [],
}: {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  readonly secrets: readonly SecretBytes[];
  readonly seeds?: readonly Uint8Array[];
}): SignatureHeaders => {
  const seconds = Math.floor(at.getTime() / 1000);
  const signed = `${id}.${seconds}.${body}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': [
      ...secrets.map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`),
      ...seeds.map((seed) => `v1a,${signWith(seed, signed)}`),
    ].join(' '),
  };
};

/** Hex HMAC-SHA256 over the RFC 8785 canonical JSON of `{event, timestamp, data}`. */
export const bodySignature = ({ event, timestamp, data }: SignedPayload, secret: SecretBytes): string => {
  const canonical = canonicalize({ event, timestamp, data });
  if (canonical === undefined) throw new TypeError('A webhook payload has no JSON form');
  return createHmac('sha256', secret).update(canonical).digest('hex');
};
