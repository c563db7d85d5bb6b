/**
 * A process of its own with the embedded database of the folder it is given: writes marks one after the other and
 * prints each once it is committed, until it is killed.
 */
import { migrate, openDatabase } from '../../src/store/data-source.ts';

const [dataDir = ''] = process.argv.slice(2);
const log = { info: () => {}, warn: () => {}, error: () => {} };

try {
  const database = await openDatabase({ dataDir, log });
  await migrate(database);
  console.log('open');
  for (let mark = 1; ; mark += 1) {
    await database.dataSource.transaction(async (manager) => {
      await manager.query('INSERT INTO support_seen (key) VALUES ($1)', [`mark ${mark}`]);
      await manager.query('INSERT INTO support_settings (name, value) VALUES ($1, $2)', [
        `mark ${mark}`,
        '{}',
      ]);
    });
    console.log(mark);
  }
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exitCode = 1;
}
