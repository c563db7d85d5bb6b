import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isDiscords } from '../../adapters/discord/files.ts';
import { openDiscordHouse } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import type {
  DiscordPerson,
  DiscordStandIn,
  StandInAttachment,
  StandInChannel,
} from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';

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
