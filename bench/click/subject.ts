import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a subject is told, and what it tells, over the process's own channel. */
export interface SubjectSettings {
  readonly databaseUrl: string;
  readonly slackUrl: string;
  readonly signingSecret: string;
  readonly sessions: number;
}

export const settings = JSON.parse(process.env['BENCH_SETTINGS'] ?? '{}') as SubjectSettings;

/** The message every floor sends: as large as the one a step of a starter guide makes. */
export const stepBlocks = JSON.parse(process.env['BENCH_BLOCKS'] ?? '[]') as unknown[];

/** The only table a floor has. */
export const floorTable = `CREATE TABLE IF NOT EXISTS bench_sessions (
  session_id text PRIMARY KEY, version integer NOT NULL, state jsonb NOT NULL
) WITH (fillfactor = 70)`;

/** Moves a session on if it is at the version the button was drawn for. */
export const floorStatement =
  'UPDATE bench_sessions SET version = version + 1, state = $3 WHERE session_id = $1 AND version = $2 RETURNING version';

export const floorState = JSON.stringify({ step: 2, results: [{ step: 1, result: 'completed' }] });

/** What a process has used so far. */
export interface Usage {
  /** Bytes, after the garbage is collected. */
  readonly memory: number;
  /** Milliseconds on a processor. */
  readonly cpuMs: number;
}

const usageNow = (): Usage => {
  const { user, system } = process.cpuUsage();
  globalThis.gc?.();
  return { memory: process.memoryUsage().rss, cpuMs: (user + system) / 1000 };
};

/** Serves until told to stop; says what it has used when asked. */
export const serveSubject = async (listener: RequestListener, stop: () => Promise<void>): Promise<void> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.on('message', (message) => {
    if (message === 'usage') {
      process.send?.(usageNow());
      return;
    }
    server.closeAllConnections();
    server.close();
    void stop().then(() => process.exit(0));
  });
  process.send?.({ port: (server.address() as AddressInfo).port });
};

/** The parts of a click that every subject reads. */
export const clickOf = (body: string): { session: string; version: number; channel: string; ts: string } => {
  const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as {
    actions: { value: string }[];
    container: { channel_id: string; message_ts: string };
  };
  const [session = '', version = '0'] = (payload.actions[0]?.value ?? '').split('|');
  return {
    session,
    version: Number(version),
    channel: payload.container.channel_id,
    ts: payload.container.message_ts,
  };
};
