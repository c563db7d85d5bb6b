import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Slack app as Slack takes it: https://docs.slack.dev/reference/app-manifest */
export type SlackManifest = Readonly<Record<string, unknown>>;

/** Stands in the file for the address of the server. */
export const placeholder = 'https://unstuck.example.com';

export const readManifest = (root: string): SlackManifest =>
  JSON.parse(readFileSync(join(root, 'manifest/slack/manifest.json'), 'utf8')) as SlackManifest;

/** With the server's own address wherever Slack is to send to it. */
export const withAddress = (manifest: SlackManifest, publicUrl: string): SlackManifest =>
  JSON.parse(JSON.stringify(manifest), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(placeholder)
      ? `${publicUrl}${value.slice(placeholder.length)}`
      : value,
  ) as SlackManifest;

/** What the bot's token must be allowed to do. */
export const scopesOf = (manifest: SlackManifest): readonly string[] => {
  const { oauth_config } = manifest as { oauth_config?: { scopes?: { bot?: readonly string[] } } };
  return oauth_config?.scopes?.bot ?? [];
};

/** What to do with the manifest, for the person who printed it. */
export const instructions = (publicUrl: string | null): string =>
  [
    ...(publicUrl === null
      ? [
          `PUBLIC_URL is not set: replace ${placeholder} by the https address under which Slack reaches this server.`,
        ]
      : []),
    'A new app: https://api.slack.com/apps?new_app=1, "From a manifest", JSON, paste, create, "Install to Workspace".',
    'An app you have: its page "App Manifest", JSON, paste, save, and reinstall it where Slack asks for that.',
    'Then set SLACK_BOT_TOKEN ("OAuth & Permissions") and SLACK_SIGNING_SECRET ("Basic Information"); `npm run doctor` looks at both.',
  ].join('\n');
