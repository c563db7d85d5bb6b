import { conditionSql } from './webhook-condition.ts';

/**
 * Records attempts: the events, the totals and the health of their webhooks, all at once. Totals are locked in one
 * order everywhere, so that two replicas never wait for each other.
 *
 * Health. Nothing but failures: `failing_since` and `failures`; one success ends it. The circuit: `unreachable` counts
 * attempts in a row that found nobody; at $4 of them it opens, and the webhook rests for $5 milliseconds, twice as long
 * after each probe that finds nobody either, at most $6. Attempts that were under way when it opened say nothing new.
 * Any answer of another kind closes it. What a receiver asks for itself (`rest_until`) holds as well.
 *
 * $1 settlements, $2 attempts kept for each event, $3 now.
 */
export const settleSql = `WITH given AS (
  SELECT *
  FROM jsonb_to_recordset($1::jsonb) AS given (
    event_id text, token text, status text, response_status integer, error text, attempt jsonb, at timestamptz,
    next_attempt_at timestamptz, delivered_at timestamptz, found boolean, rest_until timestamptz
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
  RETURNING
    event.event_id, event.webhook_id, event.status, event.triggered_at, event.error, event.response_status,
    given.at, given.found, given.rest_until
), errors AS (
  SELECT webhook_id, jsonb_object_agg(error, count) AS counts
  FROM (
    SELECT webhook_id, error || coalesce(' ' || response_status, '') AS error, count(*) AS count
    FROM settled
    WHERE error IS NOT NULL
    GROUP BY 1, 2
  ) AS counted
  GROUP BY webhook_id
), tally AS (
  SELECT
    webhook_id,
    count(*) FILTER (WHERE status = 'delivered') AS delivered,
    count(*) FILTER (WHERE status = 'failed') AS failed,
    count(*) FILTER (WHERE status = 'refused') AS refused,
    max(triggered_at) AS last_event_at,
    bool_or(error IS NULL) AS succeeded,
    count(*) FILTER (WHERE error IS NOT NULL) AS failures,
    min(at) FILTER (WHERE error IS NOT NULL) AS failed_at,
    coalesce(bool_or(found), false) AS found,
    count(*) FILTER (WHERE NOT found)::integer AS missed,
    max(at) FILTER (WHERE NOT found) AS missed_at,
    max(rest_until) AS rest_until
  FROM settled
  GROUP BY webhook_id
), locked AS MATERIALIZED (
  SELECT webhook_id, failing_since, failures, told, unreachable, opened_at, resting_until
  FROM support_webhook_totals
  WHERE webhook_id IN (SELECT webhook_id FROM tally)
  ORDER BY webhook_id
  FOR NO KEY UPDATE
), reached AS (
  SELECT
    tally.*,
    locked.told,
    locked.opened_at AS open_before,
    locked.resting_until,
    CASE WHEN succeeded THEN NULL ELSE coalesce(failing_since, failed_at) END AS failing_since,
    CASE WHEN succeeded THEN 0 ELSE locked.failures + tally.failures END AS failures_in_a_row,
    CASE
      WHEN found THEN 0
      WHEN opened_at IS NULL THEN least($4::integer, unreachable + missed)
      WHEN missed_at > opened_at THEN unreachable + 1
      ELSE unreachable
    END AS unreachable,
    NOT found AND CASE
      WHEN opened_at IS NULL THEN unreachable + missed >= $4::integer
      ELSE missed_at > opened_at
    END AS missed_again
  FROM locked
  JOIN tally ON tally.webhook_id = locked.webhook_id
), counted AS (
  UPDATE support_webhook_totals AS totals
  SET
    successful = totals.successful + reached.delivered,
    failed = totals.failed + reached.failed,
    refused = totals.refused + reached.refused,
    last_event_at = greatest(totals.last_event_at, reached.last_event_at),
    failing_since = reached.failing_since,
    failures = reached.failures_in_a_row,
    unreachable = reached.unreachable,
    opened_at = CASE
      WHEN reached.found THEN NULL
      WHEN reached.missed_again THEN coalesce(reached.open_before, $3::timestamptz)
      ELSE reached.open_before
    END,
    resting_until = CASE
      WHEN reached.found AND reached.open_before IS NOT NULL THEN reached.rest_until
      WHEN reached.missed_again THEN greatest(
        reached.rest_until,
        $3::timestamptz + interval '1 millisecond'
          * least($6::integer, $5::integer * 2 ^ least(20, reached.unreachable - $4::integer))
      )
      ELSE greatest(reached.resting_until, reached.rest_until)
    END,
    error_counts = CASE
      WHEN errors.counts IS NULL THEN totals.error_counts
      ELSE (
        SELECT jsonb_object_agg(error, count)
        FROM (
          SELECT key AS error, sum(value::bigint) AS count
          FROM (
            SELECT * FROM jsonb_each_text(totals.error_counts)
            UNION ALL
            SELECT * FROM jsonb_each_text(errors.counts)
          ) AS counted
          GROUP BY key
        ) AS summed
      )
    END
  FROM reached
  LEFT JOIN errors ON errors.webhook_id = reached.webhook_id
  WHERE totals.webhook_id = reached.webhook_id
  RETURNING
    totals.webhook_id, totals.failing_since, totals.failures, totals.told, totals.opened_at, totals.resting_until
)
SELECT
  coalesce((SELECT jsonb_agg(event_id) FROM settled), '[]') AS settled,
  coalesce(
    (
      SELECT jsonb_agg(${conditionSql})
      FROM counted AS totals
      JOIN support_webhooks AS webhook ON webhook.webhook_id = totals.webhook_id
      WHERE failing_since IS NOT NULL OR told > 0 OR resting_until > $3::timestamptz
    ),
    '[]'
  ) AS conditions`;
