import type { CircuitLimits } from '../app/webhook-store.ts';
import { parseRetryAfter, type DeliveryError } from './schedule.ts';

/** Chosen by us. Ten in a row: an event that fails alone never comes so far within its default retries. */
export const circuitLimits: CircuitLimits = {
  opens_after: 10,
  first_rest_ms: 5_000,
  longest_rest_ms: 60_000,
};

const rests = {
  /** Milliseconds the webhook rests where the receiver asks for patience, and does not say how much. */
  unsaid: 1_000,
  /** The longest that its `Retry-After` lets the other events wait too. */
  longest: 15 * 60_000,
} as const;

/** Nobody was there. */
const unreachable: ReadonlySet<DeliveryError> = new Set(['dns', 'connect', 'tls', 'timeout', 'reset']);
/** Somebody was there, or something in front of them, and had no time. RFC 9110, 15.6.3–5; RFC 6585, 4. */
const overloaded: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What an attempt says about its receiver, whatever becomes of the event. */
export interface Finding {
  /** Whether somebody was there who had time for it; `null`: nobody was asked. */
  readonly found: boolean | null;
  /** Milliseconds in which it wants nothing more; 0: it did not say. */
  readonly rest_ms: number;
}

export const findingOf = (
  exchange: {
    readonly error: DeliveryError | null;
    readonly response_status: number | null;
    readonly retry_after: string | null;
    readonly rest_ms: number;
  },
  now: Date,
): Finding => {
  const { error, response_status: status, retry_after } = exchange;
  const rest_ms = Math.min(rests.longest, exchange.rest_ms);
  if (error !== null && unreachable.has(error)) return { found: false, rest_ms };
  if (status === null) return { found: error === 'protocol' ? false : null, rest_ms };
  if (error === null || !overloaded.has(status)) return { found: true, rest_ms };
  const asked = retry_after === null ? null : parseRetryAfter(retry_after, now);
  return { found: false, rest_ms: Math.max(rest_ms, Math.min(rests.longest, asked ?? rests.unsaid)) };
};
