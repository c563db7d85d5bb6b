import type { Pool } from 'pg';
import type { SignedPayload } from '../../src/webhooks/sign.ts';

/** What became of each event, for a queue that forgets its jobs when they are done. */
export interface History {
  add(id: string, receiver: number, payload: SignedPayload): void;
}

/** Rows are gathered while others are being written, as everywhere where many come at once. */
export const createHistory = async (pool: Pool): Promise<History> => {
  await pool.query(`
    CREATE TABLE IF NOT EXISTS deliveries (
      event_id text PRIMARY KEY, receiver integer NOT NULL, payload jsonb NOT NULL, attempt jsonb NOT NULL,
      at timestamptz NOT NULL
    );
    CREATE INDEX IF NOT EXISTS deliveries_newest ON deliveries (receiver, at DESC)`);
  let waiting: object[] = [];
  let writing = false;

  const write = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await pool.query({
        name: 'history',
        text: `INSERT INTO deliveries
SELECT * FROM jsonb_to_recordset($1::jsonb) AS d(
  event_id text, receiver integer, payload jsonb, attempt jsonb, at timestamptz
) ON CONFLICT DO NOTHING`,
        values: [JSON.stringify(batch)],
      });
    }
    writing = false;
  };

  return {
    add: (event_id, receiver, payload) => {
      const at = new Date();
      waiting.push({ event_id, receiver, payload, attempt: { at, response_status: 204 }, at });
      if (!writing) void write();
    },
  };
};
