import { SqlMigration } from './sql-migration.ts';

/**
 * Addresses that are secrets are sealed; how the receiver of a webhook is doing stands beside its totals, where every
 * settled attempt is counted anyway.
 */
export class WebhookHealth1764300000000 extends SqlMigration {
  readonly name = 'WebhookHealth1764300000000';

  readonly upStatements = [
    // `url` is then the masked one.
    `ALTER TABLE support_webhooks
  ADD COLUMN url_encrypted text,
  ADD COLUMN disabled_at timestamptz,
  ADD COLUMN disabled_detail text`,

    // failing_since, failures: nothing but failures since then, and how many. told: the last stage of warning that was
    // told. unreachable: attempts in a row that found nobody, or nobody who had time. opened_at: the circuit is open
    // since then. resting_until: nothing is claimed before then.
    `ALTER TABLE support_webhook_totals
  ADD COLUMN failing_since timestamptz,
  ADD COLUMN failures bigint NOT NULL DEFAULT 0,
  ADD COLUMN told integer NOT NULL DEFAULT 0,
  ADD COLUMN unreachable integer NOT NULL DEFAULT 0,
  ADD COLUMN opened_at timestamptz,
  ADD COLUMN resting_until timestamptz`,

    // Every webhook has its totals from its beginning, so that what only changes them need not ask whether they exist.
    `INSERT INTO support_webhook_totals (webhook_id) SELECT webhook_id FROM support_webhooks ON CONFLICT DO NOTHING`,
    `CREATE FUNCTION support_webhook_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO support_webhook_totals (webhook_id) VALUES (NEW.webhook_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$`,
    `CREATE TRIGGER support_webhook_begins AFTER INSERT ON support_webhooks
  FOR EACH ROW EXECUTE FUNCTION support_webhook_begins()`,

    `DROP VIEW vw_webhook_stats`,
    view(`,
  webhook.disabled_at,
  CASE WHEN NOT webhook.enabled THEN 'disabled' WHEN totals.failing_since IS NULL THEN 'healthy' ELSE 'failing' END
    AS health,
  totals.failing_since,
  totals.opened_at AS circuit_opened_at,
  totals.resting_until`),
  ];

  readonly downStatements = [
    'DROP VIEW vw_webhook_stats',
    view(''),
    'DROP TRIGGER support_webhook_begins ON support_webhooks',
    'DROP FUNCTION support_webhook_begins',
    `ALTER TABLE support_webhook_totals
  DROP COLUMN failing_since,
  DROP COLUMN failures,
  DROP COLUMN told,
  DROP COLUMN unreachable,
  DROP COLUMN opened_at,
  DROP COLUMN resting_until`,
    `ALTER TABLE support_webhooks
  DROP COLUMN url_encrypted,
  DROP COLUMN disabled_at,
  DROP COLUMN disabled_detail`,
  ];
}

/** The view, with more columns at its end. */
function view(more: string): string {
  return `CREATE VIEW vw_webhook_stats AS
SELECT
  webhook.webhook_id,
  webhook.url,
  settled.successful + settled.failed + settled.refused + open.total AS total_events,
  settled.successful AS successful_events,
  settled.failed AS failed_events,
  settled.refused AS refused_events,
  open.total AS pending_events,
  open.held AS held_events,
  round(100.0 * settled.successful / nullif(settled.successful + settled.failed + settled.refused, 0), 2)
    AS success_rate,
  greatest(totals.last_event_at, waiting.last_event_at) AS last_event_at,
  webhook.enabled,
  webhook.disabled_reason,
  webhook.description,
  webhook.events,
  webhook.format,
  webhook.created_at${more}
FROM support_webhooks AS webhook
LEFT JOIN support_webhook_totals AS totals ON totals.webhook_id = webhook.webhook_id
LEFT JOIN (
  SELECT
    webhook_id,
    count(*) AS total,
    count(*) FILTER (WHERE status = 'held') AS held,
    max(triggered_at) AS last_event_at
  FROM support_webhook_events
  WHERE status IN ('pending', 'held')
  GROUP BY webhook_id
) AS waiting ON waiting.webhook_id = webhook.webhook_id
CROSS JOIN LATERAL (
  SELECT
    coalesce(totals.successful, 0) AS successful,
    coalesce(totals.failed, 0) AS failed,
    coalesce(totals.refused, 0) AS refused
) AS settled
CROSS JOIN LATERAL (
  SELECT coalesce(waiting.total, 0) AS total, coalesce(waiting.held, 0) AS held
) AS open`;
}
