import type { DataSource } from 'typeorm';
import { scopes } from '../app/api-keys.ts';
import type { ApiKeys } from '../app/api-keys.ts';

interface Row {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** How exactly `last_used_at` is kept, so that a busy key does not write at every request. */
const usedAgainAfter = '1 minute';

const find = `
WITH known AS (
  SELECT key_id, name, scopes, last_used_at FROM support_api_keys WHERE key_hash = $1 AND revoked_at IS NULL
),
used AS (
  UPDATE support_api_keys AS key SET last_used_at = $2::timestamptz FROM known
  WHERE key.key_id = known.key_id
    AND (known.last_used_at IS NULL OR known.last_used_at < $2::timestamptz - interval '${usedAgainAfter}')
)
SELECT key_id, name, scopes FROM known`;

/** Keys of programs, in `support_api_keys`; only their hashes are there. */
export const createApiKeys = (dataSource: DataSource): ApiKeys => ({
  find: async (keyHash, now) => {
    const [row] = await dataSource.query<Row[]>(find, [keyHash, now]);
    return row === undefined
      ? null
      : { ...row, scopes: scopes.filter((scope) => row.scopes.includes(scope)) };
  },

  add: async (key, keyHash, now) => {
    await dataSource.query(
      `INSERT INTO support_api_keys (key_id, name, key_hash, scopes, created_at) VALUES ($1, $2, $3, $4, $5)`,
      [key.key_id, key.name, keyHash, key.scopes, now],
    );
  },

  revoke: async (keyId, now) => {
    const rows = await dataSource.query<unknown[]>(
      `WITH revoked AS (
         UPDATE support_api_keys SET revoked_at = $2 WHERE key_id = $1 AND revoked_at IS NULL RETURNING key_id
       )
       SELECT key_id FROM revoked`,
      [keyId, now],
    );
    return rows.length > 0;
  },
});
