import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHouse } from '../app/conversation.ts';
import type { House } from '../app/conversation.ts';
import { AdminChatter } from '../support/admin-chat.ts';

/** Guides are written in chat: a draft, its steps, a look at it, and then it is there for people. */
let house: House;
let luz: AdminChatter;
beforeAll(async () => {
  house = await openHouse();
  const code = await house.core.administration.claims.offer();
  luz = new AdminChatter(house.core, 'web:luz');
  await luz.type(`claim ${code ?? ''}`);
}, 60_000);
afterAll(() => house.close());

const program = {
  kind: 'key',
  id: 'key:test',
  name: null,
  scopes: ['admin'],
  origin: 'rest',
} as const;
const newest = async (id: string) => await house.core.library.newest(id as never, 'en');
const begin = async (id: string): Promise<void> => {
  await luz.type('templates');
  await luz.fill('New guide', {
    template_id: id,
    name: 'The VPN does not connect',
    category: 'network',
    description: 'For whoever works from home.',
    examples: 'vpn is down\nI cannot reach the office',
    title: 'Look at the light',
    instructions: '1. Find the box.\n2. Is its light green?',
    locale: 'en',
  });
};

describe('a new guide', () => {
  it('is a draft that nobody sees, grows step by step, and is published as version 1', async () => {
    await begin('vpn_new');
    expect(luz.text).toContain('Editing: The VPN does not connect');
    expect(await newest('vpn_new')).toBe(null);
    await luz.fill('Add a step', {
      title: 'Sign in again',
      instructions: 'Close the app.\nOpen it.',
      expected_result: 'It says “connected”.',
    });
    expect(luz.labels).toEqual(expect.arrayContaining(['1. Look at the light', '2. Sign in again']));

    await luz.press('Preview');
    expect(luz.text).toContain('Is its light green?');
    await luz.press('Next step');
    expect(luz.text).toMatch(/Sign in again.*It says “connected”/);
    await luz.press('Publish');
    expect(luz.text).toContain('published as version 1 (en)');
    expect(await newest('vpn_new')).toMatchObject({
      version: 1,
      steps_template: [
        { instructions: ['Find the box.', 'Is its light green?'] },
        { title: 'Sign in again' },
      ],
    });
  });

  it('is not published while something is wrong with it, and says what', async () => {
    await begin('vpn_wrong');
    await luz.fill('1. Look at the light', { instructions: 'Ask {{who}}.' });
    expect(luz.text).toMatch(/Before it can be published.*who/);
    expect(await luz.press('Publish')).toMatchObject({
      kind: 'refused',
      note: expect.stringContaining('who'),
    });
    expect(await newest('vpn_wrong')).toBe(null);
  });

  it('cannot take the place of another', async () => {
    await begin('vpn_once');
    await luz.type('templates new');
    const receipt = await luz.fill('Fill in the form', {
      template_id: 'vpn_once',
      name: 'x',
      category: 'x',
      description: 'x',
      title: 'x',
      instructions: 'x',
    });
    expect(receipt).toMatchObject({ kind: 'refused', fields: { template_id: expect.any(String) } });
  });
});

describe('a published guide', () => {
  it('is changed by a draft of all its languages, and goes back to what it said', async () => {
    const id = 'printer_not_printing_template';
    const before = await newest(id);
    await luz.type(`templates edit ${id} locale=en`);
    expect(luz.text).toContain('what is published stays until you publish that');
    const first = before?.steps_template[0]?.title ?? '';
    await luz.fill(`1. ${first}`, { title: 'Look at the printer first' });
    expect((await newest(id))?.steps_template[0]?.title).toBe(first);
    await luz.press('Publish');
    expect(luz.text).toMatch(/version 2 \((?:en, es|es, en)\)/);
    expect((await newest(id))?.steps_template[0]?.title).toBe('Look at the printer first');

    await luz.type(`templates versions ${id}`);
    await luz.press('Back to v1');
    expect(luz.text).toContain('It becomes a new version');
    await luz.press('Go back');
    expect(luz.text).toContain('it is version 3 now');
    expect((await newest(id))?.steps_template[0]?.title).toBe(first);
  });

  it('keeps its languages alike when a step comes or goes', async () => {
    const id = 'vpn_two_languages';
    const guide = (locale: string, name: string) => ({
      template_id: id,
      locale,
      name,
      category: 'network',
      description: name,
      steps_template: [{ title: name, instructions: [name] }],
    });
    const templates = [guide('en', 'The VPN'), guide('es', 'La VPN')];
    await house.core.administration.office.do('templates import', program, { templates, publish: true });
    await luz.type(`templates edit ${id} locale=en`);
    await luz.fill('Add a step', { title: 'Tell us', instructions: 'Write down what you saw.' });
    await luz.press('Publish');
    expect(luz.text).toContain('version 2');
    const spanish = await house.core.library.newest(id as never, 'es');
    expect(spanish?.locale).toBe('es');
    expect(spanish?.steps_template.at(-1)?.title).toBe('Tell us');
  });

  it('is withdrawn after a question, and can be brought back', async () => {
    await begin('vpn_gone');
    await luz.press('Publish');
    await luz.type('templates archive vpn_gone');
    expect(await newest('vpn_gone')).not.toBe(null);
    await luz.press('Withdraw');
    expect(await newest('vpn_gone')).toBe(null);
    await luz.type('templates rollback vpn_gone 1 --yes');
    expect(await newest('vpn_gone')).toMatchObject({ version: 2 });
  });
});

describe('two admins on one guide', () => {
  it('do not write over each other: the later one is told to look again', async () => {
    await begin('vpn_two');
    const code = `roles set web:noa admin`;
    await luz.type(code);
    const noa = new AdminChatter(house.core, 'web:noa');
    await luz.type('templates edit vpn_two locale=en');
    await noa.type('templates edit vpn_two locale=en');
    const mine = await luz.form('Name and examples');
    const theirs = await noa.form('Name and examples');
    expect(await noa.send(theirs, { name: 'The VPN is gone' })).toMatchObject({ kind: 'told' });
    expect(await luz.send(mine, { name: 'The VPN is slow' })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
      note: expect.stringContaining('Look again'),
    });
    const draft = await house.core.administration.office.do('templates show', program, {
      id: 'vpn_two',
      version: 'draft',
      locale: 'en',
    });
    expect(draft).toMatchObject({ ok: { name: 'The VPN is gone', changed_by: 'web:noa' } });
  });
});

describe('guides brought in', () => {
  it('come out as they go in', async () => {
    await begin('vpn_out');
    await luz.press('Publish');
    await luz.type('templates export vpn_out');
    const quoted = luz.quote;
    const again = quoted.replaceAll('vpn_out', 'vpn_in');
    await luz.type('templates import');
    await luz.fill('Fill in the form', { json: again });
    expect(luz.text).toContain('1 guide arrived as a draft');
    await luz.press('vpn_in');
    expect(luz.text).toContain('Editing: The VPN does not connect');
  });

  it('with a broken line name the line, and bring nothing in', async () => {
    await luz.type('templates import');
    const json = '{"template_id": "vpn_a", "name": "A"}\n{"template_id": "vpn_b", ';
    expect(await luz.fill('Fill in the form', { json })).toMatchObject({
      kind: 'refused',
      fields: { json: expect.stringContaining('Line 2') },
    });
  });

  it('that are wrong say so each, and stop no other', async () => {
    await begin('vpn_good');
    await luz.press('Publish');
    await luz.type('templates export vpn_good');
    const good = luz.quote;
    const { templates } = JSON.parse(good) as { templates: object[] };
    const json = JSON.stringify([{ template_id: 'vpn_bad', name: 'No steps' }, ...templates]);
    await luz.type('templates import');
    await luz.fill('Fill in the form', { json });
    expect(luz.text).toMatch(/1 guide arrived as a draft.*1\. vpn_bad/);
  });
});
