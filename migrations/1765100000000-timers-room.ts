import { SqlMigration } from './sql-migration.ts';

/** A timer costs as much among very many as among a few. */
export class TimersRoom1765100000000 extends SqlMigration {
  readonly name = 'TimersRoom1765100000000';

  readonly upStatements = [
    // Each is claimed before it fires: with room in its page that touches none of its three indexes.
    `ALTER TABLE support_timers SET (fillfactor = 50)`,
  ];

  readonly downStatements = ['ALTER TABLE support_timers RESET (fillfactor)'];
}
