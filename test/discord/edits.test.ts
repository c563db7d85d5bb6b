import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Input } from '../../src/app/channel.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { botId } from '../support/discord-stand-in.ts';
import type {
  DiscordPerson,
  DiscordStandIn,
  StandInChannel,
  StandInMessage,
} from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { memoryKeep } from '../support/memory-keep.ts';
import { accepted } from '../support/scripted-desk.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let ana: DiscordPerson;
let direct: StandInChannel;
let thread: StandInChannel;
let server: ReturnType<DiscordStandIn['guild']>;
const open = async (flags = 1 << 19, options: Parameters<typeof openDiscordHouse>[0] = {}) => {
  house = await openDiscordHouse({ before: ({ application }) => (application.flags = flags), ...options });
  ({ discord } = house);
  server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id });
  direct = discord.world.directWith(ana.id);
  thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
};
afterEach(() => house.close());

const inputs = (): readonly Input[] => house.desk.inputs;
const heard = (count: number) => eventually(() => inputs().length >= count);
/** Everything that was told before has arrived. */
const settled = async (): Promise<readonly Input[]> => {
  discord.write(ana, direct.id, 'the end');
  const end = await eventually(() => inputs().find((one) => one.type === 'say' && one.text === 'the end'));
  return inputs().slice(0, inputs().indexOf(end));
};

describe.each<[string, () => { channel: StandInChannel; conversation: string }]>([
  ['in the direct messages', () => ({ channel: direct, conversation: `discord:dm:${ana.id}` })],
  ['in a thread', () => ({ channel: thread, conversation: `discord:${server.id}:${thread.id}` })],
])('words that were said %s', (_, where) => {
  beforeEach(() => open());

  it('and are changed are told by the key that they came with, each change once', async () => {
    const { channel, conversation } = where();
    const message = discord.write(ana, channel.id, 'one');
    await heard(1);
    discord.rewrite(message, 'two <@77> & more');
    await heard(2);
    const [said, change] = inputs();
    expect(change).toMatchObject({
      type: 'edit',
      of: said?.key,
      text: 'two @77 & more',
      conversation,
      user: { id: `discord:${ana.id}` },
    });
    // A pin, a preview: the same change, told once more.
    discord.unfurl(message);
    await heard(3);
    expect(inputs()[2]?.key).toBe(change?.key);
    discord.rewrite(message, 'one');
    await heard(4);
    expect(inputs()[3]).toMatchObject({ of: said?.key, text: 'one' });
    expect(inputs()[3]?.key).not.toBe(change?.key);
  });

  it('and are taken back are told as gone', async () => {
    const { channel, conversation } = where();
    const message = discord.write(ana, channel.id, 'one');
    await heard(1);
    discord.erase(message);
    await heard(2);
    const [said, gone] = inputs();
    expect(gone).toMatchObject({ type: 'edit', of: said?.key, text: null, conversation });
  });

  it('are told in the order in which they changed, while the machinery is slow', async () => {
    const { channel } = where();
    const message = discord.write(ana, channel.id, 'one');
    discord.rewrite(message, 'two');
    discord.erase(message);
    await heard(3);
    expect(inputs().map((one) => (one.type === 'edit' ? one.text : one.type))).toEqual(['say', 'two', null]);
  });

  it.each<[string, (message: StandInMessage) => void]>([
    ['a preview of a link', (message) => discord.unfurl(message)],
    [
      'the bot’s own next step',
      () => {
        const own = discord.world.add({ channel: where().channel.id, author: botId, content: 'Step 1' });
        discord.rewrite(own, 'Step 2');
        discord.erase(own);
      },
    ],
    [
      'another bot’s',
      (message) => {
        const json = discord.world.messageJson({ ...message, id: discord.world.newId(), edits: 1 });
        const author = { ...(json['author'] as object), id: '7', bot: true };
        const guild = where().channel.guild;
        const event = { ...json, author, channel_type: where().channel.type };
        discord.gateway.dispatch(
          'MESSAGE_UPDATE',
          guild === null ? event : { ...event, guild_id: guild },
          guild,
        );
      },
    ],
  ])('are not changed by %s', async (_name, happens) => {
    const message = discord.write(ana, where().channel.id, 'https://example.com');
    await heard(1);
    happens(message);
    const told = (await settled()).filter((one) => one.type === 'edit');
    // That something of the bot's own is gone is told by its id, which nothing was said by.
    expect(told.filter((one) => one.type === 'edit' && one.text !== null)).toEqual([]);
    expect(told.map((one) => (one.type === 'edit' ? one.of : ''))).not.toContain(inputs()[0]?.key);
  });
});

describe('talk', () => {
  beforeEach(() => open());

  it('in a channel is not the bot’s business, but what it is called by is', async () => {
    const talk = discord.write(ana, server.channel.id, 'lunch?');
    discord.rewrite(talk, 'dinner?');
    const mention = discord.write(ana, server.channel.id, 'help', { mention: true });
    await heard(1);
    discord.rewrite(mention, 'help me');
    await heard(2);
    expect(inputs()).toMatchObject([
      { type: 'say', text: 'help' },
      { type: 'edit', of: inputs()[0]?.key, text: 'help me' },
    ]);
  });

  it('that a moderator clears away is gone, each of it', async () => {
    const messages = ['one', 'two', 'three'].map((text) => discord.write(ana, thread.id, text));
    await heard(3);
    discord.erase(...messages);
    await heard(6);
    expect(inputs().slice(3)).toMatchObject(
      inputs()
        .slice(0, 3)
        .map(({ key }) => ({ type: 'edit', of: key, text: null })),
    );
  });

  it('between two bots never begins', async () => {
    const says = (t: string, more: object = {}) =>
      discord.gateway.dispatch(
        t,
        {
          ...discord.world.messageJson(
            discord.world.add({ channel: thread.id, author: '7', content: `<@${botId}> hi` }),
          ),
          author: { id: '7', username: 'other', bot: true },
          guild_id: server.id,
          channel_type: 11,
          mentions: [{ id: botId }],
          ...more,
        },
        server.id,
      );
    says('MESSAGE_CREATE');
    says('MESSAGE_UPDATE', { edited_timestamp: '2026-01-05T00:50:00.000Z' });
    says('MESSAGE_CREATE', { author: { id: '8', username: 'hook' }, webhook_id: '8' });
    says('MESSAGE_CREATE', { author: { id: botId, username: 'Unstuck' } });
    expect(await settled()).toEqual([]);
    expect(discord.ofBot(thread.id)).toEqual([]);
  });

  it('names people by what is shown and who they are', async () => {
    const ben = discord.world.person('Ben', { guild: server.id });
    discord.write(ana, thread.id, `assign <@${ben.id}>`, { mention: true, people: [ben] });
    await heard(1);
    expect(inputs()).toMatchObject([
      { text: 'assign @Ben', addressed: true, people: [{ shown: '@Ben', id: `discord:${ben.id}` }] },
    ]);
  });
});

it('where words cannot be read, an empty text is nothing that somebody wrote', async () => {
  await open(0);
  const mention = discord.write(ana, thread.id, 'done', { mention: true });
  const other = discord.write(ana, thread.id, 'never mind');
  await heard(1);
  discord.rewrite(other, 'always mind');
  discord.rewrite(mention, 'all done');
  expect(await settled()).toMatchObject([
    { type: 'say', text: 'done' },
    { type: 'edit', text: 'all done' },
  ]);
  const gone = discord.write(ana, direct.id, 'in private, everything is read');
  await heard(4);
  discord.rewrite(gone, '');
  await heard(5);
  expect(inputs()[4]).toMatchObject({ type: 'edit', of: inputs()[3]?.key, text: '' });
});

it('what nobody was meant to hear stays unheard when it is fetched once more', async () => {
  const keep = memoryKeep();
  const below = { thread: '' };
  await open(1 << 19, {
    keep,
    before: (stand) => {
      stand.application.flags = 1 << 19;
      const { id: guild, channel } = stand.guild();
      const { id } = stand.world.addChannel({ type: 11, guild, parent: channel.id });
      below.thread = id;
      // Another replica has posted the case that this thread is below.
      void keep.put(`seen:${id}`, { guild, last: id, at: Date.now() });
    },
  });
  await discord.called('read_messages');
  house.desk.answer(() => ({ kind: 'ignored' }));
  discord.write(ana, below.thread, 'he has not plugged it in');
  await heard(1);
  house.desk.answer(() => accepted());
  discord.write(ana, below.thread, 'still there?', { mention: true, heard: false });
  discord.gateway.drop({ forget: true });
  const said = () => inputs().map((one) => one.type === 'say' && one.text);
  await eventually(() => said().includes('still there?'));
  expect(said()).toEqual(['he has not plugged it in', 'still there?']);
});
