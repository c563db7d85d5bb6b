import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openFolder, stopPostgres } from './postgres-server.ts';

/**
 * What all test files of one run share, though each runs in a process or a world of its own: a folder, named in the
 * environment by jest's `globalSetup` and removed by its `globalTeardown`.
 */
const VARIABLE = 'UNSTUCK_TEST_RUN';
const PREFIX = 'unstuck-test-';
const PATIENCE_MS = 120_000;

export function beginRun(): void {
  const parent = openFolder();
  sweep(parent);
  const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o755); // PostgreSQL's files are in it, and it runs as another user where we are root
  process.env[VARIABLE] = folder;
}

export async function endRun(): Promise<void> {
  const folder = runFolder();
  for (const name of readdirSync(folder)) await stopPostgres(join(folder, name), 'immediate');
  rmSync(folder, { recursive: true, force: true });
}

/** Folders of runs that were killed. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? 0);
    if (pid > 0 && !isRunning(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function runFolder(): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined)
    throw new Error('run the tests with `npm test`: its globalSetup prepares the run');
  return folder;
}

/** The process that lives as long as the run. */
export const runPid = (): number => Number(new RegExp(`${PREFIX}(\\d+)-`).exec(runFolder())?.[1]);

/** What `make` resolves to, made by whoever comes first and read by all others. It must be JSON. */
export async function oncePerRun<T>(name: string, make: () => Promise<T>): Promise<T> {
  const result = join(runFolder(), `${name}.json`);
  if (claim(join(runFolder(), `${name}.claimed`))) {
    const outcome = await make().then(
      (value) => ({ value }),
      (error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }),
    );
    writeFileSync(`${result}.part`, JSON.stringify(outcome));
    renameSync(`${result}.part`, result);
  }
  const until = performance.now() + PATIENCE_MS;
  while (!existsSync(result)) {
    if (performance.now() > until) throw new Error(`nobody has made ${name} in ${PATIENCE_MS} ms`);
    await wait(20);
  }
  const outcome = JSON.parse(readFileSync(result, 'utf8')) as { value: T } | { failed: string };
  if ('failed' in outcome) throw new Error(outcome.failed);
  return outcome.value;
}

function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}
