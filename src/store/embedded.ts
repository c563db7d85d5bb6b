import { chmodSync, existsSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import type { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DatabaseProblem, DatabaseUnavailable, errorMessage } from './database-errors.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { LentSession } from './lent-session.ts';
import { listen, newAddress, removeSocketFolder, SOCKET_PORT, type Address } from './socket-server.ts';

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

/** Between the tries to open it again: each costs seconds of work. */
const REOPEN_MS = { first: 500, longest: 30_000 };

/**
 * Starts the embedded PostgreSQL (PGlite) in `dataDir/pgdata`, for `pg` and `psql` to connect to. The folder is made,
 * for this user alone, where it does not exist.
 *
 * It is one session shared by all connections: a transaction makes the others wait, `SET` leaks from one to the
 * other, `NOTIFY` does not arrive, and session-level advisory locks exclude nobody. It writes without fsync: a
 * killed process loses nothing, a power cut may. When it panics (its disk is full), connections are refused until it
 * could be opened again.
 *
 * @throws {DataFolderInUse | DatabaseUnavailable} when a live process has the folder, or it cannot be opened
 */
export async function startEmbedded(options: { dataDir: string; log: StoreLog }): Promise<EmbeddedDatabase> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const lock = await takeFolder(dataDir);
  try {
    if (lock.inherited !== null) removeSocketFolder(lock.inherited);
    const engine = new Engine(dataDir, log);
    const address = await engine.start();
    if (address.kind === 'socket') lock.remember(address.folder);
    return {
      connection: {
        host: address.kind === 'socket' ? address.folder : '127.0.0.1',
        port: address.kind === 'socket' ? SOCKET_PORT : address.port,
        database: 'postgres',
        user: 'postgres',
      },
      close: async () => {
        await engine.stop();
        if (address.kind === 'socket') removeSocketFolder(address.folder);
        lock.release();
      },
    };
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

/** A session and its server, replaced when the session breaks: what PostgreSQL's postmaster does for its backends. */
class Engine {
  private readonly dataDir: string;
  private readonly log: StoreLog;
  private address: Address | null = null;
  private running: { session: LentSession; server: PGLiteSocketServer } | null = null;
  private restarting: Promise<void> | null = null;
  private readonly stopping = new AbortController();

  constructor(dataDir: string, log: StoreLog) {
    this.dataDir = dataDir;
    this.log = log;
  }

  async start(): Promise<Address> {
    const session = await openFolder(this.dataDir, this.log, (reason) => {
      this.restarting ??= this.restart(reason).finally(() => (this.restarting = null));
    });
    try {
      const { server, address } = await this.serve(session);
      this.running = { session, server };
      this.address = address;
      return address;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.restarting;
    await this.running?.server.stop();
    await this.running?.session.close();
  }

  private async serve(session: LentSession): ReturnType<typeof listen> {
    if (this.address !== null) return await listen(session, this.address);
    const address = newAddress();
    try {
      return await listen(session, address);
    } catch (error) {
      if (address.kind === 'loopback') throw error;
      removeSocketFolder(address.folder);
      this.log.warn(
        { err: error },
        'no Unix socket for the embedded database; it listens on loopback instead',
      );
      return await listen(session, { kind: 'loopback', port: 0 });
    }
  }

  private async restart(reason: string): Promise<void> {
    this.log.error(
      { reason },
      'the embedded database has stopped; it is opened again as soon as that is possible',
    );
    await this.running?.server.stop();
    this.running = null;
    const { signal } = this.stopping;
    for (let pause = REOPEN_MS.first; this.running === null && !signal.aborted; pause *= 2) {
      try {
        await this.start();
      } catch (error) {
        this.log.error(
          { reason: errorMessage(error) },
          'the embedded database does not open yet (a full disk?)',
        );
        await wait(Math.min(pause, REOPEN_MS.longest), undefined, { signal }).catch(() => {}); // stopping
      }
    }
  }
}

async function openFolder(
  dataDir: string,
  log: StoreLog,
  onPanic: (reason: string) => void,
): Promise<LentSession> {
  const folder = join(dataDir, 'pgdata');
  // Stands while the files of a new database are being made. If it still stands at the next start, the process died
  // meanwhile: what there is holds nothing yet and cannot be opened.
  const unfinished = join(dataDir, 'pgdata.unfinished');
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  if (isNew) writeFileSync(unfinished, '', { mode: 0o600 });

  const began = performance.now();
  const session = new LentSession({ dataDir: folder, extensions: { pg_trgm, unaccent } }, onPanic);
  try {
    await session.waitReady;
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
  return session;
}
