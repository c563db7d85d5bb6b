import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthenticationConstants } from 'botframework-connector';
import type { Channel, Desk, Keep } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import { findAgentsPlace } from './agents-place.ts';
import { createBackground } from './background.ts';
import { createBot } from './bot.ts';
import type { Reply } from './bot.ts';
import { createConnector, trustedServices } from './connector.ts';
import type { Answer, Method } from './connector.ts';
import { createDownloads } from './files.ts';
import { createHandler } from './handle.ts';
import { createHeard } from './heard.ts';
import { timing } from './limits.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { createTokens, credentialsFor } from './login.ts';
import type { Identity } from './login.ts';
import { createNotes } from './notes.ts';
import { localeOf, parseActivity, tenantOf } from './parse.ts';
import { stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { createPeople } from './people.ts';
import { createReferences } from './references.ts';
import { acknowledged, lineReply, unavailable } from './replies.ts';
import { sendMessage } from './send.ts';
import { activityIn, answer, readBody, refusedByHead } from './verify.ts';
import { within } from './within.ts';
import { words } from './words.ts';

export interface TeamsOptions extends Identity {
  /** A stand-in for Microsoft's document of signing keys. */
  readonly openIdMetadataUrl: string | null;
  readonly keep: Keep;
  readonly log: Log;
  /** How long the connector may take to answer. */
  readonly fetchTimeoutMs?: number;
  readonly metrics?: TeamsMetrics;
  /** Tenants whose activities are served; empty: all. */
  readonly allowedWorkspaces?: readonly string[];
  /** For people whose language Teams does not tell. */
  readonly defaultLocale?: Locale;
  readonly userAgent?: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface TeamsMetrics {
  /** A request was answered, so long after it came. */
  answered(status: number, ms: number): void;
  /** The connector was called. */
  called(method: Method, outcome: Answer['outcome']): void;
}

export interface TeamsChannel extends Channel {
  readonly name: 'teams';
  /** Until then, requests are answered with 503. */
  connect(desk: Desk): void;
  /** Serves `POST /api/messages` in any Node server; a body read before is taken from `req.rawBody`. */
  readonly requestListener: (req: IncomingMessage, res: ServerResponse) => void;
}

/** Tells the bot of one tenant where the others are that it has not heard of yet. */
const globalService = 'https://smba.trafficmanager.net/teams/';
/** A message is answered while Teams still listens. */
const messageMs = timing.messageMs.max - 1000;

/**
 * Teams: activities come to one address, are verified by botbuilder and acknowledged once they are committed;
 * messages go out by the connector.
 *
 * @see https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-concepts
 */
export function createTeamsChannel(options: TeamsOptions): TeamsChannel {
  const { keep, log, metrics, now, authentication, appId } = options;
  const { fetchTimeoutMs = 5000, allowedWorkspaces = [], defaultLocale = 'es' } = options;
  const credentials = credentialsFor(options);
  const tokens = createTokens(options, credentials);
  const bot = createBot(credentials, options.openIdMetadataUrl);
  const standIn = options.openIdMetadataUrl !== null || options.loginUrl !== null;
  const trusts = trustedServices({ standIn, authentication });
  const connector = createConnector({
    tokens,
    timeoutMs: fetchTimeoutMs,
    trusts,
    userAgent: options.userAgent ?? 'Unstuck',
    called: (method, outcome) => metrics?.called(method, outcome),
  });
  const downloads = createDownloads({ tokens, timeoutMs: fetchTimeoutMs, standIn });
  const elsewhere =
    authentication && !standIn ? { service_url: globalService, bot: `28:${appId ?? ''}` } : null;
  const references = createReferences(keep, elsewhere);
  const [only = null, ...others] = allowedWorkspaces;
  const home = options.appTenantId ?? (others.length === 0 ? only : null);
  const background = createBackground(log);
  const notes = createNotes({ connector, references, background, log });
  const people = createPeople(defaultLocale);
  const heard = createHeard(keep, now);
  const door = {
    appId: authentication ? appId : null,
    issuer: AuthenticationConstants.ToBotFromChannelTokenIssuer,
    now,
  };
  let stopping: Promise<void> | null = null;
  let serve: ((activity: Payload) => Promise<Reply>) | null = null;
  let text: Desk['text'] | null = null;
  const textOf: Desk['text'] = (...said) => {
    if (text === null) throw new Error('Teams was not connected to the desk');
    return text(...said);
  };

  /** One deployment serves one organisation: what comes from another does nothing. */
  const turnedAway = (activity: Payload, desk: Desk): Reply | null => {
    const tenant = tenantOf(activity);
    if (allowedWorkspaces.length === 0 || (tenant !== null && allowedWorkspaces.includes(tenant)))
      return null;
    log.warn({ channel: 'teams', tenant }, 'teams: a tenant that is not allowed');
    return activity['name'] === 'adaptiveCard/action'
      ? lineReply(desk.text(localeOf(activity) ?? defaultLocale, words.tenantRefused))
      : acknowledged;
  };

  const take = async (req: IncomingMessage, work: NonNullable<typeof serve>): Promise<Reply> => {
    const body = await readBody(req);
    if (body === null) return { status: 413 };
    const activity = activityIn(body);
    if (activity === null) return { status: 400 };
    // Nothing else is connected to this bot, and only Teams's keys are endorsed for Teams.
    if (activity['channelId'] !== 'msteams' || !trusts(stringAt(activity, 'serviceUrl') ?? '')) {
      return { status: 403 };
    }
    const checked = await bot.verify(activity, req.headers.authorization ?? '');
    if ('refused' in checked) return { status: 401 };
    if ('unknown' in checked) {
      log.error({ channel: 'teams', ...causeOf(checked.unknown) }, 'teams: requests cannot be verified');
      return unavailable;
    }
    const working = bot.turn(checked.verified, activity, () => work(activity));
    const reply = await within(working, messageMs);
    if (reply !== 'late') return reply;
    working.catch((error: unknown) =>
      log.error({ channel: 'teams', ...causeOf(error) }, 'teams: late, and in vain'),
    );
    return unavailable;
  };

  return {
    name: 'teams',
    connect(desk) {
      text = (...said) => desk.text(...said);
      const handle = createHandler({ desk, people, references, notes, heard, background, log });
      serve = async (activity) => turnedAway(activity, desk) ?? handle(parseActivity(activity));
    },
    requestListener(req, res) {
      const began = now();
      if (metrics) res.once('finish', () => metrics.answered(res.statusCode, now() - began));
      const serving = serve;
      const status = serving === null ? 503 : refusedByHead(req, door);
      if (status !== null || serving === null) return answer(res, status ?? 503);
      take(req, serving).then(
        ({ status: answered, body }) => answer(res, answered, body),
        (error: unknown) => {
          log.error({ channel: 'teams', ...causeOf(error) }, 'teams: an activity could not be taken');
          answer(res, 503);
        },
      );
    },
    // No `mark`: bots of Teams can put no reaction on anybody's message.
    send: (outgoing) => sendMessage({ connector, references, log, text: textOf }, outgoing),
    download: (file) => downloads.fetch(file),
    place: (written) => findAgentsPlace({ connector, references }, written, home),
    start() {
      background.run('what was heard long ago', () => heard.tidy());
      background.run('the first token', async () => {
        if (!authentication) {
          log.warn({ channel: 'teams' }, 'teams: authentication is off; only this machine is served');
          return;
        }
        try {
          await tokens.get();
          log.info({ channel: 'teams', app: appId }, 'teams: connected');
        } catch (error) {
          log.error(
            { channel: 'teams', ...causeOf(error) },
            'teams: the credentials do not work; see docs/teams.md',
          );
        }
      });
      return Promise.resolve();
    },
    stop() {
      serve = null;
      stopping ??= background.idle().then(async () => {
        await Promise.all([connector.close(), downloads.close()]);
      });
      return stopping;
    },
  };
}
