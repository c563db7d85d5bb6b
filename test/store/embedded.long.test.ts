import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate, openDatabase, type Database } from '../../src/store/data-source.ts';
import {
  DataFolderInUse,
  DatabaseUnavailable,
  errorCode,
  isDatabaseAway,
} from '../../src/store/database-errors.ts';
import { startEmbedded, type EmbeddedDatabase } from '../../src/store/embedded.ts';
import { runChild, type Child } from '../support/child.ts';
import { freshDataDir, pgliteTemplate, silentLog } from '../support/databases.ts';
import { runFolder } from '../support/test-run.ts';

await pgliteTemplate();

const open: { close(): Promise<void> }[] = [];
const children: Child[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await child.kill('SIGKILL');
  for (const opened of open.splice(0).toReversed()) await opened.close();
});

const start = async (dataDir: string): Promise<EmbeddedDatabase> => {
  const embedded = await startEmbedded({ dataDir, log: silentLog });
  open.push(embedded);
  return embedded;
};

const openFolder = async (dataDir: string): Promise<Database> => {
  const database = await openDatabase({ dataDir, log: silentLog });
  open.push(database);
  return database;
};

const connect = async ({ connection }: EmbeddedDatabase): Promise<pg.Client> => {
  const client = new pg.Client({ ...connection, query_timeout: 10_000 });
  await client.connect();
  open.push({ close: () => client.end() });
  return client;
};

const writer = (dataDir: string): Child => {
  const child = runChild('./embedded-writer.ts', [dataDir]);
  children.push(child);
  return child;
};

const marks = async ({ dataSource }: Database): Promise<string[]> =>
  (await dataSource.query<{ key: string }[]>('SELECT key FROM support_seen')).map(({ key }) => key);

describe('the data folder', () => {
  it('is made for this user alone, and keeps what was written', async () => {
    const dataDir = join(mkdtempSync(join(runFolder(), 'home-')), 'a', 'new', 'folder');
    // A first start that was cut off has left files no database can be opened with.
    mkdirSync(join(dataDir, 'pgdata', 'base'), { recursive: true, mode: 0o700 });
    writeFileSync(join(dataDir, 'pgdata', 'PG_VERSION'), '18');
    writeFileSync(join(dataDir, 'pgdata.unfinished'), '');

    const first = await openDatabase({ dataDir, log: silentLog });
    await migrate(first);
    await first.dataSource.query("INSERT INTO support_seen (key) VALUES ('kept')");
    await first.close();
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'pgdata')).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDir)).toEqual(['pgdata']);

    const second = await openFolder(dataDir);
    expect(await migrate(second)).toEqual([]);
    expect(await marks(second)).toEqual(['kept']);
  }, 120_000);

  it('serves a process once', async () => {
    const dataDir = await freshDataDir();
    await start(dataDir);
    await expect(startEmbedded({ dataDir, log: silentLog })).rejects.toThrow(
      'is in use by this very process',
    );
  });

  it('is free again after close, and no socket is left', async () => {
    const dataDir = await freshDataDir();
    const embedded = await startEmbedded({ dataDir, log: silentLog });
    const { host } = embedded.connection;
    expect(statSync(host).mode & 0o777).toBe(0o700);
    await embedded.close();
    expect(existsSync(host)).toBe(false);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
    await start(dataDir);
  });

  it('that cannot be used is named, with what to do', async () => {
    const file = join(await freshDataDir(), 'a-file');
    writeFileSync(file, '');
    const refused = startEmbedded({ dataDir: join(file, 'below'), log: silentLog });
    await expect(refused).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(refused).rejects.toThrow(/The data folder .* cannot be used: .*Set DATA_DIR to a folder/);
  });

  it('with damaged files is left as it is, and named', async () => {
    const dataDir = await freshDataDir();
    rmSync(join(dataDir, 'pgdata', 'global'), { recursive: true });
    const refused = startEmbedded({ dataDir, log: silentLog });
    await expect(refused).rejects.toThrow(/The embedded database in .*pgdata cannot be opened: /);
    expect(existsSync(join(dataDir, 'pgdata', 'base'))).toBe(true);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });
});

describe('two processes', () => {
  it('do not share a folder; when the first is killed, the second finds all it had committed', async () => {
    const dataDir = await freshDataDir();
    const first = writer(dataDir);
    expect(await first.line()).toBe('open');

    const refused = startEmbedded({ dataDir, log: silentLog });
    await expect(refused).rejects.toBeInstanceOf(DataFolderInUse);
    await expect(refused).rejects.toThrow(
      `The data folder ${dataDir} is in use by another process (pid ${first.pid})`,
    );
    await expect(refused).rejects.toThrow(/Stop that one first, or set DATA_DIR/);

    let last = 0;
    while (last < 25) last = Number(await first.line());
    await first.kill('SIGKILL');
    for (let line = await first.line(); line !== null; line = await first.line()) last = Number(line);
    const { leftover } = JSON.parse(readFileSync(join(dataDir, 'lock'), 'utf8')) as { leftover: string };
    expect(existsSync(leftover)).toBe(true);

    const database = await openFolder(dataDir);
    expect(existsSync(leftover)).toBe(false); // the socket it could not remove
    const found = new Set(await marks(database));
    for (let mark = 1; mark <= last; mark += 1) expect(found).toContain(`mark ${mark}`);
    // What was under way is there whole or not at all.
    const settings = await database.dataSource.query<unknown[]>('SELECT name FROM support_settings');
    expect(settings).toHaveLength(found.size);
  }, 120_000);
});

it('that panics is opened again by itself, with all that was committed', async () => {
  const dataDir = await freshDataDir();
  const database = await openFolder(dataDir);
  const { dataSource } = database;
  await migrate(database);
  await dataSource.query("INSERT INTO support_seen (key) VALUES ('before')");

  // Where the next segment of its log cannot be made, as on a full disk, PostgreSQL stops at once.
  const log = join(dataDir, 'pgdata', 'pg_wal');
  renameSync(log, `${log}.away`);
  const fill = async (): Promise<void> => {
    for (;;) await dataSource.query("SELECT pg_switch_wal(), pg_logical_emit_message(false, 'x', 'y')");
  };
  const error = await fill().catch((thrown: unknown) => thrown);
  expect(isDatabaseAway(error) || String(error).includes('pg_wal')).toBe(true);
  expect(isDatabaseAway(await dataSource.query('SELECT 1').catch((thrown: unknown) => thrown))).toBe(true);

  renameSync(`${log}.away`, log);
  let found: unknown = null;
  while (found === null) found = await dataSource.query('SELECT key FROM support_seen').catch(() => null);
  expect(found).toEqual([{ key: 'before' }]);
}, 60_000);

describe('connections', () => {
  it('see nothing of a transaction that is rolled back, and wait for it', async () => {
    const embedded = await start(await freshDataDir());
    const [one, two] = [await connect(embedded), await connect(embedded)];
    await one.query('CREATE TABLE marks (mark text)');
    await one.query('BEGIN');
    await one.query("INSERT INTO marks VALUES ('rolled back')");
    const committed = two.query("INSERT INTO marks VALUES ('committed')");
    await one.query('ROLLBACK');
    await committed;
    expect((await one.query('SELECT mark FROM marks')).rows).toEqual([{ mark: 'committed' }]);
  });

  it('do not mix up their queries, however large', async () => {
    const embedded = await start(await freshDataDir());
    const clients = [await connect(embedded), await connect(embedded), await connect(embedded)];
    const large = 'x'.repeat(300_000); // several reads of a socket
    const answers = await Promise.all(
      clients.flatMap((client, i) =>
        Array.from({ length: 5 }, async (_, j) => {
          const { rows } = await client.query<{ who: string; size: number }>(
            `SELECT $1::text || '/${i}' AS who, length($2::text) AS size`,
            [String(j), large + 'y'.repeat(i)],
          );
          return rows[0];
        }),
      ),
    );
    expect(answers).toEqual(
      [0, 1, 2].flatMap((i) => [0, 1, 2, 3, 4].map((j) => ({ who: `${j}/${i}`, size: large.length + i }))),
    );
  });

  it('that go away in the middle let the others go on', async () => {
    const embedded = await start(await freshDataDir());
    const { host, port } = embedded.connection;
    const other = await connect(embedded);
    await other.query('CREATE TABLE marks (mark text)');

    const inTransaction = new pg.Client(embedded.connection);
    inTransaction.on('error', () => {});
    await inTransaction.connect();
    await inTransaction.query('BEGIN');
    await inTransaction.query("INSERT INTO marks VALUES ('lost')");
    await inTransaction.end();

    // A Parse whose Bind never comes, of a statement that fails: after it the session listens to nothing but a Sync.
    const halfAQuery = createConnection(join(host, `.s.PGSQL.${port}`));
    const parse = Buffer.from('\0SELECT nonsense\0\0\0');
    const header = Buffer.from('P\0\0\0\0');
    header.writeInt32BE(parse.length + 4, 1);
    await new Promise<void>((sent) => halfAQuery.write(Buffer.concat([header, parse]), () => sent()));
    await new Promise<void>((answered) => halfAQuery.once('data', () => answered()));
    halfAQuery.destroy();

    expect((await other.query('SELECT mark FROM marks')).rows).toEqual([]);
  });

  it('left open do not keep it from closing', async () => {
    const dataDir = await freshDataDir();
    const embedded = await startEmbedded({ dataDir, log: silentLog });
    const client = new pg.Client(embedded.connection);
    const lost = new Promise((resolve) => client.once('error', resolve));
    await client.connect();
    await client.query('BEGIN');
    await embedded.close();
    await lost;
    expect(existsSync(dirname(join(embedded.connection.host, 'x')))).toBe(false);
  });

  it('may be those of psql', async () => {
    const { connection } = await start(await freshDataDir());
    const psql = promisify(execFile);
    const { host, port, database, user } = connection;
    const args = ['-X', '-A', '-t', '-h', host, '-p', String(port), '-U', user, '-d', database];
    const answer = await psql('psql', [...args, '-c', 'SELECT 6 * 7']).then(
      ({ stdout }) => stdout.trim(),
      (error: unknown) => (errorCode(error) === 'ENOENT' ? 'no psql here' : Promise.reject(error as Error)),
    );
    expect(['42', 'no psql here']).toContain(answer);
  });
});

it('tells words apart without accents and by their letters, where the extensions are switched on', async () => {
  const client = await connect(await start(await freshDataDir()));
  await client.query('CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm');
  const { rows } = await client.query<{ plain: string; alike: number }>(
    "SELECT unaccent('contraseña olvidé') AS plain, similarity('contraseña', 'contrasena') AS alike",
  );
  expect(rows[0]?.plain).toBe('contrasena olvide');
  expect(rows[0]?.alike).toBeGreaterThan(0.4);
});
