import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createDiscordChannel } from '../../adapters/discord/index.ts';
import { shardOf } from '../../adapters/discord/inside.ts';
import { commandDefinitions } from '../../adapters/discord/command-definitions.ts';
import { usualPace } from '../../adapters/discord/shards.ts';
import { sameCommands } from '../../adapters/discord/same-commands.ts';
import type { Leadership } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { memoryKeep } from '../contract/inside.ts';
import { texts } from '../engine/screen.ts';
import { openDiscordHouse, quickPace, withShortNames } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { applicationId, token } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { plainMessage } from '../support/scripted-desk.ts';

let house: DiscordHouse;
const others: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const other of others.splice(0)) await other.stop();
  await house.close();
});
const open = async (options: Parameters<typeof openDiscordHouse>[0] = {}): Promise<DiscordHouse> => {
  house = await openDiscordHouse(options);
  return house;
};
const said = (pattern: RegExp) => house.lines.some(({ message }) => pattern.test(message));

describe('at the start', () => {
  it('the least intents are asked for', async () => {
    const { discord } = await open();
    expect(discord.gateway.identified).toMatchObject([{ intents: 1 + 512 + 4096, shard: [0, 1] }]);
  });

  it('with the intent for it, what people write is read', async () => {
    const { discord } = await open({ before: ({ application }) => (application.flags = 1 << 19) });
    expect(discord.gateway.identified).toMatchObject([{ intents: 1 + 512 + 4096 + 32768 }]);
  });

  it('the commands are registered, and at the next start nothing is changed', async () => {
    const { discord } = await open();
    await eventually(() => discord.commands.get('')?.length === 5);
    const again = createDiscordChannel({ ...sameAs(house), publicKey: null });
    others.push(again);
    again.connect(withShortNames(house.desk), ['en', 'es']);
    await again.start();
    await discord.called('read_commands', 2);
    await again.stop();
    expect(discord.callsOf('register_commands')).toHaveLength(1);
  });

  it('for development they are registered in one server alone', async () => {
    const { discord } = await open({ commandsGuild: '123' });
    await eventually(() => discord.commands.get('123')?.length === 5);
    expect(discord.commands.get('')).toBeUndefined();
  });

  it('Discord may be away: it goes on by itself once it is back', async () => {
    const { discord } = await open({
      waits: false,
      before: (stand) => {
        stand.fault('read_application', { status: 503 });
        stand.fault('read_gateway', { hangUp: true });
        stand.fault('read_commands', { status: 503 });
      },
    });
    await discord.gateway.whenConnected(1);
    await eventually(() => discord.commands.get('')?.length === 5);
    expect(said(/does not answer; trying again/)).toBe(true);
  });

  it('a wrong token is said, with where to look, and ends nothing', async () => {
    await open({ waits: false, before: (stand) => (stand.wrongToken = true) });
    await eventually(() => said(/the token does not work; see docs\/discord.md/));
    expect(house.discord.gateway.connected).toBe(0);
  });

  it('an intent that is refused after all is done without', async () => {
    const { discord } = await open({
      before: (stand) => {
        stand.application.flags = 1 << 19;
        stand.gateway.refusesContent = true;
      },
    });
    expect(discord.gateway.identified).toHaveLength(2);
    expect(said(/the intent "Message Content" was refused/)).toBe(true);
  }, 20_000);
});

describe('the connection', () => {
  it('comes back when it breaks, with what was missed', async () => {
    const { discord, desk } = await open();
    const server = discord.guild();
    const ana = discord.world.person('Ana', { guild: server.id });
    discord.gateway.drop();
    await discord.gateway.whenConnected(0);
    discord.write(ana, server.channel.id, 'help me', { mention: true });
    await eventually(() => desk.inputs.length === 1);
    expect(discord.gateway.identified).toHaveLength(1);
  });

  it('that is ended while it is coming back stays ended', async () => {
    const { discord, channel } = await open();
    discord.gateway.away = true;
    discord.gateway.drop();
    await eventually(() => said(/connection broke/));
    await channel.stop();
    discord.gateway.away = false;
    // It would be back after half a second.
    await pause(1200);
    expect(discord.gateway.connected).toBe(0);
  });
});

describe('several replicas', () => {
  /** Leaderships as the database keeps them, which a test can break. */
  const table = (now = Date.now) => {
    const held = new Map<string, { holder: string; until: number }>();
    const broken = new Set<string>();
    const of = (holder: string): Leadership => ({
      lead: async (name, ms) => {
        if (broken.has(holder)) throw new Error('no database');
        const lease = held.get(name);
        if (lease && lease.holder !== holder && lease.until > now()) return false;
        held.set(name, { holder, until: now() + ms });
        return true;
      },
      resign: async (name) => {
        if (held.get(name)?.holder === holder) held.delete(name);
      },
    });
    return { of, held, broken };
  };

  it('hold one connection together, and the next one takes over when the first one leaves', async () => {
    const { of } = table();
    const { discord, channel, desk } = await open({ leadership: of('first') });
    const second = createDiscordChannel({ ...sameAs(house), leadership: of('second') });
    others.push(second);
    second.connect(withShortNames(desk), ['en', 'es']);
    await second.start();
    await discord.called('read_gateway', 3);
    expect(discord.gateway.connected).toBe(1);
    await channel.stop();
    await discord.gateway.whenConnected(0);
    await discord.gateway.whenConnected(1);
    expect(discord.gateway.identified).toHaveLength(2);
  });

  it('take over from one that died as soon as its lease is over', async () => {
    const { of } = table();
    await of('dead').lead(`discord:${applicationId}:shard 0 of 1`, 500);
    const began = Date.now();
    const { discord } = await open({ leadership: of('alive'), waits: false });
    await discord.gateway.whenConnected(1);
    expect(Date.now() - began).toBeGreaterThanOrEqual(490);
    // In earnest: the lease and one renewal, and what connecting takes.
    expect(usualPace.leaseMs + usualPace.renewMs).toBeLessThan(15_000);
  });

  it('never have two: who cannot renew the lease lets go before it ends', async () => {
    const { of, broken, held } = table();
    const { discord } = await open({
      leadership: of('first'),
      // It lets go one renewal before the end: as much as a machine that is busy may be late.
      pace: { ...quickPace, leaseMs: 1500, renewMs: 400 },
    });
    const [name] = held.keys();
    broken.add('first');
    await discord.gateway.whenConnected(0);
    expect(held.get(name ?? '')?.until).toBeGreaterThan(Date.now());
    expect(said(/who leads a shard is not known/)).toBe(true);
  });

  it('share as many connections as Discord asks for', async () => {
    const { discord } = await open({ waits: false, before: (stand) => (stand.application.shards = 3) });
    await discord.gateway.whenConnected(3);
    expect(discord.gateway.identified.map(({ shard }) => shard)).toEqual(
      expect.arrayContaining([
        [0, 3],
        [1, 3],
        [2, 3],
      ]),
    );
  });

  it('make more of them when Discord says that there are too few', async () => {
    const { discord } = await open();
    discord.application.shards = 2;
    discord.gateway.drop({ code: 4011 });
    await discord.gateway.whenConnected(2);
  }, 20_000);

  it.each([
    [null, 4, 0],
    ['4194304', 4, 1],
    ['197038439483310086', 2, 0],
    ['1457468924290662599', 16, Number((1457468924290662599n >> 22n) % 16n)],
  ])('the events of server %s come to its shard of %d', (guild, of, shard) => {
    expect(shardOf(guild, of)).toBe(shard);
  });
});

describe('what was said while nobody listened', () => {
  it('is fetched at the next connection, in its order, and what was heard counts once', async () => {
    const keep = memoryKeep();
    const { discord, desk } = await open({
      keep,
      before: ({ application }) => (application.flags = 1 << 19),
    });
    const server = discord.guild();
    const ana = discord.world.person('Ana', { guild: server.id });
    const thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
    discord.write(ana, thread.id, 'heard');
    await eventually(async () => (await keep.get(`seen:${thread.id}`)) !== null);

    discord.write(ana, thread.id, 'first', { heard: false });
    discord.write(ana, thread.id, 'second', { heard: false });
    discord.gateway.drop({ forget: true });
    await eventually(() => desk.inputs.length === 3);
    expect(desk.inputs.map((input) => input.type === 'say' && input.text)).toEqual([
      'heard',
      'first',
      'second',
    ]);
    expect(desk.inputs.at(-1)).toMatchObject({
      conversation: `discord:${server.id}:${thread.id}`,
      addressed: false,
    });
    await eventually(async () => {
      const seen = (await keep.get(`seen:${thread.id}`)) as { last: string };
      return seen.last === discord.world.messages.at(-1)?.id;
    });
  }, 20_000);

  it('below a case too, from the moment that it stands there', async () => {
    const keep = memoryKeep();
    const { discord, desk, channel } = await open({
      keep,
      before: ({ application }) => (application.flags = 1 << 19),
    });
    const server = discord.guild();
    const luis = discord.world.person('Luis', { guild: server.id });
    const sent = await channel.send({
      message_id: 'msg_1' as MessageId,
      conversation: `discord:${server.id}:${server.channel.id}` as ConversationId,
      person: 'discord:1' as PersonId,
      session_id: null,
      version: 1,
      message: plainMessage('Ana needs help'),
      ref: null,
      attempt: 0,
      opens_thread: true,
    });
    const [thread] = discord.threadsOf(server.channel.id);
    if (thread === undefined) throw new Error('There is no thread');
    await eventually(async () => (await keep.get(`seen:${thread.id}`)) !== null);

    discord.write(luis, thread.id, 'I look at it', { heard: false });
    discord.write(luis, thread.id, 'claim', { mention: true, heard: false });
    discord.gateway.drop({ forget: true });
    await eventually(() => desk.inputs.length === 2);
    const { thread: conversation } = sent as { thread: ConversationId };
    expect(desk.inputs).toMatchObject([
      { conversation, text: 'I look at it', addressed: false, user: { name: 'Luis' } },
      { conversation, text: 'claim', addressed: true },
    ]);
  }, 20_000);

  it('is fetched however much it was, and so is what was changed', async () => {
    const keep = memoryKeep();
    const { discord, desk } = await open({
      keep,
      before: ({ application }) => (application.flags = 1 << 19),
    });
    const server = discord.guild();
    const ana = discord.world.person('Ana', { guild: server.id });
    const few = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
    const many = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
    const heard = discord.write(ana, few.id, 'the thrid floor');
    discord.write(ana, few.id, 'as it was');
    discord.write(ana, many.id, 'first of many');
    await eventually(async () => (await keep.list('seen:')).length === 2 && desk.inputs.length === 3);

    Object.assign(heard, { content: 'the third floor', edits: 1 });
    const numbers = Array.from({ length: 230 }, (_, number) => `${number}`);
    for (const number of numbers) discord.write(ana, many.id, number, { heard: false });
    discord.gateway.drop({ forget: true });
    await eventually(() => desk.inputs.length === 3 + 1 + numbers.length);
    const since = desk.inputs.slice(3);
    expect(since.filter(({ type }) => type === 'edit')).toMatchObject([
      {
        of: `discord:message:${heard.id}`,
        text: 'the third floor',
        conversation: `discord:${server.id}:${few.id}`,
      },
    ]);
    expect(since.flatMap((input) => (input.type === 'say' ? input.text : []))).toEqual(numbers);
  }, 20_000);

  it('in direct messages too', async () => {
    const { discord, desk, channel } = await open();
    const ana = discord.world.person('Ana');
    const direct = discord.world.directWith(ana.id);
    const posted = await channel.send({
      message_id: 'msg_1' as never,
      conversation: `discord:dm:${ana.id}` as never,
      person: `discord:${ana.id}` as never,
      session_id: null,
      version: 1,
      message: { summary: 'Hello', locale: 'en', parts: [], actions: [] },
      ref: null,
      attempt: 0,
    });
    expect(posted).toMatchObject({ sent: { channel: direct.id } });
    discord.write(ana, direct.id, 'are you there?', { heard: false });
    discord.gateway.drop({ forget: true });
    await eventually(() => desk.inputs.length === 1);
    expect(desk.inputs).toMatchObject([{ text: 'are you there?', conversation: `discord:dm:${ana.id}` }]);
  }, 20_000);

  it('in a conversation that is gone is forgotten with it', async () => {
    const keep = memoryKeep();
    await keep.put('seen:77', { guild: null, last: '1', at: Date.now() });
    await keep.put('seen:78', { guild: null, last: '1', at: 0 });
    await open({ keep });
    await eventually(async () => (await keep.list('seen:')).length === 0);
  });
});

describe('whether commands are those that should be', () => {
  const wanted = commandDefinitions({
    languages: texts.languages.map(({ locale }) => locale),
    say: texts.say,
  });
  const there = wanted.map((command, index) => ({
    id: String(index),
    version: '1',
    application_id: applicationId,
    default_member_permissions: null,
    nsfw: false,
    description: '',
    ...command,
  }));

  it('does not depend on what Discord adds, nor on the order', () => {
    expect(sameCommands(there.toReversed(), wanted)).toBe(true);
  });

  it.each<[string, (commands: typeof there) => readonly unknown[]]>([
    ['one is missing', (commands) => commands.slice(1)],
    ['one is too many', (commands) => [...commands, { type: 1, name: 'old', description: 'x' }]],
    ['one says something else', ([first, ...rest]) => [{ ...first, description: 'other' }, ...rest]],
    ['a translation is missing', ([first, ...rest]) => [{ ...first, name_localizations: {} }, ...rest]],
    ['an option is gone', ([first, ...rest]) => [{ ...first, options: [] }, ...rest]],
    ['it is elsewhere', ([first, ...rest]) => [{ ...first, contexts: [0] }, ...rest]],
  ])('%s', (_, changed) => {
    expect(sameCommands(changed(there), wanted)).toBe(false);
  });
});

const sameAs = ({ discord }: DiscordHouse) => ({
  token,
  applicationId,
  publicKey: null,
  apiUrl: discord.url,
  keep: memoryKeep(),
  leadership: { lead: async () => false, resign: async () => {} },
  log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  timeoutMs: 1000,
  pace: quickPace,
  now: Date.now,
});
