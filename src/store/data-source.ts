import pg from 'pg';
import { DataSource, MigrationExecutor, type DataSourceOptions } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import { DatabaseTooOld, DatabaseUnavailable, failureReason, MigrationFailed } from './database-errors.ts';
import { startEmbedded, type EmbeddedDatabase, type StoreLog } from './embedded.ts';
import { entities } from './entities.ts';
import { LOCK_KEY, MIGRATIONS_TABLE } from './schema-sql.ts';

export interface Database {
  readonly dataSource: DataSource;
  readonly kind: 'embedded' | 'postgres';
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Unset: the embedded database in `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly log: StoreLog;
  /** Connections to PostgreSQL. The embedded database is one session, and has one. */
  readonly poolSize?: number;
  readonly timeouts?: Partial<Timeouts>;
}

const OLDEST_POSTGRES = 14;
const POOL_SIZE = 10;
const VACUUM_EVERY_MS = 60 * 60_000;

/** Milliseconds. No query of the product comes near them: they end what would otherwise wait for ever. */
interface Timeouts {
  /** For a connection, be it a new one or one of the pool's. */
  readonly connect: number;
  /** PostgreSQL ends the query, and the connection stays good. */
  readonly statement: number;
  /** Nothing came back: the connection is given up. */
  readonly query: number;
  /** A transaction left open by a process that stopped in the middle gives its locks back. */
  readonly idleInTransaction: number;
  /** An unused connection is closed. */
  readonly idle: number;
}

const defaultTimeouts: Timeouts = {
  connect: 5_000,
  statement: 10_000,
  query: 15_000,
  idleInTransaction: 30_000,
  idle: 30_000,
};

/**
 * Opens the database, embedded or PostgreSQL; `migrate` then brings its tables to this version. A PostgreSQL that
 * goes away later needs no reopening: queries fail until it is back (`isDatabaseAway`), then work again.
 *
 * @throws {DatabaseUnavailable | DatabaseTooOld | DataFolderInUse} with a sentence for the person who starts it
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  if (databaseUrl === undefined) return await openEmbedded(await startEmbedded(options), log, timeouts);
  const where = placeOf(databaseUrl);
  const dataSource = new DataSource({
    ...common(log, timeouts),
    poolSize: options.poolSize ?? POOL_SIZE,
    extra: {
      connectionString: databaseUrl,
      types,
      onConnect: giveUpWhenTimedOut,
      keepAlive: true,
      idleTimeoutMillis: timeouts.idle,
      query_timeout: timeouts.query,
      statement_timeout: timeouts.statement,
      idle_in_transaction_session_timeout: timeouts.idleInTransaction,
    },
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new DatabaseUnavailable(`Cannot use ${where}: ${failureReason(error)}.`, { cause: error });
  }
  await refuseOld(dataSource, where);
  return { dataSource, kind: 'postgres', close: () => dataSource.destroy() };
}

async function openEmbedded(
  embedded: EmbeddedDatabase,
  log: StoreLog,
  timeouts: Timeouts,
): Promise<Database> {
  const dataSource = new DataSource({
    ...common(log, timeouts),
    poolSize: 1,
    extra: {
      ...embedded.connection,
      types,
      onConnect: takeOverSession,
      idleTimeoutMillis: 0,
      query_timeout: timeouts.query,
    },
  });
  try {
    await dataSource.initialize();
  } catch (error) {
    await embedded.close();
    throw error;
  }
  const tidying = setInterval(() => void vacuum(dataSource, log), VACUUM_EVERY_MS);
  tidying.unref();
  return {
    dataSource,
    kind: 'embedded',
    close: async () => {
      clearInterval(tidying);
      await dataSource.destroy();
      await embedded.close();
    },
  };
}

/** The embedded database has no autovacuum: the room of deleted rows would never be used again. */
async function vacuum(dataSource: DataSource, log: StoreLog): Promise<void> {
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  try {
    await dataSource.query(`VACUUM (ANALYZE) ${tables.join(', ')}`);
  } catch (error) {
    log.warn(
      { reason: failureReason(error) },
      'the embedded database could not be tidied; the next try is in an hour',
    );
  }
}

const common = (log: StoreLog, timeouts: Timeouts) =>
  ({
    type: 'postgres',
    driver: pg,
    applicationName: 'unstuck',
    entities: [...entities],
    synchronize: false,
    migrations: [...migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    // SQL and its values are people's words and secrets: they are in no log.
    logging: false,
    connectTimeoutMS: timeouts.connect,
    poolErrorHandler: (error: Error) =>
      log.warn({ reason: error.message }, 'a database connection was lost; the pool makes a new one'),
  }) as const satisfies DataSourceOptions;

/** `bigint` and `numeric` hold counts and percentages here, all of them exact as numbers. */
const { INT8, NUMERIC } = pg.types.builtins;
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (oid === INT8 || oid === NUMERIC) && format !== 'binary'
      ? Number
      : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

/**
 * PGlite is one session that outlives its connections: a new one finds the statements that the last one prepared,
 * and could not prepare its own under their names.
 */
async function takeOverSession(client: pg.Client): Promise<void> {
  giveUpWhenTimedOut(client);
  await client.query('DEALLOCATE ALL');
}

/**
 * After `query_timeout` pg leaves the connection with the unanswered query on it, and whoever is given it next waits
 * behind that. Ended, it leaves the pool.
 */
function giveUpWhenTimedOut(client: pg.Client): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const ended = (error: unknown): void => {
    if (error instanceof Error && error.message === 'Query read timeout') void client.end();
  };
  const watched = (...args: unknown[]): unknown => {
    const result = query(...args);
    if (result instanceof Promise) result.catch(ended);
    return result;
  };
  Object.assign(client, { query: watched });
}

/** Host, port and database for messages: never the user's password. */
function placeOf(databaseUrl: string): string {
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: databaseUrl });
  } catch {
    throw new DatabaseUnavailable(
      'DATABASE_URL cannot be read: it should look like postgres://user:password@host:5432/database ' +
        '(special characters in the password percent-encoded).',
    );
  }
  return `the database "${client.database ?? ''}" at ${client.host}, port ${client.port}`;
}

async function refuseOld(dataSource: DataSource, where: string): Promise<void> {
  const rows = await dataSource.query<{ server_version_num: string; server_version: string }[]>(
    "SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version",
  );
  const [row] = rows;
  const major = Math.floor(Number(row?.server_version_num) / 10_000);
  if (major >= OLDEST_POSTGRES) return;
  await dataSource.destroy();
  throw new DatabaseTooOld(
    `Cannot use ${where}: it is PostgreSQL ${row?.server_version ?? ''}, and Unstuck needs ${OLDEST_POSTGRES} or newer.`,
  );
}

/**
 * Runs the migrations that have not run yet, all in one transaction, and answers their names. Replicas that start at
 * the same time take turns; the later ones find nothing to do.
 *
 * @throws {MigrationFailed} when one could not be run; then none was
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const { options } = database.dataSource;
  if (options.type !== 'postgres') throw new TypeError(`not a database of ours: ${options.type}`);
  // Connections of its own: a migration may take longer than any query of the product is given.
  const extra: Record<string, unknown> = { ...(options.extra as object) };
  for (const limit of ['query_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'])
    delete extra[limit];
  const patient = new DataSource({ ...options, poolSize: 1, extra });
  try {
    await patient.initialize();
    return await patient.transaction(async ({ queryRunner }) => {
      if (queryRunner === undefined) throw new TypeError('a transaction without a query runner');
      await queryRunner.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      const ran = await new MigrationExecutor(patient, queryRunner).executePendingMigrations();
      return ran.map(({ name }) => name);
    });
  } catch (error) {
    throw new MigrationFailed(
      `The database could not be brought to this version: ${failureReason(error)}. Nothing of it was kept. ` +
        'Where this user may not create tables, run `npm run --silent schema | psql` as one who may.',
      { cause: error },
    );
  } finally {
    if (patient.isInitialized) await patient.destroy();
  }
}
