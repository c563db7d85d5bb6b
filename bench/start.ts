import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../src/package-root.ts';
import { median, table } from './table.ts';

const laterStarts = 5;

/** Milliseconds from the start of the built server to its first "ready"; then it is ended. */
const timeToReady = async (dataDir: string): Promise<number> => {
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: packageRoot(),
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Unstuck is ready')) break;
  }
  const ms = performance.now() - began;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return ms;
};

/** The embedded default: from nothing to ready, and from an existing folder to ready (built before). */
export async function benchStart(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-bench-'));
  try {
    const first = await timeToReady(dataDir);
    const later: number[] = [];
    for (let run = 0; run < laterStarts; run += 1) later.push(await timeToReady(dataDir));
    console.log('\nTime to ready on the embedded database');
    console.log(
      table(
        ['', 'ms'],
        [
          ['first start', first.toFixed(0)],
          [`later starts, median of ${laterStarts}`, median(later).toFixed(0)],
        ],
      ),
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
