import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { refusalOf } from '../../adapters/web/gate.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';

const publicUrl = new URL('https://help.example.com');

describe('who the playground answers', () => {
  it.each([
    ['this machine by name', { host: 'localhost:3000' }],
    ['this machine by address', { host: '127.0.0.1:3000' }],
    ['this machine by IPv6 address', { host: '[::1]:3000' }],
    ['the public address', { host: 'help.example.com' }],
    ['the public address with its port written out', { host: 'help.example.com:443' }],
    ['its own page', { host: 'localhost:3000', origin: 'http://localhost:3000' }],
    [
      'its own page behind a proxy that keeps the name',
      { host: 'help.example.com', origin: publicUrl.origin },
    ],
    [
      'its own page behind a proxy that changes the name',
      { host: '127.0.0.1:3000', origin: publicUrl.origin },
    ],
  ])('answers %s', (_who, headers) => {
    expect(refusalOf(headers, publicUrl)).toBeNull();
  });

  it.each([
    ['no name at all', {}],
    ['a name that was pointed here', { host: 'evil.example:3000' }],
    ['a name that only begins like ours', { host: 'localhost.evil.example' }],
    ['a name that only ends like ours', { host: 'evil-help.example.com' }],
    ['our public name at another port', { host: 'help.example.com:8443' }],
    ['another address of the network', { host: '192.168.1.7:3000' }],
    ['something that is no name', { host: 'localhost:3000/@evil.example' }],
  ])('refuses %s', (_who, headers) => {
    expect(refusalOf(headers, publicUrl)).toBe('host_not_allowed');
  });

  it.each([
    ['another site', 'https://evil.example'],
    ['another port of this machine', 'http://localhost:5173'],
    ['a page without an origin', 'null'],
  ])('refuses what comes from %s', (_who, origin) => {
    expect(refusalOf({ host: 'localhost:3000', origin }, publicUrl)).toBe('origin_not_allowed');
  });
});

describe('what the door says', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  /** `fetch` does not let a program write these headers. */
  const ask = async (headers: Readonly<Record<string, string>>, path = '/', method = 'GET') =>
    await new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
      const asked = request(house.url + path, { method, headers }, (response) => {
        text(response).then(
          (body) =>
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers['content-type'] ?? '',
              body,
            }),
          reject,
        );
      });
      asked.once('error', reject);
      asked.end();
    });

  it('tells a person under which name to open the page', async () => {
    const { status, type, body } = await ask({ host: 'evil.example', accept: 'text/html' });
    expect([status, type]).toEqual([403, 'text/html; charset=utf-8']);
    expect(body).toContain('PUBLIC_URL');
  });

  it('tells a program the code', async () => {
    const { status, type, body } = await ask({ host: 'evil.example', accept: '*/*' });
    expect([status, type]).toEqual([403, 'application/problem+json; charset=utf-8']);
    expect(JSON.parse(body)).toMatchObject({ status: 403, code: 'host_not_allowed' });
  });

  it.each(['/playground/assets/page-1.js', '/playground/stream?locale=en', '/playground/hooks'])(
    'guards %s as well',
    async (path) => {
      expect(
        (await ask({ host: 'evil.example' }, path, path.endsWith('hooks') ? 'POST' : 'GET')).status,
      ).toBe(403);
    },
  );

  it('lets no other origin say anything', async () => {
    const headers = { origin: 'http://localhost:5173', 'content-type': 'application/json' };
    expect((await ask(headers, '/playground/say', 'POST')).status).toBe(403);
    expect(house.desk.inputs).toEqual([]);
  });

  it('allows the page no inline script and no request to anywhere else, but for the pictures of guides', async () => {
    const response = await fetch(house.url);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const elsewhere = policy.split('; ').filter((rule) => /https?:/.test(rule));
    expect(elsewhere).toEqual(["img-src 'self' https:"]);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });
});
