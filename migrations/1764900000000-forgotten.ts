import { SqlMigration } from './sql-migration.ts';

/** When a session lost its person: what they wrote and who they were are gone, the counts stay. */
export class Forgotten1764900000000 extends SqlMigration {
  readonly name = 'Forgotten1764900000000';

  readonly upStatements = [
    'ALTER TABLE support_sessions ADD COLUMN forgotten_at timestamptz',
    `CREATE INDEX support_sessions_remembered ON support_sessions (updated_at) WHERE forgotten_at IS NULL`,
  ];

  readonly downStatements = [
    'DROP INDEX support_sessions_remembered',
    'ALTER TABLE support_sessions DROP COLUMN forgotten_at',
  ];
}
