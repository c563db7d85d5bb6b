import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTeamsChannel } from '../../adapters/teams/index.ts';
import type { TeamsChannel, TeamsOptions } from '../../adapters/teams/index.ts';
import { memoryKeep, recordingLog } from '../contract/inside.ts';
import type { LogLine } from '../contract/inside.ts';
import { scriptedDesk } from './scripted-desk.ts';
import type { ScriptedDesk } from './scripted-desk.ts';
import { appId, appPassword, startTeamsStandIn, tenant } from './teams-stand-in.ts';
import type { Json, TeamsStandIn } from './teams-stand-in.ts';

/** The adapter with the real SDK, between a scripted desk and a stand-in for Microsoft. */
export interface TeamsHouse {
  readonly channel: TeamsChannel;
  readonly desk: ScriptedDesk;
  readonly teams: TeamsStandIn;
  readonly lines: readonly LogLine[];
  readonly url: string;
  /** Sends an activity as Teams does: signed, and waiting for the answer. */
  post(activity: Json, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Resolves when nothing is under way in the background. */
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const standInOptions = (teams: TeamsStandIn) =>
  ({
    appId,
    appPassword,
    appType: 'SingleTenant',
    appTenantId: tenant,
    authentication: true,
    loginUrl: teams.loginUrl,
    openIdMetadataUrl: teams.openIdUrl,
    now: Date.now,
  }) as const;

/** Delivers an activity to a bot, from a service, as Teams does. */
export const deliver = async (
  url: string,
  teams: TeamsStandIn,
  activity: Json,
  headers: Readonly<Record<string, string>> = { authorization: teams.authorization() },
): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify({ serviceUrl: teams.serviceUrl, ...activity }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? '' : (JSON.parse(text) as unknown) };
};

/** A server with nothing but the adapter. */
export const serveTeams = async (
  channel: TeamsChannel,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const server = createServer(channel.requestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

export async function openTeamsHouse(options: Partial<TeamsOptions> = {}): Promise<TeamsHouse> {
  const teams = await startTeamsStandIn();
  const desk = scriptedDesk();
  const { log, lines } = recordingLog();
  const channel = createTeamsChannel({
    ...standInOptions(teams),
    keep: memoryKeep(),
    log,
    fetchTimeoutMs: 2000,
    ...options,
  });
  channel.connect(desk);
  const server = await serveTeams(channel);
  return {
    channel,
    desk,
    teams,
    lines,
    url: server.url,
    post: (activity, headers) => deliver(server.url, teams, activity, headers),
    async close() {
      await channel.stop();
      await server.close();
      await teams.stop();
    },
  };
}
