import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { linesOf, setStage } from './stage.ts';

const stage = setStage();
const problem = 'my printer does not print';

/** Luis pressed "Troubleshoot this message" on what Ana wrote, and says that it is for her. */
const luisOffers = async (): Promise<void> => {
  const { ana, luis } = stage;
  const asked = await luis.shortcut(problem, ana);
  if (asked.kind !== 'told') throw new Error(`He was not asked for whom: ${asked.kind}`);
  const [forAuthor] = asked.message.actions;
  expect(asked.message.actions.map(({ label }) => label)).toEqual([
    `For ${ana.name}, who wrote it`,
    'For me',
  ]);
  if (forAuthor) await luis.press(forAuthor);
  await ana.sees('Luis from the team saw your message and offers to help you with it');
};

describe('somebody of the team, on another person’s message', () => {
  it('offers help to its author; nothing begins before they accept, and the team member hears it', async () => {
    const { office, ana, luis } = stage;
    await luisOffers();
    expect(await office.core.store.open(ana.person)).toEqual([]);
    await ana.press('Yes, help me');
    await ana.sees('Is this what is happening');
    await luis.sees(`${ana.name} accepted`);
    await ana.sees('Luis from the team stays at your side');
    expect((await ana.session()).problem).toBe(problem);
  });

  it('stays the helper: who wants a person has them at once, in the team’s place', async () => {
    const { ana, luis } = stage;
    await luisOffers();
    await ana.press('Yes, help me');
    await ana.sees('Is this what is happening');
    await ana.escalate();
    await ana.sees('Luis from the team has your case');
    await luis.sees(`${ana.name} wants a person: the case is yours`);
    await luis.sees('Luis has it');
  });

  it('hears that it was solved', async () => {
    const { ana, luis } = stage;
    await luisOffers();
    await ana.press('Yes, help me');
    await ana.sees('Is this what is happening');
    await ana.press("Yes, that's it");
    await ana.press('Already solved');
    await luis.sees(`${ana.name} has solved it`);
  });

  it('hears that no help is wanted, and nothing begins', async () => {
    const { office, ana, luis } = stage;
    await luisOffers();
    const accept = ana.button('Yes, help me');
    await ana.press('No, thanks');
    await luis.sees(`${ana.name} needs no help with it`);
    await ana.sees('All right');
    await eventually(() => linesOf(ana, /Shall we begin/).length === 0);
    expect(await ana.press(accept)).toMatchObject({ kind: 'told' });
    expect(await office.core.store.open(ana.person)).toEqual([]);
  });

  it('may still mean themselves', async () => {
    const { office, ana, luis } = stage;
    const asked = await luis.shortcut(problem, ana);
    const [, forMe] = asked.kind === 'told' ? asked.message.actions : [];
    if (forMe) await luis.press(forMe);
    await luis.sees('Is this what is happening');
    expect(await office.core.store.open(ana.person)).toEqual([]);
    await luis.leave();
  });
});

describe('nobody else', () => {
  it('answers an invitation', async () => {
    const { office, ana, luis, marta } = stage;
    await luisOffers();
    expect(await marta.press(ana.button('Yes, help me'))).toMatchObject({ code: 'not_yours' });
    expect(await luis.press(ana.button('Yes, help me'))).toMatchObject({ code: 'not_yours' });
    expect(await office.core.store.open(ana.person)).toEqual([]);
  });

  it('is offered to begin something for others: for people outside the team it is their own', async () => {
    const { ana, teo } = stage;
    const other = teo.place;
    teo.place = `teams:somewhere-else-${ana.name}` as typeof other;
    await teo.shortcut(problem, ana);
    await teo.sees('Is this what is happening');
    await teo.leave();
  });
});
