import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asksForSecrets, formCard, formDialog } from '../../adapters/teams/forms.ts';
import { objectAt, objectsAt } from '../../adapters/teams/payload.ts';
import type { Payload } from '../../adapters/teams/payload.ts';
import type { Field, Form } from '../../src/engine/message.ts';
import type { SessionId } from '../../src/ids.ts';
import { eventually } from '../support/eventually.ts';
import { accepted, plainMessage, refused } from '../support/scripted-desk.ts';
import * as teams from '../support/teams-activities.ts';
import { ana, personal, thread } from '../support/teams-activities.ts';
import { openTeamsHouse } from '../support/teams-channel.ts';
import type { Answer, TeamsHouse } from '../support/teams-channel.ts';
import { actionsOf, cardProblems, textOf } from '../support/teams-check.ts';
import type { Json } from '../support/teams-stand-in.ts';

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  label: `What is the ${name}?`,
  hint: null,
  type: 'text',
  required: false,
  options: [],
  initial: null,
  max_length: 100,
  ...more,
});

const press = { session_id: 'ses_1' as SessionId, version: 3, move: 'fill_in', arg: null } as const;
const form: Form = {
  name: 'variables',
  title: 'A few details',
  intro: 'So that the guide fits.',
  submit: 'Go on',
  cancel: 'Cancel',
  press,
  fields: [field('product', { required: true }), field('note', { type: 'multiline', hint: 'In your words' })],
};
const secret: Form = { ...form, fields: [field('key', { type: 'secret', required: true, initial: 'old' })] };
const opening = { id: 'opening-1', required: 'This detail is missing.' };

const asPayload = (value: unknown): Payload => JSON.parse(JSON.stringify(value)) as Payload;
const inputsIn = (card: unknown): readonly Payload[] =>
  objectsAt(asPayload(card), 'body').filter(({ id }) => typeof id === 'string');

describe('a form', () => {
  it('stands in the place of the card, and can be left without being filled in', () => {
    const card = asPayload(formCard(form, opening));
    expect(textOf(card).split('\n')).toEqual([
      'A few details',
      'So that the guide fits.',
      'What is the product?',
      'What is the note?',
      'In your words',
    ]);
    expect(actionsOf(card)).toMatchObject([
      { title: 'Go on', style: 'positive', data: { unstuck: { submit: 'variables', opening: 'opening-1' } } },
      { title: 'Cancel', associatedInputs: 'none', data: { unstuck: { close: true } } },
    ]);
  });

  it('stands in a dialog, which has a title and a way to close it by itself', () => {
    const dialog = formDialog(form, opening);
    expect(dialog).toMatchObject({ title: 'A few details', card: { contentType: expect.any(String) } });
    expect(actionsOf(asPayload(dialog.card.content))).toMatchObject([
      { type: 'Action.Submit', title: 'Go on' },
    ]);
  });

  it.each<[Field['type'], object]>([
    ['text', { type: 'Input.Text', maxLength: 100, value: '1' }],
    ['multiline', { type: 'Input.Text', isMultiline: true }],
    ['email', { type: 'Input.Text', style: 'Email' }],
    ['url', { type: 'Input.Text', style: 'Url' }],
    ['number', { type: 'Input.Number', value: 1 }],
    ['secret', { type: 'Input.Text', style: 'Password' }],
    ['choice', { type: 'Input.ChoiceSet', style: 'expanded', value: '1' }],
    ['boolean', { type: 'Input.ChoiceSet' }],
    ['rating', { type: 'Input.ChoiceSet' }],
  ])('asks for %s with the input that Teams has for it', (type, input) => {
    const options = [1, 2].map((value) => ({ value: String(value), label: `Option ${value}` }));
    const fields = [field('x', { type, options, initial: '1', required: true })];
    const card = formCard({ ...form, fields }, opening);
    expect(inputsIn(card)).toMatchObject([
      { ...input, id: 'input.x', label: 'What is the x?', isRequired: true, errorMessage: opening.required },
    ]);
    expect(cardProblems(card)).toEqual([]);
  });

  it('shows what is wrong where it is wrong, and what was typed; a secret never again', () => {
    const again = {
      ...opening,
      values: { product: 'x', key: 'hunter2' },
      errors: { product: 'No such product' },
    };
    const fields = [...form.fields, ...secret.fields];
    const card = asPayload(formDialog({ ...form, fields }, again).card.content);
    expect(inputsIn(card).map(({ value }) => value)).toEqual(['x', undefined, undefined]);
    expect(textOf(card)).toContain('What is the product?\nNo such product');
    expect(JSON.stringify(card)).not.toMatch(/hunter2|"old"/);
  });

  it('of many choices has a menu; of more than that it is typed', () => {
    const choices = (count: number): Form => {
      const options = Array.from({ length: count }, (_, index) => ({ value: `${index}`, label: `${index}` }));
      return { ...form, fields: [field('x', { type: 'choice', options })] };
    };
    expect(inputsIn(formCard(choices(11), opening))).toMatchObject([{ style: 'compact' }]);
    expect(inputsIn(formCard(choices(101), opening))).toMatchObject([{ type: 'Input.Text' }]);
  });

  it('that is too long for Teams says less around its fields, and marks what is missing at last', () => {
    const wordy = (count: number): Form => ({
      ...form,
      fields: Array.from({ length: count }, (_, index) =>
        field(`f${index}`, { label: `Label ${index} ${'x'.repeat(480)}`, hint: 'h'.repeat(500) }),
      ),
    });
    const less = asPayload(formCard(wordy(25), opening));
    expect(inputsIn(less)).toHaveLength(25);
    expect(cardProblems(less)).toEqual([]);
    const more = asPayload(formCard(wordy(300), opening));
    expect(inputsIn(more).length).toBeLessThan(300);
    expect(textOf(more)).toMatch(/…$/);
  });

  it('links nothing, whatever a choice is called', () => {
    const options = [{ value: '1', label: '[bank](https://evil.example)' }];
    const card = formCard({ ...form, fields: [field('x', { type: 'choice', options })] }, opening);
    expect(JSON.stringify(card)).not.toContain('](');
  });

  it('knows whether it asks for a secret', () => {
    expect([asksForSecrets(form), asksForSecrets(secret)]).toEqual([false, true]);
  });
});

describe('in the house', () => {
  let house: TeamsHouse;
  beforeEach(async () => {
    house = await openTeamsHouse();
    house.desk.answerForm({ form });
  });
  afterEach(() => house.close());

  const chat = personal(ana);
  const opens = { unstuck: { open: 'variables', press: 'ses_1|3|fill_in|' } };
  const sends = (values: Json, id = 'opening-1'): Json => ({
    unstuck: { submit: 'variables', press: 'ses_1|3|fill_in|', opening: id },
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`input.${name}`, value] as const)),
  });
  const dialogIn = ({ body }: Answer): Payload =>
    objectAt(asPayload(body), 'task', 'value', 'card', 'content');

  it('a dialog is the answer to its button; nothing is decided', async () => {
    const answer = await house.post(teams.fetched(ana, chat, opens));
    expect(answer).toMatchObject({
      status: 200,
      body: { task: { type: 'continue', value: { title: 'A few details' } } },
    });
    expect(house.desk.forms).toMatchObject([[press, 'variables', { id: teams.personOf(ana) }]]);
    expect(house.desk.inputs).toEqual([]);
  });

  it('sent, it closes, and its values are as they were typed', async () => {
    const answer = await house.post(teams.sent(ana, chat, sends({ product: 'Mail <&>', number: 3 })));
    expect(answer).toEqual({ status: 200, body: '' });
    expect(house.desk.inputs).toMatchObject([
      { type: 'submit', form: 'variables', press, values: { product: 'Mail <&>', number: '3' } },
    ]);
  });

  it('sent twice it is one thing; opened and sent again it is another', async () => {
    await house.post(teams.sent(ana, chat, sends({})));
    await house.post(teams.sent(ana, chat, sends({})));
    await house.post(teams.sent(ana, chat, sends({}, 'opening-2')));
    const [first, second, third] = house.desk.inputs.map(({ key }) => key);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('with wrong fields stays open, with the words beside them and what was typed in them', async () => {
    house.desk.answer(() => refused('Please look again', { product: 'No such product' }));
    const card = dialogIn(await house.post(teams.sent(ana, chat, sends({ product: 'x' }))));
    expect(textOf(card)).toContain('No such product');
    expect(inputsIn(card)[0]).toMatchObject({ value: 'x' });
    expect(actionsOf(card)[0]).toMatchObject({ data: { unstuck: { opening: 'opening-1' } } });
  });

  it('of a session that has moved on is a line instead', async () => {
    house.desk.answerForm({ refused: 'stale', note: 'That was an older message' });
    const answer = await house.post(teams.fetched(ana, chat, opens));
    expect(answer.body).toEqual({ task: { type: 'message', value: 'That was an older message' } });
  });

  it('that came too late says so, and closes', async () => {
    house.desk.answer(() => refused('This one is over'));
    const { body } = await house.post(teams.sent(ana, chat, sends({})));
    expect(body).toEqual({ task: { type: 'message', value: 'This one is over' } });
  });

  it('with something to tell beside it tells that in the chat', async () => {
    house.desk.answer(() => accepted('One more thing'));
    await house.post(teams.sent(ana, thread, sends({})));
    const [note] = await eventually(() => (house.teams.messages.length > 0 ? house.teams.messages : null));
    expect(note).toMatchObject({ conversation: chat.id, activity: { summary: 'One more thing' } });
  });

  it('in the place of a card comes back as the card, sent or not', async () => {
    Object.assign(house.desk, { message: () => Promise.resolve(plainMessage('As it stands')) });
    const opened = await house.post(teams.executed(ana, chat, opens));
    expect(JSON.stringify(opened.body)).toContain('A few details');
    for (const data of [sends({ product: 'x' }), { unstuck: { close: true, press: 'ses_1|3|fill_in|' } }]) {
      const { body } = await house.post(teams.executed(ana, chat, data));
      expect(JSON.stringify(body)).toContain('As it stands');
    }
    expect(house.desk.inputs).toHaveLength(1);
  });

  it('that asks for a secret is never put into a card, nor into the chat', async () => {
    house.desk.answerForm({ form: secret });
    const { body } = await house.post(teams.executed(ana, chat, opens));
    expect(body).toMatchObject({
      type: 'application/vnd.microsoft.activity.message',
      value: 'teams.needs_dialog (en-US)',
    });
    await house.post(teams.submitted(ana, thread, opens));
    const [note] = await eventually(() => (house.teams.messages.length > 0 ? house.teams.messages : null));
    expect(note?.activity).toMatchObject({ summary: 'teams.needs_dialog (en-US)' });
    expect(inputsIn(dialogIn(await house.post(teams.fetched(ana, chat, opens))))).toMatchObject([
      { style: 'Password' },
    ]);
  });

  it('in a client that opens none comes as a message to the person alone', async () => {
    await house.post(teams.submitted(ana, thread, opens));
    const [shown] = await eventually(() => (house.teams.messages.length > 0 ? house.teams.messages : null));
    expect(shown?.conversation).toBe(chat.id);
    expect(JSON.stringify(shown?.activity)).toContain('input.product');
    await house.post(teams.submitted(ana, chat, sends({ product: 'x' })));
    expect(house.desk.inputs).toMatchObject([{ type: 'submit', values: { product: 'x' } }]);
  });
});
