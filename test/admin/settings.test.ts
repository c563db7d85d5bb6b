import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHouse } from '../app/conversation.ts';
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

const shown = async (): Promise<string> => {
  await luz.type('settings');
  return luz.text;
};

describe('settings in chat', () => {
  it('change one at a time, and leave the others', async () => {
    expect(await shown()).toContain('everything has its default');
    await luz.type('settings set limits.per_person 90');
    await luz.type('settings set timers.nudge_after_minutes off');
    await luz.type('settings set escalation.hours="Mon to Fri, 9 to 17"');
    expect(await shown()).toMatch(
      /escalation\.hours.*Mon to Fri.*limits\.per_person.*90|limits\.per_person.*90/,
    );
    await luz.type('settings clear limits.per_person');
    expect(await shown()).not.toContain('"limits.per_person","value"');
    expect(await shown()).toContain('"timers.nudge_after_minutes","value":"off"');
  });

  it.each([
    ['settings set limits.per_person 3', /5–10000/],
    ['settings set limits.per_person many', /5–10000/],
    ['settings set llm.enabled maybe', /on, off/],
    ['settings set limits.per_persn 90', /Did you mean “settings set limits.per_person”/],
    ['settings set zebra 90', /There is: escalation\.slack\.channel/],
    ['settings set', /Type: settings set <path> <value>/],
  ])('“%s” is refused, and says what is taken', async (words, note) => {
    const before = await shown();
    expect(await luz.type(words)).toMatchObject({ kind: 'refused', note: expect.stringMatching(note) });
    expect(await shown()).toBe(before);
  });
});
