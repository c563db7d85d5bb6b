import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListenProblem, readListenArguments, startListening, type Listening } from '../../src/listen.ts';
import { adminKey, startUnstuck, type Unstuck } from '../e2e/unstuck.ts';
import { eventually } from '../support/eventually.ts';

let dataDir: string;
let unstuck: Unstuck;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'unstuck-listen-'));
  // As a developer has it: nothing is opened by hand.
  unstuck = await startUnstuck({ dataDir, env: { WEBHOOK_ALLOWED_NETWORKS: '' } });
}, 60_000);
afterAll(async () => {
  await unstuck.end('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
});

const printed: string[] = [];
const listen = async (change: object = {}): Promise<Listening> =>
  await startListening({
    url: unstuck.url,
    key: adminKey,
    events: ['*'],
    status: 204,
    delayMs: 0,
    secret: Buffer.alloc(32, 5),
    clock: { now: () => new Date() },
    print: (block) => void printed.push(block),
    ...change,
  });
const blocks = async (text: string, count: number): Promise<readonly string[]> =>
  await eventually(() => {
    const found = printed.filter((block) => block.includes(text));
    expect(found.length).toBeGreaterThanOrEqual(count);
    return found;
  });

describe('npm run listen', () => {
  it('shows a session as it happens, says that the signatures hold, and unregisters', async () => {
    const listening = await listen({ events: ['session_started', 'session_escalated'] });
    const started = await unstuck.rest('POST', '/sessions', {
      user: { id: 'ana', name: 'Ana' },
      problem: 'docker',
      locale: 'en',
    });
    expect(started.status).toBe(201);
    const [block] = await blocks('session_started', 1);
    const lines = (block ?? '').split('\n').map((line) => line.trim().replace(/\s+/g, ' '));
    expect(lines).toEqual(
      expect.arrayContaining([
        `session ${started.body.session_id}`,
        'sequence 1',
        'attempt 1',
        'headers holds',
        'body holds',
      ]),
    );
    await listening.stop();
    expect((await unstuck.rest('GET', `/webhooks/${listening.webhookId}`)).status).toBe(404);
  });

  it('answers as told, and counts the attempts', async () => {
    const listening = await listen({ status: 503 });
    const sent = await unstuck.rest('POST', `/webhooks/${listening.webhookId}/test`);
    const [first, second] = await blocks(sent.body.event_id, 2);
    expect(first).toContain('attempt     1');
    expect(second).toContain('attempt     2');
    await eventually(async () => {
      const { body } = await unstuck.rest('GET', `/webhooks/${listening.webhookId}/events`);
      expect(body.items).toMatchObject([{ response_status: 503, error: 'status' }]);
      return true;
    });
    await listening.stop();
  });

  it('opens this machine for what it registered, and for nothing else', async () => {
    const listening = await listen();
    const path = `/webhooks/${listening.webhookId}`;
    expect((await unstuck.rest('GET', path)).body.local).toBe(true);
    const moved = await unstuck.rest('PATCH', path, { url: 'http://127.0.0.1:9/' });
    expect(moved.body.errors).toMatchObject([{ path: 'url', code: 'blocked_network' }]);
    const elsewhere = await unstuck.rest('PATCH', path, { url: 'http://10.0.0.1/', local: true });
    expect(elsewhere.body.errors).toMatchObject([{ path: 'url', code: 'blocked_network' }]);
    expect((await unstuck.rest('PATCH', path, { local: true })).body.errors).toMatchObject([
      { path: 'local', code: 'needs_url' },
    ]);
    expect((await unstuck.rest('PATCH', path, { url: 'http://203.0.114.1/' })).body.local).toBe(false);
    await listening.stop();
  });

  it('says what is wrong in a sentence', async () => {
    await expect(listen({ key: 'not-a-key' })).rejects.toThrow(/401/);
    await expect(listen({ events: ['nonsense'] })).rejects.toThrow(/There is no such event/);
    await expect(listen({ url: 'http://127.0.0.1:9' })).rejects.toThrow(/Is Unstuck running/);
  });
});

describe('its arguments', () => {
  const config = { host: '127.0.0.1', port: 3000, adminApiKey: null, dataDir: '/nowhere' };
  it('are the address and the key of the configuration by default', () => {
    writeFileSync(join(dataDir, 'admin_api_key'), 'from-the-folder\n');
    expect(readListenArguments([], { ...config, host: '::', dataDir })).toEqual({
      url: 'http://127.0.0.1:3000',
      key: 'from-the-folder',
      events: ['*'],
      status: 204,
      delayMs: 0,
    });
  });
  it('say everything else', () => {
    const typed = '--url http://localhost:1/ --key k --events a,b --status 500 --delay 2000'.split(' ');
    expect(readListenArguments(typed, config)).toEqual({
      url: 'http://localhost:1',
      key: 'k',
      events: ['a', 'b'],
      status: 500,
      delayMs: 2000,
    });
  });
  it.each([
    ['--status', '99'],
    ['--delay', '-1'],
    ['--url', 'here'],
    ['--nonsense', '1'],
  ])('are refused where they are wrong: %s %s', (...args) => {
    expect(() => readListenArguments(['--key', 'k', `${args[0]}=${args[1]}`], config)).toThrow(ListenProblem);
  });
  it('need a key from somewhere', () => {
    expect(() => readListenArguments([], config)).toThrow(/start Unstuck first/);
  });
});
