import { Logger, makeWorkerUtils, run, type Runner } from 'graphile-worker';
import pg from 'pg';
import type { Contender, Place } from './contender.ts';
import { createHistory } from './history.ts';
import { createState } from './state.ts';
import { createPost, payloadOf, stamped, type Post } from './work.ts';

const silent = new Logger(() => () => {});

interface Job {
  readonly receiver: number;
  readonly payload: ReturnType<typeof payloadOf>;
}

/**
 * Its batching as its documentation advises for many quick jobs; completions are gathered without waiting. It deletes
 * what is done, so what became of an event is kept beside it.
 */
export const createGraphileWorker = async ({ databaseUrl, urls }: Place): Promise<Contender> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
  await utils.migrate();
  const state = await createState(pool);
  const history = await createHistory(pool);
  let runner: Runner | null = null;
  let poster: Post = createPost(urls);

  return {
    name: 'graphile-worker',
    fill: async (count) => {
      await pool.query('TRUNCATE graphile_worker._private_jobs, deliveries');
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
      const sending = poster;
      runner = await run({
        pgPool: pool,
        logger: silent,
        noHandleSignals: true,
        taskList: {
          deliver: async (job, helpers) => {
            const { receiver, payload } = job as Job;
            const id = `evt_${helpers.job.id}`;
            await sending.post(receiver, id, payload);
            history.add(id, receiver, payload);
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
    rest: async () => {
      const stopping = runner;
      runner = null;
      await stopping?.stop();
    },
    halt: async () => {
      const stopping = runner;
      runner = null;
      // Its requests first: it would wait for those that hang.
      await poster.close();
      await stopping?.stop();
      poster = createPost(urls);
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
          values: [JSON.stringify({ receiver: 1, payload: stamped(index) })],
        }),
      ),
    close: async () => {
      await poster.close();
      await runner?.stop();
      await utils.release();
      await pool.end();
    },
  };
};
