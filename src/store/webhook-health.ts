import type { DataSource } from 'typeorm';
import type { Announcement, WebhookAlerts } from '../app/webhook-store.ts';
import { holdBack } from './webhook-hold.ts';

type Alerts = Pick<WebhookAlerts, 'announce'>;

/** $1 the webhook; each changes its row at most once for each time it becomes true, whoever comes first. */
const changes: Readonly<Record<Announcement['change']['event'], string>> = {
  webhook_failing: `UPDATE support_webhook_totals SET told = $5::integer
  WHERE webhook_id = $1::text AND told < $5::integer AND failing_since IS NOT NULL`,
  webhook_recovered: `UPDATE support_webhook_totals SET told = 0
  WHERE webhook_id = $1::text AND told > 0 AND failing_since IS NULL AND $5::integer IS NULL`,
  webhook_disabled: `UPDATE support_webhooks
  SET
    enabled = false,
    disabled_reason = $3::jsonb -> 'data' ->> 'reason',
    disabled_detail = $3::jsonb -> 'data' ->> 'detail',
    disabled_at = $4::timestamptz,
    updated_at = $4::timestamptz
  WHERE webhook_id = $1::text AND enabled AND $5::integer IS NULL`,
};

/** What is told of webhooks, in the statement that says that it was told. */
export const createWebhookAlerts = (dataSource: DataSource): Alerts => ({
  announce: async ({ change, alert, payload, now }) => {
    const [row] = await dataSource.query<{ changed: number }[]>(
      `WITH changed AS (
  ${changes[change.event]}
  RETURNING webhook_id
), sent AS (
  INSERT INTO support_webhook_events
    (event_id, webhook_id, event, payload, status, triggered_at, next_attempt_at)
  SELECT
    'evt_' || replace(gen_random_uuid()::text, '-', ''),
    subscriber.webhook_id,
    $2::text,
    $3::jsonb,
    CASE WHEN subscriber.enabled THEN 'pending' ELSE 'held' END,
    $4::timestamptz,
    CASE WHEN subscriber.enabled THEN $4::timestamptz END
  FROM changed
  JOIN support_webhooks AS subscriber
    ON subscriber.webhook_id <> changed.webhook_id AND $2::text = ANY (subscriber.events)
)
SELECT count(*)::integer AS changed FROM changed`,
      [
        alert.webhook_id,
        change.event,
        JSON.stringify(payload),
        now,
        change.event === 'webhook_failing' ? change.stage : null,
      ],
    );
    const changed = row?.changed === 1;
    if (changed && change.event === 'webhook_disabled') await holdBack(dataSource, alert.webhook_id);
    return changed;
  },
});
