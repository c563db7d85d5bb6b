import type { DataSource } from 'typeorm';

/**
 * Removes marks of deliveries that no platform repeats any more, the oldest first.
 *
 * @returns how many, at most `limit`
 */
export const forgetSeen = async (dataSource: DataSource, before: Date, limit: number): Promise<number> =>
  await count(
    dataSource,
    `WITH old AS (
       SELECT key FROM support_seen WHERE seen_at < $1::timestamptz
       ORDER BY seen_at LIMIT $2::integer FOR UPDATE SKIP LOCKED
     ),
     gone AS (DELETE FROM support_seen USING old WHERE support_seen.key = old.key RETURNING old.key)
     SELECT count(*)::integer AS gone FROM gone`,
    [before, limit],
  );

/**
 * Removes webhook events that are settled, or have been held for so long, webhook by webhook, so that each is found by
 * its own index. The totals counted them when they were settled.
 *
 * @returns how many, at most `limit`
 */
export const forgetDelivered = async (dataSource: DataSource, before: Date, limit: number): Promise<number> =>
  await count(
    dataSource,
    `WITH old AS (
       SELECT event.event_id
       FROM support_webhooks AS webhook
       CROSS JOIN LATERAL (
         SELECT event_id FROM support_webhook_events AS settled
         WHERE settled.webhook_id = webhook.webhook_id AND triggered_at < $1::timestamptz
           AND status <> 'pending'
         ORDER BY triggered_at, event_id LIMIT $2::integer FOR UPDATE SKIP LOCKED
       ) AS event
       LIMIT $2::integer
     ),
     gone AS (
       DELETE FROM support_webhook_events AS event USING old WHERE event.event_id = old.event_id
       RETURNING event.event_id
     )
     SELECT count(*)::integer AS gone FROM gone`,
    [before, limit],
  );

/**
 * Removes what models were asked and what that took, the oldest first. What is still to be settled stays.
 *
 * @returns how many, at most `limit`
 */
export const forgetDecisions = async (dataSource: DataSource, before: Date, limit: number): Promise<number> =>
  await count(
    dataSource,
    `WITH old AS (
       SELECT decision_id FROM support_decisions WHERE created_at < $1::timestamptz AND settled_at IS NOT NULL
       ORDER BY created_at LIMIT $2::integer FOR UPDATE SKIP LOCKED
     ),
     gone AS (
       DELETE FROM support_decisions AS decision USING old WHERE decision.decision_id = old.decision_id
       RETURNING old.decision_id
     ),
     days AS (DELETE FROM support_model_tokens WHERE day < ($1::timestamptz)::date RETURNING day)
     SELECT count(*)::integer AS gone FROM gone`,
    [before, limit],
  );

/**
 * Removes what was changed by whom, the oldest first.
 *
 * @returns how many, at most `limit`
 */
export const forgetAudit = async (dataSource: DataSource, before: Date, limit: number): Promise<number> =>
  await count(
    dataSource,
    `WITH old AS (
       SELECT audit_id FROM support_audit WHERE at < $1::timestamptz
       ORDER BY at LIMIT $2::integer FOR UPDATE SKIP LOCKED
     ),
     gone AS (
       DELETE FROM support_audit AS line USING old WHERE line.audit_id = old.audit_id RETURNING old.audit_id
     )
     SELECT count(*)::integer AS gone FROM gone`,
    [before, limit],
  );

/**
 * Removes what buttons stand for whose words are too long for them, where no page drew them since.
 *
 * @returns how many, at most `limit`
 */
export const forgetWords = async (dataSource: DataSource, before: Date, limit: number): Promise<number> =>
  await count(
    dataSource,
    `WITH old AS (
       SELECT channel, key FROM support_keep
       WHERE channel = 'api' AND starts_with(key, 'words:') AND updated_at < $1::timestamptz
       LIMIT $2::integer FOR UPDATE SKIP LOCKED
     ),
     gone AS (
       DELETE FROM support_keep AS kept USING old
       WHERE kept.channel = old.channel AND kept.key = old.key RETURNING old.key
     )
     SELECT count(*)::integer AS gone FROM gone`,
    [before, limit],
  );

const count = async (dataSource: DataSource, sql: string, parameters: unknown[]): Promise<number> => {
  const [row] = await dataSource.query<{ gone: number }[]>(sql, parameters);
  return row?.gone ?? 0;
};
