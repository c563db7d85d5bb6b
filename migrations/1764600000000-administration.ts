import { SqlMigration } from './sql-migration.ts';

/** Who may do what, what was done, and the code that makes the first admin. */
export class Administration1764600000000 extends SqlMigration {
  readonly name = 'Administration1764600000000';

  readonly upStatements = [
    // Whoever is not here is a user.
    `CREATE TABLE support_roles (
  person text PRIMARY KEY,
  role text NOT NULL CHECK (role IN ('agent', 'admin')),
  name text,
  granted_by text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
)`,

    // Written before the change, and settled after it: one that is not settled died on the way.
    `CREATE TABLE support_audit (
  audit_id text PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,
  actor_name text,
  origin text NOT NULL,
  action text NOT NULL,
  target text,
  before jsonb,
  after jsonb,
  settled boolean NOT NULL DEFAULT false
)`,
    'CREATE INDEX support_audit_newest ON support_audit (at DESC, audit_id DESC)',

    // One row at most: the latest start without an admin replaces it.
    `CREATE TABLE support_claims (
  claim text PRIMARY KEY,
  code_hash text NOT NULL,
  tries_left integer NOT NULL,
  expires_at timestamptz NOT NULL
)`,

    'ALTER TABLE support_api_keys ADD COLUMN created_by text',
  ];

  readonly downStatements = [
    'ALTER TABLE support_api_keys DROP COLUMN created_by',
    'DROP TABLE support_claims',
    'DROP TABLE support_audit',
    'DROP TABLE support_roles',
  ];
}
