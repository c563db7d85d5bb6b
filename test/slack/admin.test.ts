import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PersonId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import { openSlackOffice } from '../support/slack-admin.ts';
import type { SlackOffice } from '../support/slack-admin.ts';
import { honestReceiver } from '../webhooks/receivers.ts';

let office: SlackOffice;
beforeAll(async () => {
  office = await openSlackOffice({
    adminUsers: ['slack:T1:UADMIN' as PersonId],
    allowedNetworks: ['127.0.0.0/8'],
  });
}, 60_000);
afterAll(() => office.close());

const admin = () => {
  office.standIn.person('UADMIN', { locale: 'en-US', name: 'luz' });
  return office.personIn({ team: 'T1', user: 'UADMIN', name: 'luz' });
};
const somebody = () => office.personIn({ team: 'T1', user: 'USOME', name: 'ana' });

describe('an admin who never leaves Slack', () => {
  it('connects a webhook, sees it fail, mends and replays it', async () => {
    const answers: { status: number } = { status: 500 };
    const receiver = await honestReceiver(() => answers.status);
    const luz = admin();

    await luz.type('webhooks');
    const added = await luz.fill('Add a webhook', {
      url: receiver.url,
      events: 'session_started, session_resolved',
      description: 'For the CRM',
    });
    expect(added).toMatchObject({ text: expect.stringMatching(/is registered[\s\S]*whsec_/) });
    const id = /wh_[\w-]{22}/.exec(luz.page().text)?.[0] ?? '';
    await luz.type(`webhooks change ${id} retry_attempts=0`);

    await luz.press('Send a test');
    await eventually(async () => (await luz.press('Look again')).text.includes('failed'));
    expect(luz.page().text).toMatch(/webhook_test · failed[\s\S]*1 attempt[\s\S]*500 · /);

    answers.status = 200;
    expect((await luz.press(id)).text).toMatch(/Failed: 1/);
    expect((await luz.press('Replay failed ones')).text).toContain('1 event is on its way again');
    await eventually(async () => (await luz.press('How far is it?')).text.includes('1 of 1 done, 0 of them'));
    expect(receiver.received).toHaveLength(2);
    await receiver.close();
  });

  it('edits a guide and publishes it', async () => {
    const luz = admin();
    await luz.type('templates show printer_not_printing_template');
    await luz.press('Edit');
    const step = luz.page().buttons.find(({ label }) => label.startsWith('1. '))?.label ?? '';
    await luz.fill(step, { title: 'Is it switched on?' });
    expect(luz.page().text).toContain('A draft (en)');
    await luz.press('Publish');
    expect(luz.page().text).toContain('published as version 2');
    expect(office.standIn.problems).toEqual([]);
    const now = await office.core.library.newest('printer_not_printing_template' as never, 'en');
    expect(now?.steps_template[0]?.title).toBe('Is it switched on?');
  });

  it('lists what there is, and turns its pages by buttons that fit whatever they say', async () => {
    const luz = admin();
    for (let number = 1; number <= 7; number += 1) {
      await luz.type(
        `webhooks add https://example.com/${number} id=wh_page_${number} description="Number ${number}"`,
      );
    }
    const first = await luz.type('webhooks list');
    expect(first.buttons.map(({ label }) => label)).toContain('Next page');
    const second = await luz.press('Next page');
    expect(second.text).not.toBe(first.text);
    expect(office.standIn.callsOf('response_url').at(-1)).toMatchObject({ replace_original: true });
    expect(office.standIn.problems).toEqual([]);
  });

  it('is asked before something is destroyed', async () => {
    const luz = admin();
    await luz.type('webhooks add https://example.com/gone id=wh_gone');
    const asked = await luz.type('webhooks remove wh_gone');
    expect(asked.text).toMatch(/wh_gone.*whole history/);
    expect((await luz.type('webhooks show wh_gone')).text).toContain('example.com/gone');
    await luz.type('webhooks remove wh_gone');
    expect((await luz.press('Remove')).text).toContain('is gone');
    expect((await luz.type('webhooks show wh_gone')).text).toContain('nothing by this name');
  });

  it('makes somebody an agent by mentioning them, and reads who did what', async () => {
    const luz = admin();
    await luz.type('roles set <@UNEW|noa> agent');
    expect(luz.page().text).toContain('slack:T1:UNEW is agent now');
    const log = await luz.type('audit');
    expect(log.text).toMatch(/role_set · slack:T1:UNEW[\s\S]*luz \(slack\)[\s\S]*role: user → agent/);
  });

  it('makes a key, which is shown this once and to nobody else', async () => {
    const luz = admin();
    const made = await luz.type('keys add Intranet sessions');
    const key = /uk_[\w-]+/.exec(made.text)?.[0] ?? '';
    expect(key).not.toBe('');
    expect((await luz.type('keys')).text).toMatch(/Intranet[\s\S]*last used never/);
    expect((await luz.type('audit')).text).not.toContain(key);
    expect(JSON.stringify(office.standIn.messages)).not.toContain(key);
  });

  it.each([
    ['webhoks list', /Did you mean “webhooks”/],
    ['webhooks tset x', /Did you mean “webhooks test”/],
    ['cucumber', /There is: webhooks, .*audit, help/],
    ['webhooks add "https://x', /quote was opened/],
    ['webhooks add ftp://x', /cannot be taken/],
    ['webhooks show', /Type: webhooks show <id>/],
    ['help', /webhooks[\s\S]*sessions[\s\S]*roles/],
    ['ayuda', /webhooks[\s\S]*sessions[\s\S]*roles/],
  ])('who types “%s” is told what to type', async (words, told) => {
    expect((await admin().type(words)).text).toMatch(told);
  });

  it('is told in the form which field is wrong', async () => {
    const luz = admin();
    await luz.type('webhooks');
    const answer = await luz.fill('Add a webhook', { url: 'https://example.com', events: 'everything' });
    expect(answer).toMatchObject({
      response_action: 'errors',
      errors: { events: expect.stringMatching(/no such event/) },
    });
  });
});

describe('somebody without the role', () => {
  it('is told so, whatever they type', async () => {
    const ana = somebody();
    for (const words of [
      'webhooks',
      'webhooks add https://example.com',
      'keys add x admin',
      'audit',
      'roles',
    ]) {
      expect((await ana.type(words)).text).toMatch(/Your role does not allow that/);
    }
  });

  it('gets nowhere with a button that an admin was shown either', async () => {
    const luz = admin();
    await luz.type('webhooks add https://example.com/mine id=wh_mine');
    await luz.type('webhooks remove wh_mine');
    const remove = luz.page().buttons[0];
    const before = office.standIn.callsOf('response_url').length;
    const ana = office.personIn({ team: 'T1', user: 'USOME', name: 'ana' });
    await ana.type('help');
    await ana.pressValue(`|0|admin|${remove?.press.arg ?? ''}`);
    expect(JSON.stringify(office.standIn.callsOf('response_url')[before])).toMatch(/does not allow/);
    expect((await luz.type('webhooks show wh_mine')).text).toContain('example.com/mine');
  });
});
