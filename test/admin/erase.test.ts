import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionId, PersonId } from '../../src/ids.ts';
import { createLinkStore } from '../../src/store/links.ts';
import { openOffice, Seat } from '../app/office.ts';
import type { Office } from '../app/office.ts';
import { forEachDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

/**
 * A person with everything a person can leave behind, and the agent who helped them: once one is forgotten, nothing of
 * theirs stands in any column of any table, whatever migration made it.
 */
await forEachDatabase((_name, open) => {
  const program = { kind: 'key', id: 'key:test', name: null, scopes: ['admin'], origin: 'rest' } as const;
  let office: Office;
  let luis: Seat;

  beforeAll(async () => {
    office = await openOffice(await open());
    await office.set({ escalation: { slack: { channel: 'C1' } } });
    luis = new Seat(office, 'slack', 'Luisillo', 'C1');
    await office.core.webhooks.registerWebhook(null, { url: 'https://example.com/hook', events: ['*'] });
  }, 120_000);
  afterAll(async () => await office.close());

  const does = async (
    name: 'people erase' | 'stats' | 'roles set',
    asked: never,
  ): Promise<Record<string, unknown>> => {
    const answer = await office.core.administration.office.do(name, program, asked);
    if (!('ok' in answer)) throw new Error(JSON.stringify(answer));
    return answer.ok as unknown as Record<string, unknown>;
  };
  const numbers = async () => await does('stats', { since: null, until: null } as never);

  /** Every column of every table, as `table.column: value`, that holds one of these. */
  const holding = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { dataSource } = office.database;
    const columns = await dataSource.query<{ table_name: string; column_name: string }[]>(
      `SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables
  USING (table_schema, table_name)
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
    );
    const found = await Promise.all(
      columns.map(async ({ table_name, column_name }) => {
        const rows = await dataSource.query<{ value: string }[]>(
          `SELECT "${column_name}"::text AS value FROM "${table_name}" WHERE "${column_name}"::text ILIKE ANY ($1)`,
          [words.map((word) => `%${word}%`)],
        );
        return rows.map(({ value }) => `${table_name}.${column_name}: ${value.slice(0, 2_000)}`);
      }),
    );
    return found.flat();
  };

  /** Told, found unsolved, handed over, talked about with the team, continued on the web, solved and rated. */
  const lives = async (name: string): Promise<void> => {
    const person = new Seat(office, 'discord', name, `place-of-${name.toLowerCase()}`);
    await person.say('my printer does not print the heliotrope pages');
    await person.press("Yes, that's it");
    await person.escalate('the heliotrope is urgent');
    const { session_id } = await person.session();
    await continuesOnTheWeb(session_id, `web:guest-of-${name.toLowerCase()}`);
    const thread = new Seat(office, 'slack', 'Luisillo', 'C1');
    await luis.sees(name);
    await luis.press('Claim');
    await thread.enterThread(person);
    await luis.submit('Reply', 'reply', { text: 'turn the malachite lever' });
    await person.sees('turn the malachite lever');
    await person.say('the heliotrope lever is stuck', { key: `key-of-${name.toLowerCase()}` });
    await thread.sees('the heliotrope lever is stuck');
    await luis.press('Solved');
    await eventually(async () => (await person.session()).phase.name === 'resolved');
  };
  const continuesOnTheWeb = async (session: SessionId, visitor: string): Promise<void> => {
    const links = createLinkStore(office.database.dataSource);
    const now = office.core.clock.now();
    const soon = new Date(now.getTime() + 600_000);
    await links.put(`used ${visitor}`, session, now, soon);
    await links.redeem(`used ${visitor}`, visitor as PersonId, now);
    await links.put(`unused ${visitor}`, session, now, soon);
  };

  describe('an erase', () => {
    it('leaves nothing of who asked for help: no name, no id, no word of theirs', async () => {
      await lives('Anselma');
      const theirs = ['anselma', 'heliotrope'];
      const before = await numbers();
      const tables = new Set((await holding(...theirs)).map((one) => one.split('.')[0]));
      expect([...tables].toSorted()).toEqual(
        expect.arrayContaining([
          'support_guests',
          'support_relay',
          'support_session_events',
          'support_sessions',
        ]),
      );

      await does('people erase', { person: 'discord:anselma' } as never);

      expect(await holding(...theirs)).toEqual([]);
      expect(await office.database.dataSource.query('SELECT * FROM support_links')).toEqual([]);
      expect((await numbers())['sessions']).toEqual(before['sessions']);
      expect((await numbers())['templates']).toEqual(before['templates']);
    });

    it('leaves nothing of an agent either, and the case as it was for the person', async () => {
      await does('roles set', { person: 'slack:luisillo', role: 'agent', name: 'Luisillo' } as never);
      await lives('Benigna');
      const theirs = ['luisillo', 'malachite'];
      expect((await holding(...theirs)).length).toBeGreaterThan(0);

      await does('people erase', { person: 'slack:luisillo' } as never);

      expect(await holding(...theirs)).toEqual([]);
      expect((await holding('heliotrope')).length).toBeGreaterThan(0);
    });

    it('leaves an open case of theirs to go on, with nobody’s name in it', async () => {
      const dora = new Seat(office, 'discord', 'Dora', 'place-of-dora');
      await dora.say('my printer does not print');
      await dora.escalate();
      const marta = new Seat(office, 'slack', 'Martirio', 'C1');
      await marta.sees('Dora');
      await marta.press('Claim');
      await dora.sees('Martirio');
      await does('people erase', { person: 'slack:martirio' } as never);
      expect(await holding('martirio')).toEqual([]);
      await eventually(async () => (await office.core.queue.backlog(office.core.clock.now())).due === 0);
      await luis.press('Solved');
      await eventually(async () => (await dora.session()).phase.name === 'resolved');
      expect(await holding('martirio')).toEqual([]);
    });

    it('takes a visitor of the web out of what they continued there', async () => {
      await lives('Camila');
      await does('people erase', { person: 'web:guest-of-camila' } as never);
      expect(await holding('guest-of-camila')).toEqual([]);
      expect((await holding('camila')).length).toBeGreaterThan(0);
    });
  });
});
