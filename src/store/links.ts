import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { LinkStore } from '../app/links.ts';
import type { SessionId } from '../ids.ts';

/** `support_links` and `support_guests`. */
export const createLinkStore = (dataSource: DataSource): LinkStore => ({
  put: async (token, session, now, expires) => {
    await dataSource.query(
      `WITH old AS (DELETE FROM support_links WHERE expires_at <= $3::timestamptz)
       INSERT INTO support_links (token_hash, session_id, expires_at) VALUES ($1, $2, $4::timestamptz)`,
      [digest(token), session, now, expires],
    );
  },

  // Of two who follow it at once the row's lock lets one delete it.
  redeem: async (token, visitor, now) => {
    const [row] = await dataSource.query<{ session_id: SessionId }[]>(
      `WITH used AS (DELETE FROM support_links WHERE token_hash = $1 RETURNING session_id, expires_at)
       INSERT INTO support_guests (visitor, session_id, since)
       SELECT $2, session_id, $3::timestamptz FROM used WHERE expires_at > $3::timestamptz
       ON CONFLICT (visitor, session_id) DO UPDATE SET since = excluded.since
       RETURNING session_id`,
      [digest(token), visitor, now],
    );
    return row?.session_id ?? null;
  },

  of: async (visitor) => {
    const rows = await dataSource.query<{ session_id: SessionId }[]>(
      'SELECT session_id FROM support_guests WHERE visitor = $1 ORDER BY since',
      [visitor],
    );
    return rows.map(({ session_id }) => session_id);
  },
});

/** A token is random enough that its digest needs no salt. */
const digest = (token: string): string => createHash('sha256').update(token).digest('hex');
