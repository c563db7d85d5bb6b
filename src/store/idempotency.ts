import type { DataSource } from 'typeorm';
import type { Begun, IdempotencyStore } from '../app/idempotency.ts';

interface Row {
  readonly request_hash: string;
  readonly status: number | null;
  readonly response: string | null;
}

/** Losing so many races in a row means that something is wrong. */
const triesAtMost = 5;

/** A row is taken over once it is forgotten, or once the one who had it died and the same request comes again. */
const take = `
INSERT INTO support_idempotency AS old (caller, key, request_hash, status, response, created_at, lease_until)
VALUES ($1, $2, $3, NULL, NULL, $4::timestamptz, $5::timestamptz)
ON CONFLICT (caller, key) DO UPDATE SET
  request_hash = excluded.request_hash, status = NULL, response = NULL,
  created_at = excluded.created_at, lease_until = excluded.lease_until
WHERE old.created_at < $6::timestamptz
  OR (old.status IS NULL AND old.lease_until <= $4::timestamptz AND old.request_hash = excluded.request_hash)
RETURNING key`;

/** The answers to keyed requests, in `support_idempotency`. */
export const createIdempotencyStore = (dataSource: DataSource): IdempotencyStore => ({
  begin: async ({ caller, key, request_hash }, { now, lease_until, forgotten_before }): Promise<Begun> => {
    for (let tries = 0; tries < triesAtMost; tries += 1) {
      const taken = await dataSource.query<unknown[]>(take, [
        caller,
        key,
        request_hash,
        now,
        lease_until,
        forgotten_before,
      ]);
      if (taken.length > 0) return { begun: 'new' };
      const [row] = await dataSource.query<Row[]>(
        `SELECT request_hash, status, response #>> '{}' AS response FROM support_idempotency
         WHERE caller = $1 AND key = $2`,
        [caller, key],
      );
      // Abandoned between the two statements: it is free again.
      if (row === undefined) continue;
      if (row.request_hash !== request_hash) return { begun: 'reused' };
      if (row.status === null || row.response === null) return { begun: 'in_progress' };
      return { begun: 'done', answer: { status: row.status, sealed: row.response } };
    }
    throw new Error('An idempotency key is taken and abandoned faster than it can be read');
  },

  finish: async ({ caller, key }, lease_until, { status, sealed }) => {
    await dataSource.query(
      `UPDATE support_idempotency SET status = $4, response = to_jsonb($5::text)
       WHERE caller = $1 AND key = $2 AND lease_until = $3::timestamptz AND status IS NULL`,
      [caller, key, lease_until, status, sealed],
    );
  },

  abandon: async ({ caller, key }, lease_until) => {
    await dataSource.query(
      `DELETE FROM support_idempotency
       WHERE caller = $1 AND key = $2 AND lease_until = $3::timestamptz AND status IS NULL`,
      [caller, key, lease_until],
    );
  },

  forget: async (before, limit) => {
    const [row] = await dataSource.query<{ forgotten: number }[]>(
      `WITH old AS (
         SELECT caller, key FROM support_idempotency WHERE created_at < $1::timestamptz
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
       ),
       gone AS (DELETE FROM support_idempotency USING old
         WHERE support_idempotency.caller = old.caller AND support_idempotency.key = old.key RETURNING old.key)
       SELECT count(*)::integer AS forgotten FROM gone`,
      [before, limit],
    );
    return row?.forgotten ?? 0;
  },
});
