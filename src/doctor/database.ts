import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { createVault, VaultError } from '../store/crypto.ts';
import { openDatabase } from '../store/data-source.ts';
import type { Database } from '../store/data-source.ts';
import { DatabaseProblem, DataFolderInUse, errorMessage } from '../store/database-errors.ts';
import { loadFolderKeys } from '../store/keys.ts';
import { migrationState } from '../store/schema-sql.ts';
import { openSecret } from '../webhooks/sealed.ts';
import type { WebhookId } from '../ids.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

/** The data folder with its keys, or PostgreSQL; what is in it, and whether the keys fit it. Nothing is made. */
export const checkDatabase = async (config: Config): Promise<readonly Finding[]> => {
  if (config.databaseUrl !== null) {
    const keys = ok('Keys', 'ENCRYPTION_KEY and ADMIN_API_KEY are set and well formed.');
    return [keys, ...(await lookInto(config, config.encryptionKey))];
  }
  const folder = checkFolder(resolve(config.dataDir));
  if (folder.result !== 'ok') return [folder];
  const keys = checkKeys(config);
  const opened = existsSync(join(config.dataDir, 'pgdata'))
    ? await lookInto(config, keys.encryptionKey)
    : [skipped('Database', 'There is none yet: the first start makes it.')];
  return [folder, keys.finding, ...opened];
};

const checkFolder = (dataDir: string): Finding => {
  const about = 'DATA_DIR';
  const found = existsSync(dataDir);
  const nearest = found ? dataDir : above(dataDir);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    return problem(
      about,
      `${nearest} cannot be written to: ${errorMessage(error)}.`,
      'Give this user the right to write there, or set DATA_DIR to another folder.',
    );
  }
  return found
    ? ok(about, `${dataDir} can be written to.`)
    : skipped(
        about,
        `${dataDir} is not there yet: the first start makes it, the database and the keys in it.`,
      );
};

const above = (folder: string): string => {
  const parent = dirname(folder);
  return existsSync(parent) || parent === folder ? parent : above(parent);
};

const checkKeys = (config: Config): { finding: Finding; encryptionKey: Buffer | null } => {
  const about = 'Keys';
  const files = ['admin_api_key', 'encryption_key'].map((name) => join(config.dataDir, name));
  const open = files.filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0);
  if (!files.every((file) => existsSync(file)))
    return {
      finding: skipped(about, 'Not all are there yet: the next start makes those that are not configured.'),
      encryptionKey: config.encryptionKey,
    };
  try {
    const keys = loadFolderKeys(config.dataDir);
    const encryptionKey = config.encryptionKey ?? keys.encryptionKey.value;
    const finding =
      open.length > 0 && process.platform !== 'win32'
        ? problem(
            about,
            `Others on this machine may read ${open.join(' and ')}.`,
            `Run: chmod 600 ${open.join(' ')}`,
          )
        : ok(about, `${files.join(' and ')} are well formed, and for this user alone.`);
    return { finding, encryptionKey };
  } catch (error) {
    if (!(error instanceof DatabaseProblem)) throw error;
    return {
      finding: problem(about, error.message, 'A backup of the data folder has them.'),
      encryptionKey: config.encryptionKey,
    };
  }
};

const lookInto = async (config: Config, encryptionKey: Buffer | null): Promise<readonly Finding[]> => {
  const about = 'Database';
  let database: Database;
  try {
    database = await openDatabase({
      databaseUrl: config.databaseUrl ?? undefined,
      dataDir: config.dataDir,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      poolSize: 1,
    });
  } catch (error) {
    if (error instanceof DataFolderInUse)
      return [skipped(about, 'A running Unstuck has it open; its /readyz tells how it is.')];
    if (!(error instanceof DatabaseProblem)) throw error;
    return [
      problem(
        about,
        error.message,
        'Nothing starts without it: see DATABASE_URL and DATA_DIR in .env.example.',
      ),
    ];
  }
  try {
    return [
      await checkVersion(database),
      await checkTables(database),
      ...(await checkSecrets(database, encryptionKey)),
    ];
  } finally {
    await database.close();
  }
};

const checkVersion = async ({ dataSource, kind }: Database): Promise<Finding> => {
  const [row] = await dataSource.query<{ server_version: string }[]>('SHOW server_version');
  const name = kind === 'embedded' ? 'The embedded PostgreSQL' : 'PostgreSQL';
  return ok('Database', `${name} ${row?.server_version ?? ''} answers.`);
};

const checkTables = async ({ dataSource }: Database): Promise<Finding> => {
  const about = 'Tables';
  const { pending, unknown } = await migrationState(async (sql) => await dataSource.query<unknown>(sql));
  if (unknown.length > 0)
    return problem(
      about,
      `A newer Unstuck has changed them (${unknown.join(', ')}).`,
      'Run that version again; an older one may misread what it wrote.',
    );
  return pending.length === 0
    ? ok(about, 'They are those of this version.')
    : ok(about, `${pending.join(', ')} will run at the next start, or now with \`npm run migrate\`.`);
};

/** One sealed secret tells whether the key is the one that everything was sealed with. */
const checkSecrets = async (
  { dataSource }: Database,
  encryptionKey: Buffer | null,
): Promise<readonly Finding[]> => {
  const about = 'Secrets';
  if (encryptionKey === null) return [];
  const [table] = await dataSource.query<{ found: boolean }[]>(
    `SELECT to_regclass('support_webhooks') IS NOT NULL AS found`,
  );
  if (table?.found !== true) return [];
  const [row] = await dataSource.query<{ webhook_id: WebhookId; secret_encrypted: string }[]>(
    'SELECT webhook_id, secret_encrypted FROM support_webhooks WHERE secret_encrypted IS NOT NULL ORDER BY created_at DESC LIMIT 1',
  );
  if (!row) return [];
  try {
    openSecret(createVault(encryptionKey), row.webhook_id, row.secret_encrypted);
    return [ok(about, 'The encryption key opens what is sealed in the database.')];
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return [
      problem(
        about,
        'The encryption key does not open what is sealed in the database.',
        'Put back the key it was written with: ENCRYPTION_KEY, or encryption_key in the data folder.',
      ),
    ];
  }
};
