import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VAULT_KEY_BYTES } from './crypto.ts';
import { DatabaseProblem, errorCode, errorMessage } from './database-errors.ts';

/** A key kept in the data folder, and whether this start has made it. */
export interface FolderKey<T> {
  readonly value: T;
  readonly path: string;
  readonly isNew: boolean;
}

export interface FolderKeys {
  readonly adminApiKey: FolderKey<string>;
  readonly encryptionKey: FolderKey<Buffer>;
}

/** What is in a key file is not a key. */
export class KeyFileDamaged extends DatabaseProblem {
  override readonly name = 'KeyFileDamaged';
}

const ADMIN_KEY_CHARACTERS = 16;
const ADMIN_KEY_BYTES = 32;

/**
 * The keys of an installation without a configured database: `admin_api_key` and `encryption_key` in the data folder,
 * made where they are missing, readable by this user alone.
 *
 * @throws {KeyFileDamaged} naming the file and what to do; nothing is overwritten
 */
export function loadFolderKeys(dataDir: string, random: (bytes: number) => Buffer = randomBytes): FolderKeys {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return {
    adminApiKey: load(join(dataDir, 'admin_api_key'), adminKey, random),
    encryptionKey: load(join(dataDir, 'encryption_key'), encryptionKey, random),
  };
}

interface KeyKind<T> {
  make(random: (bytes: number) => Buffer): string;
  /** `null`: that is none. */
  parse(text: string): T | null;
  /** What the file should hold, and what its loss means. */
  readonly advice: string;
}

const adminKey: KeyKind<string> = {
  make: (random) => `unstuck_${random(ADMIN_KEY_BYTES).toString('base64url')}`,
  parse: (text) => (/^[\x21-\x7e]+$/.test(text) && text.length >= ADMIN_KEY_CHARACTERS ? text : null),
  advice:
    `It should hold one line of at least ${ADMIN_KEY_CHARACTERS} characters without spaces. ` +
    'Write such a key into it, or remove the file: the next start then makes and prints a new one.',
};

const encryptionKey: KeyKind<Buffer> = {
  make: (random) => random(VAULT_KEY_BYTES).toString('base64'),
  parse: (text) => {
    const key = Buffer.from(text, 'base64');
    return key.length === VAULT_KEY_BYTES && key.toString('base64') === text ? key : null;
  },
  advice:
    `It should hold the base64 of ${VAULT_KEY_BYTES} bytes. Put the original back from a backup: without it the ` +
    'secrets in the database cannot be read. If there is none, remove the file and enter those secrets again.',
};

function load<T>(path: string, kind: KeyKind<T>, random: (bytes: number) => Buffer): FolderKey<T> {
  const isNew = makeIfMissing(path, () => kind.make(random));
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new KeyFileDamaged(`The key file ${path} cannot be read: ${errorMessage(error)}.`, {
      cause: error,
    });
  }
  const value = kind.parse(text);
  if (value === null) throw new KeyFileDamaged(`The key file ${path} is damaged. ${kind.advice}`);
  return { value, path, isNew };
}

/** Whole or not at all: the file appears under its name only when everything is in it, and is never replaced. */
function makeIfMissing(path: string, make: () => string): boolean {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return false;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${make()}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}
