import type { DataSource } from 'typeorm';
import type { ChannelHealth, Stuck } from '../app/admin/channel-watch.ts';

/** What does not get through to the platforms, by what is owed to them. */
export const createChannelHealth = (dataSource: DataSource): ChannelHealth => ({
  // What waits is found by its own index; what was sent is looked for only where something waits.
  stuck: async (tries, since) =>
    await dataSource.query<Stuck[]>(
      `SELECT waiting.channel, waiting.waiting, waiting.error FROM (
  SELECT channel, count(*)::integer AS waiting, max(last_error) AS error FROM support_messages
  WHERE next_attempt_at IS NOT NULL AND attempts >= $1 GROUP BY channel
) AS waiting
WHERE NOT EXISTS (
  SELECT FROM support_messages AS sent
  WHERE sent.channel = waiting.channel AND sent.updated_at > $2 AND sent.shown >= 0 AND sent.attempts = 0
    AND sent.next_attempt_at IS NULL
)
ORDER BY waiting.channel`,
      [tries, since],
    ),
});
