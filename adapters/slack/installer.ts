import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode, InstallProvider } from '@slack/oauth';
import type { CodedError, Installation } from '@slack/oauth';
import { WebClient } from '@slack/web-api';
import type { Desk } from '../../src/app/channel.ts';
import type { Connection } from './connection.ts';
import type { Installations } from './installations.ts';
import { createPages } from './install-pages.ts';
import type { Outcome } from './install-pages.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';

export const installPath = '/slack/install';
export const redirectPath = '/slack/oauth_redirect';

/** What turns installation in many workspaces on. */
export interface OAuthOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs the state of an installation under way. */
  readonly stateSecret: string;
  /** What the bot asks to be allowed. */
  readonly scopes: readonly string[];
  /** The address of this server, without a slash at its end; `null`: the app's first redirect URL. */
  readonly publicUrl: string | null;
}

export interface Installer {
  /** `GET /slack/install`: on to Slack, which asks for the workspace and for consent. */
  readonly begin: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  /** `GET /slack/oauth_redirect`: back from Slack. */
  readonly finish: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
}

export interface InstallerParts {
  readonly oauth: OAuthOptions;
  readonly connection: Connection;
  readonly installations: Installations;
  /** Empty: every workspace. */
  readonly allowedWorkspaces: readonly string[];
  readonly text: Desk['text'];
  readonly log: Log;
}

/**
 * Installation by OAuth with Slack's own installer: it signs and checks the state, and has the code exchanged for
 * a token. A workspace that is not allowed is left again at once.
 *
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
export function createInstaller(parts: InstallerParts): Installer {
  const { oauth, connection, installations, allowedWorkspaces, log } = parts;
  const { clientId, clientSecret, stateSecret, scopes, publicUrl } = oauth;
  const { clientOptions, apiUrl } = connection;
  const show = createPages(parts.text);
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    stateSecret,
    installationStore: installations.store,
    directInstall: true,
    authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    ...(clientOptions.logger === undefined ? {} : { logger: clientOptions.logger }),
    clientOptions: { ...clientOptions },
  });

  const isAllowed = ({ team, enterprise }: Installation): boolean =>
    allowedWorkspaces.length === 0 ||
    [team?.id, enterprise?.id].some((id) => id !== undefined && allowedWorkspaces.includes(id));

  /** Takes the app out of the workspace again: its token would otherwise live on. */
  const leave = async (installation: Installation): Promise<void> => {
    const client = new WebClient(installation.bot?.token, { ...clientOptions });
    try {
      await client.apps.uninstall({ client_id: clientId, client_secret: clientSecret });
    } catch (error) {
      log.error(
        { channel: 'slack', ...causeOf(error) },
        'slack: could not leave a workspace that is not allowed',
      );
    }
  };

  const failed = (error: CodedError, req: IncomingMessage, res: ServerResponse): void => {
    const outcome = outcomeOf(error);
    if (outcome === 'failed')
      log.error({ channel: 'slack', ...causeOf(error) }, 'slack: an installation failed');
    show(req, res, { outcome });
  };

  return {
    begin: (req, res) =>
      provider.handleInstallPath(
        req,
        res,
        {},
        {
          scopes: [...scopes],
          ...(publicUrl === null ? {} : { redirectUri: `${publicUrl}${redirectPath}` }),
        },
      ),
    finish: (req, res) =>
      provider.handleCallback(req, res, {
        async afterInstallation(installation) {
          if (isAllowed(installation)) return true;
          const { team, enterprise } = installation;
          log.warn(
            { channel: 'slack', team: team?.id, enterprise: enterprise?.id },
            'slack: a workspace that is not allowed wanted the app installed',
          );
          await leave(installation);
          show(req, res, { outcome: 'refused', team: team?.id ?? enterprise?.id ?? null });
          return false;
        },
        success({ team, enterprise, user, appId }) {
          const name = team?.name ?? enterprise?.name ?? null;
          log.info(
            { channel: 'slack', team: team?.id ?? enterprise?.id, name, by: user.id },
            'slack: installed',
          );
          show(req, res, { outcome: 'installed', name, app: appId ?? null, team: team?.id ?? null });
        },
        failure: (error) => failed(error, req, res),
      }),
  };
}

/** What went wrong, as far as it matters to who stands before it. */
function outcomeOf({ code, name, message }: CodedError): Exclude<Outcome, 'installed' | 'refused'> {
  if (refusedBySlack.includes(code)) return 'cancelled';
  // A state that was not signed here, or too long ago; a code that was used before.
  const isStale = stale.includes(code) || /^(JsonWebToken|TokenExpired)Error$/.test(name);
  return isStale || /invalid_code|code_already_used/.test(message) ? 'stale' : 'failed';
}

/** The person said no on Slack's own page. */
const refusedBySlack: readonly string[] = [ErrorCode.AuthorizationError];

const stale: readonly string[] = [
  ErrorCode.InvalidStateError,
  ErrorCode.MissingStateError,
  ErrorCode.MissingCodeError,
];
