import { afterAll, describe } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, openDatabase, type Database } from '../../src/store/data-source.ts';
import { startEmbedded, type StoreLog } from '../../src/store/embedded.ts';
import { startTestPostgres } from './postgres-server.ts';
import { oncePerRun, runFolder, runPid } from './test-run.ts';

export const silentLog: StoreLog = { info: () => {}, warn: () => {}, error: () => {} };

/** Where a suite's database is: what `openDatabase` takes. */
export interface DatabasePlace {
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

export type Suite = (
  name: 'PGlite' | 'PostgreSQL',
  /** The suite's database, its tables made: opened once, and again after a test has closed it. */
  open: () => Promise<Database>,
  place: () => Promise<DatabasePlace>,
) => void;

/**
 * Runs a suite on the embedded database and on a real PostgreSQL, each with a new, empty database. The real one is
 * `TEST_DATABASE_URL`, else one started from npm; where that cannot start, its half is skipped out loud.
 *
 * Awaited at the top of a test file: `await forEachDatabase((name, open) => { it(…) })`.
 */
export async function forEachDatabase(suite: Suite): Promise<void> {
  await pgliteTemplate(); // takes long on a busy machine, and no test's time should run meanwhile
  describe('PGlite', () => {
    define('PGlite', suite, async () => {
      const dataDir = await freshDataDir();
      return { place: { dataDir }, remove: async () => rmSync(dataDir, { recursive: true, force: true }) };
    });
  });

  const server = await postgresServer();
  if ('missing' in server) {
    console.warn(`Tests on PostgreSQL are skipped: ${server.missing}`);
    describe.skip(`PostgreSQL (${server.missing})`, () => {
      suite('PostgreSQL', notStarted, notStarted);
    });
    return;
  }
  describe('PostgreSQL', () => {
    define('PostgreSQL', suite, async () => {
      const database = await freshDatabase(server.url);
      return { place: { databaseUrl: database.url, dataDir: runFolder() }, remove: database.drop };
    });
  });
}

function define(
  name: 'PGlite' | 'PostgreSQL',
  suite: Suite,
  make: () => Promise<{ place: DatabasePlace; remove: () => Promise<void> }>,
): void {
  let made: ReturnType<typeof make> | null = null;
  let opened: Database | null = null;
  const place = async (): Promise<DatabasePlace> => (await (made ??= make())).place;
  const open = async (): Promise<Database> => {
    if (opened?.dataSource.isInitialized === true) return opened;
    opened = await openDatabase({ ...(await place()), log: silentLog });
    await migrate(opened);
    return opened;
  };
  suite(name, open, place);
  afterAll(async () => {
    if (opened?.dataSource.isInitialized === true) await opened.close();
    if (made !== null) await (await made).remove();
  });
}

const notStarted = (): Promise<never> => Promise.reject(new Error('there is no PostgreSQL'));

/** A data folder with a new embedded database in it, copied from one made once: that takes seconds, a copy does not. */
export async function freshDataDir(): Promise<string> {
  const dataDir = mkdtempSync(join(runFolder(), 'data-'));
  cpSync(await pgliteTemplate(), dataDir, { recursive: true });
  return dataDir;
}

export const pgliteTemplate = (): Promise<string> =>
  oncePerRun('pglite-template', async () => {
    const dataDir = join(runFolder(), 'pglite-template');
    const embedded = await startEmbedded({ dataDir, log: silentLog });
    await embedded.close();
    return dataDir;
  });

/** A PostgreSQL on which databases can be made, or why there is none. One serves the whole run. */
export async function postgresServer(): Promise<{ url: string } | { missing: string }> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return { url: given };
  return oncePerRun('postgres', async () => {
    const server = await startTestPostgres({ parent: runFolder(), watch: runPid() });
    return { url: server.url('postgres') };
  }).catch((error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) }));
}

/** A new, empty database on that server. */
export async function freshDatabase(serverUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `unstuck_test_${process.pid}_${process.hrtime.bigint()}`;
  await execute(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Runs SQL over a connection of its own; several statements are fine. */
export async function execute(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
