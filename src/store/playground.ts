import type { DataSource } from 'typeorm';
import type { WebhookAttempt, WebhookEventStatus } from '../app/webhooks.ts';
import type { SessionId, WebhookId } from '../ids.ts';

/** What the playground's timeline shows of one delivery to its own receiver. */
export interface PlaygroundDelivery {
  readonly event_id: string;
  readonly sequence: number;
  readonly status: WebhookEventStatus;
  readonly attempts: readonly WebhookAttempt[];
  readonly next_attempt_at: string | null;
}

/** The deliveries of a session's events to one webhook, in the order of the events. */
export const deliveriesTo = async (
  dataSource: DataSource,
  webhook: WebhookId,
  session: SessionId,
): Promise<readonly PlaygroundDelivery[]> => {
  const rows = await dataSource.query<
    {
      event_id: string;
      sequence: number;
      status: WebhookEventStatus;
      attempt_log: readonly WebhookAttempt[];
      next_attempt_at: Date | null;
    }[]
  >(
    `SELECT event_id, sequence, status, attempt_log, next_attempt_at FROM support_webhook_events
     WHERE session_id = $1 AND webhook_id = $2 AND sequence IS NOT NULL ORDER BY sequence`,
    [session, webhook],
  );
  return rows.map(({ attempt_log, next_attempt_at, ...row }) => ({
    ...row,
    attempts: attempt_log,
    next_attempt_at: next_attempt_at?.toISOString() ?? null,
  }));
};
