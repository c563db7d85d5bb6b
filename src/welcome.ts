import { inviteLink } from '../adapters/discord/rights.ts';
import { claimLimits } from './app/admin/claim.ts';
import type { Config } from './config.ts';

export interface Running {
  readonly url: string;
  /** The generated admin key, at the start that made it; afterwards it is only in its file. */
  readonly newAdminKey: string | null;
  /** Where generated keys lie; `null` where they were configured. */
  readonly keyFiles: readonly string[];
  /** What makes the first admin when it is typed in chat; `null` once there is one. Never logged. */
  readonly claim: string | null;
  readonly guides: number;
  stop(): Promise<void>;
}

type ChannelState = { readonly on: true } | { readonly on: false; readonly missing: readonly string[] };

/** What the person who starts it reads: where to look, what is on, and what is off for want of which variable. */
export const welcome = (config: Config, running: Running): string => {
  const { slack, discord, teams } = config.channels;
  const channel = (name: string, state: ChannelState, on: string): string =>
    `  ${name.padEnd(11)}${state.on ? on : `off: set ${state.missing.join(' and ')} to turn it on`}`;
  const lines = [
    '',
    `Unstuck is ready with ${running.guides} guides.`,
    '',
    ...(config.playground
      ? [`  Playground ${running.url}/`]
      : ['  Playground off (PLAYGROUND=on turns it on)']),
    `  REST API   ${running.url}/docs`,
    `  Health     ${running.url}/readyz and ${running.url}/metrics`,
    '',
    channel('Slack', slack, `on, at ${running.url}/slack/events`),
    channel(
      'Discord',
      discord,
      discord.on ? `on; add it to a server: ${inviteLink(discord.applicationId)}` : '',
    ),
    channel('Teams', teams, `on, at ${running.url}/api/messages`),
    '',
    `  Model      ${config.openai === null ? 'off: set OPENAI_API_KEY to let one help to pick guides' : `${config.openai.model} helps to pick guides`}`,
    `  Database   ${config.databaseUrl === null ? `embedded, in ${config.dataDir}` : 'PostgreSQL'}`,
    ...(running.keyFiles.length > 0 ? [`  Keys       ${running.keyFiles.join(' and ')}`] : []),
    ...(running.newAdminKey === null ? [] : ['', `  Admin key, shown this once:  ${running.newAdminKey}`]),
    ...(running.claim === null
      ? []
      : [
          '',
          `  Nobody is an admin yet. Who types this in chat within ${claimLimits.minutes} minutes is the first:`,
          `      /troubleshoot-admin claim ${running.claim}`,
        ]),
    '',
  ];
  return lines.join('\n');
};
