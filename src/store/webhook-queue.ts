import type { DataSource } from 'typeorm';
import type { Claim, ClaimedEvent, Settlement, WebhookQueue, WebhookRow } from '../app/webhook-store.ts';
import type { EventId } from '../ids.ts';

/** Rows in one statement of those that change a whole backlog, so that nobody waits for it. */
const batch = 1000;
/** Attempts kept for each event, the latest; replays by hand could add to them for ever. */
const keptAttempts = 50;
/** Milliseconds. A lease that ends later than this from now was given by a clock that has stepped back since. */
const longestLease = 10 * 60_000;

type ClaimedRow = Omit<ClaimedEvent, 'webhook'> & ClaimedEvent['webhook'];

/**
 * The delivery history as a queue. Each webhook's due events are read on their own, so that neither a backlog
 * nor a receiver that hangs stands before the others' events; webhooks take turns by chance (the token).
 */
export const createWebhookQueue = (dataSource: DataSource): WebhookQueue => ({
  claim: async ({ token, now, limit, per_webhook, rooms, margin_ms }: Claim) => {
    const rows = await dataSource.query<ClaimedRow[]>(
      `WITH picked AS MATERIALIZED (
  SELECT due.event_id
  FROM (
    SELECT
      webhook_id,
      options ->> 'ordering' = 'strict' AS strict,
      greatest(0, coalesce(($5::jsonb ->> webhook_id)::integer, $4::integer)) AS room
    FROM support_webhooks
    WHERE enabled
    ORDER BY md5(webhook_id || $1::text)
  ) AS webhook
  CROSS JOIN LATERAL (
    SELECT event_id
    FROM support_webhook_events AS event
    WHERE event.webhook_id = webhook.webhook_id
      AND status = 'pending'
      AND next_attempt_at <= $2::timestamptz
      AND (
        lease_until IS NULL
        OR lease_until <= $2::timestamptz
        OR lease_until > $2::timestamptz + $7::integer * interval '1 millisecond'
      )
      AND (
        webhook.strict IS NOT TRUE
        OR NOT EXISTS (
          SELECT FROM support_webhook_events AS before
          WHERE before.session_id = event.session_id
            AND before.webhook_id = event.webhook_id
            AND before.status = 'pending'
            AND before.sequence < event.sequence
        )
      )
    ORDER BY next_attempt_at
    LIMIT webhook.room
    FOR UPDATE SKIP LOCKED
  ) AS due
  LIMIT $3::integer
), claimed AS (
  UPDATE support_webhook_events AS event
  SET
    lease_token = $1::text,
    lease_until = $2::timestamptz + webhook.timeout * interval '1 second' + $6::integer * interval '1 millisecond'
  FROM picked, support_webhooks AS webhook
  WHERE event.event_id = picked.event_id AND webhook.webhook_id = event.webhook_id
  RETURNING
    event.event_id, event.session_id, event.payload, event.attempts, event.triggered_at, event.sequence, event.replay_id,
    webhook.webhook_id, webhook.url, webhook.timeout, webhook.retry_attempts, webhook.secret_encrypted,
    webhook.secret_previous, webhook.headers_encrypted, webhook.options
)
SELECT * FROM claimed ORDER BY triggered_at, sequence`,
      [token, now, limit, per_webhook, JSON.stringify(rooms), margin_ms, longestLease],
    );
    return rows.map(
      ({
        event_id,
        session_id,
        payload,
        attempts,
        triggered_at,
        sequence,
        replay_id,
        ...webhook
      }): ClaimedEvent => ({
        event_id,
        session_id,
        payload,
        attempts,
        triggered_at,
        sequence,
        replay_id,
        webhook,
      }),
    );
  },

  settle: async (settlements: readonly Settlement[]) => {
    const given = settlements.map(({ attempt, ...settlement }) => ({
      ...settlement,
      attempt,
      error: attempt.error,
      response_status: attempt.response_status,
    }));
    const rows = await dataSource.query<{ event_id: EventId }[]>(
      `WITH given AS (
  SELECT *
  FROM jsonb_to_recordset($1::jsonb) AS given (
    event_id text, token text, status text, response_status integer, error text, attempt jsonb,
    next_attempt_at timestamptz, delivered_at timestamptz
  )
), settled AS (
  UPDATE support_webhook_events AS event
  SET
    status = CASE WHEN given.status = 'pending' AND NOT webhook.enabled THEN 'held' ELSE given.status END,
    response_status = given.response_status,
    error = given.error,
    attempts = event.attempts + 1,
    attempt_log = CASE
      WHEN jsonb_array_length(event.attempt_log) < $2::integer THEN event.attempt_log
      ELSE event.attempt_log - 0
    END || jsonb_build_array(given.attempt),
    next_attempt_at = CASE WHEN webhook.enabled THEN given.next_attempt_at END,
    delivered_at = coalesce(given.delivered_at, event.delivered_at),
    lease_until = NULL,
    lease_token = NULL
  FROM given, support_webhooks AS webhook
  WHERE event.event_id = given.event_id
    AND event.lease_token = given.token
    AND event.status = 'pending'
    AND webhook.webhook_id = event.webhook_id
  RETURNING event.event_id, event.webhook_id, event.status, event.triggered_at, event.error, event.response_status
), errors AS (
  SELECT webhook_id, jsonb_object_agg(error, count) AS counts
  FROM (
    SELECT webhook_id, error || coalesce(' ' || response_status, '') AS error, count(*) AS count
    FROM settled
    WHERE error IS NOT NULL
    GROUP BY 1, 2
  ) AS counted
  GROUP BY webhook_id
), counted AS (
  INSERT INTO support_webhook_totals AS totals
    (webhook_id, successful, failed, refused, last_event_at, error_counts)
  SELECT
    settled.webhook_id,
    count(*) FILTER (WHERE status = 'delivered'),
    count(*) FILTER (WHERE status = 'failed'),
    count(*) FILTER (WHERE status = 'refused'),
    max(triggered_at),
    coalesce(errors.counts, '{}')
  FROM settled
  LEFT JOIN errors ON errors.webhook_id = settled.webhook_id
  GROUP BY settled.webhook_id, errors.counts
  ORDER BY settled.webhook_id
  ON CONFLICT (webhook_id) DO UPDATE SET
    successful = totals.successful + excluded.successful,
    failed = totals.failed + excluded.failed,
    refused = totals.refused + excluded.refused,
    last_event_at = greatest(totals.last_event_at, excluded.last_event_at),
    error_counts = CASE
      WHEN excluded.error_counts = '{}' THEN totals.error_counts
      ELSE (
        SELECT jsonb_object_agg(error, count)
        FROM (
          SELECT key AS error, sum(value::bigint) AS count
          FROM (
            SELECT * FROM jsonb_each_text(totals.error_counts)
            UNION ALL
            SELECT * FROM jsonb_each_text(excluded.error_counts)
          ) AS counted
          GROUP BY key
        ) AS summed
      )
    END
)
SELECT event_id FROM settled`,
      [JSON.stringify(given), keptAttempts],
    );
    return rows.map(({ event_id }) => event_id);
  },

  release: async (leases) => {
    await dataSource.query(
      `UPDATE support_webhook_events AS event SET lease_until = NULL, lease_token = NULL
FROM jsonb_to_recordset($1::jsonb) AS lease (event_id text, token text)
WHERE event.event_id = lease.event_id AND event.lease_token = lease.token AND status = 'pending'`,
      [JSON.stringify(leases)],
    );
  },

  disable: async (id, reason, now) => {
    await dataSource.query(
      `UPDATE support_webhooks SET enabled = false, disabled_reason = $2::text, updated_at = $3::timestamptz
WHERE webhook_id = $1::text AND enabled`,
      [id, reason, now],
    );
    await holdBack(dataSource, id);
  },

  overdueSince: async (now) => {
    const [row] = await dataSource.query<{ since: Date | null }[]>(
      `SELECT min(due.next_attempt_at) AS since
FROM support_webhooks AS webhook
CROSS JOIN LATERAL (
  SELECT next_attempt_at
  FROM support_webhook_events AS event
  WHERE event.webhook_id = webhook.webhook_id AND status = 'pending' AND next_attempt_at <= $1::timestamptz
  ORDER BY next_attempt_at
  LIMIT 1
) AS due
WHERE webhook.enabled`,
      [now],
    );
    return row?.since ?? null;
  },
});

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
