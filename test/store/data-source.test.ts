import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, openDatabase, type Database, type DatabaseOptions } from '../../src/store/data-source.ts';
import {
  DatabaseTooOld,
  DatabaseUnavailable,
  isDatabaseAway,
  MigrationFailed,
} from '../../src/store/database-errors.ts';
import { execute, forEachDatabase, freshDatabase, postgresServer, silentLog } from '../support/databases.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres-server.ts';

const opened: Database[] = [];
const open = async (options: Omit<DatabaseOptions, 'log' | 'dataDir'>): Promise<Database> => {
  const database = await openDatabase({ dataDir: 'not used', log: silentLog, ...options });
  opened.push(database);
  return database;
};
afterEach(async () => {
  for (const database of opened.splice(0)) if (database.dataSource.isInitialized) await database.close();
});

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error('it should have failed')),
    (error: unknown) => error as Error,
  );

describe('a database that cannot be used is named, with the reason and never the password', () => {
  it('when nothing listens', async () => {
    const error = await failure(open({ databaseUrl: 'postgres://unstuck:s3cret@127.0.0.1:1/support' }));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(error.message).toBe(
      'Cannot use the database "support" at 127.0.0.1, port 1: nothing listens there. ' +
        'Is it running, and are host and port right? (connect ECONNREFUSED 127.0.0.1:1).',
    );
  });

  it('when the address is none', async () => {
    const error = await failure(open({ databaseUrl: 'postgres://unstuck:s3c/ret@:port/x' }));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(error.message).toMatch(/DATABASE_URL cannot be read: it should look like postgres:/);
    expect(error.message).not.toContain('s3c');
  });
});

await forEachDatabase((name, openMigrated, place) => {
  it('hands counts and percentages over as numbers, moments as dates', async () => {
    const database = await openMigrated();
    const [row] = await database.dataSource.query<object[]>(
      "SELECT count(*) AS count, round(99.705, 2) AS rate, '2026-01-02T03:04:05.678Z'::timestamptz AS at",
    );
    expect(row).toEqual({ count: 1, rate: 99.71, at: new Date('2026-01-02T03:04:05.678Z') });
    await database.close();
  });

  it('ends a query made beside the transaction it should be in, and is well afterwards', async () => {
    const timeouts = { connect: 300, query: 300 };
    const database = await openDatabase({ ...(await place()), log: silentLog, timeouts, poolSize: 1 });
    await migrate(database);
    const { dataSource } = database;
    const mistake = dataSource.transaction(async (manager) => {
      await manager.query("INSERT INTO support_seen (key) VALUES ('inside')");
      await dataSource.query("INSERT INTO support_seen (key) VALUES ('beside')");
    });
    const error = await failure(mistake);
    expect(isDatabaseAway(error)).toBe(true);
    expect(await dataSource.query('SELECT key FROM support_seen')).toEqual([]);
    await database.close();
  });
});

const server = await postgresServer();
const onPostgres = 'missing' in server ? describe.skip : describe;
const serverUrl = 'missing' in server ? '' : server.url;

onPostgres('PostgreSQL', () => {
  let database: { url: string; drop: () => Promise<void> };
  beforeAll(async () => {
    database = await freshDatabase(serverUrl);
  });
  afterAll(() => database.drop());

  it('without the database is refused in words', async () => {
    const url = new URL(serverUrl);
    url.pathname = '/nobody_made_it';
    const error = await failure(open({ databaseUrl: url.href }));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(error.message).toMatch(
      /this database does not exist\. Create it first, for example with createdb/,
    );
  });

  it('older than 14 is refused in words', async () => {
    // A function that answers before PostgreSQL's own does.
    await execute(
      database.url,
      `CREATE SCHEMA old;
       CREATE FUNCTION old.current_setting(name text) RETURNS text LANGUAGE sql
         AS $$ SELECT CASE name WHEN 'server_version_num' THEN '130014' ELSE '13.14' END $$`,
    );
    const url = new URL(database.url);
    url.searchParams.set('options', '-c search_path=old,pg_catalog');
    const error = await failure(open({ databaseUrl: url.href }));
    expect(error).toBeInstanceOf(DatabaseTooOld);
    expect(error.message).toMatch(/it is PostgreSQL 13\.14, and Unstuck needs 14 or newer\./);
  });

  it('that gives no right to make tables is told so, and keeps nothing', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const readOnly = await open({ databaseUrl: url.href });
    const error = await failure(migrate(readOnly));
    expect(error).toBeInstanceOf(MigrationFailed);
    expect(error.message).toMatch(
      /could not be brought to this version: .*read-only.*npm run --silent schema/,
    );
  });

  it('ends a statement that takes too long, and keeps the connection', async () => {
    const { dataSource } = await open({
      databaseUrl: database.url,
      poolSize: 1,
      timeouts: { statement: 50 },
    });
    const [before] = await dataSource.query<object[]>('SELECT pg_backend_pid()');
    await expect(dataSource.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
    expect((await dataSource.query<object[]>('SELECT pg_backend_pid()'))[0]).toEqual(before);
  });

  it('that does not answer costs a connection, which is replaced', async () => {
    const { dataSource } = await open({ databaseUrl: database.url, poolSize: 1, timeouts: { query: 50 } });
    const [before] = await dataSource.query<object[]>('SELECT pg_backend_pid()');
    const error = await failure(dataSource.query('SELECT pg_sleep(5)'));
    expect(isDatabaseAway(error)).toBe(true);
    expect((await dataSource.query<object[]>('SELECT pg_backend_pid()'))[0]).not.toEqual(before);
  });

  it('a connection ended by an administrator harms nobody', async () => {
    const log = { ...silentLog };
    const warned = new Promise((resolve) => {
      log.warn = (_fields, message) => resolve(message);
    });
    const idle = await openDatabase({ databaseUrl: database.url, dataDir: 'not used', log, poolSize: 1 });
    opened.push(idle);
    const [own] = await idle.dataSource.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    await execute(serverUrl, `SELECT pg_terminate_backend(${own?.pid ?? 0})`);
    expect(await warned).toBe('a database connection was lost; the pool makes a new one');
    expect(await idle.dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

onPostgres('PostgreSQL that goes away', () => {
  let own: TestPostgres;
  beforeAll(async () => {
    own = await startTestPostgres();
  });
  afterAll(() => own.dispose());

  it('fails what is under way, refuses what comes, and serves again by itself when it is back', async () => {
    const database = await open({ databaseUrl: own.url('postgres') });
    await migrate(database);
    const { dataSource } = database;
    await dataSource.query("INSERT INTO support_seen (key) VALUES ('before')");

    const underWay = failure(
      dataSource.transaction(async (manager) => {
        await manager.query("INSERT INTO support_seen (key) VALUES ('under way')");
        await own.stop('immediate');
        await manager.query("INSERT INTO support_seen (key) VALUES ('too late')");
      }),
    );
    expect(isDatabaseAway(await underWay)).toBe(true);
    expect(isDatabaseAway(await failure(dataSource.query('SELECT 1')))).toBe(true);
    const error = await failure(open({ databaseUrl: own.url('postgres') }));
    expect(error).toBeInstanceOf(DatabaseUnavailable);

    await own.start();
    expect(await dataSource.query('SELECT key FROM support_seen')).toEqual([{ key: 'before' }]);
    await dataSource.transaction(async (manager) => {
      await manager.query("INSERT INTO support_seen (key) VALUES ('after')");
    });
  });

  it('does not take an error of the program for its absence', async () => {
    const { dataSource } = await open({ databaseUrl: own.url('postgres') });
    expect(isDatabaseAway(await failure(dataSource.query('SELECT nonsense')))).toBe(false);
    expect(isDatabaseAway(new TypeError('x is not a function'))).toBe(false);
    expect(isDatabaseAway(null)).toBe(false);
  });
});
