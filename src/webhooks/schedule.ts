/** Seconds before each retry, counted from the end of the attempt before it. The last one repeats. */
export const retryPolicies = {
  /** Quick at first, for a receiver that restarts; a day apart in the end. */
  default: [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400],
  /** Standard Webhooks 1.0.0, "Deliverability and reliability": ten attempts in about three days. */
  standard: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400],
} as const satisfies Record<string, readonly number[]>;
export type RetryPolicy = keyof typeof retryPolicies;

const retryLimits = {
  /** A delay is stretched or shrunk by up to this share, so that receivers do not get their retries in waves. */
  jitter: 0.2,
  /** The longest that a `Retry-After` is believed, in milliseconds: a day, the longest delay of our own. */
  retryAfter: 86_400_000,
} as const;

/**
 * What one attempt ended in. `error` groups the statistics, so it names kinds and never carries details.
 * - `status`: an answer, but not a 2xx. `redirect`: a 3xx, never followed. `gone`: 410, disables the webhook.
 * - `dns`, `connect`, `tls`: no connection. `timeout`: no complete answer in time. `reset`: the connection
 *   ended first. `protocol`: the answer is not HTTP.
 * - `blocked_network`, `https_required`, `bad_url`: refused by us, see `target.ts`.
 * - `no_secret`: nothing to sign with; `unreadable_secret`: the kept one cannot be decrypted; `internal`: a bug
 *   of ours.
 */
export const deliveryErrors = [
  'status',
  'redirect',
  'gone',
  'dns',
  'connect',
  'tls',
  'timeout',
  'reset',
  'protocol',
  'blocked_network',
  'https_required',
  'bad_url',
  'no_secret',
  'unreadable_secret',
  'internal',
] as const;
export type DeliveryError = (typeof deliveryErrors)[number];

/** Refusals of our own that another attempt cannot change. */
const deterministic: ReadonlySet<DeliveryError> = new Set(['blocked_network', 'https_required', 'bad_url']);

export type Verdict =
  | { readonly status: 'delivered' }
  | { readonly status: 'pending'; readonly next_attempt_at: Date }
  /** `disable`: the receiver wants no more of it. */
  | { readonly status: 'failed'; readonly disable: boolean }
  | { readonly status: 'refused' };

/**
 * What becomes of an event after an attempt.
 * `attempts` counts this one; `retry_attempts` are the attempts allowed after the first; `retry_after` is the
 * header as received; `random` is in [0, 1).
 */
export const judgeAttempt = ({
  error,
  attempts,
  retry_attempts,
  policy,
  retry_after,
  now,
  random,
}: {
  readonly error: DeliveryError | null;
  readonly attempts: number;
  readonly retry_attempts: number;
  readonly policy: RetryPolicy;
  readonly retry_after: string | null;
  readonly now: Date;
  readonly random: number;
}): Verdict => {
  if (error === null) return { status: 'delivered' };
  if (deterministic.has(error)) return { status: 'refused' };
  if (error === 'gone') return { status: 'failed', disable: true };
  if (attempts > retry_attempts) return { status: 'failed', disable: false };
  const delays: readonly number[] = retryPolicies[policy];
  const delay = (delays[Math.min(attempts, delays.length) - 1] ?? 0) * 1000;
  const spread = 1 + retryLimits.jitter * (2 * random - 1);
  const asked = retry_after === null ? 0 : (parseRetryAfter(retry_after, now) ?? 0);
  const wait = Math.max(delay * spread, Math.min(asked, retryLimits.retryAfter));
  return { status: 'pending', next_attempt_at: new Date(now.getTime() + Math.ceil(wait)) };
};

/** A `Retry-After` (RFC 9110, 10.2.3: seconds, or an HTTP date) in milliseconds from now; `null` if it is neither. */
export const parseRetryAfter = (value: string, now: Date): number | null => {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text)) return null;
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
};
