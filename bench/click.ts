import pg from 'pg';
import { renderMessage } from '../adapters/slack/render.ts';
import { createVault } from '../src/store/crypto.ts';
import { createSessionStore } from '../src/store/sessions.ts';
import { migrate, openDatabase } from '../src/store/data-source.ts';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import { clickAll, secret, startSlack } from './click/load.ts';
import type { Measured, Slack, Target } from './click/load.ts';
import { floorState, floorTable } from './click/subject.ts';
import type { SubjectSettings } from './click/subject.ts';
import { clickGuide, firstStep, openSessions, sessionIn } from './click/sessions.ts';
import type { Home } from './click/sessions.ts';
import { startSubject } from './click/start-subject.ts';
import { median, table } from './table.ts';

const sessions = Number(process.env['BENCH_SESSIONS'] ?? 10_000);
const clicksPerRun = Number(process.env['BENCH_CLICKS'] ?? 10_000);
const runs = Number(process.env['BENCH_RUNS'] ?? 5);
const concurrency = 32;

const subjects = [
  { name: 'bare node:http + pg + undici', file: 'floor-http.ts', env: {} },
  { name: 'bare Bolt, its own Web API client', file: 'floor-bolt.ts', env: {} },
  { name: 'Bolt, one statement, undici', file: 'floor-bolt.ts', env: { BENCH_SENDER: 'undici' } },
  { name: 'Unstuck', file: 'unstuck.ts', env: {} },
] as const;

const inSlack: Home = {
  channel: 'slack',
  name: 'bench',
  conversation: (index) => `slack:T1:dm:U${index}`,
  person: (index) => `slack:T1:U${index}`,
  ref: (index) => ({ channel: 'D1', ts: `${index}.1` }),
};

const targetsOf = (): Target[] =>
  Array.from({ length: sessions }, (_, index) => ({
    session: sessionIn(inSlack, index),
    user: `U${index}`,
    ts: `${index}.1`,
    version: 1,
  }));

/** One signed Slack click end to end, against floors as small as they can be written, all in one run. */
export async function benchClick(): Promise<void> {
  const postgres = await startTestPostgres({ fsync: true });
  const slack = await startSlack();
  try {
    await measure(postgres.url('postgres'), slack);
  } finally {
    await slack.close();
    await postgres.dispose();
  }
}

const measure = async (databaseUrl: string, slack: Slack): Promise<void> => {
  const log = { info: () => {}, warn: console.warn, error: console.error };
  const database = await openDatabase({ databaseUrl, dataDir: '.data', log });
  await migrate(database);
  const clock = { now: () => new Date() };
  const store = createSessionStore(database.dataSource, createVault(Buffer.alloc(32, 1)), clock);
  await openSessions(database.dataSource, store, inSlack, sessions);
  await database.close();

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(floorTable);
  await client.query(
    `INSERT INTO bench_sessions SELECT 'ses_bench_' || n, 1, $2::jsonb FROM generate_series(0, $1 - 1) AS n`,
    [sessions, floorState],
  );
  await client.query('VACUUM ANALYZE');

  const settings: SubjectSettings = { databaseUrl, slackUrl: slack.url, signingSecret: secret, sessions };
  const { blocks } = renderMessage(firstStep(inSlack));
  const results = new Map<string, Measured[]>(subjects.map(({ name }) => [name, []]));
  const memory: number[] = [];

  for (const subject of subjects) {
    await client.query('UPDATE bench_sessions SET version = 1');
    const running = await startSubject(`click/${subject.file}`, {
      ...subject.env,
      BENCH_SETTINGS: JSON.stringify(settings),
      BENCH_BLOCKS: JSON.stringify(blocks),
    });
    const targets = targetsOf();
    // Warm: the compiler, the connections, the caches.
    await clickAll(running.origin, slack, targets, Math.min(2_000, clicksPerRun), concurrency);
    if (subject.name === 'Unstuck') memory.push((await running.usage()).memory);
    for (let run = 0; run < runs; run += 1) {
      const measured = await clickAll(running.origin, slack, targets, clicksPerRun, concurrency);
      results.get(subject.name)?.push(measured);
    }
    if (subject.name === 'Unstuck') memory.push((await running.usage()).memory);
    await running.stop();
  }
  await client.end();

  const of = (name: string, pick: (one: Measured) => number): number =>
    median((results.get(name) ?? []).map(pick));
  const floor = of(subjects[0].name, ({ clicksPerSecond }) => clicksPerSecond);
  const bolt = of(subjects[1].name, ({ clicksPerSecond }) => clicksPerSecond);
  console.log(
    `\nOne signed Slack click, end to end: ${clickGuide}, ${sessions} sessions, ${concurrency} at once, median of ${runs} runs of ${clicksPerRun}`,
  );
  console.log(
    table(
      ['', 'clicks/s', 'of bare Node', 'of bare Bolt', 'ack p50 ms', 'ack p99 ms'],
      subjects.map(({ name }) => {
        const clicks = of(name, ({ clicksPerSecond }) => clicksPerSecond);
        return [
          name,
          clicks.toFixed(0),
          (clicks / floor).toFixed(2),
          (clicks / bolt).toFixed(2),
          of(name, ({ ackP50 }) => ackP50).toFixed(1),
          of(name, ({ ackP99 }) => ackP99).toFixed(1),
        ];
      }),
    ),
  );
  const [before = 0, after = 0] = memory.map((bytes) => bytes / 2 ** 20);
  console.log(
    `Memory of Unstuck after ${Math.min(2_000, clicksPerRun)} clicks ${before.toFixed(0)} MB, after ${runs * clicksPerRun} more on ${sessions} sessions ${after.toFixed(0)} MB`,
  );
};
