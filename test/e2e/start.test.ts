import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshDataDir } from '../support/databases.ts';
import { startUnstuck } from './unstuck.ts';

describe('a port that another program has', () => {
  const other = createServer();
  beforeAll(async () => {
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
  });
  afterAll(() => {
    other.close();
  });

  it('stops the start with a sentence that names it', async () => {
    const { port } = other.address() as AddressInfo;
    const started = startUnstuck({ dataDir: await freshDataDir(), env: { PORT: String(port) } });
    await expect(started).rejects.toThrow(
      `It ended with 1 before it was ready: Port ${port} of 127.0.0.1 is in use by another program. Stop that one first, or set PORT to another port.\n`,
    );
  }, 120_000);
});

describe('the first start', () => {
  it('shows the code of the first admin on the terminal and in no log, and heeds a signal at once', async () => {
    const running = await startUnstuck({ dataDir: await freshDataDir(), env: { LOG_LEVEL: 'trace' } });
    expect(await running.end('SIGTERM')).toBe(0);
    const code = /claim ([A-Z2-9]{4}-[A-Z2-9]{4})/.exec(running.printed())?.[1];
    expect(code).toBeDefined();
    expect(running.logged()).toContain('finishing what is under way');
    expect(running.logged()).not.toContain(code);
    expect(running.logged()).not.toContain(code?.replace('-', ''));
  }, 120_000);
});
