import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { undetermined } from '../../src/engine/template.ts';
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
    ['settings set locale tlh', /There are no texts in tlh; there are: en, es, pt/],
  ])('“%s” is refused, and says what is taken', async (words, note) => {
    const before = await shown();
    expect(await luz.type(words)).toMatchObject({ kind: 'refused', note: expect.stringMatching(note) });
    expect(await shown()).toBe(before);
  });
});

describe('the language of the house', () => {
  it('is spoken with people whose own nobody knows, from the moment it is set; the others keep theirs', async () => {
    const strangers = { locale: undetermined };
    const greeted = async (name: string, options: { locale: string }): Promise<string> => {
      const person = new Conversation(house, name, options);
      await person.say('hola');
      return person.last.locale;
    };
    expect(await greeted('before', strangers)).toBe('es');
    await luz.type('settings set locale pt-BR');
    expect(await greeted('after', strangers)).toBe('pt');
    expect(await greeted('in French', { locale: 'fr-CA' })).toBe('pt');
    expect(await greeted('in English', { locale: 'en-GB' })).toBe('en');
    await luz.type('settings clear locale');
    expect(await greeted('at last', strangers)).toBe('es');
  });
});
