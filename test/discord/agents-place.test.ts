import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { grantedIn } from '../../adapters/discord/granted.ts';
import type { Outgoing, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { everyRight, rightBits } from '../support/discord-stand-in.ts';
import type { DiscordStandIn, StandInChannel } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { plainMessage } from '../support/scripted-desk.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let server: string;
let support: StandInChannel;
const open = async (options: Parameters<typeof openDiscordHouse>[0] = {}) => {
  house = await openDiscordHouse(options);
  ({ discord } = house);
  server = discord.guild().id;
  support = discord.world.addChannel({ type: 0, guild: server, name: 'support' });
};
beforeEach(() => open());
afterEach(() => house.close());

const placed = async (written: string) => await house.channel.place?.(written);

describe('the team’s channel in Discord', () => {
  it('is found by whatever Discord gives for it, and called by its name', async () => {
    const { id } = support;
    for (const written of [
      id,
      ` ${id} `,
      `<#${id}>`,
      `discord:${server}:${id}`,
      `https://discord.com/channels/${server}/${id}`,
      `https://ptb.discord.com/channels/${server}/${id}`,
    ]) {
      expect(await placed(written)).toEqual({ place: `discord:${server}:${id}`, name: '#support' });
    }
  });

  it('may be one for announcements', async () => {
    const { id } = discord.world.addChannel({ type: 5, guild: server, name: 'news' });
    expect(await placed(id)).toMatchObject({ name: '#news' });
  });

  it.each(['#support', '1457468924290662590', '', 'https://evil.example/channels/1/1457468924290662590'])(
    'that is nowhere is refused, saying how its id is found: %j',
    async (written) => {
      expect(await placed(written)).toMatchObject({
        unusable: 'not_found',
        how: expect.stringContaining('Copy Channel ID'),
      });
    },
  );

  it.each([
    [2, /voice/],
    [4, /category/],
    [10, /thread/],
    [11, /thread/],
    [12, /thread/],
    [13, /stage/],
    [15, /forum/],
  ])('of a kind in which no packs can be posted is refused: %i', async (type, how) => {
    const { id } = discord.world.addChannel({ type, guild: server, parent: support.id });
    expect(await placed(id)).toEqual({ unusable: 'no_access', how: expect.stringMatching(how) });
  });

  it('is none where the direct messages with somebody are', async () => {
    const ana = discord.world.person('Ana', { guild: server });
    expect(await placed(discord.world.directWith(ana.id).id)).toMatchObject({
      unusable: 'no_access',
      how: expect.stringMatching(/direct messages/),
    });
  });

  it.each(['send', 'history', 'embedLinks', 'attachFiles', 'publicThreads', 'sendInThreads'] as const)(
    'without the right %s is refused, saying where it is given',
    async (right) => {
      support.granted = everyRight & ~rightBits[right];
      const key = right.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(await placed(support.id)).toEqual({
        unusable: 'no_access',
        how: expect.stringMatching(new RegExp(`#support.*"Permissions".*allow: discord\\.right\\.${key}`)),
      });
    },
  );

  it('needs no right for signs, and none for what is private', async () => {
    support.granted = everyRight & ~rightBits.reactions & ~rightBits.privateThreads;
    expect(await placed(support.id)).toMatchObject({ name: '#support' });
  });

  it('that the bot does not see is refused, saying where that is changed', async () => {
    support.granted = 0n;
    expect(await placed(support.id)).toEqual({
      unusable: 'no_access',
      how: expect.stringContaining('"View Channel"'),
    });
  });

  it('is away while Discord does not answer, and says that a token does not work', async () => {
    discord.fault('read_channel', { status: 503 });
    expect(await placed(support.id)).toMatchObject({
      unusable: 'away',
      how: expect.stringContaining('Try again'),
    });
    discord.fault('read_roles', { status: 429, retryAfter: 30 });
    expect(await placed(support.id)).toMatchObject({ unusable: 'away' });
    discord.wrongToken = true;
    expect(await placed(support.id)).toMatchObject({
      unusable: 'no_access',
      how: expect.stringMatching(/token/),
    });
  });
});

it('a channel of a server that is not served is refused', async () => {
  await house.close();
  await open({
    allowedWorkspaces: ['1457468924290662599'],
    before: (stand) => stand.guild('text', '1457468924290662599'),
  });
  expect(await placed(support.id)).toMatchObject({ how: expect.stringContaining('ALLOWED_WORKSPACES') });
});

describe('what the bot may do in a channel', () => {
  const { view, send, history } = rightBits;
  const granted = (overwrites: readonly object[], roles = ['2']) =>
    grantedIn({
      channel: { permission_overwrites: overwrites },
      roles: [
        { id: '1', permissions: String(view) },
        { id: '2', permissions: String(send) },
        { id: '3', permissions: String(1n << 3n) },
      ],
      member: { roles },
      user: '9',
      guild: '1',
    });
  const overwrite = (id: string, allow: bigint, deny: bigint) => ({
    id,
    allow: String(allow),
    deny: String(deny),
  });

  it('is what everybody and its roles are granted', () => {
    expect(granted([])).toBe(view | send);
    expect(granted([], [])).toBe(view);
  });

  it('is taken from everybody, given back to its role, and taken from it alone', () => {
    const everybody = overwrite('1', 0n, view | send);
    expect(granted([everybody])).toBe(0n);
    expect(granted([overwrite('2', view, 0n), everybody])).toBe(view);
    expect(granted([overwrite('9', history, view), overwrite('2', view, 0n), everybody])).toBe(history);
    expect(granted([overwrite('4', view, send)])).toBe(view | send);
  });

  it('is everything for administrators', () => {
    expect(granted([overwrite('1', 0n, view)], ['3']) & (1n << 3n)).not.toBe(0n);
  });
});

describe('a pack', () => {
  const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
    message_id: 'msg_1' as MessageId,
    conversation: `discord:${server}:${support.id}` as ConversationId,
    person: 'discord:5' as PersonId,
    session_id: null,
    version: 1,
    message: {
      ...plainMessage('Nobody has it yet'),
      parts: [
        { type: 'title', text: `Ana needs help ${'x'.repeat(200)}` },
        { type: 'text', text: 'Nobody has it yet' },
      ],
    },
    ref: null,
    attempt: 0,
    opens_thread: true,
    ...more,
  });
  const post = async (more: Partial<Outgoing> = {}): Promise<Extract<Sent, { sent: unknown }>> => {
    const sent = await house.channel.send(outgoing(more));
    if (!('sent' in sent)) throw new Error(JSON.stringify(sent));
    return sent;
  };
  const packs = () => discord.ofBot(support.id);
  const threads = () => discord.threadsOf(support.id);

  it('has a thread below it, called as it is, and says where that is', async () => {
    const { thread } = await post();
    const [pack] = packs();
    expect(thread).toBe(`discord:${server}:${pack?.id}`);
    expect(threads()).toMatchObject([
      { id: pack?.id, type: 11, name: expect.stringMatching(/^Ana needs help x+…$/) },
    ]);
    expect([...(threads()[0]?.name ?? '')].length).toBeLessThanOrEqual(100);
  });

  it('is edited in place, and its thread stays', async () => {
    const { sent, thread } = await post();
    expect(await post({ ref: sent, version: 2, message: plainMessage('Luis has it') })).toMatchObject({
      thread,
    });
    expect(packs()).toMatchObject([{ edits: 1 }]);
    expect(discord.callsOf('open_thread_below')).toHaveLength(1);
  });

  it('that went through unnoticed is found, and so is its thread', async () => {
    discord.fault('create_message', { status: 503, through: true });
    expect(await house.channel.send(outgoing())).toHaveProperty('retry');
    discord.fault('open_thread_below', { status: 503, through: true });
    expect(await house.channel.send(outgoing({ attempt: 1 }))).toHaveProperty('retry');
    const { thread } = await post({ attempt: 2 });
    expect(thread).toBe(`discord:${server}:${packs()[0]?.id}`);
    expect(packs()).toHaveLength(1);
    expect(threads()).toHaveLength(1);
  });

  it('without a thread is a pack all the same; once the right is there, it gets one', async () => {
    support.granted = everyRight & ~rightBits.publicThreads;
    const sent = await post();
    expect(sent).not.toHaveProperty('thread');
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('no thread') }),
    );
    support.granted = everyRight;
    expect(await post({ ref: sent.sent, version: 2 })).toHaveProperty('thread');
  });

  it('makes what is said below it arrive from there', async () => {
    const { thread } = await post();
    const luis = discord.world.person('Luis', { guild: server });
    discord.write(luis, threads()[0]?.id ?? '', 'claim', { mention: true });
    await eventually(() => house.desk.inputs.length > 0);
    expect(house.desk.inputs).toMatchObject([
      { type: 'say', conversation: thread, addressed: true, text: 'claim' },
    ]);
    await discord.deliver(
      discord.slash(luis, threads()[0]?.id ?? '', 'troubleshoot-agent', { words: 'claim' }),
    );
    expect(house.desk.inputs[1]).toMatchObject({ type: 'agent', conversation: thread, words: 'claim' });
  });
});
