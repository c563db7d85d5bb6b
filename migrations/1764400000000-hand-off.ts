import { SqlMigration } from './sql-migration.ts';

/**
 * What a hand-off needs beside its session: where the agents have it, the words that cross and where each of them has
 * arrived, and timers.
 */
export class HandOff1764400000000 extends SqlMigration {
  readonly name = 'HandOff1764400000000';

  readonly upStatements = [
    // Where the agents have it: the place it was posted to, and the thread below it.
    'ALTER TABLE support_escalations ADD COLUMN assignee_name text',
    'ALTER TABLE support_escalations ADD COLUMN place text',
    'ALTER TABLE support_escalations ADD COLUMN thread text',
    `CREATE INDEX support_escalations_thread ON support_escalations (thread) WHERE thread IS NOT NULL`,
    `CREATE INDEX support_escalations_assignee ON support_escalations (assignee, updated_at DESC)
  WHERE assignee IS NOT NULL`,

    `CREATE TABLE support_relay (
  message_id text PRIMARY KEY,
  session_id text NOT NULL,
  escalation_id text NOT NULL,
  position integer NOT NULL,
  direction text NOT NULL CHECK (direction IN ('to_person', 'to_agents')),
  author text NOT NULL,
  author_name text,
  text text,
  edited boolean NOT NULL DEFAULT false,
  over_line boolean NOT NULL DEFAULT false,
  files jsonb NOT NULL DEFAULT '[]',
  source text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
)`,
    `CREATE INDEX support_relay_session ON support_relay (session_id, position)`,
    `CREATE INDEX support_relay_source ON support_relay (source) WHERE source IS NOT NULL`,

    // One row for each place that shows the words. What is sent to one conversation goes in the order of `line`; a
    // place that is not known yet (nobody was told so far) has no conversation.
    `CREATE TABLE support_relay_targets (
  message_id text NOT NULL REFERENCES support_relay ON DELETE CASCADE,
  part text NOT NULL CHECK (part IN ('person', 'thread')),
  line bigserial,
  conversation text,
  channel text,
  wanted integer NOT NULL DEFAULT 0,
  shown integer NOT NULL DEFAULT -1,
  ref jsonb,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_until timestamptz,
  lease_token text,
  last_error text,
  failed_at timestamptz,
  delivered_at timestamptz,
  PRIMARY KEY (message_id, part)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE INDEX support_relay_targets_due ON support_relay_targets (next_attempt_at)
  WHERE next_attempt_at IS NOT NULL`,
    `CREATE INDEX support_relay_targets_waiting ON support_relay_targets (conversation, line)
  WHERE next_attempt_at IS NOT NULL`,

    `CREATE TABLE support_timers (
  timer_id text PRIMARY KEY,
  kind text NOT NULL,
  session_id text,
  payload jsonb NOT NULL DEFAULT '{}',
  due_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  lease_until timestamptz,
  lease_token text
) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    `CREATE INDEX support_timers_due ON support_timers (due_at)`,
    `CREATE INDEX support_timers_session ON support_timers (session_id)`,
  ];

  readonly downStatements = [
    'DROP TABLE support_timers',
    'DROP TABLE support_relay_targets',
    'DROP TABLE support_relay',
    'DROP INDEX support_escalations_assignee',
    'DROP INDEX support_escalations_thread',
    'ALTER TABLE support_escalations DROP COLUMN thread',
    'ALTER TABLE support_escalations DROP COLUMN place',
    'ALTER TABLE support_escalations DROP COLUMN assignee_name',
  ];
}
