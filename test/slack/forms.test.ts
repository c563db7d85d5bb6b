import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeAction } from '../../adapters/slack/action-value.ts';
import { recall, renderForm } from '../../adapters/slack/forms.ts';
import { formNames } from '../../src/engine/message.ts';
import type { Field, Form, Press } from '../../src/engine/message.ts';
import type { ConversationId, SessionId } from '../../src/ids.ts';
import { anyPress, anyText } from '../support/arbitrary-message.ts';
import { accepted, refused } from '../support/scripted-desk.ts';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import { viewProblems } from '../support/slack-check.ts';
import * as slack from '../support/slack-requests.ts';
import { ana } from '../support/slack-requests.ts';

const press: Press = { session_id: 'ses_1' as SessionId, version: 3, move: 'fill_in', arg: null };
const value = encodeAction({ press, form: 'variables' });
const dm = { channel: 'DUANA', ts: '5.0' };

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  label: `The ${name}`,
  hint: null,
  type: 'text',
  required: true,
  options: [],
  initial: null,
  max_length: 100,
  ...more,
});

const form: Form = {
  name: 'variables',
  title: 'A few details about your problem',
  intro: 'So that the guide fits.',
  submit: 'Go on',
  cancel: 'Cancel',
  press,
  fields: [
    field('product', { initial: 'Mail', hint: 'As on the invoice' }),
    field('story', { type: 'multiline', required: false, max_length: 9000 }),
    field('seats', { type: 'number', initial: '3' }),
    field('address', { type: 'email' }),
    field('page', { type: 'url' }),
    field('token', { type: 'secret', initial: 'hunter2' }),
    field('stars', { type: 'rating', options: [{ value: '5', label: 'Great' }], initial: '5' }),
    field('plan', {
      type: 'choice',
      options: Array.from({ length: 20 }, (_, index) => ({ value: `p${index}`, label: `Plan ${index}` })),
    }),
  ],
};

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
  house.desk.answerForm({ form });
});
afterEach(() => house.close());

describe('a button with a form', () => {
  it('opens it inside the acknowledgement, and decides nothing', async () => {
    const answer = await house.post(slack.clickButton(ana, dm, value));
    expect(answer).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
    expect(house.desk.forms).toEqual([
      [press, 'variables', expect.objectContaining({ id: 'slack:T1:UANA' })],
    ]);
    expect(house.slack.views).toEqual([
      expect.objectContaining({
        type: 'modal',
        callback_id: 'variables',
        title: { type: 'plain_text', text: 'A few details about…', emoji: false },
      }),
    ]);
  });

  it('that has moved on says so to its presser', async () => {
    house.desk.answerForm({ refused: 'session_closed', note: 'This one is over' });
    await house.post(slack.clickButton(ana, dm, value));
    await house.slack.called('chat.postEphemeral');
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ user: 'UANA', text: 'This one is over' }),
    ]);
    expect(house.slack.views).toEqual([]);
  });

  it('too late, becomes a note with an “Open” button that opens it', async () => {
    house.slack.expire('late');
    await house.post(slack.clickButton(ana, dm, value, { trigger_id: 'late' }));
    await house.slack.called('chat.postEphemeral');
    const [note] = house.slack.messages;
    expect(note).toMatchObject({
      user: 'UANA',
      blocks: [
        { text: { text: 'slack.form_late (es)' } },
        { elements: [{ text: { text: 'slack.open_form (es)' }, value }] },
      ],
    });
    await house.post(slack.clickButton(ana, { channel: 'DUANA', ts: '6.0' }, value));
    expect(house.slack.views).toHaveLength(1);
  });

  it('too late on the home page, becomes a message in the direct messages', async () => {
    house.slack.expire('late');
    await house.post(slack.clickButton(ana, 'home', value, { trigger_id: 'late' }));
    await house.slack.called('chat.postMessage');
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ channel: 'DUANA', user: null, text: 'slack.form_late (es)' }),
    ]);
  });

  it.each([{ status: 500 }, { status: 429, retryAfter: 30 }, { hangUp: true }] as const)(
    'that Slack does not open (%j) becomes the same note',
    async (fault) => {
      house.slack.fault('views.open', fault);
      expect(await house.post(slack.clickButton(ana, dm, value))).toMatchObject({ status: 200 });
      await house.slack.called('chat.postEphemeral');
      expect(house.slack.callsOf('views.open')).toHaveLength(1);
      expect(house.slack.messages).toEqual([expect.objectContaining({ text: 'slack.form_late (es)' })]);
    },
  );
});

describe('a form', () => {
  it('asks for each kind of value in its own way', () => {
    const view = renderForm(form, 'slack:T1:dm:UANA' as ConversationId, 'message');
    expect(viewProblems(view)).toEqual([]);
    expect(view.blocks.slice(1)).toMatchObject([
      {
        block_id: 'product',
        optional: false,
        hint: { text: 'As on the invoice' },
        element: { type: 'plain_text_input', multiline: false, initial_value: 'Mail', max_length: 100 },
      },
      { optional: true, element: { type: 'plain_text_input', multiline: true, max_length: 3000 } },
      { element: { type: 'number_input', is_decimal_allowed: true, initial_value: '3' } },
      { element: { type: 'email_text_input' } },
      { element: { type: 'url_text_input' } },
      { element: { type: 'plain_text_input' } },
      { element: { type: 'radio_buttons', initial_option: { value: '5' } } },
      { element: { type: 'static_select', options: { length: 20 } } },
    ]);
  });

  it('never shows a secret that was given before', () => {
    const view = renderForm(form, 'slack:T1:dm:UANA' as ConversationId, 'message');
    expect(JSON.stringify(view)).not.toContain('hunter2');
  });

  const shortText = fc.string({ unit: 'grapheme', maxLength: 90 });
  const anyField: fc.Arbitrary<Field> = fc.record({
    name: fc.stringMatching(/^[a-z_]{1,64}$/),
    label: anyText,
    hint: fc.option(anyText),
    type: fc.constantFrom(
      'text',
      'multiline',
      'number',
      'email',
      'url',
      'choice',
      'boolean',
      'secret',
      'rating',
    ),
    required: fc.boolean(),
    options: fc.array(fc.record({ value: fc.string({ maxLength: 90 }), label: shortText }), {
      maxLength: 110,
    }),
    initial: fc.option(fc.string({ unit: 'grapheme', maxLength: 50 })),
    max_length: fc.integer({ min: 0, max: 50_000 }),
  });

  it('is one that Slack takes, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.record({
          name: fc.constantFrom(...formNames),
          title: anyText,
          intro: fc.option(anyText),
          submit: anyText,
          cancel: anyText,
          press: anyPress,
          fields: fc.uniqueArray(anyField, { selector: ({ name }) => name, maxLength: 6 }),
        }),
        (asked) => {
          const conversation = 'slack:T1:C1:1700000000.000100' as ConversationId;
          const view = renderForm(asked, conversation, 'home');
          expect(viewProblems(view)).toEqual([]);
          expect(recall(view.callback_id ?? '', view.private_metadata ?? '')).toEqual({
            beside: null,
            form: asked.name,
            press: asked.press,
            conversation,
            from: 'home',
          });
        },
      ),
    );
  });
});

describe('a submission', () => {
  const opened = { id: 'V77', ...renderForm(form, 'slack:T1:C1:4.0' as ConversationId, 'message') };
  const filledIn = slack.submitView(ana, opened, {
    product: { type: 'plain_text_input', value: 'Mail' },
    story: { type: 'plain_text_input', value: null },
    plan: { type: 'static_select', selected_option: { value: 'p3' } },
  });

  it('is an input with the values, in the conversation where its button was', async () => {
    expect(await house.post(filledIn)).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([
      {
        type: 'submit',
        key: 'slack:T1:view:V77',
        channel: 'slack',
        conversation: 'slack:T1:C1:4.0',
        user: { id: 'slack:T1:UANA', name: 'ana', locale: 'es' },
        press,
        form: 'variables',
        values: { product: 'Mail', plan: 'p3' },
      },
    ]);
  });

  it('with wrong fields says so at each of them', async () => {
    house.desk.answer(() => refused('Wrong', { product: 'No such product', elsewhere: 'Not asked here' }));
    const { body } = await house.post(filledIn);
    expect(body).toEqual({ response_action: 'errors', errors: { product: 'No such product' } });
  });

  it('that is refused as a whole says why in the modal', async () => {
    house.desk.answer(() => refused('This one is over'));
    const { body } = await house.post(filledIn);
    expect(body).toMatchObject({
      response_action: 'update',
      view: {
        type: 'modal',
        title: { text: 'A few details about…' },
        blocks: [{ text: { text: 'This one is over' } }],
      },
    });
    expect(viewProblems((body as { view: unknown }).view)).toEqual([]);
  });

  it('with a note tells it beside the session', async () => {
    house.desk.answer(() => accepted('Thank you'));
    await house.post(filledIn);
    await house.slack.called('chat.postEphemeral');
    expect(house.slack.messages).toEqual([
      expect.objectContaining({ channel: 'C1', thread_ts: '4.0', user: 'UANA', text: 'Thank you' }),
    ]);
  });

  it('of a modal that is not ours does nothing', async () => {
    const foreign = slack.submitView(ana, { ...opened, private_metadata: '{"c":"x"}' }, {});
    expect(await house.post(foreign)).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toEqual([]);
  });
});
