import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A TypeScript file of `test/support` as a process of its own, read line by line. */
export interface Child {
  readonly pid: number;
  /** The next line it prints, `null` when it has ended. */
  line(): Promise<string | null>;
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

export function runChild(file: string, args: readonly string[]): Child {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    line: async () => {
      const next = await lines.next();
      return next.done === true ? null : next.value;
    },
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
