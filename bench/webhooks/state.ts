import type { Pool, PoolClient } from 'pg';
import { payloadOf } from './work.ts';

/** The state beside which the libraries' jobs are committed: a session guarded by its version, and its event. */
export interface State {
  prepare(count: number): Promise<void>;
  /** One step, and whatever `also` does, in one transaction. */
  step(index: number, also: (client: PoolClient) => Promise<unknown>): Promise<void>;
}

export const createState = async (pool: Pool): Promise<State> => {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS sessions (id text PRIMARY KEY, version integer NOT NULL, state jsonb NOT NULL);
    CREATE TABLE IF NOT EXISTS session_events (
      id text, position integer, data jsonb NOT NULL, PRIMARY KEY (id, position)
    )`);
  return {
    prepare: async (count) => {
      await pool.query('TRUNCATE sessions, session_events');
      await pool.query(
        `INSERT INTO sessions SELECT 'ses_' || n, 1, $2::jsonb FROM generate_series(0, $1::integer - 1) AS n`,
        [count, JSON.stringify(payloadOf(0))],
      );
    },
    step: async (index, also) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query({
          name: 'step',
          text: `WITH changed AS (
  UPDATE sessions SET version = version + 1, state = $2::jsonb WHERE id = $1 AND version = 1 RETURNING id
)
INSERT INTO session_events SELECT id, 1, $2::jsonb FROM changed`,
          values: [`ses_${index}`, JSON.stringify(payloadOf(index))],
        });
        await also(client);
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    },
  };
};
