/**
 * Leases what is due. Each webhook's due events are read on their own, so that neither a backlog nor a receiver that
 * hangs stands before the others' events; webhooks take turns by chance (the token).
 *
 * `gentle` webhooks get one event at a time: those of chat platforms, which want so many milliseconds between two
 * messages, and those whose circuit is open, where the event is the probe. Whoever gets it locks their totals and lets
 * them rest, so that no other replica sends beside it.
 *
 * What is locked stays where it is until the statement ends, so its place in the table (`ctid`) finds it again without
 * an index. Answers the events, the oldest first, and each of their webhooks once.
 *
 * $1 token, $2 now, $3 events in all, $4 events for one webhook, $5 events for the webhooks that have a number of their
 * own, $6 milliseconds a lease outlasts the timeout, $7 milliseconds of the longest lease: one that ends later was given
 * by a clock that has stepped back since, $8 milliseconds between two messages by format.
 */
export const claimSql = `WITH gentle AS MATERIALIZED (
  SELECT totals.webhook_id
  FROM support_webhook_totals AS totals
  JOIN support_webhooks AS webhook ON webhook.webhook_id = totals.webhook_id
  WHERE webhook.enabled
    AND (totals.opened_at IS NOT NULL OR $8::jsonb ? webhook.format)
    AND (
      totals.resting_until IS NULL
      OR totals.resting_until <= $2::timestamptz
      OR totals.resting_until > $2::timestamptz + $7::integer * interval '1 millisecond'
    )
    AND EXISTS (
      SELECT FROM support_webhook_events AS event
      WHERE event.webhook_id = webhook.webhook_id AND status = 'pending' AND next_attempt_at <= $2::timestamptz
    )
  FOR NO KEY UPDATE OF totals SKIP LOCKED
), picked AS MATERIALIZED (
  SELECT due.place, webhook.webhook_id, webhook.gentle
  FROM (
    SELECT
      webhook.webhook_id,
      webhook.options ->> 'ordering' = 'strict' AS strict,
      gentle.webhook_id IS NOT NULL AS gentle,
      least(
        CASE WHEN gentle.webhook_id IS NOT NULL THEN 1 END,
        greatest(0, coalesce(($5::jsonb ->> webhook.webhook_id)::integer, $4::integer))
      ) AS room
    FROM support_webhooks AS webhook
    JOIN support_webhook_totals AS totals ON totals.webhook_id = webhook.webhook_id
    LEFT JOIN gentle ON gentle.webhook_id = webhook.webhook_id
    WHERE webhook.enabled
      AND (
        gentle.webhook_id IS NOT NULL
        OR (
          totals.opened_at IS NULL
          AND NOT $8::jsonb ? webhook.format
          AND (
            totals.resting_until IS NULL
            OR totals.resting_until <= $2::timestamptz
            OR totals.resting_until > $2::timestamptz + $7::integer * interval '1 millisecond'
          )
        )
      )
    ORDER BY md5(webhook.webhook_id || $1::text)
  ) AS webhook
  CROSS JOIN LATERAL (
    SELECT event.ctid AS place
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
    ORDER BY next_attempt_at, event.sequence
    LIMIT webhook.room
    FOR UPDATE SKIP LOCKED
  ) AS due
  LIMIT $3::integer
), rested AS (
  UPDATE support_webhook_totals AS totals
  SET resting_until = $2::timestamptz + interval '1 millisecond' * CASE
    WHEN totals.opened_at IS NULL THEN ($8::jsonb ->> webhook.format)::integer
    ELSE webhook.timeout * 1000 + $6::integer
  END
  FROM support_webhooks AS webhook
  WHERE webhook.webhook_id = totals.webhook_id
    AND totals.webhook_id IN (SELECT webhook_id FROM picked WHERE gentle)
), claimed AS (
  UPDATE support_webhook_events AS event
  SET
    lease_token = $1::text,
    lease_until = $2::timestamptz + webhook.timeout * interval '1 second' + $6::integer * interval '1 millisecond'
  FROM picked, support_webhooks AS webhook
  WHERE event.ctid = picked.place AND webhook.webhook_id = event.webhook_id
  RETURNING
    event.event_id, event.webhook_id, event.session_id, event.payload, event.attempts, event.triggered_at,
    event.sequence, event.replay_id
)
SELECT
  coalesce((SELECT json_agg(claimed ORDER BY triggered_at, sequence) FROM claimed), '[]') AS events,
  coalesce(
    (
      SELECT json_agg(json_build_object(
        'webhook_id', webhook_id,
        'url', url,
        'url_encrypted', url_encrypted,
        'format', format,
        'timeout', timeout,
        'retry_attempts', retry_attempts,
        'secret_encrypted', secret_encrypted,
        'secret_previous', secret_previous,
        'headers_encrypted', headers_encrypted,
        'options', options
      ))
      FROM support_webhooks
      WHERE webhook_id IN (SELECT webhook_id FROM claimed)
    ),
    '[]'
  ) AS webhooks`;
