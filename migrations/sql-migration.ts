import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A migration that is nothing but SQL statements, so that the same text runs through TypeORM and through `psql`
 * (`npm run schema`). The name ends in the 13 digits TypeORM sorts by, and never changes once it was released.
 */
export abstract class SqlMigration implements MigrationInterface {
  abstract readonly name: string;
  abstract readonly upStatements: readonly string[];
  abstract readonly downStatements: readonly string[];

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of this.upStatements) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of this.downStatements) await queryRunner.query(statement);
  }
}
