import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/store/data-source.ts';
import { adminKey, openTestDatabase, patience, startServer } from './harness.ts';
import type { TestServer } from './harness.ts';

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database);
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
});

describe('a picture that a chat shows', () => {
  it('is there for whoever has its address, without a key, also within the pages of others', async () => {
    const asked = { since: new Date('2026-01-01T00:00:00Z'), days: 7, locale: 'en' };
    const address = server.core.administration.charts.address(asked, 'slack') ?? '';
    const response = await fetch(`${server.origin}${address}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const png = Buffer.from(await response.arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const head = await fetch(`${server.origin}${address}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(png.length)]);
  });

  it.each(['/charts/x.png', '/charts/v1.AAAA.png', '/charts/', '/charts/no-picture'])(
    'is nowhere else: %s',
    async (path) => {
      const response = await fetch(`${server.origin}${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
    },
  );
});

describe('GET /stats/chart.png', () => {
  it('is the picture itself, for a key that may read the numbers', async () => {
    const ask = async (query: string, key: string) =>
      await fetch(`${server.origin}/api/support/troubleshooting/stats/chart.png${query}`, {
        headers: { authorization: `Bearer ${key}` },
      });
    const response = await ask('?days=30&locale=pt-BR', adminKey);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect((await ask('?days=91', adminKey)).status).toBe(422);
    expect((await ask('', await server.keyFor('sessions', 'sessions'))).status).toBe(403);
    expect((await ask('', 'nobody')).status).toBe(401);
  });
});
