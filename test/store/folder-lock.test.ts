import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolderInUse } from '../../src/store/database-errors.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';

const HEARTBEAT = 40;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The lock this process would write, with something changed. */
const lockOf = async (change: object): Promise<void> => {
  const lock = await lockFolder(folder, HEARTBEAT);
  const mine = JSON.parse(readFileSync(file, 'utf8')) as object;
  lock.release();
  writeFileSync(file, JSON.stringify({ ...mine, ...change }));
};

const pidOfNobody = 2 ** 22 + 1; // beyond Linux's largest

describe('a folder lock', () => {
  it('goes with its release', async () => {
    const lock = await lockFolder(folder, HEARTBEAT);
    expect(existsSync(file)).toBe(true);
    lock.release();
    expect(existsSync(file)).toBe(false);
  });

  it('of a process that has ended is taken over, with the folder it left', async () => {
    await lockOf({ pid: pidOfNobody, leftover: '/tmp/its-socket' });
    const lock = await lockFolder(folder, HEARTBEAT);
    expect(lock.inherited).toBe('/tmp/its-socket');
    lock.release();
  });

  it('of a process whose pid is another process by now is taken over', async () => {
    await lockOf({ pid: process.ppid, started: 'long ago' });
    (await lockFolder(folder, HEARTBEAT)).release();
  });

  it('of a running process stands', async () => {
    const lock = await lockFolder(folder, HEARTBEAT);
    await expect(lockFolder(folder, HEARTBEAT)).rejects.toBeInstanceOf(DataFolderInUse);
    lock.release();
  });

  it('of another container stands while that one beats, and is taken over when it does not', async () => {
    const beating = await lockFolder(folder, HEARTBEAT);
    const mine = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...mine, world: 'another', pid: 7 }));
    await expect(lockFolder(folder, HEARTBEAT)).rejects.toThrow('another container or machine (pid 7 there)');
    beating.release(); // stops the beat, and leaves a lock alone that is not its own
    expect(existsSync(file)).toBe(true);
    (await lockFolder(folder, HEARTBEAT)).release();
  });

  it('that was cut off while being written is taken over', async () => {
    writeFileSync(file, '{"pid":');
    (await lockFolder(folder, HEARTBEAT)).release();
  });

  it('is given to one of many that find it stale', async () => {
    await lockOf({ pid: pidOfNobody });
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, HEARTBEAT)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value.release();
  });
});
