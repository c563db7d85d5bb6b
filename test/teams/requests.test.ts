import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as teams from '../support/teams-activities.ts';
import { ana, message, personal } from '../support/teams-activities.ts';
import { openTeamsHouse } from '../support/teams-channel.ts';
import type { TeamsHouse } from '../support/teams-channel.ts';
import { tenant } from '../support/teams-stand-in.ts';

let house: TeamsHouse;
beforeEach(async () => {
  house = await openTeamsHouse();
});
afterEach(() => house.close());

const hello = message(ana, personal(ana), 'hello');
const now = Math.floor(Date.now() / 1000);
const minutes = 60;

describe('an activity is served only if Microsoft signed it for this bot', () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

  it.each<[string, (standIn: TeamsHouse['teams']) => string | null]>([
    ['no token', () => null],
    ['an empty token', () => 'Bearer '],
    ['another scheme', (standIn) => standIn.authorization().replace('Bearer', 'Basic')],
    ['half a token', (standIn) => standIn.authorization().slice(0, 60)],
    ['no token at all', () => 'Bearer x.y.z'],
    ['another key', (standIn) => standIn.authorization({}, { key: stranger })],
    ['a key that nobody published', (standIn) => standIn.authorization({}, { kid: 'another' })],
    ['a changed signature', (standIn) => standIn.authorization().replace(/.{8}$/, 'AAAAAAAA')],
    ['no signature to speak of', (standIn) => standIn.authorization({}, { alg: 'none' })],
    ['an issuer of its own', (standIn) => standIn.authorization({ iss: 'https://evil.example' })],
    ['another bot', (standIn) => standIn.authorization({ aud: '00000000-0000-0000-0000-000000000000' })],
    [
      'another service',
      (standIn) => standIn.authorization({ serviceurl: 'https://smba.trafficmanager.net/' }),
    ],
    ['six minutes over', (standIn) => standIn.authorization({ exp: now - 6 * minutes })],
    ['six minutes early', (standIn) => standIn.authorization({ nbf: now + 6 * minutes })],
    ['no end', (standIn) => standIn.authorization({ exp: undefined })],
  ])('%s: 401, and not a word', async (_, headerFor) => {
    const header = headerFor(house.teams);
    const headers: Record<string, string> = header === null ? {} : { authorization: header };
    expect(await house.post(hello, headers)).toEqual({ status: 401, body: '' });
    expect(house.desk.inputs).toEqual([]);
    expect(house.teams.calls).toEqual([]);
  });

  it('a token that is over by four minutes is still one: clocks differ', async () => {
    const headers = { authorization: house.teams.authorization({ exp: now - 4 * minutes }) };
    expect(await house.post(hello, headers)).toMatchObject({ status: 200 });
  });

  it('a token for Teams does not speak for another channel', async () => {
    expect(await house.post({ ...hello, channelId: 'webchat' })).toEqual({ status: 403, body: '' });
  });

  it.each(['http://169.254.169.254/', 'https://127.0.0.1.evil.example', 'ftp://127.0.0.1', 'nonsense', ''])(
    'an answer is not sent to %j, whoever signed it',
    async (serviceUrl) => {
      const standIn = house.teams;
      const headers = { authorization: standIn.authorization({ serviceurl: serviceUrl }) };
      const { status } = await house.post({ ...hello, serviceUrl }, headers);
      // The stand-in’s own place is the exception: any https address is Microsoft's to name.
      expect(status).toBe(serviceUrl.startsWith('https:') ? 200 : 403);
    },
  );

  it('is put off with 503 while the keys cannot be had, so that Teams delivers it again', async () => {
    await house.close();
    house = await openTeamsHouse({ openIdMetadataUrl: 'http://127.0.0.1:9/openid' });
    expect(await house.post(hello)).toEqual({ status: 503, body: '' });
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'teams: requests cannot be verified' }),
    );
  });
});

describe('what cannot be Teams’s costs nothing', () => {
  it('a request without a token is refused before its body came', async () => {
    const status = await firstLine(
      house.url,
      'POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n',
    );
    expect(status).toBe('HTTP/1.1 401 Unauthorized');
  });

  it('one that announces more than 256 KB too, whoever signed it', async () => {
    const status = await firstLine(
      house.url,
      `POST /api/messages HTTP/1.1\r\nhost: x\r\nauthorization: ${house.teams.authorization()}\r\ncontent-length: 300000\r\n\r\n`,
    );
    expect(status).toBe('HTTP/1.1 413 Payload Too Large');
  });

  it('one that does not say how long it is, is read up to 256 KB', async () => {
    const { hostname, port, pathname } = new URL(house.url);
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        {
          hostname,
          port,
          path: pathname,
          method: 'POST',
          headers: { authorization: house.teams.authorization(), 'transfer-encoding': 'chunked' },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      sent.on('error', reject);
      sent.write('{"type":"message","text":"');
      for (let piece = 0; piece < 30; piece += 1) sent.write('x'.repeat(10_000));
    });
    expect(status).toBe(413);
  });

  it.each([
    ['null', 400],
    ['[]', 400],
    ['{}', 400],
    ['{"type":"mess', 400],
    ['', 400],
    ['{"type":"message"}', 403],
  ])('a body that is %j: %i', async (body, status) => {
    const response = await fetch(house.url, {
      method: 'POST',
      headers: { authorization: house.teams.authorization(), 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
  });

  it('another address or method', async () => {
    expect((await fetch(house.url.replace('messages', 'other'), { method: 'POST' })).status).toBe(404);
    expect((await fetch(house.url)).status).toBe(405);
  });
});

describe('an acknowledgement', () => {
  it.each<[string, teams.Chat, (at: teams.Chat) => Parameters<TeamsHouse['post']>[0]]>([
    ['a message', personal(ana), (at) => message(ana, at, 'x')],
    ['a button', personal(ana), (at) => teams.executed(ana, at, { unstuck: 'ses_1|3|done|' })],
    ['an older button', personal(ana), (at) => teams.submitted(ana, at, { unstuck: 'ses_1|3|done|' })],
  ])('of %s is not given while the machinery is broken', async (_, at, activityAt) => {
    const broken = activityAt(at);
    house.desk.answer(() => Promise.reject(new Error('no database')));
    expect(await house.post(broken)).toEqual({ status: 503, body: '' });
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error: 'no database' }) }),
    );
    house.desk.answer(() => ({ kind: 'duplicate' }));
    expect(await house.post(broken)).toMatchObject({ status: 200 });
  });

  it('is not given before there is anyone to give the activity to', async () => {
    await house.channel.stop();
    expect(await house.post(hello)).toEqual({ status: 503, body: '' });
  });

  it('is timed', async () => {
    const answered: [number, number][] = [];
    await house.close();
    house = await openTeamsHouse({
      metrics: { answered: (status, ms) => answered.push([status, ms]), called: () => undefined },
    });
    await house.post(hello);
    expect(answered).toEqual([[200, expect.any(Number)]]);
  });
});

describe('a tenant that is not allowed', () => {
  beforeEach(async () => {
    await house.close();
    house = await openTeamsHouse({ allowedWorkspaces: ['T1', tenant] });
  });
  const eve: teams.Person = { ...ana, tenant: 'another-tenant' };

  it('gets nothing done', async () => {
    expect(await house.post(message(eve, personal(eve), 'x'))).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
    expect(house.teams.calls).toEqual([]);
  });

  it('is told so below a card', async () => {
    const { body } = await house.post(teams.executed(eve, personal(eve), { unstuck: 'ses_1|3|done|' }));
    expect(body).toMatchObject({ value: 'teams.tenant_refused (en-US)' });
  });

  it('while the allowed one is served', async () => {
    await house.post(hello);
    expect(house.desk.inputs).toHaveLength(1);
  });
});

describe('without authentication', () => {
  beforeEach(async () => {
    await house.close();
    house = await openTeamsHouse({ authentication: false, appId: null, appPassword: null });
  });

  it('this machine is served, and answered without a token', async () => {
    expect(await house.post(hello, {})).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toHaveLength(1);
    await house.channel.stop();
    for (const { authorization } of house.teams.calls) expect(authorization).toBeNull();
  });

  it('a page of another site cannot make a browser ask: not under this name, not with what it may send', async () => {
    const { hostname, port, pathname } = new URL(house.url);
    const asked = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request({ hostname, port, path: pathname, method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject);
        sent.end(JSON.stringify(hello));
      });
    expect(await asked({ 'content-type': 'text/plain' })).toBe(415);
    expect(await asked({ 'content-type': 'application/json', host: 'evil.example' })).toBe(403);
  });

  it('nothing is sent anywhere else', async () => {
    const elsewhere = { ...hello, serviceUrl: 'https://smba.trafficmanager.net/amer/' };
    expect(await house.post(elsewhere, {})).toEqual({ status: 403, body: '' });
  });
});

it('no line of the log holds what people wrote, nor a secret', async () => {
  house.desk.answer(() => Promise.reject(new Error('no database')));
  await house.post(message(ana, personal(ana), 'my password is hunter2'));
  await house.post(teams.executed(ana, personal(ana), { unstuck: 'ses_1|3|done|', 'input.x': 'hunter2' }));
  const written = JSON.stringify(house.lines);
  expect(written).not.toMatch(/hunter2|Bearer|a-secret-of-the-stand-in/);
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
