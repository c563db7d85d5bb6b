import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmulator } from 'emulate';
import type { Emulator } from 'emulate';
import type { Keep } from '../../src/app/channel.ts';
import { createVault } from '../../src/store/crypto.ts';
import { memoryKeep } from '../support/memory-keep.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';

/** Installation as an admin does it in a browser, at a Slack that we did not write. */
const oauth = {
  clientId: '12.34',
  clientSecret: 'the client secret',
  stateSecret: 'a state secret that is long enough',
  scopes: ['chat:write', 'commands'],
  publicUrl: null,
  vault: createVault(Buffer.alloc(32, 7)),
};

let emulator: Emulator;
let keep: Keep;
let house: SlackHouse;

const openHouse = async (more: Parameters<typeof openSlackHouse>[0] = {}): Promise<void> => {
  await house?.close();
  house = await openSlackHouse({
    botToken: null,
    oauth,
    keep,
    apiUrl: `${emulator.url}/api/`,
    ...more,
  });
};

beforeEach(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Acme', domain: 'acme' },
        users: [{ name: 'admin' }],
        channels: [{ name: 'help' }],
        oauth_apps: [
          {
            app_id: 'A1',
            client_id: oauth.clientId,
            client_secret: oauth.clientSecret,
            name: 'Unstuck',
            redirect_uris: [],
            bot_user_id: 'UBOT',
          },
        ],
      },
    },
  });
  keep = memoryKeep();
  await openHouse();
});
afterEach(async () => {
  await house.close();
  await emulator.close();
});

interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser that keeps its cookies and follows nobody by itself. */
const newBrowser = () => {
  let cookie = '';
  return async (url: string, init: RequestInit = {}): Promise<Page & { readonly location: string }> => {
    const headers = { 'accept-language': 'en-GB,en;q=0.9', ...(cookie === '' ? {} : { cookie }) };
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    const [given] = response.headers.getSetCookie();
    if (given !== undefined) cookie = given.split(';', 1)[0] ?? '';
    return {
      status: response.status,
      text: await response.text(),
      headers: response.headers,
      location: response.headers.get('location') ?? '',
    };
  };
};

const origin = (): string => new URL(house.url).origin;

/** As far as Slack's page, where the admin chooses and consents; the address Slack leads back to. */
const consent = async (browse: ReturnType<typeof newBrowser>): Promise<string> => {
  const { status, location } = await browse(`${origin()}/slack/install`);
  expect(status).toBe(302);
  const authorize = new URL(location);
  expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
    client_id: oauth.clientId,
    scope: 'chat:write,commands',
    state: expect.stringMatching(/./),
  });
  const page = await fetch(authorize).then((response) => response.text());
  const user = /name="user_id" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const back = await fetch(new URL('/oauth/v2/authorize/callback', authorize), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      user_id: user,
      redirect_uri: `${origin()}/slack/oauth_redirect`,
      scope: authorize.searchParams.get('scope') ?? '',
      state: authorize.searchParams.get('state') ?? '',
      client_id: oauth.clientId,
    }),
  });
  return back.headers.get('location') ?? '';
};

const installed = async () => keep.list('installation:');

describe('GET /slack/install', () => {
  it('leads to Slack and back, and ends with a page that says it worked', async () => {
    const browse = newBrowser();
    const page = await browse(await consent(browse));
    expect(page.status).toBe(200);
    expect(page.text).toContain('slack.install.installed (en-GB)');
    expect(page.text).toMatch(/href="https:\/\/slack\.com\/app_redirect\?app=A1&#38;team=T/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('keeps the token sealed, and sends with it from then on', async () => {
    const browse = newBrowser();
    await browse(await consent(browse));
    const [kept] = await installed();
    expect(kept?.value).toMatchObject({ name: 'Acme', sealed: expect.stringMatching(/^v1\./) });
    expect(JSON.stringify(kept)).not.toContain('xoxb');
    expect(JSON.stringify(house.lines)).not.toContain('xoxb');

    const team = kept?.key.slice('installation:'.length) ?? '';
    const send = () =>
      house.channel.send({
        message_id: 'msg_1' as MessageId,
        conversation: `slack:${team}:dm:U000000001` as ConversationId,
        person: `slack:${team}:U000000001` as PersonId,
        session_id: null,
        version: 1,
        message: plainMessage('Step 1'),
        ref: null,
        attempt: 0,
      });
    expect(await send()).toHaveProperty('sent');
    // Another replica, or this one after a restart, reads it from the database.
    await openHouse();
    expect(await send()).toHaveProperty('sent');
  });

  it('asks to come back to the public address where there is one', async () => {
    await openHouse({ oauth: { ...oauth, publicUrl: 'https://help.acme.example' } });
    const { location } = await newBrowser()(`${origin()}/slack/install`);
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(
      'https://help.acme.example/slack/oauth_redirect',
    );
  });
});

describe('what is no installation', () => {
  it('is one that was begun in another browser', async () => {
    const back = await consent(newBrowser());
    const page = await newBrowser()(back);
    expect(page.status).toBe(400);
    expect(page.text).toContain('slack.install.stale (en-GB)');
    expect(await installed()).toEqual([]);
  });

  it('is one that is used twice', async () => {
    const browse = newBrowser();
    const back = await consent(browse);
    expect((await browse(back)).status).toBe(200);
    expect((await browse(back)).status).toBe(400);
    expect(await installed()).toHaveLength(1);
  });

  it.each(['', '?code=x', '?state=x', '?code=x&state=x', '?code=%3Cscript%3E&state=x'])(
    'is the address by itself, with %j',
    async (query) => {
      const page = await newBrowser()(`${origin()}/slack/oauth_redirect${query}`);
      expect(page.status).toBe(400);
      expect(page.text).not.toContain('<script>');
    },
  );

  it('is one whose state was signed by somebody else', async () => {
    const browse = newBrowser();
    const back = await consent(browse);
    const other = await openSlackHouse({ botToken: null, oauth: { ...oauth, stateSecret: 'another' }, keep });
    const page = await browse(back.replace(origin(), new URL(other.url).origin));
    expect(page.status).toBe(400);
    await other.close();
  });

  it('is one that the admin called off', async () => {
    const page = await newBrowser()(`${origin()}/slack/oauth_redirect?error=access_denied&state=x`);
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('slack.install.cancelled') });
    expect(page.text).toContain('href="install"');
  });

  it('is one that Slack does not finish', async () => {
    await openHouse({ oauth: { ...oauth, clientSecret: 'not the secret' } });
    const browse = newBrowser();
    const page = await browse(await consent(browse));
    expect(page).toMatchObject({ status: 502, text: expect.stringContaining('slack.install.failed') });
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'slack: an installation failed' }),
    );
  });

  it('is one in a workspace that is not allowed', async () => {
    await openHouse({ allowedWorkspaces: ['T_OURS'] });
    const browse = newBrowser();
    const page = await browse(await consent(browse));
    expect(page).toMatchObject({ status: 403, text: expect.stringContaining('slack.install.refused_more') });
    expect(await installed()).toEqual([]);
    expect(house.lines).toContainEqual(expect.objectContaining({ level: 'warn' }));
  });
});
