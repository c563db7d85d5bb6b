import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DataFolderInUse, errorCode } from './database-errors.ts';

/** Who holds a folder. A pid alone proves nothing: it is given out again, and means another process elsewhere. */
interface Owner {
  readonly pid: number;
  /** When that process began, as the system counts it; `null` where it cannot be told. */
  readonly started: string | null;
  /** The boot and the pid namespace in which the pid means something. */
  readonly world: string;
  /** A folder of the owner's to remove when it died without a goodbye. */
  readonly leftover: string | null;
}

export interface FolderLock {
  /** The folder a dead predecessor left behind, if the lock was taken over from one. */
  readonly inherited: string | null;
  /** Names what to clean up should this process die. */
  remember(leftover: string): void;
  release(): void;
}

const HEARTBEAT_MS = 1_000;
/** How many heartbeats long a lock is watched whose owner cannot be looked up. */
const WATCHED_BEATS = 4;
/** A takeover is a handful of synchronous calls; one that has lasted this long was cut off in the middle. */
const TAKEOVER_MS = 10_000;

/**
 * Takes the folder for this process until `release`, by the file `lock` in it. The lock of a process that has died
 * is taken over, also when its pid is another's by now.
 *
 * Where the owner's pid cannot be looked up (another container on the same volume, another machine on the same
 * share, a platform without process start times), the lock is watched for some seconds: a live owner touches it
 * every second.
 *
 * @throws {DataFolderInUse} when a live process has it
 */
export async function lockFolder(folder: string, heartbeatMs = HEARTBEAT_MS): Promise<FolderLock> {
  const file = join(folder, 'lock');
  const me: Owner = { pid: process.pid, started: startOf(process.pid), world: worldOfPids(), leftover: null };

  for (;;) {
    if (create(file, me)) return hold(file, me, null, heartbeatMs);
    const found = read(file);
    if (found === 'gone') continue;
    if (found !== null && (await isAlive(found, file, me, heartbeatMs)))
      throw new DataFolderInUse(inUse(folder, found, me));
    // Unreadable: either it is just being written, or the machine went down in the middle of that.
    if (found === null && (await beats(file, heartbeatMs))) continue;
    if (takeOver(file, found, me)) return hold(file, me, found?.leftover ?? null, heartbeatMs);
    await wait(heartbeatMs / 10);
  }
}

function hold(file: string, me: Owner, inherited: string | null, heartbeatMs: number): FolderLock {
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  heartbeat.unref();
  return {
    inherited,
    remember: (leftover) => writeFileSync(file, JSON.stringify({ ...me, leftover })),
    release: () => {
      clearInterval(heartbeat);
      const found = read(file);
      if (found !== null && found !== 'gone' && isSame(found, me)) unlinkSync(file);
    },
  };
}

/** Whether the file was made by this call. */
function create(file: string, owner: Owner): boolean {
  try {
    writeFileSync(file, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** One process at a time may replace a dead owner's lock, and only the one it has judged. */
function takeOver(file: string, judged: Owner | null, me: Owner): boolean {
  const guard = `${file}.takeover`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (ageOf(guard) > TAKEOVER_MS) rmdirSync(guard);
    return false;
  }
  try {
    const found = read(file);
    const unchanged =
      judged === null ? found === null : found !== null && found !== 'gone' && isSame(found, judged);
    if (!unchanged) return false;
    unlinkSync(file);
    return create(file, me);
  } finally {
    rmdirSync(guard);
  }
}

async function isAlive(owner: Owner, file: string, me: Owner, heartbeatMs: number): Promise<boolean> {
  if (owner.world !== me.world) return beats(file, heartbeatMs);
  if (!runs(owner.pid)) return false;
  const started = startOf(owner.pid);
  if (started === null || owner.started === null) return owner.pid === me.pid || beats(file, heartbeatMs);
  return started === owner.started;
}

/** Whether somebody touches the file within the time of a few heartbeats. */
async function beats(file: string, heartbeatMs: number): Promise<boolean> {
  const before = changedAt(file);
  const until = performance.now() + WATCHED_BEATS * heartbeatMs;
  while (performance.now() < until) {
    await wait(heartbeatMs / 4);
    if (changedAt(file) !== before) return true;
  }
  return false;
}

function read(file: string): Owner | 'gone' | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'gone';
    throw error;
  }
  try {
    const owner: unknown = JSON.parse(text);
    return isOwner(owner) ? owner : null;
  } catch {
    return null; // not JSON: half written
  }
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, started, world, leftover } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    (typeof started === 'string' || started === null) &&
    typeof world === 'string' &&
    (typeof leftover === 'string' || leftover === null)
  );
}

const isSame = (a: Owner, b: Owner): boolean =>
  a.pid === b.pid && a.started === b.started && a.world === b.world;

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** The process's start as the system tells it, `null` where it does not (or where it has ended meanwhile). */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'win32') return null;
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
    }
    // man 5 proc_pid_stat: the name in brackets may hold spaces; state is field 3, starttime 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function worldOfPids(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function changedAt(file: string): number | null {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

// The clock that set the file's time is the one to read it by, not the product's.
// oxlint-disable-next-line no-restricted-properties
const ageOf = (file: string): number => Date.now() - (changedAt(file) ?? Date.now());

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (error) {
    // Somebody removed the file, or the whole folder: a heartbeat is no reason to end the process.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

const inUse = (folder: string, owner: Owner, me: Owner): string => {
  const who =
    owner.world !== me.world
      ? `a process of another container or machine (pid ${owner.pid} there)`
      : owner.pid === me.pid
        ? `this very process (pid ${owner.pid})`
        : `another process (pid ${owner.pid})`;
  return (
    `The data folder ${folder} is in use by ${who}, and the embedded database in it serves one process only. ` +
    'Stop that one first, or set DATA_DIR to another folder, or set DATABASE_URL to a PostgreSQL that both can share.'
  );
};
