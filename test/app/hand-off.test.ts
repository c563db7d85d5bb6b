import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Priority } from '../../src/engine/escalation.ts';
import { commandsOf } from '../../src/engine/session.ts';
import { openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { forEachDatabase, silentLog } from '../support/databases.ts';
import { openOffice, Seat } from './office.ts';
import type { Office } from './office.ts';
import { luisHasIt, setStage } from './stage.ts';

await forEachDatabase((name, open, place) => {
  const stage = setStage(open);

  describe('a hand-off', () => {
    it('stands in the agents’ place with the whole story, and the person is told who was told', async () => {
      const { ana, luis, channel } = stage;
      await ana.say('the printer on the third floor prints nothing but stripes');
      await ana.escalate('I need it before noon');
      await luis.sees('the printer on the third floor prints nothing but stripes');
      await luis.sees('I need it before noon');
      await ana.sees(`I told the support team (#${channel})`);
    });

    it('tells the person when somebody is there and how long it usually takes, as the team says', async () => {
      const { office, ana, usual } = stage;
      await office.set({
        escalation: { ...usual.escalation, hours: 'Mon–Fri, 9 to 18', usual_wait_minutes: 20 },
      });
      await ana.escalate();
      await ana.sees('The team is there: Mon–Fri, 9 to 18. Usually they answer within 20 minutes.');
    });

    it('is claimed by exactly one of two who press at the same time, and both see who it is', async () => {
      const { ana, luis, marta } = stage;
      await ana.escalate();
      await luis.sees('Nobody has it yet');
      const claim = luis.button('Claim');
      const receipts = await Promise.all([luis.press(claim), marta.press(claim)]);
      expect(receipts.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'refused']);
      const { escalation } = await ana.session();
      const winner = escalation?.assignee_name ?? '';
      expect(receipts.find((one) => one.kind === 'refused')).toMatchObject({
        code: 'claimed_by_another',
        note: `${winner} already has this case.`,
      });
      await luis.sees(`${winner} has it`);
      await ana.sees(`${winner} from the team has your case`);
    });

    it('moves no number that the outside sees by finding its place', async () => {
      const { office, ana, luis } = stage;
      const id = await ana.escalate();
      const told = await office.core.handOff.rest.find(id);
      await ana.sees('I told the support team');
      await luis.press('Claim');
      const then = await office.core.handOff.rest.find(id);
      expect(told && commandsIn(told)).toBe(2);
      expect(then && commandsIn(then)).toBe(3);
    });
  });

  describe('the place of a hand-off', () => {
    const to = (conversation: string) => ({ channel: 'slack', conversation }) as const;

    it.each([
      ['a guide’s category', { category: 'equipo' }, 'normal'],
      ['where the person is', { channel: 'discord' }, 'normal'],
      ['how urgent it is', { priority: 'urgent' }, 'urgent'],
    ] as const)('is chosen by %s, before what its channel has', async (_, match, priority) => {
      const { office, ana, usual, channel } = stage;
      await office.set({
        escalation: {
          ...usual.escalation,
          routes: [
            { match: { channel: 'teams' }, to: to(`${channel}-nobody`) },
            { match, to: to(`${channel}-special`) },
          ],
        },
      });
      await ana.say('my printer does not print');
      await ana.press("Yes, that's it");
      await escalates(office, ana, priority);
      await ana.sees(`I told the support team (#${channel}-special)`);
    });

    it('is the fallback where nothing else takes it', async () => {
      const { office, ana, teo, secondLine } = stage;
      await office.set({
        escalation: {
          routes: [{ match: { priority: 'urgent' }, to: to('C-urgent') }],
          fallback: { channel: 'teams', conversation: secondLine },
        },
      });
      await ana.escalate();
      await teo.sees('Nobody has it yet');
    });
  });

  const several = name === 'PostgreSQL' ? describe : describe.skip;
  several('two replicas', () => {
    let database: Database;
    let other: Office;
    beforeAll(async () => {
      database = await openDatabase({ ...(await place()), log: silentLog });
      other = await openOffice(database, stage.office);
    }, 60_000);
    afterAll(async () => {
      await other.close();
      await database.close();
    });

    it('give a case to exactly one of two agents who press at the same time, again and again', async () => {
      const { ana, luis, channel } = stage;
      const marta = new Seat(other, 'slack', 'Marta', channel);
      await ana.escalate();
      await ana.sees('I told the support team');
      for (let round = 0; round < 10; round += 1) {
        const claim = luis.button('Claim');
        const receipts = await Promise.all([luis.press(claim), marta.press(claim)]);
        expect(receipts.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'refused']);
        const { escalation } = await ana.session();
        expect(receipts[0]?.kind === 'accepted' ? 'Luis' : 'Marta').toBe(escalation?.assignee_name);
        const release = (escalation?.assignee_name === 'Luis' ? luis : marta).agent('release');
        expect(await release).toMatchObject({ kind: 'accepted' });
        await luis.sees('Nobody has it yet');
      }
    });

    it('pass on each message once and in order, whichever of them heard it', async () => {
      const { ana, luis } = stage;
      const there = new Seat(other, 'discord', ana.name, ana.place.slice('discord:'.length));
      await luisHasIt(stage);
      const words = Array.from({ length: 12 }, (_, index) => `line ${index + 10}`);
      for (const [index, text] of words.entries()) {
        await (index % 2 === 0 ? ana : there).say(text, { key: `discord:${ana.name}:${text}` });
      }
      await luis.sees('line 21');
      expect(luis.texts.flatMap((text) => /"text":"(line \d+)"/.exec(text)?.[1] ?? [])).toEqual(words);
    });

    it('place a case once, remind of it once, and pass it on once', async () => {
      const { office, ana, luis, teo, usual } = stage;
      await office.set({
        ...usual,
        timers: { remind_agents_after_minutes: 10, reminders: 1, fallback_after_minutes: 30 },
      });
      await ana.escalate();
      await ana.sees('I told the support team');
      const pass = (minutes: number) => Promise.all([office.pass(minutes), other.pass(minutes)]);
      await pass(12);
      await luis.sees('Nobody has claimed');
      await pass(25);
      await teo.sees('Nobody has it yet');
      const packs = [...luis.screen, ...teo.screen].filter(({ summary }) => summary.includes('needs help'));
      expect(packs).toHaveLength(2);
      expect(luis.texts.filter((text) => text.includes('Nobody has claimed'))).toHaveLength(1);
    });
  });
});

const commandsIn = ({ view }: NonNullable<Awaited<ReturnType<Office['core']['handOff']['rest']['find']>>>) =>
  commandsOf(view.session);

/** `/escalate` has no priority; a program may say one. */
const escalates = async (office: Office, who: Seat, priority: Priority): Promise<void> => {
  const { session_id } = await who.session();
  await office.core.sessions.command(session_id, () => ({ type: 'escalate', reason: null, priority }));
};
