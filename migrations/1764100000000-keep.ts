import { SqlMigration } from './sql-migration.ts';

/**
 * What adapters must remember beyond a process (where a conversation lives, the last message seen, installations),
 * and who leads where one replica alone may act.
 */
export class Keep1764100000000 extends SqlMigration {
  readonly name = 'Keep1764100000000';

  readonly upStatements = [
    `CREATE TABLE support_keep (
  channel text NOT NULL,
  key text NOT NULL,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel, key)
)`,
    `CREATE TABLE support_leaders (
  name text PRIMARY KEY,
  holder text NOT NULL,
  until timestamptz NOT NULL
)`,
  ];

  readonly downStatements = ['DROP TABLE support_leaders', 'DROP TABLE support_keep'];
}
