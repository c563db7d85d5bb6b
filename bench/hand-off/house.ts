import { join } from 'node:path';
import pg from 'pg';
import type { Channel, Outgoing } from '../../src/app/channel.ts';
import { noSettings } from '../../src/app/settings.ts';
import { createCore } from '../../src/core.ts';
import type { ChannelName } from '../../src/engine/command.ts';
import type { ConversationId, PersonId, SessionId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import { createSettingsStore } from '../../src/store/settings.ts';
import { eventually } from '../../test/support/eventually.ts';

const log = {
  debug: () => {},
  info: () => {},
  warn: (fields: object, text: string) => console.error(text, fields),
  error: (fields: object, text: string) => console.error(text, fields),
};

/** What every subject of these benchmarks is made of; only its database and its channels differ. */
const coreOptions = {
  encryptionKey: Buffer.alloc(32, 1),
  defaultLocale: 'en',
  localesDir: join(packageRoot(), 'locales'),
  webhookSecret: null,
  allowedNetworks: [],
  production: false,
  ownOrigin: () => null,
  userAgent: 'Unstuck/bench',
  log,
  metrics: null,
} as const;

/** A platform that takes everything at once: what is measured is ours. */
const createInstant = (name: ChannelName, took: (outgoing: Outgoing) => void): Channel => ({
  name,
  send: async (outgoing) => {
    took(outgoing);
    const { message_id, conversation, opens_thread } = outgoing;
    return {
      sent: { id: message_id },
      ...(opens_thread === true && { thread: `${conversation}:${message_id}` as ConversationId }),
    };
  },
  place: async (id) => ({ place: `${name}:${id}` as ConversationId, name: `#${id}` }),
  start: async () => {},
  stop: async () => {},
});

/**
 * Copies of a session that stands as the product left it, as many as `$2`: its row and what belongs to it, each under
 * ids of its own that end in its number.
 */
const copySession = `
WITH names AS (
  SELECT n, session_id AS was, session_id || '_' || n AS now, conversation, person
  FROM support_sessions, generate_series(1, $2::integer) AS n WHERE session_id = $1
),
sessions AS (
  INSERT INTO support_sessions
  SELECT copy.* FROM names JOIN support_sessions AS one ON one.session_id = was,
    LATERAL jsonb_populate_record(one, jsonb_build_object(
      'session_id', now, 'conversation', one.conversation || '-' || n, 'person', one.person || '-' || n,
      'state', replace(replace(replace(replace(one.state::text,
        one.session_id, now),
        coalesce(one.state #>> '{escalation,escalation_id}', now),
        coalesce((one.state #>> '{escalation,escalation_id}') || '_' || n, now)),
        to_json(one.conversation)::text, to_json(one.conversation || '-' || n)::text),
        to_json(one.person)::text, to_json(one.person || '-' || n)::text)::jsonb
    )) AS copy
),
messages AS (
  INSERT INTO support_messages
  SELECT copy.* FROM names JOIN support_messages AS one ON one.session_id = was,
    LATERAL jsonb_populate_record(one, jsonb_build_object(
      'message_id', one.message_id || '_' || n, 'session_id', now,
      'conversation', one.conversation || CASE WHEN one.conversation = names.conversation THEN '-' || n ELSE '' END
    )) AS copy
),
timers AS (
  INSERT INTO support_timers
  SELECT copy.* FROM names JOIN support_timers AS one ON one.session_id = was,
    LATERAL jsonb_populate_record(one, jsonb_build_object(
      'timer_id', one.timer_id || '_' || n, 'session_id', now
    )) AS copy
)
INSERT INTO support_escalations
SELECT copy.* FROM names JOIN support_escalations AS one ON one.session_id = was,
  LATERAL jsonb_populate_record(one, jsonb_build_object(
    'escalation_id', one.escalation_id || '_' || n, 'session_id', now, 'thread', one.thread || '_' || n
  )) AS copy`;

const fill = async (
  databaseUrl: string,
  copies: readonly (readonly [of: SessionId, count: number])[],
): Promise<void> => {
  // The product's own connections end a statement that takes as long as this.
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `UPDATE support_timers SET due_at = now() + interval '1 day' WHERE session_id IS NOT NULL`,
  );
  for (const one of copies) await client.query(copySession, [...one]);
  await client.query('VACUUM ANALYZE');
  await client.end();
};

export interface Crowd {
  /** Handed over, and claimed by nobody. */
  readonly escalations: number;
  /** In the middle of a guide, each with the timer that looks whether it is idle. */
  readonly guided: number;
}

/** The product on a database that holds a crowd. */
export const openHouse = async (databaseUrl: string, crowd: Crowd) => {
  const database = await openDatabase({ databaseUrl, dataDir: '.data', log });
  await migrate(database);
  const { dataSource } = database;
  const waiting = new Map<string, () => void>();
  const channels = (['discord', 'slack'] as const).map((name) =>
    createInstant(name, ({ message_id }) => waiting.get(message_id)?.()),
  );
  const settings = createSettingsStore(dataSource);
  await settings.put({ ...noSettings, escalation: { slack: { channel: 'C1' } } }, new Date());
  const core = createCore({ ...coreOptions, database, channels });
  await core.start();

  const begin = async (name: string, escalates: boolean): Promise<SessionId> => {
    const input = {
      key: null,
      channel: 'discord',
      conversation: `discord:${name}` as ConversationId,
      user: { id: `discord:${name}` as PersonId, name, locale: 'en' },
    } as const;
    await core.desk.receive({
      ...input,
      type: 'troubleshoot',
      problem: 'my printer prints nothing but stripes',
    });
    if (escalates) await core.desk.receive({ ...input, type: 'escalate', reason: null });
    return await eventually(async () => {
      const latest = await core.store.latest(input.user.id, input.conversation);
      const { escalation, session_id } = latest?.session ?? {};
      const settled = escalation?.placement.state === 'posted' && escalation.placement.thread !== null;
      return escalates && !settled ? null : session_id;
    });
  };
  const escalated = await begin('ana', true);
  const escalation = (await core.store.load(escalated))?.session.escalation?.escalation_id;
  const guided = await begin('eva', false);
  await dataSource.query(
    `INSERT INTO support_timers (timer_id, kind, session_id, due_at)
     SELECT 'idle:' || id, 'idle', id, now() + interval '1 hour' FROM unnest($1::text[]) AS id`,
    [[escalated, guided]],
  );
  await eventually(async () => (await core.queue.backlog(core.clock.now())).due === 0);
  await fill(databaseUrl, [
    [escalated, crowd.escalations],
    [guided, crowd.guided],
  ]);

  return {
    core,
    dataSource,
    crowd,
    /** A session that is handed over, and the timer that reminds its agents. */
    escalated: (number: number) => ({
      session: `${escalated}_${number}` as SessionId,
      timer: `hand_off:${escalation}_${number}`,
    }),
    /** A session in the middle of a guide, and the timer that looks whether it is idle. */
    guided: (number: number) => ({
      session: `${guided}_${number}` as SessionId,
      timer: `idle:${guided}_${number}`,
    }),
    /** Resolves when the platform was sent this message. */
    arrives: async (message_id: string): Promise<void> => {
      await new Promise<void>((resolve) => waiting.set(message_id, resolve));
      waiting.delete(message_id);
    },
    /** Nothing is owed any more. */
    quiet: async (): Promise<void> => {
      await eventually(async () => (await core.queue.backlog(core.clock.now())).due === 0);
    },
    close: async (): Promise<void> => {
      await core.stop();
      await database.close();
    },
  };
};
export type House = Awaited<ReturnType<typeof openHouse>>;
