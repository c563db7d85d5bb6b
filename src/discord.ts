import type { Logger } from 'pino';
import type { DiscordChannel } from '../adapters/discord/index.ts';
import type { Keep, Leadership } from './app/channel.ts';
import type { Metrics } from './app/metrics.ts';
import { systemClock } from './chance.ts';
import type { Config } from './config.ts';
import { undetermined } from './engine/template.ts';

/** Discord as it is configured; its SDK only where it is on. */
export const openDiscord = async (
  config: Config,
  parts: {
    readonly keep: Keep;
    readonly leadership: Leadership;
    readonly log: Logger;
    readonly metrics: Metrics;
  },
): Promise<DiscordChannel | null> => {
  const { discord } = config.channels;
  if (!discord.on) return null;
  const { keep, leadership, log, metrics } = parts;
  const { createDiscordChannel } = await import('../adapters/discord/index.ts');
  return createDiscordChannel({
    ...discord,
    keep,
    leadership,
    log: log.child({ channel: 'discord' }),
    allowedWorkspaces: config.allowedWorkspaces,
    defaultLocale: undetermined,
    metrics: {
      answered: (ms) => metrics.acknowledged('discord', ms / 1000),
      called: (name, outcome) => metrics.platformCall('discord', name, outcome),
    },
    now: () => systemClock.now().getTime(),
  });
};
