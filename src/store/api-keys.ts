import type { DataSource } from 'typeorm';
import { scopes } from '../app/api-keys.ts';
import type { ApiKeyRecord, ApiKeys, Scope } from '../app/api-keys.ts';

interface Row {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

type Listed = Omit<ApiKeyRecord, 'scopes' | 'created_at' | 'last_used_at' | 'revoked_at'> & {
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
};

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

const known = (kept: readonly string[]): Scope[] => scopes.filter((scope) => kept.includes(scope));

/** Keys of programs, in `support_api_keys`; only their hashes are there. */
export const createApiKeys = (dataSource: DataSource): ApiKeys => ({
  find: async (keyHash, now) => {
    const [row] = await dataSource.query<Row[]>(find, [keyHash, now]);
    return row === undefined ? null : { ...row, scopes: known(row.scopes) };
  },

  add: async (key, keyHash, now, createdBy) => {
    await dataSource.query(
      `INSERT INTO support_api_keys (key_id, name, key_hash, scopes, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6)`,
      [key.key_id, key.name, keyHash, key.scopes, now, createdBy ?? null],
    );
  },

  list: async () => {
    const rows = await dataSource.query<Listed[]>(
      `SELECT key_id, name, scopes, created_by, created_at, last_used_at, revoked_at FROM support_api_keys
ORDER BY created_at DESC, key_id`,
    );
    return rows.map((row) => ({
      ...row,
      scopes: known(row.scopes),
      created_at: row.created_at.toISOString(),
      last_used_at: row.last_used_at?.toISOString() ?? null,
      revoked_at: row.revoked_at?.toISOString() ?? null,
    }));
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
