import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forEachDatabase } from '../support/databases.ts';
import { openOffice, Seat } from './office.ts';
import type { Office } from './office.ts';

await forEachDatabase((_name, open) => {
  let office: Office;
  let ana: Seat;
  let luis: Seat;
  let marta: Seat;
  let count = 0;

  beforeAll(async () => {
    office = await openOffice(await open());
  }, 120_000);
  afterAll(async () => await office.close());
  beforeEach(async () => {
    count += 1;
    for (const { broken } of Object.values(office.platforms)) {
      broken.down = false;
      broken.gone.clear();
      broken.unusable.clear();
    }
    await office.set({
      escalation: {
        slack: { channel: `C${count}` },
        fallback: { channel: 'teams', conversation: `second-line-${count}` },
      },
    });
    ana = new Seat(office, 'discord', `Ana${count}`, `ana-${count}`);
    luis = new Seat(office, 'slack', 'Luis', `C${count}`);
    marta = new Seat(office, 'slack', 'Marta', `C${count}`);
  });

  describe('a hand-off', () => {
    it('stands in the agents’ place with the whole story, and the person is told who was told', async () => {
      await ana.say('the printer on the third floor prints nothing but stripes');
      await ana.escalate('I need it before noon');
      await luis.sees('the printer on the third floor prints nothing but stripes');
      await luis.sees('I need it before noon');
      await ana.sees(`I told the support team (#C${count})`);
    });

    it('is claimed by exactly one of two who press at the same time, and both see who it is', async () => {
      await ana.escalate();
      await luis.sees('Nobody has it yet');
      const claim = luis.button('Claim');
      const receipts = await Promise.all([luis.press(claim), marta.press(claim)]);
      expect(receipts.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'refused']);
      const { escalation } = await ana.session();
      const name = escalation?.assignee_name ?? '';
      expect(receipts.find((one) => one.kind === 'refused')).toMatchObject({
        code: 'claimed_by_another',
        note: `${name} already has this case.`,
      });
      await luis.sees(`${name} has it`);
      await ana.sees(`${name} from the team has your case`);
    });
  });
});
