import type { DataSource } from 'typeorm';
import type { WebhookRow } from '../app/webhook-store.ts';

/** Rows in one statement of those that change a whole backlog, so that nobody waits for it. */
const batch = 1000;

/** Of a webhook that is off. What is under way is left to its worker, which will see that the webhook is off. */
export const holdBack = async (dataSource: DataSource, id: WebhookRow['webhook_id']): Promise<void> =>
  await inBatches(
    dataSource,
    `UPDATE support_webhook_events SET status = 'held', next_attempt_at = NULL
WHERE event_id IN (
  SELECT event_id FROM support_webhook_events
  WHERE webhook_id = $1::text AND status = 'pending' AND lease_token IS NULL
  LIMIT $2::integer
  FOR UPDATE SKIP LOCKED
)`,
    id,
  );

/** For a webhook about to be switched on: until it is, nobody claims them. They leave in the order they came. */
export const letGo = async (dataSource: DataSource, id: WebhookRow['webhook_id']): Promise<void> =>
  await inBatches(
    dataSource,
    `UPDATE support_webhook_events SET status = 'pending', attempts = 0, next_attempt_at = triggered_at
WHERE event_id IN (
  SELECT event_id FROM support_webhook_events
  WHERE webhook_id = $1::text AND status = 'held'
  LIMIT $2::integer
  FOR UPDATE SKIP LOCKED
)`,
    id,
  );

const inBatches = async (dataSource: DataSource, statement: string, id: string): Promise<void> => {
  let changed: number;
  do {
    [, changed] = await dataSource.query<[unknown[], number]>(statement, [id, batch]);
  } while (changed === batch);
};
