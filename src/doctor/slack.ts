import { z } from 'zod';
import type { Clock } from '../app/ports.ts';
import type { Config, SlackConfig } from '../config.ts';
import { failureReason } from '../store/database-errors.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

const timeoutMs = 10_000;
/** Slack's requests are refused beyond five minutes: https://docs.slack.dev/authentication/verifying-requests-from-slack */
const skewAtMostMs = 60_000;

/** https://docs.slack.dev/reference/methods/auth.test */
const authTest = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    team: z.string().optional(),
    team_id: z.string().optional(),
    user: z.string().optional(),
    bot_id: z.string().optional(),
  }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Asks Slack who the token is, and reads from its answer what the token may do and what time it is there. */
export const checkSlack = async (
  { channels: { slack }, allowedWorkspaces }: Config,
  { wantedScopes, clock }: { readonly wantedScopes: readonly string[]; readonly clock: Clock },
): Promise<readonly Finding[]> => {
  if (!slack.on)
    return [
      skipped(
        'Slack',
        `Off: ${slack.missing.join(' and ')} not set.`,
        'docs/slack.md says how to turn it on.',
      ),
    ];
  const asked = await ask(slack);
  if ('result' in asked) return [asked];
  const { headers, body } = asked;
  return [
    tokenFinding(body, allowedWorkspaces),
    ...(body.ok ? [scopesFinding(headers.get('x-oauth-scopes'), wantedScopes)] : []),
    clockFinding(headers.get('date'), clock.now()),
    skipped('Signing secret', 'Only a request from Slack can tell whether SLACK_SIGNING_SECRET is right.'),
  ];
};

const ask = async (
  slack: SlackConfig,
): Promise<Finding | { readonly headers: Headers; readonly body: z.output<typeof authTest> }> => {
  const url = new URL('auth.test', slack.apiUrl ?? 'https://slack.com/api/');
  const unreachable = (reason: string): Finding =>
    problem(
      'Slack',
      `${url.href} gave no usable answer: ${reason}.`,
      'Check name resolution, the firewall and the proxy of this machine.',
    );
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const read = authTest.safeParse(await response.json());
    return read.success
      ? { headers: response.headers, body: read.data }
      : unreachable(`HTTP ${response.status} with a body that is not Slack's`);
  } catch (error) {
    // fetch says no more than that it failed; why is inside.
    return unreachable(failureReason((error as { readonly cause?: unknown }).cause ?? error));
  }
};

const tokenFinding = (body: z.output<typeof authTest>, allowedWorkspaces: readonly string[]): Finding => {
  const about = 'Slack token';
  const page = 'the app\'s page "OAuth & Permissions" at https://api.slack.com/apps';
  if (!body.ok)
    return problem(
      about,
      `Slack refuses it: ${body.error}.`,
      `Copy the "Bot User OAuth Token" (xoxb-…) from ${page}.`,
    );
  const { team = 'a workspace', team_id = '', user = 'a bot' } = body;
  if (body.bot_id === undefined)
    return problem(
      about,
      `It is ${user}'s own, not the bot's.`,
      `Copy the "Bot User OAuth Token" (xoxb-…) from ${page}.`,
    );
  if (allowedWorkspaces.length > 0 && !allowedWorkspaces.includes(team_id))
    return problem(
      about,
      `It is for ${team} (${team_id}), which ALLOWED_WORKSPACES does not list.`,
      `Add ${team_id} to ALLOWED_WORKSPACES, or use the token of a listed workspace.`,
    );
  return ok(about, `It is ${user}'s in ${team} (${team_id}).`);
};

const scopesFinding = (granted: string | null, wanted: readonly string[]): Finding => {
  const about = 'Slack scopes';
  if (granted === null) return skipped(about, 'Slack did not say which scopes the token has.');
  const has = new Set(granted.split(',').map((scope) => scope.trim()));
  const missing = wanted.filter((scope) => !has.has(scope));
  return missing.length === 0
    ? ok(about, 'The token has all that the manifest asks for.')
    : problem(
        about,
        `The token lacks ${missing.join(', ')}.`,
        'Paste the manifest that `npm run --silent manifest` prints into the app\'s page "App Manifest", then reinstall the app.',
      );
};

const clockFinding = (date: string | null, now: Date): Finding => {
  const about = 'Clock';
  const there = Date.parse(date ?? '');
  if (Number.isNaN(there)) return skipped(about, 'Slack did not say what time it is.');
  const seconds = Math.round((now.getTime() - there) / 1000);
  return Math.abs(seconds * 1000) <= skewAtMostMs
    ? ok(about, "It agrees with Slack's.")
    : problem(
        about,
        `It is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} Slack's; beyond five minutes every request of Slack's is refused.`,
        'Switch on time synchronisation (NTP) on this machine.',
      );
};
