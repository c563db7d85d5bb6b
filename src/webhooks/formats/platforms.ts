import { webhookFormats, type WebhookFormat } from '../../app/webhooks.ts';
import { masked } from '../mask.ts';
import type { Exchange } from '../request.ts';
import { discordBody } from './discord.ts';
import { slackBody } from './slack.ts';
import type { Story } from './story.ts';
import { teamsBody } from './teams.ts';

/** A chat platform whose incoming webhooks take messages, each by a URL that is itself the secret. */
export interface Platform {
  readonly name: string;
  /** Whether the URL is one of its incoming webhooks. */
  readonly owns: (url: URL) => boolean;
  /** Milliseconds between two messages to one webhook. */
  readonly interval: number;
  /** Where to post, so that an answer says whether the message is there. */
  readonly address: (url: URL) => URL;
  readonly body: (story: Story, timestamp: string) => object;
  /** What an answer means there beyond its status. */
  readonly meaning: (answer: Pick<Exchange, 'response_status' | 'body' | 'headers'>) => Meaning;
}

export interface Meaning {
  /** Why it is no success, or no failure that another attempt could mend. */
  readonly failure?: Pick<Exchange, 'error' | 'detail'>;
  /** Milliseconds in which it wants no more messages. */
  readonly rest?: number;
}

export type PlatformFormat = Exclude<WebhookFormat, 'standard'>;

const nothingElse: Meaning = {};
const gone = (what: string): Meaning => ({
  failure: { error: 'gone', detail: `Answered ${what}: it takes no more messages.` },
});

export const platforms: Readonly<Record<PlatformFormat, Platform>> = {
  slack: {
    name: 'Slack',
    owns: ({ hostname, pathname }) =>
      /^hooks\.slack(-gov)?\.com$/.test(hostname) && pathname.startsWith('/services/'),
    // "1 per second": https://docs.slack.dev/apis/web-api/rate-limits
    interval: 1000,
    address: (url) => url,
    body: slackBody,
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
    meaning: ({ response_status, body }) =>
      (response_status ?? 0) >= 400 && slackEnds.has(body.trim()) ? gone(body.trim()) : nothingElse,
  },

  discord: {
    name: 'Discord',
    owns: ({ hostname, pathname }) =>
      /^((ptb|canary)\.)?discord(app)?\.com$/.test(hostname) && discordPath.test(pathname),
    // Its headers speak of 5 in 2 s; they are obeyed too.
    interval: 400,
    // Without `wait` it answers before it has looked at the message. Behind `/slack` it would expect Slack's messages.
    address: (url) => {
      const waiting = new URL(url);
      waiting.pathname = discordPath.exec(url.pathname)?.[1] ?? url.pathname;
      waiting.searchParams.set('wait', 'true');
      return waiting;
    },
    body: discordBody,
    meaning: ({ response_status, body, headers }) => {
      // https://docs.discord.com/developers/topics/opcodes-and-status-codes#json: unknown webhook, invalid token
      if ((response_status ?? 0) >= 400 && /"code"\s*:\s*(10015|50027)\b/.test(body)) {
        return gone('that there is no such webhook');
      }
      // https://docs.discord.com/developers/topics/rate-limits#header-format
      const seconds = Number(headers['x-ratelimit-reset-after']);
      return headers['x-ratelimit-remaining'] === '0' && seconds > 0 ? { rest: seconds * 1000 } : nothingElse;
    },
  },

  teams: {
    name: 'Teams',
    owns: ({ hostname, pathname }) =>
      /\.(webhook\.office\.com|logic\.azure\.(com|us|cn)|api\.powerplatform\.com)$/.test(hostname) ||
      (hostname === 'outlook.office.com' && pathname.startsWith('/webhook/')),
    // "four requests per second":
    // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using#rate-limiting-for-connectors
    interval: 250,
    address: (url) => url,
    body: teamsBody,
    // Connectors answer 200 whatever happens, says the page above.
    meaning: ({ body }) => {
      const status = /returned HTTP error (\d{3})/.exec(body)?.[1];
      if (status === undefined && !body.includes('Webhook message delivery failed')) return nothingElse;
      return {
        failure: { error: 'status', detail: `Answered that Teams returned ${status ?? 'an error'}.` },
        ...(status === '429' && { rest: throttled }),
      };
    },
  },
};

/** The second part is what a URL may have for other tools' messages. */
const discordPath = /^(\/api\/(?:v\d+\/)?webhooks\/\d+\/[^/]+)(\/slack|\/github)?\/?$/;

/** Milliseconds; Teams does not say for how long. */
const throttled = 5_000;

const slackEnds: ReadonlySet<string> = new Set([
  'channel_is_archived',
  'channel_not_found',
  'no_active_hooks',
  'no_service',
  'no_team',
  'team_disabled',
]);

/** Milliseconds between two messages, by format. */
export const intervals: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(platforms).map(([format, { interval }]) => [format, interval]),
);

const formats = Object.keys(platforms) as PlatformFormat[];

/** Whose incoming webhook a URL is, a masked one too; `null`: nobody's we know. */
export const platformOf = (url: URL): PlatformFormat | null =>
  formats.find((format) => platforms[format].owns(url)) ?? null;

/** The formats that make sense at a URL: anybody may understand any of them, a platform its own. */
export const formatsOf = (url: URL): readonly WebhookFormat[] => {
  const platform = platformOf(url);
  return platform === null ? webhookFormats : [platform, 'standard'];
};

export const nameOfPlatform = (url: URL): string | null => {
  const platform = platformOf(url);
  return platform && platforms[platform].name;
};

/** Slack's other addresses, which take no messages but are secrets all the same. */
const isSecretElsewhere = ({ hostname }: URL): boolean =>
  /^hooks\.slack(-gov)?\.com$/.test(hostname) || /^((ptb|canary)\.)?discord(app)?\.com$/.test(hostname);

/** Whether whoever knows the URL can post. */
export const isSecretUrl = (url: URL, format: WebhookFormat): boolean =>
  format !== 'standard' || platformOf(url) !== null || isSecretElsewhere(url);

/** The URL as it may be shown: which webhook it is, and nothing that lets anybody post. */
export const maskUrl = (url: URL): string => {
  const prefixes =
    platformOf(url) === null ? [] : shownPrefixes.map((prefix) => prefix.exec(url.pathname)?.[0]);
  return `${url.origin}${prefixes.find((prefix) => prefix !== undefined) ?? '/'}${masked}`;
};

/** The ids with which each platform itself speaks of a webhook. */
const shownPrefixes: readonly RegExp[] = [
  /^\/services\/[^/]+\/[^/]+\//,
  /^\/api\/(v\d+\/)?webhooks\/\d+\//,
  /^\/.*\/?workflows\/[^/]+\//,
  /^\/webhook(b2)?\//,
];

/** What of a secret URL must not be found in what is kept. */
export const secretTextsOf = (url: URL): readonly string[] => [
  url.href,
  url.pathname + url.search,
  ...[...url.pathname.split('/'), ...url.searchParams.values()].filter(
    (piece) => piece.length >= shortestToken,
  ),
];

/** Shorter pieces of a path are words, or ids that are shown anyway. */
const shortestToken = 20;
