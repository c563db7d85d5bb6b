import type { Channel, Desk, Keep } from '../../src/app/channel.ts';
import type { Locale } from '../../src/engine/template.ts';
import { findAgentsPlace } from './agents-place.ts';
import { createApi } from './api.ts';
import type { Answer } from './answers.ts';
import { createBackground } from './background.ts';
import { createConnection } from './connection.ts';
import { createDoor } from './door.ts';
import type { Listener } from './door.ts';
import { download } from './files.ts';
import { createHandler } from './handle.ts';
import { createHomePages } from './home-page.ts';
import { createInstallations, singleToken } from './installations.ts';
import type { Vault } from './installations.ts';
import { createInstaller } from './installer.ts';
import type { Installer, OAuthOptions } from './installer.ts';
import { sdkLogger } from './log.ts';
import type { Log } from './log.ts';
import { createPanes } from './panes.ts';
import { stringAt } from './payload.ts';
import { createPeople } from './people.ts';
import { sendMessage } from './send.ts';
import { createSigns } from './signs.ts';
import { createSocket } from './socket.ts';
import type { Socket } from './socket.ts';
import { createWelcome } from './welcome.ts';

export { installPath, redirectPath } from './installer.ts';

export interface SlackOptions {
  /** `null` where the app is installed by OAuth alone. */
  readonly botToken: string | null;
  /** Turns `POST /slack/events` on. */
  readonly signingSecret?: string | null;
  /** Turns Socket Mode on; both may be. */
  readonly appToken?: string | null;
  /** Turns `GET /slack/install` on. */
  readonly oauth?: (OAuthOptions & { readonly vault: Vault }) | null;
  readonly keep: Keep;
  /** With a slash at its end; for stand-ins. */
  readonly apiUrl?: string | null;
  readonly log: Log;
  /** How long Slack's Web API may take to answer. */
  readonly fetchTimeoutMs?: number;
  readonly metrics?: SlackMetrics;
  /** Workspaces and organisations that are served; empty: all. */
  readonly allowedWorkspaces?: readonly string[];
  /** For people whose language Slack does not tell. */
  readonly defaultLocale?: Locale;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** When Socket Mode connects again; Slack's own rhythm by default. */
  readonly reconnectMs?: readonly [number, ...number[]];
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
  readonly requestListener: Listener | null;
  /** Serves `GET /slack/install` and `GET /slack/oauth_redirect`. */
  readonly installer: Installer | null;
}

/** What belongs to no workspace is done with the token that was configured. */
const noTeam = '';

/**
 * Slack: events, clicks and commands come by HTTP or by Socket Mode, and are acknowledged once they are committed;
 * messages go out by the Web API, with the token of the workspace they are for.
 *
 * @see https://docs.slack.dev/apis/events-api
 */
export function createSlackChannel(options: SlackOptions): SlackChannel {
  const { botToken, signingSecret = null, appToken = null, oauth = null, keep, log, metrics } = options;
  const { allowedWorkspaces = [], defaultLocale = 'es', now, fetchTimeoutMs = 5000 } = options;
  const apiUrl = options.apiUrl ?? 'https://slack.com/api/';
  const connection = createConnection(apiUrl, fetchTimeoutMs, sdkLogger(log, now));
  const installations = oauth && createInstallations({ keep, vault: oauth.vault, botToken, now });
  const tokens = installations ?? (botToken === null ? null : singleToken(botToken));
  if (tokens === null) throw new Error('Slack needs a bot token, or OAuth to be given some');
  const api = createApi(connection, tokens, (method, outcome) => metrics?.called(method, outcome));
  const signs = createSigns(api, keep);
  const background = createBackground(log);
  const answered = (status: number, ms: number): void => metrics?.answered(status, ms);
  const connected: { desk: Desk | null; socket: Socket | null } = { desk: null, socket: null };
  let stopping: Promise<void> | null = null;

  const deskOf = (): Desk => {
    if (connected.desk === null) throw new Error('Slack was not connected to the desk');
    return connected.desk;
  };

  const door = signingSecret === null ? null : createDoor({ signingSecret, log, now, answered });
  const installer =
    oauth && installations
      ? createInstaller({
          oauth,
          connection,
          installations,
          allowedWorkspaces,
          text: (...said) => deskOf().text(...said),
          log,
        })
      : null;

  const introduce = async (): Promise<void> => {
    if (botToken === null) {
      const installed = (await installations?.list()) ?? [];
      log.info(
        { channel: 'slack', installed },
        'slack: installed by OAuth; GET /slack/install adds a workspace',
      );
      return;
    }
    const answer = await api.ask(noTeam, 'auth.test', (client) => client.auth.test());
    if (answer.outcome !== 'ok') {
      log.error({ channel: 'slack', ...answer }, 'slack: the bot token does not work; see docs/slack.md');
      return;
    }
    const team = stringAt(answer.body, 'team');
    log.info({ channel: 'slack', team, bot: stringAt(answer.body, 'user') }, 'slack: connected');
  };

  return {
    name: 'slack',
    connect(desk) {
      connected.desk = desk;
      const handle = createWelcome({
        allowedWorkspaces,
        desk,
        defaultLocale,
        log,
        handle: createHandler({
          api,
          desk,
          people: createPeople(api, defaultLocale, now),
          homePages: createHomePages(api, desk, log),
          panes: createPanes(api, desk, keep, log),
          removed: async (team, atMs) => installations?.removed(team, atMs ?? now()),
          background,
          log,
        }),
      });
      door?.open(handle);
      if (appToken === null) return;
      const { reconnectMs } = options;
      connected.socket = createSocket({
        appToken,
        connection,
        log,
        handle,
        now,
        answered,
        ...(reconnectMs === undefined ? {} : { reconnectMs }),
      });
    },
    requestListener: door?.listener ?? null,
    installer,
    send: (outgoing) => sendMessage({ api, log, now, text: (...said) => deskOf().text(...said) }, outgoing),
    place: (written) => findAgentsPlace(api, written),
    mark: (_conversation, of, sign) => signs(of, sign),
    download: (from) => download(api, log, from),
    async start() {
      background.run('the first call', introduce);
      await connected.socket?.start();
    },
    stop() {
      door?.close();
      stopping ??= (async () => {
        await connected.socket?.stop();
        await background.idle();
        await connection.close();
      })();
      return stopping;
    },
  };
}
