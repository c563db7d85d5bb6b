import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDiscordChannel } from '../../adapters/discord/index.ts';
import { memoryKeep } from '../contract/inside.ts';
import { openDiscordHouse, signed } from '../support/discord-channel.ts';
import type { DiscordHouse } from '../support/discord-channel.ts';
import { applicationId, token } from '../support/discord-stand-in.ts';
import type { DiscordPerson } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, emptyForm, refused } from '../support/scripted-desk.ts';
import type { Session } from '../../src/engine/session.ts';

let house: DiscordHouse;
let ana: DiscordPerson;
let channel: string;
beforeEach(async () => {
  house = await openDiscordHouse();
  const server = house.discord.guild();
  channel = server.channel.id;
  ana = house.discord.world.person('Ana', { guild: server.id });
});
afterEach(() => house.close());

const ping = { type: 1, id: '1', application_id: applicationId, token: 'x', version: 1 };
const press = () => {
  const message = house.discord.world.add({ channel, author: applicationId });
  return house.discord.press(ana, message, 'ses_1|3|done|');
};
const minutes = 60_000;

describe('a request is served only if Discord signed it', () => {
  const another = generateKeyPairSync('ed25519').privateKey;
  const text = JSON.stringify(ping);
  it.each<[string, Record<string, string>]>([
    ['with another key', signed(text, { key: another })],
    ['not at all', { 'content-type': 'application/json' }],
    ['by half', { ...signed(text), 'x-signature-ed25519': 'abc' }],
    ['at no time', { ...signed(text), 'x-signature-timestamp': '' }],
    ['for another time', { ...signed(text), 'x-signature-timestamp': '1700000000' }],
    ['six minutes ago', signed(text, { at: Date.now() - 6 * minutes })],
    ['for another body', signed(`${text} `)],
  ])('%s: 401, without a word', async (_, headers) => {
    expect(await house.post(ping, headers)).toEqual({ status: 401, body: '' });
    expect(house.desk.inputs).toEqual([]);
    expect(house.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  it('is refused before its body came where it is not signed', async () => {
    const status = await firstLine(
      house.url,
      'POST /discord/interactions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n',
    );
    expect(status).toBe('HTTP/1.1 401 Unauthorized');
  });

  it('is not read where it is longer than any', async () => {
    expect(await house.post('x'.repeat(600_000))).toMatchObject({ status: 413 });
  });

  it('by another method: 405', async () => {
    expect((await fetch(house.url)).status).toBe(405);
  });

  it.each(['', 'null', '[]', '{"type":', '{}', '{"type":99,"id":"1","token":"x"}'])(
    'signed, but of no use (%s): 400',
    async (body) => {
      expect(await house.post(body)).toEqual({ status: 400, body: '' });
    },
  );
});

describe('the answer to the request is the answer to the interaction', () => {
  it('a ping is answered: by it Discord tries the address', async () => {
    expect(await house.post(ping)).toEqual({ status: 200, body: { type: 1 } });
  });

  it('a press is acknowledged when it is committed', async () => {
    expect(await house.post(press())).toEqual({ status: 200, body: { type: 6 } });
    expect(house.desk.inputs).toMatchObject([{ type: 'press', user: { locale: 'en-US' } }]);
  });

  it('a form comes at once', async () => {
    house.desk.answerForm({ form: emptyForm });
    const message = house.discord.world.add({ channel, author: applicationId });
    const { body } = await house.post(house.discord.press(ana, message, 'describe>|0|start|'));
    expect(body).toMatchObject({ type: 9 });
  });

  it('a command makes its thread, and says where it is', async () => {
    house.desk.answer(({ conversation }) => ({ ...accepted(), session: { conversation } as Session }));
    const { body } = await house.post(house.discord.slash(ana, channel, 'troubleshoot', { problem: 'x' }));
    const [thread] = house.discord.threadsOf(channel);
    expect(JSON.stringify(body)).toContain(thread?.id);
  });

  it('typing opens the menu', async () => {
    const { body } = await house.post(house.discord.types(ana, channel, 'vpn'));
    expect(body).toEqual({
      type: 8,
      data: { choices: [{ name: 'The VPN does not connect', value: 'guide:vpn' }] },
    });
  });

  it('the same delivered twice at once is decided once', async () => {
    const body = house.discord.slash(ana, channel, 'troubleshoot');
    house.desk.answer(({ conversation }) => ({ ...accepted(), session: { conversation } as Session }));
    const [first, second] = await Promise.all([house.post(body), house.post(body)]);
    expect(first).toEqual(second);
    expect(house.desk.inputs).toHaveLength(1);
  });

  it('nothing is acknowledged while the machinery is broken, and the same can be sent again', async () => {
    house.desk.answer(() => Promise.reject(new Error('no database')));
    const body = press();
    expect(await house.post(body)).toEqual({ status: 503, body: '' });
    house.desk.answer(() => accepted());
    expect(await house.post(body)).toMatchObject({ status: 200 });
  });

  it('nothing is served once it stops', async () => {
    await house.channel.stop();
    expect(await house.post(ping)).toEqual({ status: 503, body: '' });
  });

  it('is timed', async () => {
    const answered: number[] = [];
    await house.close();
    house = await openDiscordHouse({
      metrics: { answered: (ms) => answered.push(ms), called: () => undefined },
    });
    await house.post(ping);
    expect(answered).toEqual([expect.any(Number)]);
  });
});

it('is put off in time, and told by the interaction’s own way', async () => {
  await house.close();
  house = await openDiscordHouse({ answerWithinMs: 200 });
  const { discord } = house;
  const server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id });
  channel = server.channel.id;
  const commit: { now: () => void } = { now: () => undefined };
  house.desk.answer(
    () =>
      new Promise((resolve) => {
        commit.now = () => resolve(refused('It was yours no more.'));
      }),
  );
  const body = press();
  const answer = await discord.answerByHttp(body, async () => {
    const { status, body: reply } = await house.post(body);
    return { status, reply: reply as Record<string, unknown> };
  });
  expect(answer.reply).toEqual({ type: 6 });
  commit.now();
  await eventually(() => JSON.stringify(discord.notes(ana.id)).includes('It was yours no more.'));
});

it('no address is served without the key that tells Discord from others', () => {
  const channelWithout = createDiscordChannel({
    token,
    applicationId,
    publicKey: null,
    keep: memoryKeep(),
    leadership: { lead: async () => true, resign: async () => {} },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    now: Date.now,
  });
  expect(channelWithout.requestListener).toBeNull();
});

it('a body that the server has read already is taken from there', async () => {
  const text = JSON.stringify(ping);
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () =>
      house.channel.requestListener?.(Object.assign(req, { rawBody: Buffer.concat(chunks) }), res),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: signed(text),
    body: text,
  });
  expect(await response.json()).toEqual({ type: 1 });
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** The first line of the answer to a request that is never finished. */
function firstLine(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n', 1)[0] ?? '');
    });
  });
}
