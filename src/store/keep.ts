import type { DataSource } from 'typeorm';
import type { Keep, Leadership } from '../app/channel.ts';
import type { Clock } from '../app/ports.ts';
import type { ChannelName } from '../engine/command.ts';

/** A channel's drawer in `support_keep`. */
export const createKeep = (dataSource: DataSource, channel: ChannelName, clock: Clock): Keep => ({
  get: async (key) => {
    const [row] = await dataSource.query<{ value: unknown }[]>(
      'SELECT value FROM support_keep WHERE channel = $1 AND key = $2',
      [channel, key],
    );
    return row?.value ?? null;
  },
  put: async (key, value) => {
    await dataSource.query(
      `INSERT INTO support_keep (channel, key, value, updated_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (channel, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
      [channel, key, JSON.stringify(value), clock.now()],
    );
  },
  remove: async (key) => {
    await dataSource.query('DELETE FROM support_keep WHERE channel = $1 AND key = $2', [channel, key]);
  },
  list: async (prefix) =>
    await dataSource.query<{ key: string; value: unknown }[]>(
      'SELECT key, value FROM support_keep WHERE channel = $1 AND starts_with(key, $2) ORDER BY key COLLATE "C"',
      [channel, prefix],
    ),
});

/**
 * Leads by rows of `support_leaders`, whose times are the database's own: replicas may disagree about the time.
 * @param holder this replica, as no other is called
 */
export const createLeadership = (dataSource: DataSource, holder: string): Leadership => ({
  lead: async (name, ms) => {
    const rows = await dataSource.query<unknown[]>(
      `INSERT INTO support_leaders AS leader (name, holder, until)
       VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE leader.holder = excluded.holder OR leader.until <= clock_timestamp()
       RETURNING name`,
      [name, holder, ms],
    );
    return rows.length > 0;
  },
  resign: async (name) => {
    await dataSource.query('DELETE FROM support_leaders WHERE name = $1 AND holder = $2', [name, holder]);
  },
});
