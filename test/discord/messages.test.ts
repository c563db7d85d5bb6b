import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { botId, everyRight, rightBits, roleOf } from '../support/discord-stand-in.ts';
import type { DiscordPerson, DiscordStandIn } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, plainMessage } from '../support/scripted-desk.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let server: ReturnType<DiscordStandIn['guild']>;
let ana: DiscordPerson;
const open = async (options: Parameters<typeof openDiscordHouse>[0] = {}) => {
  house = await openDiscordHouse(options);
  ({ discord } = house);
  server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id, locale: 'es-ES' });
};
afterEach(() => house.close());

const words = (value: unknown): string => JSON.stringify(value).replaceAll('\\', '');
const inputs = () => house.desk.inputs;
const heard = (count: number) => eventually(() => inputs().length >= count);
const thread = () => discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });

describe('what is said', () => {
  beforeEach(() => open());

  it('in direct messages is meant for the bot', async () => {
    const direct = discord.world.directWith(ana.id);
    const { id } = discord.write(ana, direct.id, 'my printer is on fire');
    await heard(1);
    expect(inputs()).toMatchObject([
      {
        type: 'say',
        key: `discord:message:${id}`,
        conversation: `discord:dm:${ana.id}`,
        text: 'my printer is on fire',
        addressed: true,
        user: { id: `discord:${ana.id}`, name: 'Ana', locale: 'es' },
      },
    ]);
  });

  it('with the bot’s name in a channel is answered in a thread below it', async () => {
    const { id } = discord.write(ana, server.channel.id, 'the VPN\nis down', { mention: true });
    await heard(1);
    expect(discord.threadsOf(server.channel.id)).toMatchObject([{ id, type: 11, name: 'the VPN is down' }]);
    expect(inputs()).toMatchObject([
      { conversation: `discord:${server.id}:${id}`, text: 'the VPN\nis down', addressed: true },
    ]);
    await eventually(() => discord.world.channels.get(id)?.members.has(ana.id));
  });

  it('told twice is one thread, and one thing', async () => {
    const message = discord.write(ana, server.channel.id, 'help', { mention: true });
    discord.tellAgain(message);
    await heard(2);
    expect(new Set(inputs().map(({ key, conversation }) => `${key} ${conversation}`)).size).toBe(1);
    expect(discord.threadsOf(server.channel.id)).toHaveLength(1);
  });

  it('in a thread with the bot’s name goes on there', async () => {
    const { id } = thread();
    discord.write(ana, id, 'done', { mention: true });
    await heard(1);
    expect(inputs()).toMatchObject([{ conversation: `discord:${server.id}:${id}`, addressed: true }]);
  });

  it('in a voice channel goes on there, where there are no threads', async () => {
    server = discord.guild('voice');
    discord.write(ana, server.channel.id, 'help', { mention: true });
    await heard(1);
    expect(inputs()).toMatchObject([{ conversation: `discord:${server.id}:${server.channel.id}` }]);
  });

  it('with the bot’s role in it is meant for the bot', async () => {
    await open2WithContent();
    const role = roleOf(server.id);
    const message = discord.world.add({
      channel: server.channel.id,
      author: ana.id,
      content: `<@&${role}> help`,
    });
    discord.gateway.dispatch(
      'MESSAGE_CREATE',
      { ...discord.world.messageJson(message), guild_id: server.id, channel_type: 0, mention_roles: [role] },
      server.id,
    );
    await heard(1);
    expect(inputs()).toMatchObject([{ text: 'help', addressed: true }]);
  });

  it('in the order in which it was said, one after the other', async () => {
    const order: string[] = [];
    const first: { now: () => void } = { now: () => undefined };
    const waiting = new Promise<void>((resolve) => {
      first.now = resolve;
    });
    house.desk.answer(async (input) => {
      if (order.length === 0) await waiting;
      order.push(input.type === 'say' ? input.text : '');
      return accepted();
    });
    const direct = discord.world.directWith(ana.id);
    discord.write(ana, direct.id, 'one');
    discord.write(ana, direct.id, 'two');
    await heard(1);
    first.now();
    await eventually(() => order.length === 2);
    expect(order).toEqual(['one', 'two']);
  });

  it('is kept as soon as the machinery works again', async () => {
    house.desk.answer(() => (inputs().length < 2 ? Promise.reject(new Error('no database')) : accepted()));
    discord.write(ana, discord.world.directWith(ana.id).id, 'help');
    await heard(2);
    expect(words(house.lines)).toContain('is not kept yet');
  });

  it('and needs an answer for one person alone is answered where it was said', async () => {
    house.desk.answer(() => accepted('From now on I speak English.'));
    const direct = discord.world.directWith(ana.id);
    discord.write(ana, direct.id, 'english');
    await eventually(() => words(discord.ofBot(direct.id)).includes('From now on I speak English.'));
    house.desk.answer(() => ({ kind: 'told', message: plainMessage('Three things') }));
    discord.write(ana, direct.id, 'list');
    await eventually(() => words(discord.ofBot(direct.id)).includes('Three things'));
  });
});

describe('what is none of the bot’s business', () => {
  beforeEach(() => open({ before: ({ application }) => (application.flags = 1 << 19) }));

  it.each<[string, () => void]>([
    ['talk in a channel', () => void discord.write(ana, server.channel.id, 'lunch?')],
    [
      'another bot',
      () => {
        const message = discord.world.add({
          channel: server.channel.id,
          author: botId,
          content: `<@${botId}> hi`,
        });
        discord.tellAgain(message);
      },
    ],
    ['a sticker in a thread', () => void discord.write(ana, thread().id, '')],
    [
      'that somebody joined',
      () => {
        const message = discord.world.add({ channel: server.channel.id, author: ana.id, mentions: [botId] });
        const json = discord.world.messageJson(message);
        const event = { ...json, type: 7, guild_id: server.id, channel_type: 0 };
        discord.gateway.dispatch('MESSAGE_CREATE', event, server.id);
      },
    ],
  ])('%s', async (_, happens) => {
    happens();
    discord.write(ana, discord.world.directWith(ana.id).id, 'the end');
    await heard(1);
    expect(inputs()).toMatchObject([{ text: 'the end' }]);
    expect(discord.threadsOf(server.channel.id).filter(({ name }) => name !== 'general')).toEqual([]);
  });
});

describe('a thread', () => {
  it('is heard without the bot’s name where that may be read', async () => {
    await open({ before: ({ application }) => (application.flags = 1 << 19) });
    discord.write(ana, thread().id, 'it <:party:123> worked <@!77> in <#5>');
    await heard(1);
    expect(inputs()).toMatchObject([{ text: 'it :party: worked @77 in #5', addressed: false }]);
  });

  it('is not where it may not: what is said there arrives without words', async () => {
    await open();
    discord.write(ana, thread().id, 'done');
    discord.write(ana, discord.world.directWith(ana.id).id, 'the end');
    await heard(1);
    expect(inputs()).toMatchObject([{ text: 'the end' }]);
  });
});

describe('where no thread can be opened', () => {
  beforeEach(() => open());

  it('it goes on in the channel, and once an hour says what is missing', async () => {
    server.channel.granted = everyRight & ~rightBits.publicThreads;
    discord.write(ana, server.channel.id, 'help', { mention: true });
    discord.write(ana, server.channel.id, 'help me', { mention: true });
    await heard(2);
    expect(inputs()).toMatchObject([
      { conversation: `discord:${server.id}:${server.channel.id}` },
      { conversation: `discord:${server.id}:${server.channel.id}` },
    ]);
    await eventually(() => words(discord.ofBot(server.channel.id)).includes('discord.missing_rights'));
    expect(discord.ofBot(server.channel.id)).toHaveLength(1);
  });

  it('for a moment, it waits for it', async () => {
    discord.fault('open_thread_below', { status: 503 });
    const { id } = discord.write(ana, server.channel.id, 'help', { mention: true });
    await heard(1);
    expect(inputs()).toMatchObject([{ conversation: `discord:${server.id}:${id}` }]);
  });
});

describe('the language of who writes', () => {
  it('is that of their last command or press', async () => {
    await open();
    const direct = discord.world.directWith(ana.id);
    await discord.deliver(discord.slash(ana, direct.id, 'troubleshoot'));
    discord.write(ana, direct.id, 'help');
    await heard(2);
    expect(inputs()[1]).toMatchObject({ user: { locale: 'es-ES' } });
  });

  it('else the one that a community chose', async () => {
    await open({ defaultLocale: 'en' });
    const guild = discord.world.guild();
    const channel = discord.world.addChannel({ type: 0, guild });
    const known = discord.world.guilds.get(guild);
    if (known) known.community = 'es-ES';
    discord.gateway.announce(guild);
    discord.write(ana, channel.id, 'ayuda', { mention: true });
    discord.write(ana, server.channel.id, 'help', { mention: true });
    await heard(2);
    expect(
      inputs()
        .map(({ user }) => user.locale)
        .toSorted(),
    ).toEqual(['en', 'es-ES']);
  });
});

describe('with a list of servers', () => {
  const listed = '1457468924290662599';
  beforeEach(() =>
    open({
      allowedWorkspaces: ['T0123', listed],
      defaultLocale: 'en',
      before: (stand) => {
        stand.guild('text', listed);
      },
    }),
  );

  it('those on it are served', async () => {
    const channel = [...discord.world.channels.values()].find(({ guild }) => guild === listed);
    discord.write(ana, channel?.id ?? '', 'help', { mention: true });
    await heard(1);
  });

  it('others are left at once, and a command there is refused', async () => {
    await discord.called('leave_server');
    expect(discord.world.guilds.has(server.id)).toBe(false);
    await discord.deliver(discord.slash(ana, server.channel.id, 'troubleshoot'));
    expect(words(discord.notes(ana.id))).toContain('discord.server_refused (es-ES)');
    expect(await discord.deliver(discord.types(ana, server.channel.id, 'x'))).toEqual({
      type: 8,
      data: { choices: [] },
    });
    expect(inputs()).toEqual([]);
  });

  it('direct messages are for their members', async () => {
    const member = discord.world.person('Luis', { guild: listed });
    discord.write(ana, discord.world.directWith(ana.id).id, 'let me in');
    await discord.called('read_member');
    discord.write(member, discord.world.directWith(member.id).id, 'hello');
    await heard(1);
    expect(inputs()).toMatchObject([{ text: 'hello' }]);
  });
});

it('a list that names no server of Discord’s leaves none, and serves none', async () => {
  await open({ allowedWorkspaces: ['T0123'] });
  await discord.deliver(discord.slash(ana, server.channel.id, 'troubleshoot'));
  expect(words(discord.notes(ana.id))).toContain('discord.server_refused');
  expect(discord.callsOf('leave_server')).toEqual([]);
});

async function open2WithContent() {
  await house.close();
  await open({ before: ({ application }) => (application.flags = 1 << 19) });
}
