import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSlackHouse } from '../support/slack-channel.ts';
import type { SlackHouse } from '../support/slack-channel.ts';
import * as slack from '../support/slack-requests.ts';
import { ana } from '../support/slack-requests.ts';
import type { SlackRequest } from '../support/slack-requests.ts';

let house: SlackHouse;
beforeEach(async () => {
  house = await openSlackHouse();
});
afterEach(() => house.close());

type Json = Readonly<Record<string, unknown>>;
const last = () => house.desk.inputs.at(-1);
const inDm = { channel: 'DUANA', channel_type: 'im' };
const inThread = { channel: 'C1', channel_type: 'channel' };

/** Ana's words as Slack tells of them before and after a change. */
const words = (text: string, more: Json = {}): Json => ({
  type: 'message',
  user: ana.user,
  team: ana.team,
  text,
  ts: '1.5',
  ...more,
});
const changed = (where: Json, before: Json, after: Json): SlackRequest =>
  slack.event(ana.team, {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    ts: '2.0',
    event_ts: '2.0',
    ...where,
    previous_message: before,
    message: after,
  });
const deleted = (where: Json, before: Json): SlackRequest =>
  slack.event(ana.team, {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    ts: '2.0',
    deleted_ts: '1.5',
    ...where,
    previous_message: before,
  });
const edited = (at = '1.9'): Json => ({ edited: { user: ana.user, ts: at } });

describe.each([
  ['in the direct messages', inDm, {}, 'slack:T1:dm:UANA', slack.directMessage(ana, 'one', { ts: '1.5' })],
  [
    'in a thread',
    inThread,
    { thread_ts: '1.0' },
    'slack:T1:C1:1.0',
    slack.channelMessage(ana, 'one', { ts: '1.5', thread_ts: '1.0' }),
  ],
])('words that were said %s', (_, where, more, conversation, said) => {
  it('and are changed are told by the key that they came with, each change once', async () => {
    await house.post(said);
    const of = last()?.key;
    const change = changed(where, words('one', more), words('two &amp; <@U9|ben>', { ...more, ...edited() }));
    await house.post(change);
    expect(last()).toMatchObject({
      type: 'edit',
      of,
      text: 'two & @ben',
      conversation,
      user: { id: 'slack:T1:UANA' },
    });
    const key = last()?.key;
    await house.post(change);
    expect(last()?.key).toBe(key);
    const again = changed(where, words('two', more), words('one', { ...more, ...edited('3.0') }));
    await house.post(again);
    expect(last()).toMatchObject({ of, text: 'one' });
    expect(last()?.key).not.toBe(key);
  });

  it('and are taken back are told as gone, also where answers below them keep their place', async () => {
    await house.post(said);
    const of = last()?.key;
    await house.post(deleted(where, words('one', more)));
    expect(last()).toMatchObject({ type: 'edit', of, text: null, conversation });
    const key = last()?.key;
    const tombstone = {
      ...words('This message was deleted.', more),
      user: 'USLACKBOT',
      subtype: 'tombstone',
    };
    await house.post(changed(where, words('one', more), tombstone));
    expect(last()).toMatchObject({ type: 'edit', of, text: null, key, user: { id: 'slack:T1:UANA' } });
  });

  it.each<[string, Json, Json]>([
    [
      'a preview of a link',
      words('https://example.com', more),
      words('https://example.com', { ...more, attachments: [{ from_url: 'https://example.com' }] }),
    ],
    [
      'a preview after an edit',
      words('https://example.com', { ...more, ...edited() }),
      words('https://example.com', { ...more, ...edited(), attachments: [{}] }),
    ],
    [
      'a language that was recognised',
      words('hola', more),
      words('hola', { ...more, language: { locale: 'es' } }),
    ],
    [
      'a file that is gone',
      words('', { ...more, files: [{ id: 'F1' }] }),
      words('', { ...more, files: [{ id: 'F1', mode: 'tombstone' }] }),
    ],
    [
      'a bot’s next step',
      words('Step 1', { ...more, user: 'UBOT', bot_id: 'B1' }),
      words('Step 2', { ...more, user: 'UBOT', bot_id: 'B1', ...edited() }),
    ],
    [
      'another bot’s',
      words('tick', { ...more, user: 'UOTHER', bot_id: 'B2' }),
      words('tock', { ...more, user: 'UOTHER', bot_id: 'B2', ...edited() }),
    ],
    [
      'our own without a name',
      words('a', { ...more, user: 'UBOT' }),
      words('b', { ...more, user: 'UBOT', ...edited() }),
    ],
  ])('are not changed by %s', async (_name, before, after) => {
    expect(await house.post(changed(where, before, after))).toMatchObject({ status: 200 });
    expect(house.desk.inputs).toEqual([]);
  });

  it('and a bot that takes back its own is nobody’s doing', async () => {
    await house.post(deleted(where, words('Step 1', { ...more, user: 'UBOT', bot_id: 'B1' })));
    expect(house.desk.inputs).toEqual([]);
  });
});

it('talk in a channel that no thread hangs on is not the bot’s business', async () => {
  await house.post(changed(inThread, words('one'), words('two', edited())));
  await house.post(deleted(inThread, words('one')));
  expect(house.desk.inputs).toEqual([]);
});

it('where Slack does not say what was there before, a change is what it calls edited', async () => {
  const request = (after: Json): SlackRequest =>
    slack.event(ana.team, {
      type: 'message',
      subtype: 'message_changed',
      ts: '2.0',
      ...inDm,
      message: after,
    });
  await house.post(request(words('one')));
  expect(house.desk.inputs).toEqual([]);
  await house.post(request(words('two', edited())));
  expect(last()).toMatchObject({ type: 'edit', of: 'slack:T1:DUANA:1.5', text: 'two' });
  await house.post(
    slack.event(ana.team, {
      type: 'message',
      subtype: 'message_deleted',
      ts: '3.0',
      deleted_ts: '1.5',
      ...inDm,
    }),
  );
  expect(house.desk.inputs).toHaveLength(1);
});

it('the machinery being broken, a change is not acknowledged and comes again', async () => {
  house.desk.answer(() => Promise.reject(new Error('no database')));
  const change = changed(inDm, words('one'), words('two', edited()));
  expect(await house.post(change)).toMatchObject({ status: 503 });
});

it('two bots in one thread say nothing to each other', async () => {
  const bot = { user: 'UOTHER', bot_id: 'B2', thread_ts: '1.0' };
  await house.post(slack.channelMessage({ ...ana, user: 'UOTHER' }, 'I am a bot', bot));
  await house.post(slack.mention({ ...ana, user: 'UOTHER' }, 'do something', bot));
  await house.post(slack.channelMessage({ ...ana, user: 'UBOT' }, 'our own', { thread_ts: '1.0' }));
  await house.post(
    slack.channelMessage(ana, 'x', { thread_ts: '1.0', subtype: 'bot_message', bot_id: 'B3' }),
  );
  expect(house.desk.inputs).toEqual([]);
});
