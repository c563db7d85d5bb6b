import type { Logger } from 'pino';
import type { TeamsChannel } from '../adapters/teams/index.ts';
import type { Keep } from './app/channel.ts';
import type { Metrics } from './app/metrics.ts';
import { systemClock } from './chance.ts';
import type { Config } from './config.ts';
import { undetermined } from './engine/template.ts';

/** Teams as it is configured; its SDK, which takes half a second to load, only where it is on. */
export const openTeams = async (
  config: Config,
  parts: {
    readonly keep: Keep;
    readonly log: Logger;
    readonly metrics: Metrics;
    readonly userAgent: string;
  },
): Promise<TeamsChannel | null> => {
  const { teams } = config.channels;
  if (!teams.on) return null;
  const { keep, log, metrics, userAgent } = parts;
  const { createTeamsChannel } = await import('../adapters/teams/index.ts');
  return createTeamsChannel({
    ...teams,
    keep,
    log: log.child({ channel: 'teams' }),
    allowedWorkspaces: config.allowedWorkspaces,
    defaultLocale: undetermined,
    userAgent,
    metrics: {
      answered: (_status, ms) => metrics.acknowledged('teams', ms / 1000),
      called: (method, outcome) => metrics.platformCall('teams', method, outcome),
    },
    now: () => systemClock.now().getTime(),
  });
};
