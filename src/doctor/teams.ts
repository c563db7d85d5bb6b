import { z } from 'zod';
import type { Config, TeamsConfig } from '../config.ts';
import { failureReason } from '../store/database-errors.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

const timeoutMs = 10_000;
const login = 'https://login.microsoftonline.com';
const azureBot = 'the Azure Bot\'s page "Configuration" at https://portal.azure.com';

/** https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
const tokenAnswer = z.union([
  z.object({ access_token: z.string() }),
  z.object({ error: z.string(), error_description: z.string().optional() }),
]);

/** Asks Entra ID for the bot's token, and looks at what Teams is to be told about the bot. */
export const checkTeams = async ({
  channels: { teams },
  allowedWorkspaces,
  publicUrl,
}: Config): Promise<readonly Finding[]> => {
  if (!teams.on)
    return [
      skipped(
        'Teams',
        `Off: ${teams.missing.join(' and ')} not set.`,
        'docs/teams.md says how to turn it on; TEAMS_AUTH=off lets you try it without Azure.',
      ),
    ];
  if (!teams.authentication)
    return [skipped('Teams', 'TEAMS_AUTH is off: nothing is verified, and only this machine is served.')];
  return [
    await tokenFinding(teams),
    tenantFinding(teams, allowedWorkspaces),
    manifestFinding(teams, publicUrl),
  ];
};

const tokenFinding = async (teams: TeamsConfig): Promise<Finding> => {
  const about = 'Teams token';
  if (teams.appType === 'UserAssignedMSI')
    return skipped(about, 'A managed identity gives tokens only where the server runs in Azure.');
  const asked = await ask(teams);
  if ('result' in asked) return asked;
  if ('access_token' in asked) return ok(about, `Entra ID gives the bot ${teams.appId ?? ''} its token.`);
  const said = asked.error_description ?? asked.error;
  return problem(about, `Entra ID refuses it: ${firstSentence(said)}`, mendFor(said));
};

const ask = async (teams: TeamsConfig): Promise<Finding | z.output<typeof tokenAnswer>> => {
  const tenant = teams.appType === 'MultiTenant' ? 'botframework.com' : (teams.appTenantId ?? '');
  const url = `${teams.loginUrl ?? login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
  const unreachable = (reason: string): Finding =>
    problem(
      'Teams token',
      `${url} gave no usable answer: ${reason}.`,
      'Check name resolution, the firewall and the proxy of this machine.',
    );
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: teams.appId ?? '',
        client_secret: teams.appPassword ?? '',
        scope: 'https://api.botframework.com/.default',
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const read = tokenAnswer.safeParse(await response.json());
    return read.success
      ? read.data
      : unreachable(`HTTP ${response.status} with a body that is not Microsoft's`);
  } catch (error) {
    // fetch says no more than that it failed; why is inside.
    return unreachable(failureReason((error as { readonly cause?: unknown }).cause ?? error));
  }
};

/** What follows is for support: trace ids and times. */
const firstSentence = (description: string): string => {
  const [sentence = ''] = description.split(/\s(?:Trace ID|Correlation ID):/);
  return sentence.trim().replace(/\.?$/, '.');
};

/** The codes that a wrong registration has: https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes */
const mends: Readonly<Record<string, string>> = {
  AADSTS7000215: `Set MicrosoftAppPassword to the value of a client secret (not its id); make a new one by ${azureBot}, "Manage Password".`,
  AADSTS7000222: `The secret has expired: make a new one by ${azureBot}, "Manage Password".`,
  AADSTS700016: `MicrosoftAppId is not known in this tenant: compare both with ${azureBot}.`,
  AADSTS90002: `MicrosoftAppTenantId names no tenant: compare it with ${azureBot}.`,
  AADSTS900023: `MicrosoftAppTenantId names no tenant: compare it with ${azureBot}.`,
};

const mendFor = (description: string): string => {
  const [code = ''] = /AADSTS\d+/.exec(description) ?? [];
  return (
    mends[code] ??
    `Compare MicrosoftAppId, MicrosoftAppTenantId, MicrosoftAppType and MicrosoftAppPassword with ${azureBot}.`
  );
};

const tenantFinding = (
  { appType, appTenantId }: TeamsConfig,
  allowedWorkspaces: readonly string[],
): Finding => {
  const about = 'Teams tenant';
  if (appType === 'MultiTenant' && allowedWorkspaces.length === 0)
    return problem(
      about,
      'Any tenant may use the bot.',
      'Set ALLOWED_WORKSPACES to the ids of the tenants that may.',
    );
  if (appTenantId !== null && allowedWorkspaces.length > 0 && !allowedWorkspaces.includes(appTenantId))
    return problem(
      about,
      `ALLOWED_WORKSPACES does not list ${appTenantId}, where the bot is registered.`,
      `Add ${appTenantId} to ALLOWED_WORKSPACES, unless only others may use the bot.`,
    );
  return ok(
    about,
    allowedWorkspaces.length === 0
      ? `It serves ${appTenantId ?? 'its tenant'}.`
      : 'Its tenants are listed in ALLOWED_WORKSPACES.',
  );
};

const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const manifestFinding = ({ appId }: TeamsConfig, publicUrl: string | null): Finding => {
  const about = 'Teams manifest';
  if (appId === null || !guid.test(appId))
    return problem(
      about,
      'MicrosoftAppId is not an id as Azure shows it, and Teams takes no other in a manifest.',
      `Copy "Microsoft App ID" from ${azureBot}.`,
    );
  return publicUrl?.startsWith('https:') === true
    ? ok(about, 'npm run manifest builds the app package with the id of the bot and this address.')
    : problem(
        about,
        'The app package would name another address than this server has.',
        'Set PUBLIC_URL to an https address, then build the package with npm run manifest.',
      );
};
