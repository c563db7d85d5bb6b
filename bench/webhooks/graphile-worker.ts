import { Logger, makeWorkerUtils, run, type Runner } from 'graphile-worker';
import pg from 'pg';
import type { Contender, Place } from './contender.ts';
import { createState } from './state.ts';
import { createPost, payloadOf, stamped, type Post } from './work.ts';

const silent = new Logger(() => () => {});

interface Job {
  readonly receiver: number;
  readonly payload: ReturnType<typeof payloadOf>;
}

/** Its batching as its documentation advises for many quick jobs; completions are gathered without waiting. */
export const createGraphileWorker = async ({ databaseUrl, urls }: Place): Promise<Contender> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
  await utils.migrate();
  const state = await createState(pool);
  let runner: Runner | null = null;
  let poster: Post | null = null;

  return {
    name: 'graphile-worker',
    fill: async (count) => {
      await pool.query('TRUNCATE graphile_worker._private_jobs');
      await pool.query(
        `SELECT graphile_worker.add_jobs(array_agg((
  'deliver', jsonb_build_object('receiver', n % $2::integer, 'payload', $3::jsonb)::json, NULL, now(), 1, NULL, NULL, NULL
)::graphile_worker.job_spec))
FROM generate_series(0, $1::integer - 1) AS n`,
        [count, urls.length, JSON.stringify(payloadOf(0))],
      );
      await pool.query('ANALYZE graphile_worker._private_jobs');
    },
    start: async () => {
      const sending = createPost(urls);
      poster = sending;
      runner = await run({
        pgPool: pool,
        logger: silent,
        noHandleSignals: true,
        taskList: {
          deliver: async (job, helpers) => {
            const { receiver, payload } = job as Job;
            await sending.post(receiver, `evt_${helpers.job.id}`, payload);
          },
        },
        preset: {
          worker: {
            concurrentJobs: 64,
            maxPoolSize: 16,
            pollInterval: 1000,
            localQueue: { size: 512 },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      });
    },
    halt: async () => {
      const stopping = runner;
      runner = null;
      // Its requests first: it would wait for those that hang.
      await poster?.close();
      await stopping?.stop();
    },
    send: async (receiver, index) => {
      await pool.query({
        name: 'send',
        text: `SELECT graphile_worker.add_job('deliver', $1::json, max_attempts => 1)`,
        values: [JSON.stringify({ receiver, payload: stamped(index) })],
      });
    },
    prepareCommits: async (count) => {
      await pool.query('TRUNCATE graphile_worker._private_jobs');
      await state.prepare(count);
    },
    commit: async (index) =>
      await state.step(index, (client) =>
        client.query({
          name: 'add_job',
          text: `SELECT graphile_worker.add_job('deliver', $1::json, max_attempts => 1)`,
          values: [JSON.stringify({ receiver: 0, payload: payloadOf(index) })],
        }),
      ),
    close: async () => {
      await poster?.close();
      await runner?.stop();
      await utils.release();
      await pool.end();
    },
  };
};
