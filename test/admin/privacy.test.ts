import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { Channel } from '../../src/app/channel.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { Database } from '../../src/store/data-source.ts';
import { forEachDatabase, silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

/** Once a person is forgotten, no table holds a word of theirs; the counts are as they were. */
await forEachDatabase((_name, open) => {
  let database: Database;
  let core: Core;
  let ahead = 0;

  beforeAll(async () => {
    database = await open();
    const channel: Channel = {
      name: 'web',
      send: async ({ message_id }) => ({ sent: { id: message_id } }),
      start: async () => {},
      stop: async () => {},
    };
    core = createCore({
      database,
      encryptionKey: Buffer.alloc(32, 1),
      defaultLocale: 'en',
      localesDir: join(packageRoot(), 'locales'),
      webhookSecret: null,
      allowedNetworks: ['127.0.0.0/8'],
      production: false,
      ownOrigin: () => null,
      channels: [channel],
      userAgent: 'Unstuck/test',
      log: silentLog,
      clock: { now: () => new Date(Date.now() + ahead) },
      metrics: null,
      adminUsers: ['web:boss' as PersonId],
    });
    await core.start();
  }, 120_000);
  afterAll(async () => {
    await core.stop();
    await database.close();
  });

  const from = (person: string) => ({
    key: `web:${person}:${crypto.randomUUID()}`,
    channel: 'web' as const,
    conversation: `web:${person}` as ConversationId,
    user: { id: `web:${person}` as PersonId, name: `Name of ${person}`, locale: 'en' },
  });
  const says = async (person: string, text: string) =>
    await core.desk.receive({ ...from(person), type: 'say', text, addressed: true });
  const admin = async (person: string, words: string) =>
    await core.desk.receive({ ...from(person), type: 'admin', words });

  /** Everything that holds one of these, as `table: row`. */
  const holding = async (...words: readonly string[]): Promise<readonly string[]> => {
    const tables = await database.dataSource.query<{ table_name: string }[]>(
      `SELECT table_name FROM information_schema.tables
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
    );
    const found = await Promise.all(
      tables.map(async ({ table_name }) => {
        const rows = await database.dataSource.query<{ row: string }[]>(
          `SELECT whole::text AS row FROM "${table_name}" AS whole`,
        );
        return rows
          .filter(({ row }) => words.some((word) => row.includes(word)))
          .map(({ row }) => `${table_name}: ${row}`);
      }),
    );
    return found.flat();
  };

  const lives = async (person: string): Promise<void> => {
    await says(person, `my printer does not print, says ${person} of the zebra department`);
    await says(person, 'yes');
    await says(person, 'it did not work');
    await core.desk.receive({ ...from(person), type: 'escalate', reason: `the zebra of ${person} is loud` });
    await eventually(async () => (await core.queue.backlog(core.clock.now())).due === 0);
  };

  describe('a person who is forgotten', () => {
    it('is in no table any more, with all they wrote, and the counts stay', async () => {
      await core.webhooks.registerWebhook(null, { url: 'http://127.0.0.1:9/none', events: ['*'] });
      await lives('marta');
      await lives('other');
      const before = await core.administration.office.do('stats', program, { since: null, until: null });
      const mine = ['web:marta', 'Name of marta', 'marta'];
      expect((await holding(...mine)).length).toBeGreaterThan(5);

      expect(await admin('boss', 'people erase web:marta')).toMatchObject({ kind: 'told' });
      expect((await holding(...mine)).length).toBeGreaterThan(5);
      expect(await admin('boss', 'people erase web:marta --yes')).toMatchObject({ kind: 'told' });

      expect(await holding(...mine)).toEqual([]);
      expect((await holding('web:other')).length).toBeGreaterThan(0);
      const after = await core.administration.office.do('stats', program, { since: null, until: null });
      const total = (read: unknown): unknown =>
        (read as { ok: { sessions: { total: number } } }).ok.sessions.total;
      expect(total(after)).toBe(total(before));
    });

    it('can ask for it in chat, and begin again as a stranger', async () => {
      await lives('nadia');
      const asked = await core.desk.receive({ ...from('nadia'), type: 'troubleshoot', problem: 'forget-me' });
      if (asked.kind !== 'told') throw new Error(asked.kind);
      const [button] = asked.message.actions;
      if (!button) throw new Error('There is no button');
      expect(await core.desk.receive({ ...from('nadia'), type: 'press', press: button.press })).toMatchObject(
        {
          kind: 'told',
        },
      );
      expect(await holding('nadia')).toEqual([]);
      expect(await says('nadia', 'my printer does not print')).toMatchObject({ kind: 'accepted' });
    });

    it('leaves sessions that can still be read', async () => {
      const listed = await core.rest.list({ status: null, limit: 50, cursor: null });
      expect(listed.items.length).toBeGreaterThanOrEqual(2);
      for (const { session } of listed.items) {
        expect(await core.rest.get(session.session_id)).not.toBe(null);
        await core.rest.events(session.session_id);
        await core.desk.message(session.session_id);
      }
    });

    it('is no business of people without the role', async () => {
      expect(await admin('other', 'people erase web:nadia --yes')).toMatchObject({ code: 'forbidden' });
    });
  });

  describe('old sessions', () => {
    it('lose their person once they are older than is set', async () => {
      await says('vera', 'my printer does not print, says vera');
      await says('vera', 'cancel');
      ahead += 40 * 24 * 3_600_000;
      const now = core.clock.now();
      const days = (count: number) => new Date(now.getTime() - count * 24 * 3_600_000);
      await core.administration.privacy.forgetOld(days(60), 100, now);
      expect((await holding('says vera')).length).toBeGreaterThan(0);
      expect(await core.administration.privacy.forgetOld(days(30), 100, now)).toBeGreaterThan(0);
      expect(await holding('says vera')).toEqual([]);
      expect(await core.administration.privacy.forgetOld(days(30), 100, now)).toBe(0);
    });
  });

  describe('somebody who asks too much', () => {
    it('is told so once, kindly, and heard again after a while', async () => {
      const answers = [];
      for (let count = 0; count < 70; count += 1) answers.push(await says('fast', ''));
      expect(answers.filter(({ kind }) => kind === 'refused')).toEqual([
        expect.objectContaining({ code: 'too_fast', note: expect.stringContaining('nothing is lost') }),
      ]);
      expect(answers.at(-1)).toEqual({ kind: 'ignored' });
      expect(await says('slow', 'hello')).toMatchObject({ kind: 'accepted' });
      ahead += 60_000;
      expect(await says('fast', 'my printer does not print')).toMatchObject({ kind: 'accepted' });
    });
  });
});

const program = { kind: 'key', id: 'key:test', name: null, scopes: ['admin'], origin: 'rest' } as const;
