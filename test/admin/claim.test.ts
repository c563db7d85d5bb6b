import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PersonId } from '../../src/ids.ts';
import { Conversation, openHouse } from '../app/conversation.ts';
import type { House } from '../app/conversation.ts';

/** Nobody is an admin of a new installation: whoever sees its terminal makes the first one. */
let house: House;
let ana: Conversation;
beforeEach(async () => {
  house = await openHouse();
  ana = new Conversation(house, 'ana');
}, 60_000);
afterEach(() => house.close());

const offer = async (): Promise<string> => {
  const code = await house.core.administration.claims.offer();
  if (code === null) throw new Error('There is an admin already');
  return code;
};
const roleOf = async (person: string) => await house.core.administration.book.roleOf(person as PersonId);

describe('the code on the terminal', () => {
  it('makes whoever types it an admin, once, however it is written', async () => {
    const code = await offer();
    expect(code).toMatch(/^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$/);
    expect(await ana.admin(`claim ${code.toLowerCase().replace('-', ' ')}`)).toMatchObject({ kind: 'told' });
    expect(await roleOf('web:ana')).toBe('admin');
    expect(await house.core.administration.claims.offer()).toBe(null);
    expect(await new Conversation(house, 'ben').admin(`claim ${code}`)).toMatchObject({
      kind: 'refused',
      code: 'claim_none',
    });
    const { items } = await house.core.administration.audit.list({
      actor: null,
      action: null,
      limit: 1,
      cursor: null,
    });
    expect(items).toMatchObject([{ action: 'admin_claimed', actor: 'web:ana', after: { role: 'admin' } }]);
  });

  it('serves five tries, the right one included', async () => {
    const code = await offer();
    for (let wrong = 1; wrong <= 5; wrong += 1)
      expect(await ana.admin('claim AAAA-AAAA')).toMatchObject({ code: 'claim_wrong' });
    expect(await ana.admin(`claim ${code}`)).toMatchObject({ code: 'claim_none' });
    expect(await roleOf('web:ana')).toBe('user');
  });

  it('serves fifteen minutes, and the next start has another', async () => {
    const old = await offer();
    house.pass(16 / (24 * 60));
    expect(await ana.admin(`claim ${old}`)).toMatchObject({ code: 'claim_none' });
    const code = await offer();
    expect(code).not.toBe(old);
    expect(await ana.admin(`claim ${code}`)).toMatchObject({ kind: 'told' });
  });

  it('makes one admin of two who type it at once', async () => {
    const code = await offer();
    const ben = new Conversation(house, 'ben');
    await Promise.all([ana.admin(`claim ${code}`), ben.admin(`claim ${code}`)]);
    const both = await Promise.all(['web:ana', 'web:ben'].map(roleOf));
    expect(both.toSorted()).toEqual(['admin', 'user']);
  });

  it('is not in the database', async () => {
    const code = await offer();
    const rows = await house.database.dataSource.query<unknown[]>('SELECT * FROM support_claims');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('is asked for by whoever types none', async () => {
    expect(await ana.admin('claim')).toMatchObject({
      kind: 'refused',
      note: expect.stringContaining('terminal'),
    });
  });
});

describe('ADMIN_USERS', () => {
  it('makes admins whom nobody can dismiss in chat, and leaves no code to be offered', async () => {
    const beside = await openHouse({ beside: house, adminUsers: ['web:luz' as PersonId] });
    const luz = new Conversation(beside, 'luz');
    const dismissed = await luz.admin('roles remove web:luz --yes');
    expect(dismissed).toMatchObject({
      kind: 'refused',
      code: 'role_fixed',
      note: expect.stringContaining('ADMIN_USERS'),
    });
    expect(await luz.admin('roles set web:luz user --yes')).toMatchObject({ code: 'role_fixed' });
    expect(await luz.admin('roles set web:ana admin')).toMatchObject({ kind: 'told' });
    expect(await beside.core.administration.claims.offer()).toBe(null);
    await beside.close();
  });
});
