import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import type { Emulator } from 'emulate';
import { createSlackChannel } from '../../adapters/slack/index.ts';
import type { SlackChannel } from '../../adapters/slack/index.ts';
import type { MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { memoryKeep } from '../support/memory-keep.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';

/** The same adapter against a Web API that we did not write. */
const token = 'xoxb-emulated';
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let emulator: Emulator;
let channel: SlackChannel;
let client: WebClient;
let apiUrl: string;
let user: string;

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        users: [{ name: 'ana' }],
        channels: [{ name: 'help' }],
        oauth_apps: [
          {
            app_id: 'A1',
            client_id: 'c',
            client_secret: 's',
            name: 'Unstuck',
            redirect_uris: [],
            bot_user_id: 'UBOT',
          },
        ],
        tokens: [{ token, type: 'bot', user_id: 'UBOT', app_id: 'A1', bot_user_id: 'UBOT' }],
      },
    },
  });
  apiUrl = `${emulator.url}/api/`;
  channel = createSlackChannel({
    botToken: token,
    signingSecret: 'x',
    keep: memoryKeep(),
    apiUrl,
    log,
    now: Date.now,
  });
  client = new WebClient(token, { slackApiUrl: apiUrl });
  const { members = [] } = await client.users.list({});
  user = members.find(({ name }) => name === 'ana')?.id ?? '';
});

afterAll(async () => {
  await channel.stop();
  await emulator.close();
});

const outgoing = (id: string, conversation: string, more: Partial<Outgoing> = {}): Outgoing => ({
  message_id: id as MessageId,
  conversation: conversation as ConversationId,
  person: 'slack:T1:UANA' as PersonId,
  session_id: null,
  version: 1,
  message: plainMessage('Step 1'),
  ref: null,
  attempt: 0,
  ...more,
});

const placeOf = (sent: Sent): { channel: string; ts: string } => {
  if (!('sent' in sent)) throw new Error(`not sent: ${JSON.stringify(sent)}`);
  const { channel: where, ts } = sent.sent as MessageRef & { channel: string; ts: string };
  return { channel: where, ts };
};

describe('against an emulated Slack', () => {
  it('a message is posted, edited, found again, and gone when it was deleted', async () => {
    const dm = `slack:T1:dm:${user}`;
    const ref = placeOf(await channel.send(outgoing('msg_1', dm)));
    expect(ref.channel).toMatch(/^D/);

    expect(await channel.send(outgoing('msg_1', dm, { attempt: 1 }))).toEqual({ sent: ref });
    const edit = outgoing('msg_1', dm, { ref, message: plainMessage('Step 2') });
    expect(await channel.send(edit)).toEqual({ sent: ref });
    const { messages = [] } = await client.conversations.history({ channel: ref.channel });
    expect(messages.map(({ text }) => text)).toEqual(['Step 2\nStep 2']);

    await client.chat.delete(ref);
    expect(await channel.send(edit)).toEqual({ gone: 'message' });
  });

  it('a message is found again in its thread', async () => {
    const { channels = [] } = await client.conversations.list({});
    const help = channels.find(({ name }) => name === 'help')?.id ?? '';
    await client.conversations.join({ channel: help });
    const said: { ok: boolean; ts?: string } = await client.apiCall('chat.postMessage', {
      channel: help,
      text: 'hello',
    });
    const root = said.ts ?? '';
    const thread = `slack:T1:${help}:${root}`;
    const ref = placeOf(await channel.send(outgoing('msg_2', thread)));
    expect(await channel.send(outgoing('msg_2', thread, { attempt: 1 }))).toEqual({ sent: ref });
    expect((await client.conversations.replies({ channel: help, ts: root })).messages).toHaveLength(2);
  });

  it('a person it does not know will never read it', async () => {
    expect(await channel.send(outgoing('msg_3', 'slack:T1:dm:UNOBODY'))).toMatchObject({
      gone: 'conversation',
    });
  });

  it('a form opens once by its trigger; the second time it is too late', async () => {
    const house = await openSlackHouse({ apiUrl, botToken: token });
    const trigger: object = await client.apiCall('views.generateTriggerId', { user_id: user });
    const ana = { team: 'T1', user, name: 'ana' };
    const request = slack.clickButton(ana, 'home', 'describe>|0|start|', { ...trigger });
    await house.post(request);
    await house.post(request);
    await house.close();
    const { channel: dm = {} } = await client.conversations.open({ users: user });
    const { messages = [] } = await client.conversations.history({ channel: dm.id ?? '' });
    expect(messages.map(({ text }) => text)).toEqual(['slack.form_late (es)']);
  });
});
