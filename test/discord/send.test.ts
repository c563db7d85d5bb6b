import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { markOf } from '../../adapters/discord/mark.ts';
import type { Outgoing, Sent } from '../../src/app/channel.ts';
import type { Action } from '../../src/engine/message.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { everyRight, rightBits } from '../support/discord-stand-in.ts';
import type { DiscordStandIn, StandInChannel } from '../support/discord-stand-in.ts';
import { plainMessage } from '../support/scripted-desk.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let thread: StandInChannel;
beforeEach(async () => {
  house = await openDiscordHouse();
  ({ discord } = house);
  const server = discord.guild();
  thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
});
afterEach(() => house.close());

const words = (value: unknown): string => JSON.stringify(value).replaceAll('\\', '');
const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  message_id: 'msg_0123456789abcdefghijkl' as MessageId,
  conversation: `discord:${thread.guild}:${thread.id}` as ConversationId,
  person: 'discord:5' as PersonId,
  session_id: 'ses_1' as SessionId,
  version: 3,
  message: plainMessage('Step one'),
  ref: null,
  attempt: 0,
  ...more,
});
const send = (more: Partial<Outgoing> = {}): Promise<Sent> => house.channel.send(outgoing(more));
const shown = () => discord.ofBot(thread.id);
const posted = async () => {
  const sent = await send();
  if (!('sent' in sent)) throw new Error('It was not sent');
  return sent.sent;
};

describe('a message', () => {
  it('is posted, and then edited where it is, through its channel', async () => {
    const ref = await posted();
    expect(ref).toEqual({ channel: thread.id, message: shown()[0]?.id });
    expect(await send({ ref, message: plainMessage('Step two') })).toEqual({ sent: ref });
    expect(shown()).toMatchObject([{ edits: 1 }]);
    expect(words(shown())).toContain('Step two');
    expect(discord.problems).toEqual([]);
  });

  it('is posted to direct messages, which are opened for it once', async () => {
    const ana = discord.world.person('Ana');
    const conversation = `discord:dm:${ana.id}` as ConversationId;
    await send({ conversation });
    await send({ conversation, message_id: 'msg_2' as MessageId });
    expect(discord.ofBot(discord.world.directWith(ana.id).id)).toHaveLength(2);
    expect(discord.callsOf('open_direct_messages')).toHaveLength(1);
  });

  it('carries a nonce, a number of its own, and mentions nobody', async () => {
    await posted();
    const [body] = discord.callsOf('create_message');
    expect(body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
    expect(String(body?.['nonce'])).toMatch(/^[\w-]{25}$/);
    expect(body?.['components']).toMatchObject([{ id: markOf(outgoing().message_id) }]);
  });
});

describe('nobody knows whether it went through', () => {
  it('it had: it is found by its number, and edited', async () => {
    discord.fault('create_message', { status: 502, through: true });
    expect(await send()).toEqual({ retry: 'HTTP 502', after_ms: null });
    const found = { channel: thread.id, message: shown()[0]?.id };
    expect(await send({ attempt: 1, message: plainMessage('Step two') })).toEqual({ sent: found });
    expect(shown()).toMatchObject([{ edits: 1 }]);
    expect(words(shown())).toContain('Step two');
  });

  it('it had, and nobody may look: its nonce finds it, and what it shows is made new', async () => {
    discord.fault('create_message', { hangUp: true, through: true });
    expect(await send()).toMatchObject({ retry: expect.any(String) });
    thread.granted = everyRight & ~rightBits.history;
    expect(await send({ attempt: 1, message: plainMessage('Step two') })).toHaveProperty('sent');
    expect(shown()).toHaveLength(1);
    expect(words(shown())).toContain('Step two');
  });

  it('it had not: it is posted', async () => {
    expect(await send({ attempt: 1 })).toHaveProperty('sent');
    expect(shown()).toHaveLength(1);
  });

  it('it had, among many others', async () => {
    discord.fault('create_message', { status: 500, through: true });
    await send();
    for (let count = 0; count < 150; count += 1) discord.world.add({ channel: thread.id, author: '7' });
    await send({ attempt: 1 });
    expect(shown()).toHaveLength(1);
  });

  it('Discord takes too long to say', async () => {
    const late: { answer: () => void } = { answer: () => undefined };
    const until = new Promise<void>((resolve) => {
      late.answer = resolve;
    });
    discord.fault('create_message', { until });
    expect(await send()).toMatchObject({ retry: expect.any(String), after_ms: null });
    late.answer();
  });

  it('looking fails: it is not posted blindly', async () => {
    discord.fault('read_messages', { status: 503 });
    expect(await send({ attempt: 1 })).toEqual({ retry: 'HTTP 503', after_ms: null });
    expect(shown()).toEqual([]);
  });
});

describe('Discord says no', () => {
  it('to so many calls: again when it says', async () => {
    discord.fault('create_message', { status: 429, retryAfter: 3 });
    const sent = await send();
    expect(sent).toMatchObject({ retry: 'rate limited' });
    expect('retry' in sent && sent.after_ms).toBeGreaterThanOrEqual(3000);
  });

  it('to so many edits of an old message: again in a minute', async () => {
    const ref = await posted();
    discord.fault('edit_message', { status: 400, code: 30046 });
    expect(await send({ ref })).toEqual({ retry: 'rate limited', after_ms: 60_000 });
  });

  it('as the message was deleted: it is posted anew', async () => {
    const ref = await posted();
    const [message] = shown();
    if (message) discord.remove(message);
    expect(await send({ ref })).toEqual({ gone: 'message' });
  });

  it('as the message was deleted, and its nonce is remembered: it is there again nevertheless', async () => {
    await posted();
    const [message] = shown();
    if (message) discord.remove(message);
    expect(await send({ attempt: 1 })).toHaveProperty('sent');
    expect(shown()).toHaveLength(1);
    expect(shown()[0]?.id).not.toBe(message?.id);
  });

  it('as the thread sleeps: it is woken up', async () => {
    const ref = await posted();
    thread.archived = true;
    expect(await send({ ref, message: plainMessage('Step two') })).toEqual({ sent: ref });
    expect(thread.archived).toBe(false);
    expect(words(shown())).toContain('Step two');
  });

  it('as the thread is locked: nobody goes on there', async () => {
    const ref = await posted();
    thread.locked = true;
    expect(await send({ ref })).toMatchObject({ gone: 'conversation' });
  });

  it.each<[string, number, number]>([
    ['the channel is gone', 404, 10003],
    ['the bot was removed', 403, 50001],
    ['the person takes no messages', 403, 50007],
    ['the bot may not write', 403, 50013],
    ['there is no server in common', 403, 50278],
  ])('as %s: it is given up, with the reason', async (_, status, code) => {
    discord.fault('create_message', { status, code });
    expect(await send()).toEqual({ gone: 'conversation', reason: expect.stringContaining(`(${code})`) });
  });

  it('to its components: the words alone are better than nothing, and somebody hears of it', async () => {
    discord.fault('create_message', { status: 400, code: 50035 });
    expect(await send()).toHaveProperty('sent');
    expect(words(shown())).toContain('Step one');
    expect(house.lines.some(({ level }) => level === 'error')).toBe(true);
  });

  it('to the token: it is tried again, and said where to look', async () => {
    discord.wrongToken = true;
    expect(await send()).toMatchObject({ retry: expect.any(String) });
    expect(words(house.lines)).toContain('see docs/discord.md');
    discord.wrongToken = false;
    expect(await send()).toHaveProperty('sent');
  });

  it('in a way that no page of its documentation names: it is tried again', async () => {
    discord.fault('create_message', { status: 400, code: 99_999 });
    expect(await send()).toEqual({ retry: expect.stringContaining('99999'), after_ms: null });
  });
});

it.each(['slack:T1:C1:1.2', 'discord:x:5', 'discord:5:'])(
  '%s is no place in Discord',
  async (conversation) => {
    expect(await send({ conversation: conversation as ConversationId })).toMatchObject({
      gone: 'conversation',
    });
  },
);

it('where it was kept is not to be understood: it is posted anew', async () => {
  expect(await send({ ref: { ts: '1' } })).toEqual({ gone: 'message' });
});

describe('a step in a server', () => {
  const done: Action = {
    label: 'Done',
    press: { session_id: 'ses_1' as SessionId, version: 3, move: 'done', arg: null },
    style: 'primary',
    place: 'row',
    form: null,
  };
  const step = plainMessage('Step', {
    parts: [
      { type: 'text', text: 'Restart it.' },
      { type: 'hint', text: 'step.hint (en)' },
      { type: 'hint', text: 'Reference: 12' },
    ],
    actions: [done],
  });

  it('says to press or to mention, where nothing else is heard', async () => {
    await send({ message: step });
    expect(words(shown())).toContain('discord.press_or_mention');
    expect(words(shown())).not.toContain('step.hint (en)');
    expect(words(shown())).toContain('Reference: 12');
  });

  it('says that an answer can be typed, where it is heard', async () => {
    await house.close();
    house = await openDiscordHouse({ before: ({ application }) => (application.flags = 1 << 18) });
    ({ discord } = house);
    thread = discord.world.addChannel({ type: 11, guild: discord.guild().id });
    await send({ message: step });
    expect(words(shown())).toContain('step.hint (en)');
    expect(words(shown())).not.toContain('press_or_mention');
  });

  it('and so in direct messages, where everything is', async () => {
    const ana = discord.world.person('Ana');
    await send({ message: step, conversation: `discord:dm:${ana.id}` as ConversationId });
    expect(words(discord.ofBot(discord.world.directWith(ana.id).id))).toContain('step.hint (en)');
  });
});
