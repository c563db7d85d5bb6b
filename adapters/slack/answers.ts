import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { meaningOf } from './errors.ts';
import { isPayload, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/** What came of a call. */
export type Answer =
  | { readonly outcome: 'ok'; readonly body: Payload }
  /** Slack understood and said no. */
  | { readonly outcome: 'refused'; readonly error: string }
  | { readonly outcome: 'limited'; readonly after_ms: number | null }
  /** Nobody knows whether it went through. */
  | { readonly outcome: 'failed'; readonly reason: string };

/** The app is not, or no longer, in the workspace where something was to be done. */
export const notInstalled: Answer = { outcome: 'refused', error: 'not_installed' };

/** What the Web API's HTTP answer says. */
export function answerOf(status: number, retryAfter: string | string[] | undefined, text: string): Answer {
  if (status === 429) return { outcome: 'limited', after_ms: secondsToMs(retryAfter) };
  if (status !== 200) return { outcome: 'failed', reason: `HTTP ${status}` };
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : null;
  if (!isPayload(body)) return { outcome: 'failed', reason: 'not the JSON of an answer' };
  return body['ok'] === true
    ? { outcome: 'ok', body }
    : refusal(stringAt(body, 'error') ?? 'unknown_error', secondsToMs(retryAfter));
}

const secondsToMs = (retryAfter: string | string[] | undefined): number | null =>
  typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;

function refusal(error: string, afterMs: number | null): Answer {
  switch (meaningOf(error)) {
    case 'limited':
      return { outcome: 'limited', after_ms: afterMs };
    case 'broken':
      return { outcome: 'failed', reason: error };
    default:
      return { outcome: 'refused', error };
  }
}

export const failed = (error: unknown): Answer => ({
  outcome: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});

/** What an exception of the SDK says. */
export function sdkFailure(error: unknown): Answer {
  if (error instanceof WebAPIPlatformError) return refusal(error.data.error, null);
  if (error instanceof WebAPIRateLimitedError) {
    return { outcome: 'limited', after_ms: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIHTTPError) return { outcome: 'failed', reason: `HTTP ${error.statusCode}` };
  return failed(error);
}
