import type { DataSource } from 'typeorm';
import type { ClaimStore } from '../app/admin/claim.ts';

const name = 'first_admin';

/** The code that makes the first admin, in `support_claims`; there is one at most. */
export const createClaimStore = (dataSource: DataSource): ClaimStore => ({
  put: async (codeHash, triesLeft, expiresAt) => {
    await dataSource.query(
      `INSERT INTO support_claims (claim, code_hash, tries_left, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (claim) DO UPDATE SET code_hash = excluded.code_hash, tries_left = excluded.tries_left,
  expires_at = excluded.expires_at`,
      [name, codeHash, triesLeft, expiresAt],
    );
  },

  // The row is locked by what uses up the try, so that of two who type the right code one is first.
  try: async (codeHash, now) =>
    await dataSource.transaction(async (manager) => {
      const [used] = await manager.query<[{ code_hash: string }[], number]>(
        `UPDATE support_claims SET tries_left = tries_left - 1
WHERE claim = $1 AND tries_left > 0 AND expires_at > $2 RETURNING code_hash`,
        [name, now],
      );
      const [claim] = used;
      if (claim === undefined) return 'none';
      // A digest of random letters: the time it takes to compare tells nothing about them.
      if (claim.code_hash !== codeHash) return 'wrong';
      await manager.query('DELETE FROM support_claims WHERE claim = $1', [name]);
      return 'right';
    }),
});
