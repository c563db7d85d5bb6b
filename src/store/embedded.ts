import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DatabaseProblem, DatabaseUnavailable, errorMessage } from './database-errors.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';

/** The part of a pino logger this folder uses. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What `pg` needs to connect. `host` is the folder of a Unix socket, or an address. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export interface EmbeddedDatabase {
  readonly connection: Connection;
  /** Ends every connection, writes what is left and gives the folder free. */
  close(): Promise<void>;
}

const PORT = 5432;
const SOCKET = `.s.PGSQL.${PORT}`;
const FOLDER_PREFIX = 'unstuck-';
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS; a longer path is cut short without an error. */
const SOCKET_PATH_BYTES = 103;
/** The pool's, those of `psql` and of a tool or two. The library's own default is one. */
const MAX_CONNECTIONS = 50;

/**
 * Starts the embedded PostgreSQL (PGlite) in `dataDir/pgdata`, for `pg` and `psql` to connect to. The folder is made,
 * for this user alone, where it does not exist.
 *
 * It is one session shared by all connections: a transaction makes the others wait, `SET` leaks from one to the
 * other, `NOTIFY` does not arrive, and session-level advisory locks exclude nobody. It writes without fsync: a
 * killed process loses nothing, a power cut may.
 *
 * @throws {DataFolderInUse | DatabaseUnavailable} when a live process has the folder, or it cannot be opened
 */
export async function startEmbedded(options: { dataDir: string; log: StoreLog }): Promise<EmbeddedDatabase> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const lock = await takeFolder(dataDir);
  try {
    if (lock.inherited !== null) removeSocketFolder(lock.inherited);
    const database = await openFolder(dataDir, log);
    try {
      const served = await serve(database, log);
      if (served.folder !== null) lock.remember(served.folder);
      return {
        connection: served.connection,
        close: async () => {
          await served.server.stop();
          await database.close();
          if (served.folder !== null) removeSocketFolder(served.folder);
          lock.release();
        },
      };
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function takeFolder(dataDir: string): Promise<FolderLock> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return await lockFolder(dataDir);
  } catch (error) {
    if (error instanceof DatabaseProblem) throw error;
    throw new DatabaseUnavailable(
      `The data folder ${dataDir} cannot be used: ${errorMessage(error)}. ` +
        'Set DATA_DIR to a folder that this user may write to.',
      { cause: error },
    );
  }
}

/**
 * The one session, lent to one connection at a time. The socket server asks `isInTransaction` before it lets another
 * connection's message in. For PGlite the answer is no between the Parse and the Bind of a lone query, and a Bind too
 * large for one read would then meet the statement that somebody else has parsed meanwhile. So a query counts as a
 * transaction until its Sync.
 */
class LentSession extends PGlite {
  private unfinished = false;

  override isInTransaction(): boolean {
    return this.unfinished || super.isInTransaction();
  }

  override async execProtocolRawStream(
    message: Uint8Array,
    options: Parameters<PGlite['execProtocolRawStream']>[1],
  ): Promise<void> {
    await super.execProtocolRawStream(message, options);
    const type = String.fromCharCode(message[0] ?? 0);
    if ('PBDEHC'.includes(type)) this.unfinished = true;
    else if (type === 'S' || type === 'Q') this.unfinished = false;
  }

  /** The server's ROLLBACK for a connection that went away; after a failed query only a Sync is listened to. */
  override async exec(...args: Parameters<PGlite['exec']>): ReturnType<PGlite['exec']> {
    if (this.unfinished) {
      await this.execProtocolRaw(SYNC);
      this.unfinished = false;
    }
    return super.exec(...args);
  }
}

const SYNC = Uint8Array.of('S'.charCodeAt(0), 0, 0, 0, 4);

async function openFolder(dataDir: string, log: StoreLog): Promise<PGlite> {
  const folder = join(dataDir, 'pgdata');
  // Stands while the files of a new database are being made. If it still stands at the next start, the process died
  // meanwhile: what there is holds nothing yet and cannot be opened.
  const unfinished = join(dataDir, 'pgdata.unfinished');
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  if (isNew) writeFileSync(unfinished, '', { mode: 0o600 });

  const began = performance.now();
  const database = new LentSession({ dataDir: folder, extensions: { pg_trgm, unaccent } });
  try {
    await database.waitReady;
  } catch (error) {
    throw new DatabaseUnavailable(
      `The embedded database in ${folder} cannot be opened: ${errorMessage(error)}. ` +
        'If its files are damaged, put a copy back, or move the folder away to begin with an empty one.',
      { cause: error },
    );
  }
  // PGlite makes its files readable for everyone; the folder above may have been there before, open to all.
  chmodSync(folder, 0o700);
  if (isNew) unlinkSync(unfinished);
  log.info(
    { folder, milliseconds: Math.round(performance.now() - began), new: isNew },
    'embedded database is open',
  );
  return database;
}

interface Served {
  readonly server: PGLiteSocketServer;
  readonly connection: Connection;
  /** The folder of the socket, `null` on loopback. */
  readonly folder: string | null;
}

/** On a Unix socket only this user can reach; on loopback where there are none. */
async function serve(db: PGlite, log: StoreLog): Promise<Served> {
  const who = { database: 'postgres', user: 'postgres' };
  const folder = process.platform === 'win32' ? null : socketFolder();
  if (folder !== null) {
    const server = new PGLiteSocketServer({
      db,
      path: join(folder, SOCKET),
      maxConnections: MAX_CONNECTIONS,
    });
    try {
      await server.start();
      return { server, connection: { host: folder, port: PORT, ...who }, folder };
    } catch (error) {
      removeSocketFolder(folder);
      log.warn({ err: error }, 'no Unix socket for the embedded database; it listens on loopback instead');
    }
  }
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: MAX_CONNECTIONS });
  await server.start();
  const port = Number(server.getServerConn().split(':').at(-1));
  return { server, connection: { host: '127.0.0.1', port, ...who }, folder: null };
}

/** A new folder, open to this user alone, whose path leaves room for the socket's name; `null` if none does. */
function socketFolder(): string | null {
  for (const parent of [tmpdir(), '/tmp']) {
    const longest = join(parent, `${FOLDER_PREFIX}XXXXXX`, SOCKET);
    if (existsSync(parent) && Buffer.byteLength(longest) <= SOCKET_PATH_BYTES) {
      return mkdtempSync(join(parent, FOLDER_PREFIX));
    }
  }
  return null;
}

/** Removes the socket and its folder, and never anything else: the path may come from a file. */
function removeSocketFolder(folder: string): void {
  if (!basename(folder).startsWith(FOLDER_PREFIX)) return;
  rmSync(join(folder, SOCKET), { force: true });
  if (existsSync(folder)) rmdirSync(folder);
}
