import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel, Desk } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import { createApi } from './api.ts';
import type { Answer } from './api.ts';
import { createBackground } from './background.ts';
import { createBolt } from './bolt.ts';
import { createHandler } from './handle.ts';
import type { Reply } from './handle.ts';
import { createHomePages } from './home-page.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { parseRequest, teamOf } from './parse.ts';
import type { Arrival } from './parse.ts';
import { isPayload, stringAt } from './payload.ts';
import { createPeople } from './people.ts';
import { sendMessage } from './send.ts';
import { readBody, refuse, refusedByBody, refusedByHead } from './verify.ts';
import { words } from './words.ts';

export interface SlackOptions {
  readonly botToken: string;
  readonly signingSecret: string;
  /** With a slash at its end; for stand-ins. */
  readonly apiUrl?: string | null;
  readonly log: Log;
  /** How long Slack's Web API may take to answer. */
  readonly fetchTimeoutMs?: number;
  readonly metrics?: SlackMetrics;
  /** Teams whose requests are served; empty: all. */
  readonly allowedWorkspaces?: readonly string[];
  /** For people whose language Slack does not tell. */
  readonly defaultLocale?: Locale;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface SlackMetrics {
  /** A request was answered, so long after it came. */
  answered(status: number, ms: number): void;
  /** A method of the Web API was called. */
  called(method: string, outcome: Answer['outcome']): void;
}

export interface SlackChannel extends Channel {
  readonly name: 'slack';
  /** Until then, requests are answered with 503. */
  connect(desk: Desk): void;
  /** Serves `POST /slack/events` in any Node server; a body read before is taken from `req.rawBody`. */
  readonly requestListener: (req: IncomingMessage, res: ServerResponse) => void;
}

/**
 * Slack by HTTP: events, clicks and commands come to one address, verified by Bolt and acknowledged once they
 * are committed; messages go out by the Web API.
 *
 * @see https://docs.slack.dev/apis/events-api/using-http-request-urls
 */
export function createSlackChannel(options: SlackOptions): SlackChannel {
  const { botToken, signingSecret, log, metrics, allowedWorkspaces = [] } = options;
  const { defaultLocale = 'es', now, fetchTimeoutMs = 5000 } = options;
  const api = createApi({
    botToken,
    apiUrl: options.apiUrl ?? 'https://slack.com/api/',
    timeoutMs: fetchTimeoutMs,
    log,
    now,
    called: (method, outcome) => metrics?.called(method, outcome),
  });
  const background = createBackground(log);
  let stopping: Promise<void> | null = null;
  let serve: ((req: IncomingMessage, res: ServerResponse) => void) | null = null;

  const welcome = (body: unknown): boolean => {
    const team = isPayload(body) ? teamOf(body) : null;
    return allowedWorkspaces.length === 0 || (team !== null && allowedWorkspaces.includes(team));
  };

  return {
    name: 'slack',
    connect(desk) {
      const people = createPeople(api, defaultLocale, now);
      const homePages = createHomePages(api, desk, log);
      const handle = createHandler({ api, desk, people, homePages, background, log });
      serve = createBolt({
        signingSecret,
        log,
        now,
        handle: async (body) => {
          const arrival = parseRequest(body);
          return welcome(body) ? handle(arrival) : turnedAway(arrival, desk, defaultLocale, log);
        },
      });
    },
    requestListener(req, res) {
      const began = now();
      if (metrics) res.once('finish', () => metrics.answered(res.statusCode, now() - began));
      const serving = serve;
      const status = serving === null ? 503 : refusedByHead(req, { now });
      if (status !== null || serving === null) return refuse(res, status ?? 503);
      readBody(req).then(
        (body) => {
          if (body === null) return refuse(res, 413);
          const read = Object.assign(req, { rawBody: body });
          const refused = refusedByBody(read, { signingSecret, now });
          return refused === null ? serving(read, res) : refuse(res, refused);
        },
        (error: unknown) => log.debug({ channel: 'slack', ...causeOf(error) }, 'slack: a request broke off'),
      );
    },
    send: (outgoing) => sendMessage(api, log, outgoing),
    start() {
      background.run('the first call', async () => {
        const answer = await api.ask('auth.test', (client) => client.auth.test());
        if (answer.outcome !== 'ok') {
          log.error({ channel: 'slack', ...answer }, 'slack: the bot token does not work; see docs/slack.md');
          return;
        }
        const team = stringAt(answer.body, 'team');
        log.info({ channel: 'slack', team, bot: stringAt(answer.body, 'user') }, 'slack: connected');
      });
      return Promise.resolve();
    },
    stop() {
      serve = null;
      stopping ??= background.idle().then(() => api.close());
      return stopping;
    },
  };
}

/** One deployment serves one organisation: the others' requests do nothing. */
function turnedAway(arrival: Arrival, desk: Desk, locale: Locale, log: Log): Reply {
  if (arrival.kind === 'nothing' || arrival.kind === 'removed') return undefined;
  log.warn({ channel: 'slack', team: arrival.author.team }, 'slack: a workspace that is not allowed');
  if (arrival.kind !== 'command') return undefined;
  return { response_type: 'ephemeral', text: desk.text(locale, words.workspaceRefused) };
}
