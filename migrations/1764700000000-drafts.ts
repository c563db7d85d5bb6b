import { SqlMigration } from './sql-migration.ts';

/** Drafts: who wrote them last, and how often, so that two admins do not write over each other. */
export class Drafts1764700000000 extends SqlMigration {
  readonly name = 'Drafts1764700000000';

  readonly upStatements = [
    `ALTER TABLE support_templates
  ADD COLUMN revision integer NOT NULL DEFAULT 1,
  ADD COLUMN changed_by text,
  ADD COLUMN changed_at timestamptz`,
  ];

  readonly downStatements = [
    `ALTER TABLE support_templates
  DROP COLUMN revision,
  DROP COLUMN changed_by,
  DROP COLUMN changed_at`,
  ];
}
