import { SqlMigration } from './sql-migration.ts';

/**
 * All tables of the first version. Ids are text (`[A-Za-z0-9_-]{1,64}`, or a person's or conversation's address),
 * moments are timestamptz and normally written by the program, whose clock is passed in; the defaults serve people
 * who insert a row by hand.
 */
export class Initial1764000000000 extends SqlMigration {
  readonly name = 'Initial1764000000000';

  readonly upStatements = [
    // -- sessions ------------------------------------------------------------------------------------------------
    // Free room in each page: a session's row is rewritten at every command, and an update that stays within its
    // page and touches no indexed column (so updated_at is in none) leaves all the indexes below alone.
    `CREATE TABLE support_sessions (
  session_id text PRIMARY KEY,
  status text NOT NULL
    CHECK (status IN ('choosing', 'collecting', 'in_progress', 'resolved', 'escalated', 'cancelled', 'expired')),
  version integer NOT NULL,
  sequence integer NOT NULL,
  channel text NOT NULL,
  conversation text NOT NULL,
  person text NOT NULL,
  locale text NOT NULL,
  template_id text,
  template_version integer,
  category text,
  outcome text,
  state jsonb NOT NULL,
  problem text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz
) WITH (fillfactor = 70)`,
    // One open session per person and conversation. A program behind REST may open as many as it likes.
    `CREATE UNIQUE INDEX support_sessions_one_open ON support_sessions (person, conversation)
  WHERE status IN ('choosing', 'collecting', 'in_progress') AND channel <> 'api'`,
    `CREATE INDEX support_sessions_newest ON support_sessions (created_at DESC, session_id DESC)`,
    `CREATE INDEX support_sessions_status ON support_sessions (status, created_at DESC, session_id DESC)`,
    `CREATE INDEX support_sessions_person ON support_sessions (person, conversation, created_at DESC)`,

    `CREATE TABLE support_session_events (
  session_id text NOT NULL,
  position integer NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  data jsonb NOT NULL,
  outward_event text,
  sequence integer,
  outward jsonb,
  PRIMARY KEY (session_id, position)
)`,
    `CREATE UNIQUE INDEX support_session_events_sequence ON support_session_events (session_id, sequence)
  WHERE sequence IS NOT NULL`,

    // -- outgoing messages: one row for each message people can see ----------------------------------------------
    // Vacuumed after 2 % instead of 20 % of the rows have changed: every row passes through the index of what is
    // due several times, and its dead entries stand exactly where the next claim starts to read.
    `CREATE TABLE support_messages (
  message_id text PRIMARY KEY,
  session_id text,
  conversation text NOT NULL,
  channel text NOT NULL,
  person text NOT NULL,
  role text NOT NULL,
  wanted integer NOT NULL,
  shown integer NOT NULL DEFAULT -1,
  ref jsonb,
  content jsonb,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_until timestamptz,
  lease_token text,
  last_error text,
  failed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE INDEX support_messages_due ON support_messages (next_attempt_at) WHERE next_attempt_at IS NOT NULL`,
    `CREATE INDEX support_messages_session ON support_messages (session_id)`,

    // -- platform events that were already acted upon ------------------------------------------------------------
    `CREATE TABLE support_seen (
  key text PRIMARY KEY,
  session_id text,
  seen_at timestamptz NOT NULL DEFAULT now()
)`,
    `CREATE INDEX support_seen_at ON support_seen (seen_at)`,

    // -- webhooks ------------------------------------------------------------------------------------------------
    `CREATE TABLE support_webhooks (
  webhook_id text PRIMARY KEY,
  url text NOT NULL,
  events text[] NOT NULL,
  timeout integer NOT NULL DEFAULT 10,
  retry_attempts integer NOT NULL DEFAULT 3,
  enabled boolean NOT NULL DEFAULT true,
  format text NOT NULL DEFAULT 'standard',
  description text,
  secret_encrypted text,
  secret_previous jsonb NOT NULL DEFAULT '[]',
  headers_encrypted text,
  disabled_reason text,
  options jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
)`,

    // A queue and the history of deliveries in one: vacuumed early for the reason given at support_messages.
    `CREATE TABLE support_webhook_events (
  event_id text PRIMARY KEY,
  webhook_id text NOT NULL REFERENCES support_webhooks ON DELETE CASCADE,
  event text NOT NULL,
  session_id text,
  sequence integer,
  payload jsonb NOT NULL,
  status text NOT NULL DEFAULT 'pending'
    CHECK (status IN ('pending', 'delivered', 'failed', 'refused', 'held')),
  response_status integer,
  error text,
  attempts integer NOT NULL DEFAULT 0,
  attempt_log jsonb NOT NULL DEFAULT '[]',
  triggered_at timestamptz NOT NULL DEFAULT now(),
  next_attempt_at timestamptz,
  delivered_at timestamptz,
  lease_until timestamptz,
  lease_token text,
  replay_id text
) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    // Small, because it holds waiting rows alone. The claim reads it webhook by webhook, so that the backlog of one
    // never stands between a worker and the others, and the view counts by it without reading the history.
    `CREATE INDEX support_webhook_events_open ON support_webhook_events (webhook_id, next_attempt_at)
  WHERE status IN ('pending', 'held')`,
    `CREATE INDEX support_webhook_events_newest
  ON support_webhook_events (webhook_id, triggered_at DESC, event_id DESC)`,
    `CREATE INDEX support_webhook_events_session ON support_webhook_events (session_id)`,

    // Settled deliveries, counted where they are settled, so that the numbers outlive the rows. Half of each page is
    // kept free: the few rows here are rewritten at every settled delivery.
    `CREATE TABLE support_webhook_totals (
  webhook_id text PRIMARY KEY REFERENCES support_webhooks ON DELETE CASCADE,
  successful bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  refused bigint NOT NULL DEFAULT 0,
  last_event_at timestamptz,
  error_counts jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50)`,

    `CREATE VIEW vw_webhook_stats AS
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
  webhook.created_at
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
) AS open`,

    // -- templates -----------------------------------------------------------------------------------------------
    `CREATE TABLE support_templates (
  template_id text NOT NULL,
  version integer NOT NULL,
  locale text NOT NULL,
  category text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
  content jsonb NOT NULL,
  source text NOT NULL DEFAULT 'api',
  created_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  archived_at timestamptz,
  PRIMARY KEY (template_id, version, locale)
)`,

    // -- escalations ---------------------------------------------------------------------------------------------
    `CREATE TABLE support_escalations (
  escalation_id text PRIMARY KEY,
  session_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'claimed', 'closed')),
  priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  assignee text,
  reason text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz
)`,
    `CREATE INDEX support_escalations_session ON support_escalations (session_id)`,
    `CREATE INDEX support_escalations_status ON support_escalations (status, created_at DESC, escalation_id DESC)`,

    // -- keys, requests, settings, people ------------------------------------------------------------------------
    `CREATE TABLE support_api_keys (
  key_id text PRIMARY KEY,
  name text NOT NULL,
  key_hash text NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz
)`,
    `CREATE TABLE support_idempotency (
  caller text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status integer,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  lease_until timestamptz NOT NULL,
  PRIMARY KEY (caller, key)
)`,
    `CREATE INDEX support_idempotency_created ON support_idempotency (created_at)`,
    `CREATE TABLE support_settings (
  name text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
)`,
    `CREATE TABLE support_people (
  person text PRIMARY KEY,
  name text,
  locale text,
  profile jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now()
)`,
  ];

  readonly downStatements = [
    'DROP VIEW vw_webhook_stats',
    'DROP TABLE support_people',
    'DROP TABLE support_settings',
    'DROP TABLE support_idempotency',
    'DROP TABLE support_api_keys',
    'DROP TABLE support_escalations',
    'DROP TABLE support_templates',
    'DROP TABLE support_webhook_totals',
    'DROP TABLE support_webhook_events',
    'DROP TABLE support_webhooks',
    'DROP TABLE support_seen',
    'DROP TABLE support_messages',
    'DROP TABLE support_session_events',
    'DROP TABLE support_sessions',
  ];
}
