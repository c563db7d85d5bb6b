import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import type { WebAPICallResult } from '@slack/web-api';
import { Agent, Pool, fetch as undiciFetch } from 'undici';
import { meaningOf } from './errors.ts';
import { sdkLogger } from './log.ts';
import type { Log } from './log.ts';
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

export interface ApiOptions {
  readonly botToken: string;
  /** With a slash at its end. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly now: () => number;
  readonly called: (method: string, outcome: Answer['outcome']) => void;
}

/** Slack's Web API. Nothing is ever sent again by itself: that is the outbox's business. */
export interface Api {
  /** For what is sent with every click. */
  send(method: 'chat.postMessage' | 'chat.update', args: object): Promise<Answer>;
  /** For everything else, by the SDK. */
  ask(method: string, request: (client: WebClient) => Promise<WebAPICallResult>): Promise<Answer>;
  /** Answers an interaction at the address it gave. */
  respond(url: string, body: object): Promise<Answer>;
  close(): Promise<void>;
}

/** Enough for the sends of one replica; Slack allows about one message a second and channel. */
const connections = 64;
/** How long `close` waits for what is under way. */
const closeWithin = 3000;

export function createApi({ botToken, apiUrl, timeoutMs, log, now, called }: ApiOptions): Api {
  const { origin, pathname } = new URL(apiUrl);
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs } };
  const pool = new Pool(origin, { connections, ...timeouts });
  const agent = new Agent({ connections: 8, ...timeouts });
  const headers = {
    authorization: `Bearer ${botToken}`,
    'content-type': 'application/json; charset=utf-8',
  };
  const client = new WebClient(botToken, {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    // Both are needed: with the first alone, a 429 stalls calls that have nothing to do with it.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: sdkLogger(log, now),
    // No call here sends a file: every body is a string.
    fetch: (url, { method, headers: sent, body, signal } = {}) =>
      undiciFetch(url, {
        method,
        headers: sent,
        signal,
        redirect: 'error',
        dispatcher: agent,
        ...(typeof body === 'string' ? { body } : {}),
      }),
  });

  const counted = (method: string, answer: Answer): Answer => {
    called(method, answer.outcome);
    return answer;
  };

  return {
    async send(method, args) {
      try {
        const {
          statusCode,
          headers: answered,
          body,
        } = await pool.request({
          path: pathname + method,
          method: 'POST',
          headers,
          body: JSON.stringify(args),
        });
        const text = await body.text();
        return counted(method, answerOf(statusCode, answered['retry-after'], text));
      } catch (error) {
        return counted(method, failed(error));
      }
    },
    async ask(method, request) {
      try {
        return counted(method, { outcome: 'ok', body: { ...(await request(client)) } });
      } catch (error) {
        return counted(method, sdkFailure(error));
      }
    },
    async respond(url, body) {
      try {
        const response = await undiciFetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify(body),
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
          dispatcher: agent,
        });
        await response.text();
        return counted(
          'response_url',
          response.ok
            ? { outcome: 'ok', body: {} }
            : { outcome: 'failed', reason: `HTTP ${response.status}` },
        );
      } catch (error) {
        return counted('response_url', failed(error));
      }
    },
    async close() {
      const late = setTimeout(() => {
        void pool.destroy();
        void agent.destroy();
      }, closeWithin);
      await Promise.all([pool.close(), agent.close()]).finally(() => clearTimeout(late));
    },
  };
}

function answerOf(status: number, retryAfter: string | string[] | undefined, text: string): Answer {
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

const failed = (error: unknown): Answer => ({
  outcome: 'failed',
  reason: error instanceof Error ? error.message : String(error),
});

function sdkFailure(error: unknown): Answer {
  if (error instanceof WebAPIPlatformError) return refusal(error.data.error, null);
  if (error instanceof WebAPIRateLimitedError) {
    return { outcome: 'limited', after_ms: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIHTTPError) return { outcome: 'failed', reason: `HTTP ${error.statusCode}` };
  return failed(error);
}
