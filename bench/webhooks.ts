import { fork } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { migrate, openDatabase } from '../src/store/data-source.ts';
import { createVault } from '../src/store/crypto.ts';
import { createSessionStore } from '../src/store/sessions.ts';
import { bodySignature, signatureHeaders } from '../src/webhooks/sign.ts';
import { anaStarts } from '../test/store/fixtures.ts';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import { createHouse, realClock } from '../test/webhooks/house.ts';
import { median, table } from './table.ts';

const backlog = Number(process.env['BENCH_EVENTS'] ?? 10_000);
const runs = Number(process.env['BENCH_RUNS'] ?? 3);
const receivers = 20;
const commits = 2_000;
const concurrency = 64;
const latencySeconds = 5;
const perSecond = 50;
const patienceMs = 60_000;
const secret = randomBytes(32);

interface Arrival {
  readonly receiver: number;
  readonly ms: number;
}

const startReceivers = async () => {
  const child = fork(fileURLToPath(new URL('webhooks/receivers.ts', import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, BENCH_RECEIVERS: String(receivers) },
  });
  const [{ ports }] = (await once(child, 'message')) as [{ readonly ports: readonly number[] }];
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}/hook`),
    hang: (hang: number) => child.send({ hang }),
    /** What came since it was last asked. */
    take: async (): Promise<readonly Arrival[]> => {
      const answer = once(child, 'message') as Promise<[{ readonly arrived: readonly Arrival[] }]>;
      child.send({ take: true });
      return (await answer)[0].arrived;
    },
    stop: () => child.disconnect(),
  };
};

const payloadOf = (index: number) => ({
  event: 'step_completed',
  timestamp: new Date().toISOString(),
  data: {
    session_id: `ses_${index}`,
    sequence: 1,
    channel: 'slack',
    template_id: 'vpn_connection_template',
    template_version: 1,
    user: { id: 'slack:T1:U1', name: 'Ana', locale: 'en' },
    step_number: 1,
    title: 'Try the internet without the VPN',
    notes: 'x'.repeat(200),
    choice: null,
  },
});

/** Runs `work` for 0 to `count` - 1, so many at a time; answers how many a second. */
const rate = async (count: number, atOnce: number, work: (index: number) => Promise<unknown>) => {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let index = next; index < count; index = next) {
        next += 1;
        await work(index);
      }
    }),
  );
  return (count / (performance.now() - began)) * 1000;
};

/** Both signatures and a POST, from memory: nothing is kept, nothing can be lost. */
const floor = async (urls: readonly string[]): Promise<number> => {
  const pools = urls.map((url) => new Pool(new URL(url).origin, { connections: 16 }));
  const perSecondSent = await rate(backlog, 256, async (index) => {
    const payload = payloadOf(index);
    const body = JSON.stringify({ ...payload, signature: bodySignature(payload, secret) });
    const headers = {
      'content-type': 'application/json',
      ...signatureHeaders({ id: `evt_${index}`, at: new Date(), body, secrets: [secret] }),
    };
    const pool = pools[index % pools.length];
    const answer = await pool?.request({ method: 'POST', path: '/hook', headers, body });
    await answer?.body.dump();
  });
  await Promise.all(pools.map((pool) => pool.close()));
  return perSecondSent;
};

/** On a PostgreSQL of its own; ratios against the floor of the same run. */
export async function benchWebhooks(): Promise<void> {
  const postgres = await startTestPostgres();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const database = await openDatabase({ databaseUrl: postgres.url('postgres'), dataDir: '', log });
  const { dataSource } = database;
  const targets = await startReceivers();
  try {
    await migrate(database);
    const clock = realClock();
    const { manager, worker } = createHouse(dataSource, { clock });
    for (const [index, url] of targets.urls.entries()) {
      await manager.registerWebhook(`wh_${index}`, { url, events: ['*'], timeout: 30 });
    }
    const switchAll = async (enabled: boolean): Promise<void> => {
      await dataSource.query('UPDATE support_webhooks SET enabled = $1', [enabled]);
    };
    const fill = async (): Promise<void> => {
      // Nobody starts before all of it is there.
      await switchAll(false);
      await dataSource.query(
        `INSERT INTO support_webhook_events
  (event_id, webhook_id, event, session_id, sequence, payload, triggered_at, next_attempt_at)
SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), 'wh_' || n % $2::integer, 'step_completed',
  'ses_' || n, 1, $3::jsonb, now(), now()
FROM generate_series(0, $1::integer - 1) AS n`,
        [backlog, receivers, JSON.stringify(payloadOf(0))],
      );
      await dataSource.query('ANALYZE support_webhook_events');
    };
    /** Until as many came from those that do not hang; answers how many a second. */
    const drain = async (count: number, hanging: number | null): Promise<number> => {
      await targets.take();
      const began = performance.now();
      await switchAll(true);
      worker.wake();
      for (let came = 0; came < count;) {
        if (performance.now() - began > patienceMs) throw new Error(`Only ${came} of ${count} events came`);
        await sleep(20);
        came += (await targets.take()).filter(({ receiver }) => receiver !== hanging).length;
      }
      return (count / (performance.now() - began)) * 1000;
    };

    const store = createSessionStore(dataSource, createVault(Buffer.alloc(32, 7)), clock);
    await manager.registerWebhook('wh_enqueue', { url: targets.urls[0], events: ['session_started'] });
    await dataSource.query(`UPDATE support_webhooks SET enabled = webhook_id = 'wh_enqueue'`);
    const enqueued = await rate(commits, concurrency, async (index) => {
      await store.append(anaStarts(`ses_enqueue_${index}`, { conversation: `slack:T1:dm:${index}` }));
    });
    await manager.deleteWebhook('wh_enqueue');
    await switchAll(true);

    const floors: number[] = [];
    const drains: number[] = [];
    worker.start();
    await floor(targets.urls); // The first one warms up.
    for (let run = 0; run < runs; run += 1) {
      floors.push(await floor(targets.urls));
      await fill();
      drains.push(await drain(backlog, null));
    }

    await targets.take();
    for (let index = 0; index < latencySeconds * perSecond; index += 1) {
      const payload = payloadOf(index);
      const data = { ...payload.data, sent_at: performance.timeOrigin + performance.now() };
      await dataSource.query(
        `INSERT INTO support_webhook_events
  (event_id, webhook_id, event, session_id, sequence, payload, triggered_at, next_attempt_at)
VALUES ('evt_' || replace(gen_random_uuid()::text, '-', ''), $1, 'step_completed', $2, 1, $3, $4, $4)`,
        [`wh_${index % receivers}`, data.session_id, JSON.stringify({ ...payload, data }), clock.now()],
      );
      worker.wake();
      await sleep(1000 / perSecond);
    }
    await sleep(1000);
    const waits = (await targets.take()).map(({ ms }) => ms).toSorted((a, b) => a - b);

    targets.hang(0);
    const hangingDrains: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      await fill();
      hangingDrains.push(await drain((backlog / receivers) * (receivers - 1), 0));
    }
    await worker.stop();

    const floorRate = median(floors);
    const of = (value: number): readonly string[] => [value.toFixed(0), (value / floorRate).toFixed(2)];
    console.log(`\nWebhooks: ${backlog} events to ${receivers} receivers, median of ${runs} runs`);
    console.log(
      table(
        ['', 'per second', 'of the floor'],
        [
          ['floor: sign and POST from memory', ...of(floorRate)],
          ['draining a backlog', ...of(median(drains))],
          ['draining, one receiver hangs', ...of(median(hangingDrains))],
          ['committing sessions with an event', enqueued.toFixed(0), ''],
        ],
      ),
    );
    const at = (share: number): string => (waits[Math.floor(waits.length * share)] ?? Number.NaN).toFixed(1);
    console.log(
      `From before the commit to arrival at ${perSecond} a second: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${waits.length} events).`,
    );
  } finally {
    targets.stop();
    await database.close();
    await postgres.dispose();
  }
}
