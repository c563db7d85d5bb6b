import { migrations, type SqlMigration } from '../../migrations/index.ts';

/** Where TypeORM records which migrations have run. Not its default name: the database may be shared. */
export const MIGRATIONS_TABLE = 'support_migrations';

/** Taken while migrations run, by the program and by the script alike. Any number would do that nobody else uses. */
export const LOCK_KEY = 7_364_019_125;

/**
 * The migrations as one SQL script, for `psql` or anything else that runs SQL. It runs what has not run yet and
 * records it where TypeORM looks, all or nothing, so it may be run again, and the program then finds nothing to do.
 */
export function schemaSql(): string {
  return [
    '-- The tables of Unstuck. Made by `npm run schema`; safe to run again: what has run is skipped.',
    'BEGIN;',
    `SELECT pg_advisory_xact_lock(${LOCK_KEY});`,
    // As TypeORM would make it.
    `CREATE TABLE IF NOT EXISTS "${MIGRATIONS_TABLE}" (
  "id" SERIAL NOT NULL PRIMARY KEY,
  "timestamp" bigint NOT NULL,
  "name" character varying NOT NULL
);`,
    ...migrations.map((Migration) => migrationSql(new Migration())),
    'COMMIT;',
    '',
  ].join('\n\n');
}

function migrationSql({ name, upStatements }: SqlMigration): string {
  const timestamp = name.slice(-13);
  return `DO $migration$
BEGIN
IF NOT EXISTS (SELECT FROM "${MIGRATIONS_TABLE}" WHERE "name" = '${name}') THEN

${upStatements.map((statement) => `${statement};`).join('\n\n')}

INSERT INTO "${MIGRATIONS_TABLE}" ("timestamp", "name") VALUES (${timestamp}, '${name}');
END IF;
END
$migration$;`;
}

/** Which migrations a database still lacks, and which it has that this version does not know. */
export async function migrationState(
  query: (sql: string) => Promise<unknown>,
): Promise<{ readonly pending: readonly string[]; readonly unknown: readonly string[] }> {
  const known = migrations.map((Migration) => new Migration().name);
  const [table] = (await query(`SELECT to_regclass('${MIGRATIONS_TABLE}') IS NOT NULL AS found`)) as [
    { found: boolean },
  ];
  const rows = table.found
    ? ((await query(`SELECT "name" FROM "${MIGRATIONS_TABLE}" ORDER BY "timestamp"`)) as { name: string }[])
    : [];
  const ran = rows.map(({ name }) => name);
  return {
    pending: known.filter((name) => !ran.includes(name)),
    unknown: ran.filter((name) => !known.includes(name)),
  };
}
