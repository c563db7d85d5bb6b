import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatVerbs } from '../../src/app/admin/chat/grammar.ts';
import type { PersonId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import { openSlackOffice } from '../support/slack-admin.ts';
import type { SlackOffice } from '../support/slack-admin.ts';
import * as slack from '../support/slack-requests.ts';
import { ana } from '../support/slack-requests.ts';
import { honestReceiver } from '../webhooks/receivers.ts';

let office: SlackOffice;
beforeAll(async () => {
  office = await openSlackOffice({
    adminUsers: ['slack:T1:UADMIN' as PersonId],
    allowedNetworks: ['127.0.0.0/8'],
  });
  office.standIn.channel('C9', 'admins');
  await office.set({
    escalation: {},
    admin: { slack: { channel: 'C9' } },
    // Nobody is as quick as a test.
    limits: { per_person: 10_000, per_workspace: 10_000 },
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

  it('hears in the admins’ channel that a webhook was switched off, and mends it from there', async () => {
    const answers: { status: number } = { status: 410 };
    const receiver = await honestReceiver(() => answers.status);
    const luz = admin();
    await luz.fillForm('webhooks add', { url: receiver.url, events: 'session_started' });
    const id = /wh_[\w-]{22}/.exec(luz.page().text)?.[0] ?? '';

    // Somebody asks for help, and their event finds nobody any more.
    await office.post(slack.directMessage(ana, 'my printer does not print'));
    const alert = await eventually(() =>
      office.standIn.messages.find(({ channel, text: said }) => channel === 'C9' && said.includes(id)),
    );
    expect(alert).toMatchObject({ text: expect.stringMatching(/switched off[\s\S]*410/), user: null });

    // A person without the role sees the same message.
    const noted = await office.personIn(ana).pressIn(alert, 'Resume');
    expect(noted.text).toMatch(/does not allow/);
    answers.status = 200;
    expect((await luz.pressIn(alert, 'Resume')).text).toMatch(/on/);
    expect(office.standIn.messages.at(-1)).toMatchObject({ user: 'UADMIN', channel: 'C9' });
    await luz.type(`webhooks replay ${id} status=failed`);
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

    await luz.type('templates rollback printer_not_printing_template 1');
    expect(JSON.stringify(luz.blocks())).toContain('"style":"danger"');
    const still = await office.core.library.newest('printer_not_printing_template' as never, 'en');
    expect(still?.version).toBe(2);
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

describe('forms', () => {
  const withForm = Object.entries(chatVerbs).flatMap(([words, verb]) => (verb?.form ? [words] : []));
  const what: Readonly<Record<string, string>> = {
    'webhooks change': 'wh_forms',
    'templates edit': 'printer_not_printing_template',
  };

  it.each(withForm)('of “%s” are modals that Slack takes, in the admin’s language', async (words) => {
    const luz = admin();
    await luz.type('webhooks add https://example.com/forms id=wh_forms');
    const view = await luz.open(`${words} ${what[words] ?? ''}`.trim());
    expect(view).toMatchObject({ type: 'modal', submit: { text: 'Save' }, close: { text: 'Cancel' } });
    expect(office.standIn.problems).toEqual([]);
    const page = await luz.type(`${words} ${what[words] ?? ''}`.trim());
    expect(page.buttons.some(({ form }) => form === 'admin')).toBe(true);
    const nobody = await office.personIn({ team: 'T1', user: 'USOME', name: 'ana' }).open(words);
    expect(JSON.stringify(nobody)).toMatch(/does not allow/);
  });
});

describe('what cannot be taken back', () => {
  it.each([
    ['webhooks remove wh_sure', 'webhooks show wh_sure', /example\.com\/sure/],
    ['webhooks rotate wh_sure', 'audit action=webhook_secret_rotated', /^(?![\s\S]*wh_sure)/],
    ['templates archive vpn_connection_template', 'templates show vpn_connection_template', /published/i],
    ['templates discard wifi_no_internet_template', 'templates drafts', /wifi_no_internet/],
    ['roles remove slack:T1:USURE', 'roles', /slack:T1:USURE/],
    ['people erase slack:T1:USURE', 'roles', /slack:T1:USURE/],
    ['keys revoke KEY', 'keys', /Sure thing/],
    ['people forget-me', 'help', /webhooks/],
  ])('“%s” is asked about first, and the button that does it is a red one', async (words, then, still) => {
    const luz = admin();
    await luz.type('webhooks add https://example.com/sure id=wh_sure');
    await luz.type('roles set slack:T1:USURE agent');
    const made = await luz.type('keys add "Sure thing" sessions');
    const key =
      /key_[\w-]+/.exec((await luz.type('keys')).text)?.[0] ?? /key_[\w-]+/.exec(made.text)?.[0] ?? '';
    await luz.fillForm('templates edit wifi_no_internet_template', { name: 'Another name' });
    await luz.type(words.replace('KEY', key));
    const blocks = JSON.stringify(luz.blocks());
    expect(blocks).toContain('"style":"danger"');
    expect(luz.page().buttons).toHaveLength(1);
    expect((await luz.type(then)).text).toMatch(still);
  });
});

it('a person’s session is closed only when an admin says so twice', async () => {
  const luz = admin();
  const ben = { team: 'T1', user: 'UBEN', name: 'ben' };
  await office.post(slack.directMessage(ben, 'my printer does not print'));
  const open = () => office.core.store.open('slack:T1:UBEN' as PersonId);
  const id = (await open())[0]?.session.session_id ?? '';
  await luz.type(`sessions close ${id}`);
  expect(JSON.stringify(luz.blocks())).toContain('"style":"danger"');
  expect(await open()).toHaveLength(1);
  await luz.press(luz.page().buttons[0]?.label ?? '');
  expect(await open()).toEqual([]);
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

describe('a secret', () => {
  const told = () => JSON.stringify(office.standIn.messages.filter(({ user }) => user === null));

  it('that is shown once, is shown in what only its admin sees, where they are', async () => {
    const luz = admin();
    const added = await luz.fillForm('webhooks add', { url: 'https://example.com/once', events: '' });
    const [secret = ''] = /whsec_[\w+/=]+/.exec(String(added['text'])) ?? [];
    expect(secret).not.toBe('');
    expect(office.standIn.callsOf('response_url').at(-1)).toMatchObject({
      response_type: 'ephemeral',
      replace_original: true,
    });
    expect(told()).not.toContain(secret);
  });

  it('comes in their direct messages where Slack does not take it there any more', async () => {
    const luz = admin();
    office.standIn.fault('response_url', { error: 'expired_url' });
    office.standIn.fault('chat.postEphemeral', { error: 'not_in_channel' });
    const view = await luz.open('keys add');
    await office.post(
      slack.submitView({ team: 'T1', user: 'UADMIN', name: 'luz' }, view, {
        name: { type: 'plain_text_input', value: 'Late' },
        scopes: { type: 'radio_buttons', selected_option: { value: 'sessions' } },
      }),
    );
    const late = await eventually(() => office.standIn.messages.find(({ text }) => text.includes('uk_')));
    expect(late).toMatchObject({ channel: 'DUADMIN', user: null });
  });
});
