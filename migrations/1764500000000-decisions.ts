import { SqlMigration } from './sql-migration.ts';

/** What a model was asked, and how many tokens that took. */
export class Decisions1764500000000 extends SqlMigration {
  readonly name = 'Decisions1764500000000';

  readonly upStatements = [
    // A queue and its history in one, as deliveries are.
    `CREATE TABLE support_decisions (
  decision_id text PRIMARY KEY,
  session_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('pick', 'reply')),
  reply jsonb,
  answer jsonb,
  options jsonb NOT NULL DEFAULT '[]',
  result text,
  choice text,
  question text,
  details text[] NOT NULL DEFAULT '{}',
  used boolean,
  model text,
  attempts integer NOT NULL DEFAULT 0,
  prompt_tokens integer NOT NULL DEFAULT 0,
  completion_tokens integer NOT NULL DEFAULT 0,
  duration_ms integer NOT NULL DEFAULT 0,
  tries integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_until timestamptz,
  lease_token text,
  created_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz
)`,
    `CREATE INDEX support_decisions_due ON support_decisions (next_attempt_at) WHERE next_attempt_at IS NOT NULL`,
    `CREATE INDEX support_decisions_session ON support_decisions (session_id, created_at)`,
    `CREATE INDEX support_decisions_created ON support_decisions (created_at)`,
    `CREATE TABLE support_model_tokens (
  day date PRIMARY KEY,
  tokens bigint NOT NULL
)`,
  ];

  readonly downStatements = ['DROP TABLE support_model_tokens', 'DROP TABLE support_decisions'];
}
