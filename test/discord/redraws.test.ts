import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Outgoing, Receipt, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { openDiscordHouse, signed } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import type { DiscordPerson, DiscordStandIn, StandInChannel } from '../support/discord-stand-in.ts';
import { accepted, plainMessage, refused } from '../support/scripted-desk.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let thread: StandInChannel;
let ana: DiscordPerson;
beforeEach(async () => {
  house = await openDiscordHouse();
  ({ discord } = house);
  const server = discord.guild();
  thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
  ana = discord.world.person('Ana', { guild: server.id });
});
afterEach(() => house.close());

const outgoing = (version: number, ref: Outgoing['ref']): Outgoing => ({
  message_id: 'msg_0123456789abcdefghijkl' as MessageId,
  conversation: `discord:${thread.guild}:${thread.id}` as ConversationId,
  person: `discord:${ana.id}` as PersonId,
  session_id: 'ses_1' as SessionId,
  version,
  message: plainMessage(`Step ${version}`),
  ref,
  attempt: 0,
});
const posted = async () => {
  const sent = await house.channel.send(outgoing(1, null));
  if (!('sent' in sent)) throw new Error('It was not sent');
  return sent.sent;
};
const shown = () => discord.ofBot(thread.id)[0];
const drawn = () => JSON.stringify(shown()?.components);
const edits = () => discord.callsOf('edit_message').length;
const press = () => {
  const message = shown();
  if (!message) throw new Error('Nothing is shown');
  return discord.deliver(discord.press(ana, message, 'ses_1|1|done|'));
};

/** The desk commits, and what is owed is sent at once, as the outbox does it. */
const sendsOnPress = async (receipt: Receipt): Promise<{ sent: Promise<Sent> | null }> => {
  const ref = await posted();
  const sending: { sent: Promise<Sent> | null } = { sent: null };
  house.desk.answer(() => {
    sending.sent = house.channel.send(outgoing(2, ref));
    return receipt;
  });
  return sending;
};

describe('what a press changed', () => {
  it('is drawn by the answer to the press: no other call is made', async () => {
    const sending = await sendsOnPress(accepted());
    expect(await press()).toMatchObject({ type: 7 });
    expect(await sending.sent).toEqual({ sent: { channel: thread.id, message: shown()?.id } });
    expect(drawn()).toContain('Step 2');
    expect({ edits: edits(), lines: house.lines.filter(({ level }) => level === 'warn') }).toEqual({
      edits: 0,
      lines: [],
    });
  });

  it('is drawn through the channel where the answer is needed to tell the presser something', async () => {
    const sending = await sendsOnPress(refused('It is not yours.'));
    expect(await press()).toMatchObject({ type: 4 });
    expect(await sending.sent).toMatchObject({ sent: {} });
    expect(drawn()).toContain('Step 2');
    expect(edits()).toBe(1);
  });

  it('is drawn through the channel where Discord did not take the answer', async () => {
    const sending = await sendsOnPress(accepted());
    discord.fault('answer_interaction', { status: 500 });
    void press();
    await discord.called('edit_message');
    expect(await sending.sent).toMatchObject({ sent: {} });
    expect(drawn()).toContain('Step 2');
  });

  it('is waited for a moment only: the press is answered, and the drawing follows', async () => {
    const ref = await posted();
    expect(await press()).toEqual({ type: 6 });
    await house.channel.send(outgoing(2, ref));
    expect(drawn()).toContain('Step 2');
    expect(edits()).toBe(1);
  });

  it('by a press that nobody can decide is drawn through the channel', async () => {
    const ref = await posted();
    house.desk.answer(() => Promise.reject(new Error('no database')));
    const pressed = press();
    await house.channel.send(outgoing(2, ref));
    expect(drawn()).toContain('Step 2');
    expect(await pressed).toBeNull();
  });
});

describe('what a press by HTTP changed', () => {
  const pressByHttp = async () => {
    const message = shown();
    if (!message) throw new Error('Nothing is shown');
    return await house.post(discord.press(ana, message, 'ses_1|1|done|'));
  };

  it('is drawn by the answer to the request: Discord is not called at all', async () => {
    const sending = await sendsOnPress(accepted());
    const before = discord.callsOf('edit_message').length;
    const { status, body } = await pressByHttp();
    expect({ status, body }).toMatchObject({ status: 200, body: { type: 7 } });
    expect(JSON.stringify(body)).toContain('Step 2');
    expect(await sending.sent).toEqual({ sent: { channel: thread.id, message: shown()?.id } });
    expect(discord.callsOf('edit_message')).toHaveLength(before);
  });

  it('is drawn through the channel where Discord hung up before the answer', async () => {
    const ref = await posted();
    const sending: { sent: Promise<Sent> | null } = { sent: null };
    const hangsUp = new AbortController();
    const server = createServer((req, res) => {
      const gone = once(res, 'close');
      house.desk.answer(async () => {
        hangsUp.abort();
        await gone;
        sending.sent = house.channel.send(outgoing(2, ref));
        return accepted();
      });
      house.channel.requestListener?.(req, res);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const message = shown();
    const body = JSON.stringify(message && discord.press(ana, message, 'ses_1|1|done|'));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/discord/interactions`;
    const answer = fetch(url, { method: 'POST', headers: signed(body), body, signal: hangsUp.signal });
    await expect(answer).rejects.toThrow('aborted');
    await discord.called('edit_message');
    expect(await sending.sent).toMatchObject({ sent: {} });
    expect(drawn()).toContain('Step 2');
    server.closeAllConnections();
    server.close();
  });
});
