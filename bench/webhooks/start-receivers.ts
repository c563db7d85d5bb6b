import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Arrival {
  readonly receiver: number;
  /** From the time inside the event to its arrival. */
  readonly ms: number;
}

export interface Receivers {
  readonly urls: readonly string[];
  /** From now on it never answers; or answers again. */
  hang(receiver: number, hangs: boolean): void;
  /** What came since it was last asked. */
  take(): Promise<readonly Arrival[]>;
  stop(): void;
}

/** So many receivers, in a process of their own. */
export const startReceivers = async (count: number): Promise<Receivers> => {
  const child = fork(fileURLToPath(new URL('receivers.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BENCH_RECEIVERS: String(count) },
  });
  const [{ ports }] = (await once(child, 'message')) as [{ readonly ports: readonly number[] }];
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}/hook`),
    hang: (receiver, hangs) => child.send({ hang: receiver, hangs }),
    take: async () => {
      const answer = once(child, 'message') as Promise<[{ readonly arrived: readonly Arrival[] }]>;
      child.send({ take: true });
      return (await answer)[0].arrived;
    },
    stop: () => child.disconnect(),
  };
};
