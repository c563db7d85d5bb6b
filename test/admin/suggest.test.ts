import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonId } from '../../src/ids.ts';
import { openHouse } from '../app/conversation.ts';
import type { House } from '../app/conversation.ts';
import { AdminChatter } from '../support/admin-chat.ts';

/** Words that are still being typed, as far as a platform asks for them. */
let house: House;
let webhook: string;
beforeAll(async () => {
  house = await openHouse();
  const luz = new AdminChatter(house.core, 'web:luz');
  await luz.type(`claim ${(await house.core.administration.claims.offer()) ?? ''}`);
  await luz.type('webhooks add https://crm.example/hook description="For the CRM"');
  await luz.type('webhooks list');
  webhook = luz.labels.find((label) => label.startsWith('wh')) ?? '';
}, 60_000);
afterAll(() => house.close());

const suggested = async (
  command: 'agent' | 'admin',
  typed: string,
  { person = 'web:luz', locale = 'en' } = {},
) => await house.core.desk.suggestWords(command, typed, { id: person as PersonId, name: 'Luz', locale });
const words = async (...asked: Parameters<typeof suggested>): Promise<readonly string[]> =>
  (await suggested(...asked)).map((one) => one.words);

describe('an admin’s words', () => {
  it('are the verbs that begin so, then those that have it in them', async () => {
    expect(await words('admin', 'webhooks re')).toEqual([
      'webhooks resume',
      'webhooks remove',
      'webhooks resend',
      'webhooks replay',
    ]);
    expect(await words('admin', 'publ')).toEqual(['templates publish']);
    expect((await words('admin', '')).length).toBe(25);
    expect(await words('admin', 'xyz')).toEqual([]);
  });

  it('are understood in Spanish', async () => {
    expect(await words('admin', 'plantillas publi', { locale: 'es' })).toEqual(['templates publish']);
  });

  it('go on with what the verb is about, found by its id or by what people call it', async () => {
    expect(webhook).not.toBe('');
    const found = [{ words: `webhooks pause ${webhook}`, what: 'For the CRM' }];
    expect(await suggested('admin', 'webhooks pause ')).toEqual(found);
    expect(await suggested('admin', 'webhooks pause crm')).toEqual(found);
    expect(await words('admin', `webhooks pause ${webhook} `)).toEqual([]);
    expect(await suggested('admin', 'templates show vpn')).toContainEqual({
      words: 'templates show vpn_connection_template',
      what: expect.any(String),
    });
    expect(await words('admin', 'webhooks event ')).toEqual([]);
  });

  it('are nothing for who may not administer', async () => {
    expect(await words('admin', '', { person: 'web:ana' })).toEqual([]);
    expect(await words('admin', 'webhooks pause ', { person: 'web:ana' })).toEqual([]);
  });
});

describe('an agent’s words', () => {
  it('are the verbs in their language, by whatever begins one of them', async () => {
    expect(await words('agent', 're')).toEqual(['release', 'reply', 'return', 'resolve']);
    expect(await words('agent', 'res', { locale: 'es' })).toEqual(['responder', 'resolver']);
    expect(await words('agent', '')).toContain('claim');
  });

  it('go on with what can follow', async () => {
    expect(await words('agent', 'priority ')).toEqual([
      'priority low',
      'priority normal',
      'priority high',
      'priority urgent',
    ]);
    expect(await words('agent', 'prioridad u', { locale: 'es' })).toEqual(['prioridad urgente']);
    expect(await words('agent', 'assign ')).toEqual(['assign me']);
    expect((await words('agent', 'guide vpn'))[0]).toBe('guide vpn_connection_template');
    expect(await words('agent', 'reply hello ')).toEqual([]);
  });
});
