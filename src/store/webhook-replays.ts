import type { DataSource } from 'typeorm';
import type { WebhookStore } from '../app/webhook-store.ts';
import type { WebhookEventStatus } from '../app/webhooks.ts';

/** Events queued anew in one statement. */
const batch = 1000;

type Replays = Pick<WebhookStore, 'requeue' | 'hasten' | 'replayCounts'>;

/** Where a batch ended: its last event's time, as precise as the database has it, and id. */
type Place = readonly [at: string, event_id: string];

/** Sending again what was sent. */
export const createWebhookReplays = (dataSource: DataSource): Replays => ({
  requeue: async ({ webhook_id, event_id, filter, replay_id, now }) => {
    let total = 0;
    let last: Place | null = null;
    for (;;) {
      const [row]: { queued: number; last: Place | null }[] = await dataSource.query(
        `WITH chosen AS MATERIALIZED (
  SELECT event_id, status, triggered_at, row_number() OVER (ORDER BY triggered_at, sequence, event_id) AS place
  FROM (
    SELECT event_id, status, triggered_at, sequence
    FROM support_webhook_events
    WHERE webhook_id = $1::text
      AND status <> 'pending'
      AND ($11::timestamptz IS NULL OR (triggered_at, event_id) > ($11::timestamptz, $12::text))
      -- What happens from now on is none of it.
      AND (CASE WHEN $5::text IS NULL THEN triggered_at <= $3::timestamptz ELSE event_id = $5::text END)
      AND ($6::timestamptz IS NULL OR triggered_at >= $6::timestamptz)
      AND ($7::timestamptz IS NULL OR triggered_at < $7::timestamptz)
      AND ($8::text IS NULL OR session_id = $8::text)
      AND ($9::text IS NULL OR status = $9::text)
    ORDER BY triggered_at, event_id
    LIMIT $4::integer
    FOR UPDATE
  ) AS locked
), queued AS (
  UPDATE support_webhook_events AS event
  SET
    status = 'pending',
    attempts = 0,
    -- A microsecond apart, so that they leave in the order in which they happened; from a second ago, so that all
    -- of them are due.
    next_attempt_at =
      $3::timestamptz - interval '1 second' + ($10::integer + chosen.place) * interval '1 microsecond',
    replay_id = $2::text
  FROM chosen
  WHERE event.event_id = chosen.event_id
  RETURNING chosen.status AS before
), uncounted AS (
  UPDATE support_webhook_totals
  SET
    successful = successful - (SELECT count(*) FROM queued WHERE before = 'delivered'),
    failed = failed - (SELECT count(*) FROM queued WHERE before = 'failed'),
    refused = refused - (SELECT count(*) FROM queued WHERE before = 'refused')
  WHERE webhook_id = $1::text
)
SELECT
  (SELECT count(*) FROM queued) AS queued,
  (
    SELECT jsonb_build_array(to_char(triggered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), event_id)
    FROM chosen
    ORDER BY triggered_at DESC, event_id DESC
    LIMIT 1
  ) AS last`,
        [
          webhook_id,
          replay_id,
          now,
          batch,
          event_id,
          filter.since ?? null,
          filter.until ?? null,
          filter.session_id ?? null,
          filter.status ?? null,
          total,
          last?.[0] ?? null,
          last?.[1] ?? null,
        ],
      );
      const queued = row?.queued ?? 0;
      last = row?.last ?? null;
      total += queued;
      if (queued < batch) return total;
    }
  },

  hasten: async (id, now) => {
    await dataSource.query(
      `UPDATE support_webhook_events SET next_attempt_at = least(next_attempt_at, $2::timestamptz)
WHERE event_id = $1 AND status = 'pending' AND lease_token IS NULL`,
      [id, now],
    );
  },

  replayCounts: async (id, replayId) => {
    const rows = await dataSource.query<{ status: WebhookEventStatus; count: number }[]>(
      `SELECT status, count(*) AS count FROM support_webhook_events
WHERE webhook_id = $1 AND replay_id = $2
GROUP BY status`,
      [id, replayId],
    );
    const found = new Map(rows.map(({ status, count }) => [status, count]));
    const of = (status: WebhookEventStatus): number => found.get(status) ?? 0;
    return {
      pending: of('pending'),
      delivered: of('delivered'),
      failed: of('failed'),
      refused: of('refused'),
      held: of('held'),
    };
  },
});
