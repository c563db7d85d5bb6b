import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isDiscords } from '../../adapters/discord/files.ts';
import type { FileCopy, MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { everyRight, rightBits } from '../support/discord-stand-in.ts';
import type {
  DiscordPerson,
  DiscordStandIn,
  StandInAttachment,
  StandInChannel,
} from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { plainMessage } from '../support/scripted-desk.ts';

let house: DiscordHouse;
let discord: DiscordStandIn;
let ana: DiscordPerson;
let direct: StandInChannel;
let thread: StandInChannel;
beforeEach(async () => {
  house = await openDiscordHouse({ before: ({ application }) => (application.flags = 1 << 19) });
  ({ discord } = house);
  const server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id });
  direct = discord.world.directWith(ana.id);
  thread = discord.world.addChannel({ type: 11, guild: server.id, parent: server.channel.id });
});
afterEach(() => house.close());

const file = (name: string, bytes = 'the bytes', more: Partial<StandInAttachment> = {}): StandInAttachment =>
  discord.world.attachment(name, Buffer.from(bytes), more);

describe('files that came with words', () => {
  it('are told with them, in the direct messages and in threads, also where there are no words', async () => {
    const report = file('report.pdf', '123456789', { type: 'application/pdf; charset=utf-8' });
    const messages = [
      discord.write(ana, direct.id, 'see this', { attachments: [report] }),
      discord.write(ana, direct.id, '', { attachments: [report] }),
      discord.write(ana, thread.id, '', { attachments: [report] }),
    ];
    await eventually(() => house.desk.inputs.length === 3);
    const from = ({ id, channel }: { id: string; channel: string }) => ({
      name: 'report.pdf',
      type: 'application/pdf',
      bytes: 9,
      from: { channel, message: id, attachment: report.id },
    });
    for (const message of messages) {
      expect(house.desk.inputs).toContainEqual(
        expect.objectContaining({ type: 'say', text: message.content, files: [from(message)] }),
      );
    }
  });
});

describe('the bytes of a file', () => {
  const fetched = (attachment: StandInAttachment) => {
    const { id, channel } = discord.write(ana, direct.id, '', { attachments: [attachment], heard: false });
    return house.channel.download?.({ channel, message: id, attachment: attachment.id });
  };
  const readings = () => discord.callsOf('read_file').length;

  it('are fetched at a fresh address: the one that came with the words has expired by then', async () => {
    const attachment = file('a.txt');
    const message = discord.write(ana, direct.id, '', { attachments: [attachment] });
    const [old] = discord.world.messageJson(message)['attachments'] as [{ url: string }];
    discord.world.messageJson(message);
    expect((await fetch(old.url)).status).toBe(404);
    const from = { channel: direct.id, message: message.id, attachment: attachment.id };
    expect(await house.channel.download?.(from)).toEqual({ bytes: Buffer.from('the bytes') });
  });

  it('are counted while they are read, whatever Discord says of their number', async () => {
    const long = 'x'.repeat(10 * 1024 * 1024 + 1);
    expect(await fetched(file('big', long, { size: 5 }))).toEqual({ unavailable: 'too large' });
    expect(readings()).toBe(1);
    expect(await fetched(file('big', long))).toEqual({ unavailable: 'too large' });
    expect(readings()).toBe(1);
  });

  it.each([
    'https://evil.example/a.txt',
    'https://cdn.discordapp.com/attachments/1/2/a.txt',
    'file:///etc/passwd',
    'data:,x',
  ])('come from no other place: %j', async (url) => {
    expect(await fetched(file('a.txt', 'x', { url }))).toEqual({ unavailable: 'not an address of Discord' });
    expect(readings()).toBe(0);
  });

  it.each([
    ['https://cdn.discordapp.com/attachments/1/2/a.txt?hm=1', true],
    ['https://media.discordapp.net/attachments/1/2/a.png', true],
    ['http://cdn.discordapp.com/a', false],
    ['https://cdn.discordapp.com.evil.example/a', false],
    ['https://evil.example/cdn.discordapp.com', false],
    ['https://me@cdn.discordapp.com/a', false],
    ['https://cdn.discordapp.com:8443/a', false],
    ['http://127.0.0.1/a', false],
  ])('%s is an address of Discord’s: %s', (url, is) => {
    expect(isDiscords(url, null)).toBe(is);
  });

  it('do not come from where Discord would send on', async () => {
    discord.fault('read_file', { status: 302, code: 0 });
    expect(await fetched(file('a.txt'))).toEqual({ unavailable: 'HTTP 302' });
  });

  it('are worth a second try', async () => {
    discord.fault('read_file', { status: 503 });
    expect(await fetched(file('a.txt'))).toEqual({ bytes: Buffer.from('the bytes') });
    discord.fault('read_message', { status: 503 });
    discord.fault('read_file', { hangUp: true });
    expect(await fetched(file('a.txt'))).toHaveProperty('unavailable');
  });

  it('of what was taken back, or of nothing of ours, are not to be had', async () => {
    const { id, channel } = discord.write(ana, direct.id, '', { heard: false });
    expect(await house.channel.download?.({ channel, message: id, attachment: '5' })).toEqual({
      unavailable: 'it was taken back',
    });
    expect(await house.channel.download?.({ channel, message: '404', attachment: '5' })).toHaveProperty(
      'unavailable',
    );
    expect(await house.channel.download?.({ url: 'https://evil.example' })).toEqual({
      unavailable: 'not a file of Discord',
    });
  });
});

describe('copies of files', () => {
  const copy = (name: string, bytes = 'the bytes', type = 'application/pdf'): FileCopy => ({
    name,
    type,
    bytes: Buffer.from(bytes),
  });
  const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
    message_id: 'msg_1' as MessageId,
    conversation: `discord:dm:${ana.id}` as ConversationId,
    person: `discord:${ana.id}` as PersonId,
    session_id: null,
    version: 1,
    message: plainMessage('See these'),
    ref: null,
    attempt: 0,
    files: [copy('a.pdf'), copy('b.pdf', 'other bytes')],
    ...more,
  });
  const refOf = (sent: Sent): MessageRef => {
    if (!('sent' in sent)) throw new Error(`not sent: ${JSON.stringify(sent)}`);
    return sent.sent;
  };
  const shown = (at = direct) => discord.ofBot(at.id);
  /** The message with the words, whatever stands below it. */
  const worded = (at = direct) => words(shown(at)[0]?.components);
  const standing = (at = direct) =>
    shown(at).flatMap(({ attachments }) => attachments.map(({ name, bytes }) => `${name}: ${String(bytes)}`));
  const both = ['a.pdf: the bytes', 'b.pdf: other bytes'];
  const words = (value: unknown): string => JSON.stringify(value);
  const left = (sent: Sent) => refOf(sent)['lost'];

  it.each<[string, () => [StandInChannel, string]]>([
    ['the direct messages', () => [direct, `discord:dm:${ana.id}`]],
    ['a thread', () => [thread, `discord:${thread.guild}:${thread.id}`]],
  ])('stand below their words in %s, all in one message', async (_, where) => {
    const [at, conversation] = where();
    await house.channel.send(outgoing({ conversation: conversation as ConversationId }));
    expect(shown(at)).toMatchObject([{ attachments: [], edits: 0 }, { components: [] }]);
    expect(worded(at)).toContain('See these');
    expect(standing(at)).toEqual(both);
  });

  it('are brought along once, with the first post, and stay through every edit', async () => {
    const ref = refOf(await house.channel.send(outgoing()));
    await house.channel.send(outgoing({ ref, version: 2, message: plainMessage('Look at these') }));
    expect(worded()).toContain('Look at these');
    expect(standing()).toEqual(both);
  });

  it.each([
    ['the words', 'create_message'],
    ['the files', 'create_files'],
  ])('are not there twice where %s went through unnoticed', async (_, name) => {
    discord.fault(name, { status: 503, through: true });
    expect(await house.channel.send(outgoing())).toHaveProperty('retry');
    const ref = refOf(await house.channel.send(outgoing({ attempt: 1 })));
    expect(ref).not.toHaveProperty('lost');
    expect(shown()).toHaveLength(2);
    expect(standing()).toEqual(both);
  });

  it('have names that Discord leaves as they are, and two of one name are two', async () => {
    const files = ['über mich.pdf', '日本.pdf', '...', '.env', 'a.pdf'];
    await house.channel.send(
      outgoing({ files: [...files.map((name) => copy(name)), copy('a.pdf', 'second')] }),
    );
    expect(standing()).toEqual([
      'uber_mich.pdf: the bytes',
      'pdf: the bytes',
      'file: the bytes',
      'env: the bytes',
      'a.pdf: the bytes',
      '2-a.pdf: second',
    ]);
    expect(words(discord.callsOf('create_files'))).toContain('"description":"über mich.pdf"');
  });

  it('too long for Discord are named below the words, which go through; and still are after an edit', async () => {
    const long = copy('film.mp4', 'x'.repeat(10 * 1024 * 1024 + 1));
    const sent = await house.channel.send(outgoing({ files: [copy('a.pdf'), long] }));
    expect(left(sent)).toEqual(['film.mp4']);
    expect(standing()).toEqual(['a.pdf: the bytes']);
    expect(worded()).toMatch(/See these.*relay\.files\\*_lost/);
    await house.channel.send(outgoing({ ref: refOf(sent), version: 2, message: plainMessage('Changed') }));
    expect(worded()).toMatch(/Changed.*relay\.files\\*_lost/);
    expect(standing()).toEqual(['a.pdf: the bytes']);
  });

  it.each([
    ['Discord', { status: 413, code: 40005 }],
    ['whatever stands before it', { status: 413, code: 0 }],
  ])('that %s calls too large are left behind, the largest first', async (_, fault) => {
    discord.fault('create_files', fault);
    expect(left(await house.channel.send(outgoing()))).toEqual(['b.pdf']);
    expect(standing()).toEqual(['a.pdf: the bytes']);
  });

  it('without the right to attach them are all left behind, and the words go through', async () => {
    thread.granted = everyRight & ~rightBits.attachFiles;
    const conversation = `discord:${thread.guild}:${thread.id}` as ConversationId;
    expect(left(await house.channel.send(outgoing({ conversation })))).toEqual(['a.pdf', 'b.pdf']);
    expect(shown(thread)).toHaveLength(1);
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'discord: files were left behind' }),
    );
  });

  it('that do not come through after some tries are left behind too', async () => {
    for (const attempt of [0, 1, 2]) {
      discord.fault('create_files', { status: 503 });
      expect(await house.channel.send(outgoing({ attempt }))).toHaveProperty('retry');
    }
    discord.fault('create_files', { hangUp: true });
    expect(left(await house.channel.send(outgoing({ attempt: 3 })))).toEqual(['a.pdf', 'b.pdf']);
    expect(shown()).toHaveLength(1);
  });

  it('go nowhere where the words cannot, and wait as long as Discord asks for', async () => {
    discord.world.closed.add(ana.id);
    expect(await house.channel.send(outgoing())).toMatchObject({ gone: 'conversation' });
    expect(discord.callsOf('create_files')).toEqual([]);
    discord.world.closed.delete(ana.id);
    discord.fault('create_files', { status: 429, retryAfter: 7 });
    expect(await house.channel.send(outgoing())).toEqual({
      retry: 'rate limited',
      after_ms: expect.any(Number),
    });
    expect(standing()).toEqual([]);
  });
});
