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

describe('a signal that comes with the first words on the terminal', () => {
  it('ends it in order', async () => {
    const running = await startUnstuck({ dataDir: await freshDataDir() });
    expect(await running.end('SIGTERM')).toBe(0);
  }, 120_000);
});
