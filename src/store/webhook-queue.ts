import type { DataSource } from 'typeorm';
import type {
  Claim,
  ClaimedEvent,
  Settlement,
  WebhookCondition,
  WebhookQueue,
  WebhookRow,
} from '../app/webhook-store.ts';
import type { EventId, WebhookId } from '../ids.ts';
import { prepare } from './statements.ts';
import { claimSql } from './webhook-claim-sql.ts';
import { settleSql } from './webhook-settle-sql.ts';

/** Rows in one statement of those that change a whole backlog, so that nobody waits for it. */
const batch = 1000;
/** Attempts kept for each event, the latest; replays by hand could add to them for ever. */
const keptAttempts = 50;
/** Milliseconds. A lease that ends later than this from now was given by a clock that has stepped back since. */
const longestLease = 10 * 60_000;

type ClaimedRow = Omit<ClaimedEvent, 'webhook'> & ClaimedEvent['webhook'];

/** As it comes inside JSON. */
interface ConditionJson {
  readonly webhook_id: WebhookId;
  readonly failing_since: string | null;
  readonly failures: number;
  readonly told: number;
  readonly opened_at: string | null;
  readonly resting_until: string | null;
}

/** The delivery history as a queue. */
export const createWebhookQueue = (dataSource: DataSource): WebhookQueue => {
  const claim = prepare(dataSource, 'webhook_claim', claimSql);
  const settle = prepare(dataSource, 'webhook_settle', settleSql);
  return {
    claim: async ({ token, now, limit, per_webhook, rooms, margin_ms, intervals }: Claim) => {
      const rows = await claim<ClaimedRow>([
        token,
        now,
        limit,
        per_webhook,
        JSON.stringify(rooms),
        margin_ms,
        longestLease,
        JSON.stringify(intervals),
      ]);
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

    settle: async (settlements: readonly Settlement[], { now, circuit }) => {
      const given = settlements.map(({ attempt, ...settlement }) => ({
        ...settlement,
        attempt,
        at: attempt.at,
        error: attempt.error,
        response_status: attempt.response_status,
      }));
      const [row] = await settle<{ settled: EventId[]; health: ConditionJson[] }>([
        JSON.stringify(given),
        keptAttempts,
        now,
        circuit.opens_after,
        circuit.first_rest_ms,
        circuit.longest_rest_ms,
      ]);
      return { settled: row?.settled ?? [], conditions: (row?.health ?? []).map(conditionOf) };
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
  };
};

const conditionOf = ({
  failing_since,
  opened_at,
  resting_until,
  ...rest
}: ConditionJson): WebhookCondition => ({
  ...rest,
  failing_since: dateOf(failing_since),
  opened_at: dateOf(opened_at),
  resting_until: dateOf(resting_until),
});

const dateOf = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));

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
