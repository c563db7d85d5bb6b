import type { DataSource } from 'typeorm';
import type { Change } from '../../src/app/ports.ts';
import type { WorkerSettings } from '../../src/webhooks/worker.ts';
import { createVault } from '../../src/store/crypto.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import { createSessionStore } from '../../src/store/sessions.ts';
import { anaStarts, goesOn } from '../../test/store/fixtures.ts';
import { createHouse, ok, realClock } from '../../test/webhooks/house.ts';
import type { Contender, Place } from './contender.ts';
import { payloadOf, timeSent } from './work.ts';

export interface UnstuckOptions {
  /** What each webhook is registered with besides. */
  readonly config?: object;
  readonly worker?: Partial<WorkerSettings>;
  /** Events of one session in a backlog. */
  readonly perSession?: number;
}

/** The product itself: every feature on, the history kept. */
export const createUnstuck = async (
  { databaseUrl, urls }: Place,
  { config = {}, worker: settings, perSession = 1 }: UnstuckOptions = {},
): Promise<Contender & { readonly dataSource: DataSource }> => {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const database = await openDatabase({ databaseUrl, dataDir: '', log });
  await migrate(database);
  const { dataSource } = database;
  const clock = realClock();
  const house = () =>
    createHouse(dataSource, { clock, worker: { drainMs: 50, ...settings }, name: String(performance.now()) });
  const { manager } = house();
  for (const [index, url] of urls.entries()) {
    ok(await manager.registerWebhook(`wh_${index}`, { url, events: ['*'], timeout: 30, ...config }));
  }
  const sessions = createSessionStore(dataSource, createVault(Buffer.alloc(32, 7)), clock);
  let worker: ReturnType<typeof house>['worker'] | null = null;
  let changes: readonly Change[] = [];

  return {
    name: 'Unstuck',
    dataSource,
    fill: async (count) => {
      await dataSource.query('TRUNCATE support_webhook_events');
      await dataSource.query(`UPDATE support_webhooks SET enabled = false, events = '{*}'`);
      const portion = 100_000;
      for (let from = 0; from < count; from += portion) {
        await dataSource.query(
          `INSERT INTO support_webhook_events
  (event_id, webhook_id, event, session_id, sequence, payload, triggered_at, next_attempt_at)
SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), 'wh_' || n % $2::integer, 'step_completed',
  'ses_' || (n / $2::integer) / $5::integer || '_' || n % $2::integer, (n / $2::integer) % $5::integer, $3::jsonb, now(), now()
FROM generate_series($4::integer, $1::integer - 1) AS n`,
          [Math.min(count, from + portion), urls.length, JSON.stringify(payloadOf(0)), from, perSession],
        );
      }
      await dataSource.query('ANALYZE support_webhook_events');
    },
    start: async () => {
      if (worker === null) {
        ({ worker } = house());
        worker.start();
      }
      await dataSource.query(`UPDATE support_webhooks SET enabled = true WHERE events <> '{}'`);
      worker.wake();
    },
    rest: async () => {
      await dataSource.query('UPDATE support_webhooks SET enabled = false');
    },
    halt: async () => {
      await worker?.stop();
      worker = null;
    },
    prepareCommits: async (count) => {
      await dataSource.query('TRUNCATE support_webhook_events');
      await dataSource.query("UPDATE support_webhooks SET enabled = false, events = '{}'");
      changes = [];
      const begun: Change[] = [];
      for (let index = 0; index < count; index += 1) {
        const name = `ses_${performance.now()}_${index}`.replace('.', '_');
        const change = anaStarts(name, { conversation: `slack:T1:dm:${name}` });
        await sessions.append({ ...change, messages: [] });
        begun.push(change);
      }
      changes = begun.map(({ session }) => ({
        ...goesOn(session, {
          type: 'session_started',
          session_id: session.session_id,
          channel: session.channel,
          conversation: session.conversation,
          user: session.user,
          problem: 'The VPN does not connect',
          previous: null,
        }),
        messages: [],
      }));
      await dataSource.query(
        `UPDATE support_webhooks SET enabled = true, events = '{*}' WHERE webhook_id = 'wh_1'`,
      );
    },
    commit: async (index) => {
      const change = changes[index];
      if (change === undefined) throw new Error('not prepared');
      const { appended } = await sessions.append(stampedChange(change));
      if (appended !== 'done') throw new Error(appended);
      worker?.wake();
    },
    close: async () => {
      await worker?.stop();
      await database.close();
    },
  };
};

/** With the time at which it was committed inside its event. */
const stampedChange = (change: Change): Change => ({
  ...change,
  entries: change.entries.map(({ recorded, outward }) => ({
    recorded,
    outward: outward && { ...outward, data: { ...outward.data, sent_at: timeSent() } },
  })),
});
