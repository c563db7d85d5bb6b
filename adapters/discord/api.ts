import { DiscordAPIError, HTTPError, RateLimitError, REST } from 'discord.js';
import type { RateLimitData, RequestMethod, RouteLike } from 'discord.js';
import type { Upload } from './attached.ts';
import { meaningOf } from './errors.ts';
import { timing } from './limits.ts';
import { isPayload } from './payload.ts';
import type { Payload } from './payload.ts';

/** What came of a call. */
export type Answer =
  | { readonly outcome: 'ok'; readonly body: unknown }
  /** Discord understood and said no. */
  | Refusal
  | { readonly outcome: 'limited'; readonly after_ms: number | null }
  /** Nobody knows whether it went through. */
  | { readonly outcome: 'failed'; readonly reason: string };

export interface Refusal {
  readonly outcome: 'refused';
  /** Discord's own code; 0 where it gives none. */
  readonly code: number;
  readonly status: number;
  readonly reason: string;
}

export interface Call {
  /** For the counters and the log: a few words, the same for all channels and people. */
  readonly name: string;
  readonly method: RequestMethod;
  readonly route: RouteLike;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** Files that go with the body, in the order of its `attachments`. */
  readonly uploads?: readonly Upload[];
  /** Interactions are answered with the token they brought, not with the bot's. */
  readonly auth?: false;
}

export interface ApiOptions {
  readonly token: string;
  /** Without a slash at its end; `null`: Discord's own. */
  readonly apiUrl: string | null;
  readonly timeoutMs: number;
  readonly called: (name: string, outcome: Answer['outcome']) => void;
}

/** Discord's HTTP API. Nothing is ever sent again by itself: that is the outbox's business. */
export interface Api {
  ask(call: Call): Promise<Answer>;
  close(): void;
}

export const defaultApiUrl = 'https://discord.com/api';

/** Milliseconds that are waited for here; longer, and the lease of what is to be sent would be held for nothing. */
const worthWaiting = 1000;

export function createApi({ token, apiUrl, timeoutMs, called }: ApiOptions): Api {
  const common = {
    version: '10',
    api: apiUrl ?? defaultApiUrl,
    retries: 0,
    timeout: timeoutMs,
    rejectOnRateLimit: ({ timeToReset, retryAfter }: RateLimitData) =>
      Math.max(timeToReset, retryAfter) > worthWaiting,
  };
  const asBot = new REST(common);
  // Answers to interactions do not count against the bot's fifty calls a second.
  const byToken = new REST({ ...common, globalRequestsPerSecond: Number.POSITIVE_INFINITY });

  // Files take longer than words.
  const withFiles = new REST({ ...common, timeout: Math.max(timeoutMs, timing.transferMs.max) });

  const request = async ({ method, route, body, query, auth, uploads = [] }: Call): Promise<Answer> => {
    const rest = auth === false ? byToken : uploads.length > 0 ? withFiles : asBot;
    // It forgets the token at a 401, which may have been Discord's own trouble.
    if (auth !== false) rest.setToken(token);
    try {
      const answered = await rest.request({
        method,
        fullRoute: route,
        ...(body === undefined ? {} : { body }),
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
        ...(auth === undefined ? {} : { auth }),
        ...(uploads.length === 0 ? {} : { files: uploads.map(fileOf) }),
      });
      return { outcome: 'ok', body: answered };
    } catch (error) {
      return failure(error);
    }
  };

  return {
    async ask(call) {
      const answer = await request(call);
      called(call.name, answer.outcome);
      return answer;
    },
    close() {
      for (const rest of [asBot, byToken, withFiles]) {
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
    },
  };
}

const fileOf = ({ name, file }: Upload) => ({
  name,
  data: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength),
  contentType: file.type,
});

/** The object in an answer; an empty one where it is none. */
export const bodyOf = (answer: Extract<Answer, { outcome: 'ok' }>): Payload =>
  isPayload(answer.body) ? answer.body : {};

/** Milliseconds; an old message takes its next edits about then. */
const editsAgainAfter = 60_000;

function failure(error: unknown): Answer {
  if (error instanceof RateLimitError) {
    return { outcome: 'limited', after_ms: Math.max(error.retryAfter, error.sublimitTimeout) };
  }
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' ? error.code : 0;
    const meaning = meaningOf(code);
    if (meaning === 'limited') return { outcome: 'limited', after_ms: editsAgainAfter };
    const reason = `${error.message.split('\n', 1)[0] ?? ''} (${code})`;
    if (meaning === 'broken') return { outcome: 'failed', reason };
    return { outcome: 'refused', code, status: error.status, reason };
  }
  if (error instanceof HTTPError) return { outcome: 'failed', reason: `HTTP ${error.status}` };
  return { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
}
