import pg from 'pg';
import PgBoss from 'pg-boss';
import type { Contender, Place } from './contender.ts';
import { createState } from './state.ts';
import { createPost, payloadOf, stamped, type Post } from './work.ts';

const queue = 'deliver';
/** Workers that each take a batch: while one waits for its last request, the others go on. */
const workers = 4;
const batchSize = 1500;
/** Its workers may still be recording what became of their last batch. */
const clear = 'BEGIN; LOCK TABLE pgboss.job; DELETE FROM pgboss.job; COMMIT';

interface Job {
  readonly receiver: number;
  readonly payload: ReturnType<typeof payloadOf>;
}

/** Batches, and its shortest interval of polling. It keeps its jobs when they are done. */
export const createPgBoss = async ({ databaseUrl, urls }: Place): Promise<Contender> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const boss = new PgBoss({ connectionString: databaseUrl, max: 16, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue(queue);
  const state = await createState(pool);
  let poster: Post = createPost(urls);
  let halted = Promise.resolve();
  let halt = (): void => {};

  return {
    name: 'pg-boss',
    fill: async (count) => {
      await pool.query(clear);
      const portion = 5_000;
      for (let from = 0; from < count; from += portion) {
        await boss.insert(
          Array.from({ length: Math.min(portion, count - from) }, (_, n) => ({
            name: queue,
            data: { receiver: (from + n) % urls.length, payload: payloadOf(0) },
            retryLimit: 0,
          })),
        );
      }
      await pool.query('ANALYZE pgboss.job');
    },
    start: async () => {
      const sending = poster;
      halted = new Promise((resolve) => {
        halt = resolve;
      });
      for (let worker = 0; worker < workers; worker += 1) {
        await boss.work<Job>(queue, { batchSize, pollingIntervalSeconds: 0.5 }, async (jobs) => {
          const all = Promise.allSettled(
            jobs.map(({ id, data }) => sending.post(data.receiver, `evt_${id}`, data.payload)),
          );
          await Promise.race([all, halted]);
        });
      }
    },
    rest: async () => {
      await boss.offWork(queue);
    },
    halt: async () => {
      halt();
      await boss.offWork(queue);
      await poster.close();
      poster = createPost(urls);
    },
    prepareCommits: async (count) => {
      await pool.query(clear);
      await state.prepare(count);
    },
    commit: async (index) =>
      await state.step(index, (client) =>
        boss.send(
          queue,
          { receiver: 1, payload: stamped(index) },
          {
            retryLimit: 0,
            db: { executeSql: (text: string, values: unknown[]) => client.query(text, values) },
          },
        ),
      ),
    close: async () => {
      halt();
      await poster.close();
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
};
