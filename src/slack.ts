import type { Logger } from 'pino';
import type { SlackChannel } from '../adapters/slack/index.ts';
import type { Keep } from './app/channel.ts';
import type { Metrics } from './app/metrics.ts';
import { systemClock } from './chance.ts';
import type { Config } from './config.ts';
import { undetermined } from './engine/template.ts';
import type { RawRoute } from './http/raw.ts';
import { readManifest, scopesOf } from './manifest.ts';
import type { Vault } from './store/crypto.ts';

/** Slack as it is configured; its SDK only where it is on. */
export const openSlack = async (
  config: Config,
  parts: {
    readonly keep: Keep;
    readonly vault: Vault;
    /** The folder of package.json, where the manifest says what the bot asks to be allowed. */
    readonly root: string;
    readonly log: Logger;
    readonly metrics: Metrics;
  },
): Promise<SlackChannel | null> => {
  const { slack } = config.channels;
  if (!slack.on) return null;
  const { keep, vault, root, log, metrics } = parts;
  const { createSlackChannel } = await import('../adapters/slack/index.ts');
  return createSlackChannel({
    ...slack,
    oauth: slack.oauth && {
      ...slack.oauth,
      publicUrl: config.publicUrl,
      scopes: scopesOf(readManifest(root)),
      vault,
    },
    keep,
    log: log.child({ channel: 'slack' }),
    allowedWorkspaces: config.allowedWorkspaces,
    defaultLocale: undetermined,
    metrics: {
      answered: (_status, ms) => metrics.acknowledged('slack', ms / 1000),
      called: (method, outcome) => metrics.platformCall('slack', method, outcome),
    },
    now: () => systemClock.now().getTime(),
  });
};

/** What of Slack's comes over HTTP: requests where there is a signing secret, browsers where there is OAuth. */
export const slackRoutes = ({ requestListener, installer }: SlackChannel): readonly RawRoute[] => [
  ...(requestListener ? [{ method: 'POST' as const, path: '/slack/events', listener: requestListener }] : []),
  ...(installer
    ? [
        { method: 'GET' as const, path: '/slack/install', listener: installer.begin },
        { method: 'GET' as const, path: '/slack/oauth_redirect', listener: installer.finish },
      ]
    : []),
];
