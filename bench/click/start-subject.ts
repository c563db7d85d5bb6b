import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Usage } from './subject.ts';

/** A subject in a process of its own. */
export interface Running {
  readonly origin: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/** @param file relative to the folder of the benchmarks */
export const startSubject = async (file: string, env: Readonly<Record<string, string>>): Promise<Running> => {
  const child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    env: { ...process.env, ...env },
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${String(code)} before it was told to`);
  });
  const [{ port }] = (await Promise.race([once(child, 'message'), died])) as [{ port: number }];
  died.catch(() => null);
  return {
    origin: `http://127.0.0.1:${port}`,
    usage: async () => {
      child.send('usage');
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    stop: async () => {
      child.send('stop');
      await once(child, 'exit');
    },
  };
};
