import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conversation, openHouse } from '../app/conversation.ts';
import type { House } from '../app/conversation.ts';
import { AdminChatter } from '../support/admin-chat.ts';

let house: House;
let luz: AdminChatter;
beforeAll(async () => {
  house = await openHouse();
  luz = new AdminChatter(house.core, 'web:luz');
  await luz.type(`claim ${(await house.core.administration.claims.offer()) ?? ''}`);
}, 60_000);
afterAll(() => house.close());

describe('the numbers in chat', () => {
  it('stand there empty before anybody came', async () => {
    await luz.type('stats');
    expect(luz.text).toMatch(/The last 14 days.*Help rate.*–/);
    expect(luz.text).toContain('A picture is shown here once PUBLIC_URL says');
  });

  it('say how many were helped, by whose word, day by day and guide by guide', async () => {
    for (const name of ['ana', 'ben']) {
      const person = new Conversation(house, name);
      await person.troubleshoot('my printer does not print');
      await person.press("Yes, that's it");
      if (name === 'ana') await person.press('Already solved');
      else await person.say('cancel');
    }
    const { ok } = (await house.core.administration.office.do(
      'stats',
      { kind: 'key', id: 'key:x', name: null, scopes: ['admin'], origin: 'rest' },
      { since: null, until: null },
    )) as unknown as { ok: { sessions: { by_outcome: object; by_day: object[]; help_rate: number } } };
    expect(ok.sessions.by_day).toMatchObject([{ started: 2 }]);
    await luz.type('números');
    expect(luz.text).toMatch(/·{13}█ 2/);
    expect(luz.text).toContain('printer_not_printing_template v1');
    await luz.press('30 days');
    expect(luz.text).toMatch(/The last 30 days.*·{29}█ 2/);
  });

  it('count as help only what somebody said is solved', async () => {
    const { ok } = (await house.core.administration.office.do(
      'stats',
      { kind: 'key', id: 'key:x', name: null, scopes: ['admin'], origin: 'rest' },
      { since: null, until: null },
    )) as unknown as {
      ok: {
        sessions: {
          total: number;
          by_outcome: { confirmed: number };
          help_rate: number;
          median_minutes_to_solution: number;
        };
      };
    };
    const { by_outcome, help_rate, median_minutes_to_solution } = ok.sessions;
    expect(help_rate).toBe(by_outcome.confirmed * 50);
    expect(median_minutes_to_solution === null).toBe(by_outcome.confirmed === 0);
  });
});

describe('the picture of the numbers', () => {
  const at = 'https://support.example/charts';
  const tokenIn = (text: string): string => /charts\/([^"]+)\.png/.exec(text)?.[1] ?? '';
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  let beside: House;
  let seen: AdminChatter;
  beforeAll(async () => {
    beside = await openHouse({ beside: house, chartsAt: at });
    seen = new AdminChatter(beside.core, 'web:luz');
  });
  afterAll(() => beside.close());

  it('is shown above them where chats can reach it, and says in words what it shows', async () => {
    await seen.type('stats days=7');
    expect(seen.text).toContain(`"url":"${at}/`);
    expect(seen.text).toMatch(
      /"alt":"Sessions by outcome, 7 days\. Solved, the person says: 1; Abandoned: 1"/,
    );
    const png = await beside.core.administration.charts.picture(tokenIn(seen.text));
    expect(Array.from(png?.slice(0, 8) ?? [])).toEqual(signature);
  });

  it('is nobody’s to make, and works for a week', async () => {
    const { charts } = beside.core.administration;
    await seen.type('stats');
    const token = tokenIn(seen.text);
    const changed = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(await charts.picture('')).toBeNull();
    expect(await charts.picture(changed)).toBeNull();
    beside.pass(6);
    expect(await charts.picture(token)).not.toBeNull();
    beside.pass(2);
    expect(await charts.picture(token)).toBeNull();
  });
});
