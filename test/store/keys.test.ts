import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyFileDamaged, loadFolderKeys } from '../../src/store/keys.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unstuck-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the keys of a data folder', () => {
  it('are made once, for this user alone, and found again', () => {
    const dataDir = join(folder, 'data');
    const made = loadFolderKeys(dataDir);
    expect(made.adminApiKey.isNew).toBe(true);
    expect(made.encryptionKey.isNew).toBe(true);
    expect(made.adminApiKey.value).toMatch(/^unstuck_[\w-]{43}$/);
    expect(made.encryptionKey.value).toHaveLength(32);
    expect(readdirSync(dataDir).toSorted()).toEqual(['admin_api_key', 'encryption_key']);
    for (const name of readdirSync(dataDir)) expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);

    const found = loadFolderKeys(dataDir);
    expect(found.adminApiKey).toEqual({ ...made.adminApiKey, isNew: false });
    expect(found.encryptionKey).toEqual({ ...made.encryptionKey, isNew: false });
  });

  it('are made one by one where one is missing', () => {
    const made = loadFolderKeys(folder);
    rmSync(join(folder, 'admin_api_key'));
    const again = loadFolderKeys(folder);
    expect(again.adminApiKey.isNew).toBe(true);
    expect(again.adminApiKey.value).not.toBe(made.adminApiKey.value);
    expect(again.encryptionKey.value).toEqual(made.encryptionKey.value);
  });

  it('may be written by hand', () => {
    writeFileSync(join(folder, 'admin_api_key'), 'a-key-of-my-own-1\n');
    writeFileSync(join(folder, 'encryption_key'), `${Buffer.alloc(32, 7).toString('base64')}\r\n`);
    const keys = loadFolderKeys(folder);
    expect(keys.adminApiKey.value).toBe('a-key-of-my-own-1');
    expect(keys.encryptionKey.value).toEqual(Buffer.alloc(32, 7));
  });

  it.each([
    ['admin_api_key', '', /admin_api_key is damaged\. It should hold one line of at least 16 characters/],
    ['admin_api_key', 'short', /Write such a key into it, or remove the file/],
    ['admin_api_key', 'two words in one key', /damaged/],
    [
      'encryption_key',
      '',
      /encryption_key is damaged\. It should hold the base64 of 32 bytes\. Put the original back/,
    ],
    ['encryption_key', Buffer.alloc(31).toString('base64'), /damaged/],
    ['encryption_key', `${Buffer.alloc(32).toString('base64')}x`, /damaged/],
  ])('damaged, are never replaced: %s %j', (name, content, message) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    expect(() => loadFolderKeys(folder)).toThrow(KeyFileDamaged);
    expect(() => loadFolderKeys(folder)).toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});
