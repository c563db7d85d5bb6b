import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commands, shortcutId } from '../../adapters/slack/commands.ts';
import { endpoint } from '../../adapters/slack/verify.ts';

/** What this test reads of it; the whole is described at https://docs.slack.dev/reference/app-manifest */
interface Manifest {
  readonly display_information: { name: string; description: string; long_description: string };
  readonly features: {
    readonly app_home: Readonly<Record<string, boolean>>;
    readonly bot_user: { display_name: string };
    readonly shortcuts: readonly { name: string; callback_id: string; description: string }[];
    readonly slash_commands: readonly { command: string; url: string; description: string }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { request_url: string; bot_events: readonly string[] };
    readonly interactivity: { request_url: string };
    readonly socket_mode_enabled: boolean;
  };
}

const manifest = JSON.parse(
  readFileSync(new URL('../../manifest/slack/manifest.json', import.meta.url), 'utf8'),
) as Manifest;
const { display_information, features, oauth_config, settings } = manifest;

describe('the manifest of the Slack app', () => {
  it('announces the commands and the shortcut that the adapter answers', () => {
    expect(features.slash_commands.map(({ command }) => command)).toEqual(Object.keys(commands));
    expect(features.shortcuts.map(({ callback_id }) => callback_id)).toEqual([shortcutId]);
  });

  it('sends everything to the one address that is served', () => {
    const urls = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
    ];
    expect(new Set(urls.map((url) => new URL(url).pathname))).toEqual(new Set([endpoint]));
    expect(settings.socket_mode_enabled).toBe(false);
  });

  it('lets people write to the bot, and see its home page', () => {
    expect(features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
  });

  it('asks for what each event needs, and for what is called', () => {
    const neededBy: Readonly<Record<string, readonly string[]>> = {
      app_home_opened: [],
      app_mention: ['app_mentions:read'],
      app_uninstalled: [],
      'message.channels': ['channels:history'],
      'message.groups': ['groups:history'],
      'message.im': ['im:history'],
      'message.mpim': ['mpim:history'],
      tokens_revoked: [],
      '/troubleshoot': ['commands'],
      'chat.postMessage': ['chat:write'],
      'conversations.info': ['channels:read', 'groups:read'],
      'conversations.open': ['im:write'],
      'files.completeUploadExternal': ['files:write'],
      'files.getUploadURLExternal': ['files:write'],
      'files.info': ['files:read'],
      'metadata in conversations.history': ['metadata.message:read'],
      'reactions.add': ['reactions:write'],
      'reactions.remove': ['reactions:write'],
      'users.info': ['users:read'],
    };
    const needed = Object.values(neededBy).flat();
    expect(Object.keys(neededBy)).toEqual(
      expect.arrayContaining([...settings.event_subscriptions.bot_events]),
    );
    expect(oauth_config.scopes.bot.toSorted()).toEqual([...new Set(needed)].toSorted());
  });

  it('keeps to the lengths that Slack takes', () => {
    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description.length).toBeLessThanOrEqual(140);
    expect(display_information.long_description.length).toBeGreaterThanOrEqual(174);
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
    expect(features.bot_user.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
  });
});
