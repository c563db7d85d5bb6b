import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import { median, table } from './table.ts';
import type { Contender } from './webhooks/contender.ts';
import { createGraphileWorker } from './webhooks/graphile-worker.ts';
import { newDatabase } from './webhooks/new-database.ts';
import { createPgBoss } from './webhooks/pg-boss.ts';
import { startReceivers, type Receivers } from './webhooks/start-receivers.ts';
import { createUnstuck } from './webhooks/unstuck.ts';
import { createPost, payloadOf, rate } from './webhooks/work.ts';

const backlog = Number(process.env['BENCH_EVENTS'] ?? 10_000);
const runs = Number(process.env['BENCH_RUNS'] ?? 3);
const receivers = 20;
const commits = 2_000;
const committing = 64;
const latencySeconds = 5;
const perSecond = 50;
/** How long a drain may take before what came so far is what counts. */
const patienceMs = 15_000;

/** Both signatures and a POST, from memory: nothing is kept, nothing can be lost. */
const floor = async (urls: readonly string[]): Promise<number> => {
  const poster = createPost(urls);
  const sent = await rate(backlog, 256, (index) =>
    poster.post(index % urls.length, `evt_${index}`, payloadOf(index)),
  );
  await poster.close();
  return sent;
};

/** From the start until as many came from those that do not hang; answers how many a second. */
const drain = async (
  contender: Contender,
  targets: Receivers,
  count: number,
  hanging: number | null,
): Promise<number> => {
  await targets.take();
  const began = performance.now();
  await contender.start();
  let came = 0;
  while (came < count && performance.now() - began < patienceMs) {
    await sleep(20);
    came += (await targets.take()).filter(({ receiver }) => receiver !== hanging).length;
  }
  const perSecondCame = (came / (performance.now() - began)) * 1000;
  await (hanging === null ? contender.rest() : contender.halt());
  return perSecondCame;
};

/** Milliseconds from before the commit to the arrival, in order, at so many a second. */
const delays = async (contender: Contender, targets: Receivers): Promise<readonly number[]> => {
  const count = latencySeconds * perSecond;
  await contender.prepareCommits(count);
  await contender.start();
  await sleep(500);
  await targets.take();
  const began = performance.now();
  const committed: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    committed.push(contender.commit(index));
    await sleep(Math.max(0, began + ((index + 1) * 1000) / perSecond - performance.now()));
  }
  await Promise.all(committed);
  await sleep(1500);
  const waits = (await targets.take()).map(({ ms }) => ms);
  await contender.rest();
  return waits;
};

interface Figures {
  readonly committed: number[];
  readonly drained: number[];
  readonly besides: number[];
  readonly waits: number[];
}

/** On a PostgreSQL of its own; ratios against the floor of the same run, and against two libraries at the same work. */
export async function benchWebhooks(): Promise<void> {
  const postgres = await startTestPostgres();
  const targets = await startReceivers(receivers);
  const contenders: Contender[] = [];
  try {
    for (const [index, create] of [createUnstuck, createGraphileWorker, createPgBoss].entries()) {
      const databaseUrl = await newDatabase(postgres.url('postgres'), `bench_${index}`);
      contenders.push(await create({ databaseUrl, urls: targets.urls }));
    }
    const floors: number[] = [];
    const figures = new Map<Contender, Figures>(
      contenders.map((contender) => [contender, { committed: [], drained: [], besides: [], waits: [] }]),
    );
    await floor(targets.urls); // The first one warms up.
    // Run by run, one after the other, so that whatever else the machine does falls on all of them.
    for (let run = 0; run <= runs; run += 1) {
      const sent = await floor(targets.urls);
      if (run > 0) floors.push(sent);
      for (const [contender, { drained, waits }] of figures) {
        await contender.fill(backlog);
        const alone = await drain(contender, targets, backlog, null);
        const waited = await delays(contender, targets);
        if (run === 0) continue;
        drained.push(alone);
        waits.push(...waited);
      }
    }
    targets.hang(0, true);
    for (let run = 0; run < runs; run += 1) {
      for (const [contender, { besides }] of figures) {
        await contender.fill(backlog);
        besides.push(await drain(contender, targets, (backlog / receivers) * (receivers - 1), 0));
      }
    }
    for (let run = 0; run < runs; run += 1) {
      for (const [contender, { committed }] of figures) {
        await contender.prepareCommits(commits);
        committed.push(await rate(commits, committing, (index) => contender.commit(index)));
      }
    }

    const floorRate = median(floors);
    console.log(
      `\nWebhooks: ${backlog} events to ${receivers} receivers, medians of ${runs} runs, load ${loadavg()[0]?.toFixed(1)}`,
    );
    console.log(
      table(
        [
          '',
          'draining/s',
          'of the floor',
          'one hangs/s',
          'of its own',
          'committing/s',
          'p50 ms',
          'p99 ms',
          'came',
        ],
        [
          ['floor: sign and POST from memory', floorRate.toFixed(0), '1.00', '', '', '', '', '', ''],
          ...[...figures].map(([{ name }, { committed, drained, besides, waits }]) => {
            const sorted = waits.toSorted((a, b) => a - b);
            const at = (share: number): string =>
              (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
            return [
              name,
              median(drained).toFixed(0),
              (median(drained) / floorRate).toFixed(2),
              median(besides).toFixed(0),
              // The nineteen get nineteen twentieths of what there is.
              (median(besides) / (median(drained) * ((receivers - 1) / receivers))).toFixed(2),
              median(committed).toFixed(0),
              at(0.5),
              at(0.99),
              `${sorted.length} of ${runs * latencySeconds * perSecond}`,
            ];
          }),
        ],
      ),
    );
  } finally {
    for (const contender of contenders) await contender.close();
    targets.stop();
    await postgres.dispose();
  }
}
