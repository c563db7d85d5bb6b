import type { Logger } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import { Agent, Pool, fetch as undiciFetch } from 'undici';

/** The sockets to Slack, and what each of the SDK's clients is told. */
export interface Connection {
  /** With a slash at its end. */
  readonly apiUrl: string;
  /** For what is sent with every click. */
  readonly pool: Pool;
  /** For everything else. */
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly clientOptions: WebClientOptions;
  close(): Promise<void>;
}

/** Enough for the sends of one replica; Slack allows about one message a second and channel. */
const connections = 64;
/** How long `close` waits for what is under way. */
const closeWithin = 3000;

export function createConnection(apiUrl: string, timeoutMs: number, logger: Logger): Connection {
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs } };
  const pool = new Pool(new URL(apiUrl).origin, { connections, ...timeouts });
  const agent = new Agent({ connections: 8, ...timeouts });
  return {
    apiUrl,
    pool,
    agent,
    timeoutMs,
    clientOptions: {
      slackApiUrl: apiUrl,
      allowAbsoluteUrls: false,
      // Both are needed: with the first alone, a 429 stalls calls that have nothing to do with it.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timeoutMs,
      logger,
      // No call here sends a file: every body is a string.
      fetch: (url, { method, headers, body, signal } = {}) =>
        undiciFetch(url, {
          method,
          headers,
          signal,
          redirect: 'error',
          dispatcher: agent,
          ...(typeof body === 'string' ? { body } : {}),
        }),
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
