import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import pg from 'pg';
import { migrations } from '../../migrations/index.ts';
import { migrate, openDatabase, type Database } from '../../src/store/data-source.ts';
import { startEmbedded } from '../../src/store/embedded.ts';
import { schemaSql } from '../../src/store/schema-sql.ts';
import { forEachDatabase, silentLog, type DatabasePlace } from '../support/databases.ts';

const names = migrations.map((Migration) => new Migration().name);

/** The names of everything in the schema. */
const inventory = async ({ dataSource }: Database): Promise<string[]> => {
  const rows = await dataSource.query<{ name: string }[]>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'v') ORDER BY 1",
  );
  return rows.map(({ name }) => name);
};

const undoAll = async ({ dataSource }: Database): Promise<void> => {
  for (const _ of migrations) await dataSource.undoLastMigration();
};

await forEachDatabase((name, open) => {
  it('run once, can be taken back, and run again', async () => {
    const database = await open();
    const made = await inventory(database);
    expect(made).toEqual(
      expect.arrayContaining(['support_sessions', 'support_webhooks', 'vw_webhook_stats']),
    );
    expect(await migrate(database)).toEqual([]);

    await undoAll(database);
    expect(
      (await inventory(database)).filter((relation) => !/^(support_migrations|PK_)/.test(relation)),
    ).toEqual([]);

    expect(await migrate(database)).toEqual(names);
    expect(await inventory(database)).toEqual(made);
  });

  it('made the tables the entities describe', async () => {
    const { dataSource } = await open();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    // What TypeORM does not know of (indexes, checks, foreign keys), it would drop. All else would be a difference.
    const unknownToTypeOrm = /DROP (INDEX|CONSTRAINT)/;
    expect(upQueries.map(({ query }) => query).filter((query) => !unknownToTypeOrm.test(query))).toEqual([]);
  });

  it('take turns when replicas start together', async () => {
    const database = await open();
    await undoAll(database);
    const ran = await Promise.all([migrate(database), migrate(database), migrate(database)]);
    expect(ran.flat()).toEqual(names);
  });
});

await forEachDatabase((name, open, place) => {
  it('run as a script of SQL, again and again, and the program then finds nothing to do', async () => {
    const where = await place();
    expect(await runScript(where, schemaSql())).toBe('done');
    expect(await runScript(where, schemaSql())).toBe('done');

    const database = await openDatabase({ ...where, log: silentLog });
    expect(await migrate(database)).toEqual([]);
    const byScript = await inventory(database);
    await undoAll(database);
    await migrate(database);
    expect(byScript).toEqual(await inventory(database));
    await database.close();
  });
});

await forEachDatabase((name, open) => {
  it('made the view of deliveries', async () => {
    const { dataSource } = await open();
    await dataSource.query(`INSERT INTO support_webhooks (webhook_id, url, events) VALUES
      ('wh_123', 'https://good.example/', '{session_started}'),
      ('wh_bad', 'https://bad.example/', '{session_started,step_failed}'),
      ('wh_new', 'https://new.example/', '{session_started}')`);
    // Counted when they were settled: the rows themselves may be gone.
    await dataSource.query(`UPDATE support_webhook_totals AS totals
      SET successful = counted.successful, failed = counted.failed, refused = counted.refused, last_event_at = counted.at
      FROM (VALUES ('wh_123', 997, 2, 1, '2026-01-01'::timestamptz), ('wh_bad', 1, 2, 0, '2026-01-03'))
        AS counted (webhook_id, successful, failed, refused, at)
      WHERE totals.webhook_id = counted.webhook_id`);
    await dataSource.query(`INSERT INTO support_webhook_events (event_id, webhook_id, event, payload, status, triggered_at)
      VALUES
      ('evt_1', 'wh_123', 'session_started', '{}', 'delivered', '2026-01-01'),
      ('evt_2', 'wh_123', 'session_started', '{}', 'pending', '2026-01-02'),
      ('evt_3', 'wh_123', 'session_started', '{}', 'held', '2026-01-01'),
      ('evt_4', 'wh_bad', 'session_started', '{}', 'pending', '2026-01-02')`);

    const all = await dataSource.query<object[]>('SELECT * FROM vw_webhook_stats;');
    expect(all).toHaveLength(3);
    expect(all).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          webhook_id: 'wh_123',
          url: 'https://good.example/',
          total_events: 1002,
          successful_events: 997,
          failed_events: 2,
          refused_events: 1,
          pending_events: 2,
          held_events: 1,
          success_rate: 99.7,
          last_event_at: new Date('2026-01-02'),
          enabled: true,
        }),
        expect.objectContaining({
          webhook_id: 'wh_bad',
          total_events: 4,
          success_rate: 33.33,
          last_event_at: new Date('2026-01-03'),
        }),
        expect.objectContaining({
          webhook_id: 'wh_new',
          total_events: 0,
          pending_events: 0,
          success_rate: null,
          last_event_at: null,
        }),
      ]),
    );

    const failing = await dataSource.query<object[]>(
      'SELECT webhook_id, url, success_rate, failed_events FROM vw_webhook_stats WHERE success_rate < 90 ORDER BY failed_events DESC;',
    );
    expect(failing).toEqual([
      { webhook_id: 'wh_bad', url: 'https://bad.example/', success_rate: 33.33, failed_events: 2 },
    ]);

    const latest = await dataSource.query<{ event_id: string }[]>(
      "SELECT * FROM support_webhook_events WHERE webhook_id = 'wh_123' ORDER BY triggered_at DESC LIMIT 10;",
    );
    expect(latest).toHaveLength(3);
    expect(latest[0]?.event_id).toBe('evt_2');

    await dataSource.query("DELETE FROM support_webhooks WHERE webhook_id = 'wh_123'");
    expect(await dataSource.query('SELECT event_id FROM support_webhook_events')).toEqual([
      { event_id: 'evt_4' },
    ]);
  });

  it('made one open session for a person and a conversation, save for programs', async () => {
    const { dataSource } = await open();
    const begin = (id: string, channel: string, status: string): Promise<unknown> =>
      dataSource.query(
        `INSERT INTO support_sessions
           (session_id, status, version, sequence, channel, conversation, person, locale, state)
         VALUES ($1, $2, 1, 1, $3, $3 || ':C1', $3 || ':U1', 'es', '{}')`,
        [id, status, channel],
      );
    await begin('ses_1', 'slack', 'resolved');
    await begin('ses_2', 'slack', 'choosing');
    await expect(begin('ses_3', 'slack', 'in_progress')).rejects.toThrow('support_sessions_one_open');
    await begin('ses_4', 'api', 'choosing');
    await begin('ses_5', 'api', 'choosing');
  });
});

/** By `psql` where there is one, else as one query. */
async function runScript(place: DatabasePlace, script: string): Promise<'done'> {
  const embedded =
    place.databaseUrl === undefined ? await startEmbedded({ dataDir: place.dataDir, log: silentLog }) : null;
  const at = new pg.Client(embedded?.connection ?? { connectionString: place.databaseUrl });
  try {
    const address = ['-h', at.host, '-p', String(at.port), '-U', at.user ?? '', '-d', at.database ?? ''];
    if (await psql([...address, '-X', '-q', '-v', 'ON_ERROR_STOP=1'], script)) return 'done';
    await at.connect();
    await at.query(script);
    return 'done';
  } finally {
    await at.end();
    await embedded?.close();
  }
}

/** `false`: there is no `psql` here. */
function psql(args: readonly string[], script: string): Promise<boolean> {
  return new Promise((done, failed) => {
    const child = execFile('psql', args, (error, stdout, stderr) => {
      if (error === null) done(true);
      else if (error.code === 'ENOENT') done(false);
      else failed(new Error(stderr));
    });
    child.stdin?.on('error', () => {}); // nobody reads it where there is no psql
    child.stdin?.end(script);
  });
}
