import type { DataSource } from 'typeorm';
import type {
  KeptWebhook,
  StoredStats,
  WebhookEventRow,
  WebhookRow,
  WebhookStore,
} from '../app/webhook-store.ts';
import type { EventId, WebhookId } from '../ids.ts';
import { conditionOf, conditionSql, type ConditionJson } from './webhook-condition.ts';
import { createWebhookAlerts } from './webhook-health.ts';
import { holdBack, letGo } from './webhook-hold.ts';
import { createWebhookQueue } from './webhook-queue.ts';
import { createWebhookReplays } from './webhook-replays.ts';

const webhookColumns = `webhook_id, url, url_encrypted, events, timeout, retry_attempts, enabled, format, description,
  secret_encrypted, secret_previous, headers_encrypted, disabled_reason, disabled_at, disabled_detail, options, created_at, updated_at`;

const eventColumns = `event_id, webhook_id, event, session_id, sequence, payload, status, response_status, error,
  attempts, attempt_log, triggered_at, next_attempt_at, delivered_at, replay_id,
  jsonb_build_object(
    'at', to_char(triggered_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'sequence', coalesce(sequence, 0),
    'event_id', event_id
  ) AS position`;

const webhookQuery = `SELECT ${webhookColumns
  .split(',')
  .map((column) => `webhook.${column.trim()}`)
  .join(', ')}, ${conditionSql} AS condition
FROM support_webhooks AS webhook
JOIN support_webhook_totals AS totals ON totals.webhook_id = webhook.webhook_id`;

type WebhookJson = WebhookRow & { readonly condition: ConditionJson };
const keptOf = (row: WebhookJson): KeptWebhook => ({ ...row, condition: conditionOf(row.condition) });

export const createWebhookStore = (dataSource: DataSource): WebhookStore => {
  const find = async (id: WebhookId): Promise<KeptWebhook | null> => {
    const [row] = await dataSource.query<WebhookJson[]>(`${webhookQuery} WHERE webhook.webhook_id = $1`, [
      id,
    ]);
    return row === undefined ? null : keptOf(row);
  };
  const findEvent = async (id: EventId): Promise<WebhookEventRow | null> => {
    const [row] = await dataSource.query<WebhookEventRow[]>(
      `SELECT ${eventColumns} FROM support_webhook_events WHERE event_id = $1`,
      [id],
    );
    return row ?? null;
  };
  return {
    ...createWebhookQueue(dataSource),
    ...createWebhookAlerts(dataSource),
    ...createWebhookReplays(dataSource),
    find,
    findEvent,

    insert: async (row) => {
      const inserted = await dataSource.query<unknown[]>(
        `INSERT INTO support_webhooks (${webhookColumns})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT DO NOTHING
RETURNING webhook_id`,
        webhookValues(row),
      );
      return inserted.length === 1;
    },

    list: async ({ limit, after }) => {
      const rows = await dataSource.query<WebhookJson[]>(
        `${webhookQuery}
WHERE $2::text IS NULL OR webhook.webhook_id > $2::text
ORDER BY webhook.webhook_id
LIMIT $1::integer`,
        [limit, after],
      );
      return rows.map(keptOf);
    },

    update: async (id, change, held) => {
      const current = await find(id);
      if (current === null) return null;
      const { enabled } = change(current);
      const goes = enabled && (held ?? (current.enabled ? 'keep' : 'deliver')) === 'deliver';
      // Before it is on: should the process die in between, a webhook that is off has pending events, which wait.
      if (goes) await letGo(dataSource, id);
      const changed = await dataSource.transaction(async (manager) => {
        const [row] = await manager.query<WebhookRow[]>(
          `SELECT ${webhookColumns} FROM support_webhooks WHERE webhook_id = $1 FOR NO KEY UPDATE`,
          [id],
        );
        if (row === undefined) return null;
        const next: WebhookRow = { ...change(row), webhook_id: row.webhook_id, created_at: row.created_at };
        await manager.query(
          `UPDATE support_webhooks SET (${webhookColumns}) =
  ROW ($1, $2, $3, $4::text[], $5::integer, $6::integer, $7::boolean, $8, $9, $10, $11::jsonb, $12, $13,
    $14::timestamptz, $15, $16::jsonb, $17::timestamptz, $18::timestamptz)
WHERE webhook_id = $1`,
          webhookValues(next),
        );
        const moved = row.url !== next.url || row.url_encrypted !== next.url_encrypted;
        if (moved || (next.enabled && !row.enabled)) {
          await manager.query(
            `UPDATE support_webhook_totals
SET failing_since = NULL, failures = 0, told = 0, unreachable = 0, opened_at = NULL, resting_until = NULL
WHERE webhook_id = $1`,
            [id],
          );
        }
        return { before: row, next };
      });
      if (changed === null) return null;
      if (changed.before.enabled && !changed.next.enabled) await holdBack(dataSource, id);
      // And those that came while it was being switched on.
      if (goes) await letGo(dataSource, id);
      return await find(id);
    },

    remove: async (id) =>
      await dataSource.transaction(async (manager) => {
        // The events first, in the order in which a worker that settles them locks: the other way they could meet.
        await manager.query('DELETE FROM support_webhook_events WHERE webhook_id = $1', [id]);
        const [, removed] = await manager.query<[unknown[], number]>(
          'DELETE FROM support_webhooks WHERE webhook_id = $1',
          [id],
        );
        return removed === 1;
      }),

    insertEvent: async (row) => {
      const inserted = await dataSource.query<unknown[]>(
        `INSERT INTO support_webhook_events
  (event_id, webhook_id, event, session_id, sequence, payload, status, triggered_at, next_attempt_at)
SELECT
  $1::text, webhook_id, $3::text, $4::text, $5::integer, $6::jsonb, CASE WHEN enabled THEN 'pending' ELSE 'held' END,
  $7::timestamptz, CASE WHEN enabled THEN $7::timestamptz END
FROM support_webhooks
WHERE webhook_id = $2::text
FOR KEY SHARE
RETURNING event_id`,
        [
          row.event_id,
          row.webhook_id,
          row.event,
          row.session_id,
          row.sequence,
          JSON.stringify(row.payload),
          row.triggered_at,
        ],
      );
      return inserted.length === 1;
    },

    listEvents: async ({ webhook_id, status, order, limit, after }) => {
      const direction = order === 'newest' ? 'DESC' : 'ASC';
      const beyond = order === 'newest' ? '<' : '>';
      return await dataSource.query<WebhookEventRow[]>(
        `SELECT ${eventColumns} FROM support_webhook_events
WHERE webhook_id = $1
  AND ($2::text IS NULL OR status = $2::text)
  AND (
    $4::timestamptz IS NULL
    OR (
      triggered_at ${beyond}= $4::timestamptz
      AND (triggered_at, coalesce(sequence, 0), event_id) ${beyond} ($4::timestamptz, $5::integer, $6::text)
    )
  )
ORDER BY triggered_at ${direction}, coalesce(sequence, 0) ${direction}, event_id ${direction}
LIMIT $3::integer`,
        [webhook_id, status, limit, after?.at ?? null, after?.sequence ?? null, after?.event_id ?? null],
      );
    },

    stats: async (id, sample) => {
      const [row] = await dataSource.query<StatsRow[]>(
        `SELECT
  stats.webhook_id, stats.url, stats.enabled, total_events, successful_events, failed_events, refused_events, pending_events,
  held_events, success_rate, stats.last_event_at, totals.error_counts, p50, p99,
  ${conditionSql} AS condition
FROM vw_webhook_stats AS stats
JOIN support_webhooks AS webhook ON webhook.webhook_id = stats.webhook_id
JOIN support_webhook_totals AS totals ON totals.webhook_id = stats.webhook_id
CROSS JOIN LATERAL (
  SELECT
    percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS p50,
    percentile_disc(0.99) WITHIN GROUP (ORDER BY ms) AS p99
  FROM (
    SELECT (extract(epoch FROM delivered_at - triggered_at) * 1000)::double precision AS ms
    FROM (
      SELECT delivered_at, triggered_at, replay_id
      FROM support_webhook_events AS event
      WHERE event.webhook_id = stats.webhook_id
      ORDER BY triggered_at DESC, event_id DESC
      LIMIT $2::integer
    ) AS latest
    -- What was sent again by hand says nothing about how fast we are.
    WHERE delivered_at IS NOT NULL AND replay_id IS NULL
  ) AS delays
) AS delay
WHERE stats.webhook_id = $1`,
        [id, sample],
      );
      if (row === undefined) return null;
      const { p50, p99, condition, ...stats } = row;
      return {
        ...stats,
        condition: conditionOf(condition),
        delivery_ms: p50 === null || p99 === null ? null : { p50, p99 },
      };
    },
  };
};

type StatsRow = Omit<StoredStats, 'delivery_ms' | 'condition'> & {
  readonly condition: ConditionJson;
  readonly p50: number | null;
  readonly p99: number | null;
};

const webhookValues = (row: WebhookRow): readonly unknown[] => [
  row.webhook_id,
  row.url,
  row.url_encrypted,
  row.events,
  row.timeout,
  row.retry_attempts,
  row.enabled,
  row.format,
  row.description,
  row.secret_encrypted,
  JSON.stringify(row.secret_previous),
  row.headers_encrypted,
  row.disabled_reason,
  row.disabled_at,
  row.disabled_detail,
  JSON.stringify(row.options),
  row.created_at,
  row.updated_at,
];
