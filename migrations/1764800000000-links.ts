import { SqlMigration } from './sql-migration.ts';

/** Sessions that are continued on the web: the links to them, and who holds them there. */
export class Links1764800000000 extends SqlMigration {
  readonly name = 'Links1764800000000';

  readonly upStatements = [
    // The link itself is nowhere: who reads this table cannot follow it.
    `CREATE TABLE support_links (
  token_hash text PRIMARY KEY,
  session_id text NOT NULL REFERENCES support_sessions ON DELETE CASCADE,
  expires_at timestamptz NOT NULL
)`,
    'CREATE INDEX support_links_session ON support_links (session_id)',
    'CREATE INDEX support_links_expired ON support_links (expires_at)',

    `CREATE TABLE support_guests (
  visitor text NOT NULL,
  session_id text NOT NULL REFERENCES support_sessions ON DELETE CASCADE,
  since timestamptz NOT NULL,
  PRIMARY KEY (visitor, session_id)
)`,
    'CREATE INDEX support_guests_session ON support_guests (session_id)',
  ];

  readonly downStatements = ['DROP TABLE support_guests', 'DROP TABLE support_links'];
}
