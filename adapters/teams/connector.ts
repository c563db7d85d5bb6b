import { Agent, request } from 'undici';
import { isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import type { Tokens } from './login.ts';
import { isLoopbackUrl } from './verify.ts';

/** What came of a call. */
export type Answer =
  | { readonly outcome: 'ok'; readonly body: Payload }
  /** Understood, and declined. */
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string | null }
  | { readonly outcome: 'limited'; readonly reason: string; readonly after_ms: number | null }
  /** Nobody knows whether it went through. */
  | { readonly outcome: 'failed'; readonly reason: string };

/** Where a conversation is kept. */
export interface Target {
  readonly service_url: string;
  readonly conversation: string;
}

/**
 * The connector, by which messages come into Teams. Nothing is ever sent again by itself: that is the outbox's
 * business, and botbuilder's own client cannot be talked out of it.
 *
 * @see https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
export interface Connector {
  post(at: Target, activity: object): Promise<Answer>;
  update(at: Target, id: string, activity: object): Promise<Answer>;
  /** Whether the bot belongs to the conversation: only then does it learn who else does. */
  members(at: Target): Promise<Answer>;
  /** Opens the chat with a person, or finds it. */
  open(serviceUrl: string, parameters: object): Promise<Answer>;
  close(): Promise<void>;
}

export interface ConnectorOptions {
  readonly tokens: Tokens;
  readonly timeoutMs: number;
  /** Which addresses a token, or a message, may be sent to. */
  readonly trusts: (serviceUrl: string) => boolean;
  readonly userAgent: string;
  readonly called: (method: Method, outcome: Answer['outcome']) => void;
}

const verbs = { post: 'POST', update: 'PUT', open: 'POST', members: 'GET' } as const;
export type Method = keyof typeof verbs;

/** Enough for the sends of one replica; Teams allows a handful a second and conversation. */
const connections = 64;
/** How long `close` waits for what is under way. */
const closeWithin = 3000;

/** Microsoft's services over TLS; on this machine where there is a stand-in, and nowhere else without authentication. */
export const trustedServices =
  ({ standIn, authentication }: { readonly standIn: boolean; readonly authentication: boolean }) =>
  (serviceUrl: string): boolean =>
    URL.canParse(serviceUrl) &&
    ((authentication && new URL(serviceUrl).protocol === 'https:') ||
      ((standIn || !authentication) && isLoopbackUrl(serviceUrl)));

export function createConnector(options: ConnectorOptions): Connector {
  const { tokens, timeoutMs, trusts, userAgent, called } = options;
  const agent = new Agent({
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  });

  const ask = async (method: Method, url: string, body: object | null): Promise<Answer> => {
    const token = await tokens.get();
    const response = await request(url, {
      method: verbs[method],
      dispatcher: agent,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': userAgent,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body === null ? null : JSON.stringify(body),
    });
    const answer = answerOf(response.statusCode, response.headers['retry-after'], await response.body.text());
    if (answer.outcome === 'refused' && answer.status === 401) tokens.refused();
    return answer;
  };

  const call = async (
    method: Method,
    serviceUrl: string,
    path: string,
    body: object | null,
  ): Promise<Answer> => {
    const answer = await (
      trusts(serviceUrl)
        ? ask(method, `${serviceUrl.replace(/\/+$/, '')}/v3/${path}`, body)
        : Promise.reject(new Error(`${serviceUrl} is no address of Teams's`))
    ).catch((error: unknown): Answer => ({
      outcome: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    }));
    called(method, answer.outcome);
    return answer;
  };

  const activities = ({ conversation }: Target): string =>
    `conversations/${encodeURIComponent(conversation)}/activities`;

  return {
    post: (at, activity) => call('post', at.service_url, activities(at), activity),
    update: (at, id, activity) =>
      call('update', at.service_url, `${activities(at)}/${encodeURIComponent(id)}`, activity),
    members: ({ service_url, conversation }) =>
      call(
        'members',
        service_url,
        `conversations/${encodeURIComponent(conversation)}/pagedmembers?pageSize=1`,
        null,
      ),
    open: (serviceUrl, parameters) => call('open', serviceUrl, 'conversations', parameters),
    async close() {
      const late = setTimeout(() => void agent.destroy(), closeWithin);
      await agent.close().finally(() => clearTimeout(late));
    },
  };
}

function answerOf(status: number, retryAfter: string | string[] | undefined, text: string): Answer {
  const body = payloadIn(text);
  if (status >= 200 && status < 300) return { outcome: 'ok', body };
  const after_ms = secondsToMs(retryAfter);
  // 412: the conversation was written to at the same time.
  if (status === 429 || status === 412) return { outcome: 'limited', reason: `HTTP ${status}`, after_ms };
  if (status >= 500 || status === 408) {
    return after_ms === null
      ? { outcome: 'failed', reason: `HTTP ${status}` }
      : { outcome: 'limited', reason: `HTTP ${status}`, after_ms };
  }
  const error = objectAt(body, 'error');
  return {
    outcome: 'refused',
    status,
    code: stringAt(objectAt(error, 'innerHttpError', 'body'), 'errorCode') ?? stringAt(error, 'code'),
  };
}

function payloadIn(text: string): Payload {
  try {
    const value: unknown = JSON.parse(text);
    return isPayload(value) ? value : {};
  } catch {
    return {};
  }
}

const secondsToMs = (retryAfter: string | string[] | undefined): number | null =>
  typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : null;
