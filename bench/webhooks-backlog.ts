import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import { median, table } from './table.ts';
import { newDatabase } from './webhooks/new-database.ts';
import { startReceivers, type Receivers } from './webhooks/start-receivers.ts';
import { createUnstuck, type UnstuckOptions } from './webhooks/unstuck.ts';

const backlogs = [10_000, Number(process.env['BENCH_BACKLOG'] ?? 1_000_000)] as const;
const ordered = 100_000;
const perSession = 5;
const runs = Number(process.env['BENCH_RUNS'] ?? 3);
const seconds = 10;
const sampleMs = 100;
const megabyte = 2 ** 20;

/** What a worker takes and delivers from a backlog within some seconds. */
const work = async (
  unstuck: Awaited<ReturnType<typeof createUnstuck>>,
  targets: Receivers,
): Promise<{ readonly heap: number; readonly rss: number; readonly perSecond: number }> => {
  await targets.take();
  const began = performance.now();
  await unstuck.start();
  let came = 0;
  let rss = 0;
  const heaps: number[] = [];
  let quiet = 0;
  while (performance.now() - began < seconds * 1000 && quiet < 10) {
    await sleep(sampleMs);
    const memory = process.memoryUsage();
    heaps.push(memory.heapUsed / megabyte);
    rss = Math.max(rss, memory.rss / megabyte);
    const arrived = (await targets.take()).length;
    came += arrived;
    quiet = arrived === 0 ? quiet + 1 : 0;
  }
  const lasted = (performance.now() - began - quiet * sampleMs) / 1000;
  await unstuck.halt();
  return { heap: median(heaps), rss, perSecond: came / lasted };
};

/** Whether a long backlog costs memory, and what strict order costs in one. On a PostgreSQL of its own. */
export async function benchWebhooksBacklog(): Promise<void> {
  const postgres = await startTestPostgres();
  const targets = await startReceivers(20);
  const open = async (name: string, options: UnstuckOptions = {}) =>
    await createUnstuck(
      { databaseUrl: await newDatabase(postgres.url('postgres'), name), urls: targets.urls },
      options,
    );
  try {
    const any = await open('any');
    await any.fill(backlogs[0]);
    await work(any, targets); // The first one warms up.
    const rows: string[][] = [];
    for (const backlog of backlogs) {
      await any.fill(backlog);
      const { heap, rss, perSecond } = await work(any, targets);
      rows.push([backlog.toLocaleString('en'), heap.toFixed(0), rss.toFixed(0), perSecond.toFixed(0)]);
    }
    await any.close();
    console.log(`\nWebhooks: a worker before a backlog, for ${seconds} s, load ${loadavg()[0]?.toFixed(1)}`);
    console.log(table(['events waiting', 'heap MB (median)', 'RSS MB (most)', 'delivered/s'], rows));

    const relaxed = await open('relaxed', { perSession });
    const strict = await open('strict', { perSession, config: { ordering: 'strict' } });
    const rates = new Map([
      [relaxed, [] as number[]],
      [strict, [] as number[]],
    ]);
    for (let run = 0; run < runs; run += 1) {
      for (const [unstuck, measured] of rates) {
        await unstuck.fill(ordered);
        measured.push((await work(unstuck, targets)).perSecond);
      }
    }
    await relaxed.close();
    await strict.close();
    const [free = Number.NaN, orderly = Number.NaN] = [...rates.values()].map(median);
    console.log(
      `\nStrict order in a backlog of ${ordered.toLocaleString('en')}, ${perSession} events a session: ` +
        `${orderly.toFixed(0)}/s, ${(orderly / free).toFixed(2)} of the ${free.toFixed(0)}/s without (medians of ${runs} runs).`,
    );
  } finally {
    targets.stop();
    await postgres.dispose();
  }
}
