import { WebClient } from '@slack/web-api';
import type { WebAPICallResult } from '@slack/web-api';
import { fetch as undiciFetch } from 'undici';
import { answerOf, failed, notInstalled, sdkFailure } from './answers.ts';
import type { Answer } from './answers.ts';
import { fetchBytes, isSlacks, sendBytes } from './bytes.ts';
import type { Fetched } from './bytes.ts';
import type { Connection } from './connection.ts';
import { isTokenDead } from './errors.ts';

/** The bot's token in each workspace or organisation that the app is installed in. */
export interface Tokens {
  /** At once where it is in memory; `null` where the app is not installed. */
  of(team: string): string | Promise<string | null>;
  /** Slack does not take this one any more. */
  rejected(team: string): void;
}

/**
 * Slack's Web API, with the token of the team where something is to be done. Nothing is ever sent again by itself:
 * that is the outbox's business.
 */
export interface Api {
  /** For what is sent with every click. */
  send(team: string, method: 'chat.postMessage' | 'chat.update', args: object): Promise<Answer>;
  /** For everything else, by the SDK. */
  ask(
    team: string,
    method: string,
    request: (client: WebClient) => Promise<WebAPICallResult>,
  ): Promise<Answer>;
  /** Answers an interaction at the address it gave. */
  respond(url: string, body: object): Promise<Answer>;
  /** What lies at an address of Slack's own, with the team's token; at most so many bytes. */
  fetchFile(team: string, url: string, how: FetchFile): Promise<Fetched>;
  /** Brings bytes to an address of Slack's own that was made for them. */
  sendFile(url: string, bytes: Uint8Array, signal: AbortSignal): Promise<Answer>;
}

interface FetchFile {
  readonly most: number;
  readonly isPage: boolean;
  readonly signal: AbortSignal;
}

const notSlacks = 'it does not lie at Slack';

/** What a token comes down to for those who call with it. */
interface Access {
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly client: WebClient;
}

/** More workspaces than this are opened anew each time: an organisation has a handful. */
const mostAccesses = 500;

export function createApi(
  { apiUrl, pool, agent, timeoutMs, clientOptions }: Connection,
  tokens: Tokens,
  called: (method: string, outcome: Answer['outcome']) => void,
): Api {
  const { pathname } = new URL(apiUrl);
  const accesses = new Map<string, Access>();

  const opened = (token: string): Access => {
    const known = accesses.get(token);
    if (known) return known;
    const access = {
      token,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
      client: new WebClient(token, { ...clientOptions }),
    };
    if (accesses.size >= mostAccesses) accesses.clear();
    accesses.set(token, access);
    return access;
  };

  /** At once where the token is in memory: a click is not to wait for what is known. */
  const accessTo = (team: string): Access | Promise<Access | null> => {
    const token = tokens.of(team);
    return typeof token === 'string'
      ? opened(token)
      : token.then((found) => (found === null ? null : opened(found)));
  };

  const counted = (method: string, answer: Answer, team: string | null = null): Answer => {
    called(method, answer.outcome);
    if (team !== null && answer.outcome === 'refused' && isTokenDead(answer.error)) tokens.rejected(team);
    return answer;
  };

  return {
    async send(team, method, args) {
      try {
        const found = accessTo(team);
        const access = found instanceof Promise ? await found : found;
        if (access === null) return counted(method, notInstalled);
        const { statusCode, headers, body } = await pool.request({
          path: pathname + method,
          method: 'POST',
          headers: access.headers,
          body: JSON.stringify(args),
        });
        const text = await body.text();
        return counted(method, answerOf(statusCode, headers['retry-after'], text), team);
      } catch (error) {
        return counted(method, failed(error));
      }
    },
    async ask(team, method, request) {
      try {
        const access = await accessTo(team);
        if (access === null) return counted(method, notInstalled);
        return counted(method, { outcome: 'ok', body: { ...(await request(access.client)) } });
      } catch (error) {
        return counted(method, sdkFailure(error), team);
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
        const text = await response.text();
        // "ok" in plain words; an address that is too old is told of in JSON, with whatever status.
        const answer = answerOf(response.status, undefined, text.startsWith('{') ? text : '{"ok":true}');
        return counted('response_url', answer);
      } catch (error) {
        return counted('response_url', failed(error));
      }
    },
    async fetchFile(team, url, how) {
      if (!isSlacks(url, apiUrl)) return { unavailable: notSlacks, passing: false };
      const access = await accessTo(team);
      if (access === null) return { unavailable: 'the app is not installed there', passing: false };
      const fetched = await fetchBytes(url, { ...how, token: access.token, agent });
      called('file', 'bytes' in fetched ? 'ok' : fetched.passing ? 'failed' : 'refused');
      return fetched;
    },
    async sendFile(url, bytes, signal) {
      if (!isSlacks(url, apiUrl)) return { outcome: 'refused', error: notSlacks };
      return counted('upload', await sendBytes(url, bytes, { agent, signal }));
    },
  };
}
