import type { DataSource } from 'typeorm';
import type { Claim, ClaimedEvent, Settlement, WebhookQueue } from '../app/webhook-store.ts';
import type { EventId, WebhookId } from '../ids.ts';
import { prepare } from './statements.ts';
import { conditionOf, type ConditionJson } from './webhook-condition.ts';
import { claimSql } from './webhook-claim-sql.ts';
import { settleSql } from './webhook-settle-sql.ts';

/** Attempts kept for each event, the latest; replays by hand could add to them for ever. */
const keptAttempts = 50;
/** Milliseconds. A lease that ends later than this from now was given by a clock that has stepped back since. */
const longestLease = 10 * 60_000;

/** A claim as it comes: JSON, whose moments are texts. */
interface ClaimedJson {
  readonly events: readonly (Omit<ClaimedEvent, 'webhook' | 'triggered_at'> & {
    readonly webhook_id: WebhookId;
    readonly triggered_at: string;
  })[];
  readonly webhooks: readonly ClaimedEvent['webhook'][];
}

/** The delivery history as a queue. */
export const createWebhookQueue = (dataSource: DataSource): WebhookQueue => {
  const claim = prepare(dataSource, 'webhook_claim', claimSql);
  const settle = prepare(dataSource, 'webhook_settle', settleSql);
  return {
    claim: async ({ token, now, limit, per_webhook, rooms, margin_ms, intervals }: Claim) => {
      const [row] = await claim<ClaimedJson>([
        token,
        now,
        limit,
        per_webhook,
        JSON.stringify(rooms),
        margin_ms,
        longestLease,
        JSON.stringify(intervals),
      ]);
      if (row === undefined) return [];
      const webhooks = new Map(row.webhooks.map((webhook) => [webhook.webhook_id, webhook]));
      const events: ClaimedEvent[] = [];
      for (const event of row.events) {
        const webhook = webhooks.get(event.webhook_id);
        // Written out: this is done for every event that is ever delivered.
        if (webhook === undefined) continue;
        events.push({
          event_id: event.event_id,
          session_id: event.session_id,
          payload: event.payload,
          attempts: event.attempts,
          triggered_at: new Date(event.triggered_at),
          sequence: event.sequence,
          replay_id: event.replay_id,
          webhook,
        });
      }
      return events;
    },

    settle: async (settlements: readonly Settlement[], { now, circuit }) => {
      const given = settlements.map((settlement) => ({
        event_id: settlement.event_id,
        token: settlement.token,
        status: settlement.status,
        attempt: settlement.attempt,
        at: settlement.attempt.at,
        error: settlement.attempt.error,
        response_status: settlement.attempt.response_status,
        next_attempt_at: settlement.next_attempt_at,
        delivered_at: settlement.delivered_at,
        found: settlement.found,
        rest_until: settlement.rest_until,
      }));
      const [row] = await settle<{ settled: EventId[]; conditions: ConditionJson[] }>([
        JSON.stringify(given),
        keptAttempts,
        now,
        circuit.opens_after,
        circuit.first_rest_ms,
        circuit.longest_rest_ms,
      ]);
      return { settled: row?.settled ?? [], conditions: (row?.conditions ?? []).map(conditionOf) };
    },

    release: async (leases) => {
      await dataSource.query(
        `UPDATE support_webhook_events AS event SET lease_until = NULL, lease_token = NULL
  FROM jsonb_to_recordset($1::jsonb) AS lease (event_id text, token text)
  WHERE event.event_id = lease.event_id AND event.lease_token = lease.token AND status = 'pending'`,
        [JSON.stringify(leases)],
      );
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
  WHERE webhook.enabled
    -- Those rest on purpose.
    AND NOT EXISTS (
      SELECT FROM support_webhook_totals AS totals
      WHERE totals.webhook_id = webhook.webhook_id AND totals.opened_at IS NOT NULL
    )`,
        [now],
      );
      return row?.since ?? null;
    },
  };
};
