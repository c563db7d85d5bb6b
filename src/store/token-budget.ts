import type { DataSource } from 'typeorm';
import type { TokenBudget } from '../app/advice/port.ts';

/** The tokens of each day, one row of `support_model_tokens` for all replicas. */
export const createTokenBudget = (dataSource: DataSource): TokenBudget => ({
  take: async (day, tokens, limit) => {
    if (tokens > limit) return false;
    const rows = await dataSource.query<unknown[]>(
      `INSERT INTO support_model_tokens AS spent (day, tokens) VALUES ($1, $2)
       ON CONFLICT (day) DO UPDATE SET tokens = spent.tokens + excluded.tokens
       WHERE spent.tokens + excluded.tokens <= $3
       RETURNING day`,
      [day, tokens, limit],
    );
    return rows.length > 0;
  },

  correct: async (day, tokens) => {
    await dataSource.query(
      'UPDATE support_model_tokens SET tokens = greatest(0, tokens + $2) WHERE day = $1',
      [day, tokens],
    );
  },
});
