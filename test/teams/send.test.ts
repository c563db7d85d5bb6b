import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { ConversationId, MessageId, PersonId } from '../../src/ids.ts';
import { createTeamsChannel } from '../../adapters/teams/index.ts';
import { memoryKeep, recordingLog } from '../contract/inside.ts';
import { eventually } from '../support/eventually.ts';
import { plainMessage } from '../support/scripted-desk.ts';
import * as teams from '../support/teams-activities.ts';
import { ana, message, personal, thread } from '../support/teams-activities.ts';
import { openTeamsHouse, standInOptions } from '../support/teams-channel.ts';
import type { TeamsHouse } from '../support/teams-channel.ts';
import type { Fault } from '../support/teams-stand-in.ts';
import { tenant } from '../support/teams-stand-in.ts';

let house: TeamsHouse;
const keep = memoryKeep();
beforeEach(async () => {
  house = await openTeamsHouse();
  await house.post(message(ana, personal(ana), 'hello'));
});
afterEach(() => house.close());

const direct = `teams:${tenant}:personal:${ana.user}` as ConversationId;

const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  message_id: 'msg_1' as MessageId,
  conversation: direct,
  person: teams.personOf(ana) as PersonId,
  session_id: null,
  version: 1,
  message: plainMessage('Step 1'),
  ref: null,
  attempt: 0,
  ...more,
});

const refOf = (sent: Sent): MessageRef => {
  if (!('sent' in sent)) throw new Error(`not sent: ${JSON.stringify(sent)}`);
  return sent.sent;
};
const methods = () => house.teams.calls.map(({ method }) => method);

describe('a message', () => {
  it('is posted where the person wrote, with the bot’s token, and remembered where it is', async () => {
    const sent = await house.channel.send(outgoing());
    const [posted] = house.teams.messages;
    expect(sent).toEqual({
      sent: { service_url: house.teams.serviceUrl, conversation: personal(ana).id, activity: posted?.id },
    });
    expect(posted?.activity).toMatchObject({ type: 'message', summary: 'Step 1', locale: 'en' });
    expect(house.teams.calls.at(-1)?.authorization).toMatch(/^Bearer \S+$/);
    expect(house.teams.tokens.asked).toBeLessThanOrEqual(1);
  });

  it('goes into its thread', async () => {
    await house.post(message(ana, thread, 'hello'));
    await house.channel.send(outgoing({ conversation: `teams:${tenant}:${thread.id}` as ConversationId }));
    expect(house.teams.messages.map(({ conversation }) => conversation)).toEqual([thread.id]);
  });

  it('below which people will talk tells where that is', async () => {
    await house.post(message(ana, thread, 'hello'));
    const channel = '19:channel@thread.tacv2';
    const pack = outgoing({
      conversation: `teams:${tenant}:${channel}` as ConversationId,
      opens_thread: true,
    });
    const sent = await house.channel.send(pack);
    const [posted] = house.teams.messages;
    expect(sent).toMatchObject({ thread: `teams:${tenant}:${channel};messageid=${posted?.id ?? ''}` });
  });

  it('finds its place from another replica, and after a restart: what is kept are plain values', async () => {
    await house.close();
    house = await openTeamsHouse({ keep });
    await house.post(message(ana, personal(ana), 'hello'));
    const kept = (await keep.list('')).filter(({ key }) => !key.startsWith('heard:'));
    expect(kept.map(({ key }) => key)).toEqual([
      `account:${tenant}:29:${ana.user}`,
      `personal:${tenant}:${ana.user}`,
      `tenant:${tenant}`,
    ]);
    expect(kept[1]?.value).toEqual({
      service_url: house.teams.serviceUrl,
      bot: teams.bot,
      account: `29:${ana.user}`,
      conversation: personal(ana).id,
    });
    const other = await openTeamsHouse({ keep, loginUrl: house.teams.loginUrl });
    expect(await other.channel.send(outgoing())).toHaveProperty('sent');
    expect(house.teams.messages).toHaveLength(1);
    await other.close();
  });

  it('to somebody whom the bot met among others opens their chat, once', async () => {
    await house.post(message(teams.ben, thread, 'hello'));
    const toBen = outgoing({ conversation: `teams:${tenant}:personal:${teams.ben.user}` as ConversationId });
    await house.channel.send(toBen);
    await house.channel.send({ ...toBen, message_id: 'msg_2' as MessageId });
    expect(methods()).toEqual(['open', 'post', 'post']);
    expect(house.teams.calls[0]?.body).toMatchObject({
      bot: { id: teams.bot },
      members: [{ id: `29:${teams.ben.user}` }],
      tenantId: tenant,
    });
  });

  it('is edited in place, by where it was posted', async () => {
    const ref = refOf(await house.channel.send(outgoing()));
    const edit = outgoing({ ref, version: 2, message: plainMessage('Step 2') });
    expect(await house.channel.send(edit)).toEqual({ sent: ref });
    expect(house.teams.messages).toEqual([
      expect.objectContaining({ edits: 1, activity: expect.objectContaining({ summary: 'Step 2' }) }),
    ]);
    expect(methods()).toEqual(['post', 'update']);
  });

  it('without a place that the bot knows is given up', async () => {
    const stranger = `teams:${tenant}:personal:nobody` as ConversationId;
    expect(await house.channel.send(outgoing({ conversation: stranger }))).toEqual({
      gone: 'conversation',
      reason: 'the bot has never been there',
    });
  });
});

describe('what the connector answers', () => {
  it.each<[string, Fault, Sent]>([
    ['429', { status: 429, retryAfter: 7 }, { retry: 'HTTP 429', after_ms: 7000 }],
    ['429 without a time', { status: 429 }, { retry: 'HTTP 429', after_ms: null }],
    ['412', { status: 412, code: 'PreconditionFailed' }, { retry: 'HTTP 412', after_ms: null }],
    ['500', { status: 500 }, { retry: 'HTTP 500', after_ms: null }],
    ['503 with a time', { status: 503, retryAfter: 3 }, { retry: 'HTTP 503', after_ms: 3000 }],
    ['a hang-up', { hangUp: true }, { retry: 'other side closed', after_ms: null }],
    ['no such message', { status: 404, code: 'ActivityNotFoundInConversation' }, { gone: 'message' }],
    ['404 without a word', { status: 404, code: 'Whatever' }, { gone: 'conversation', reason: 'Whatever' }],
    [
      'no such conversation',
      { status: 404, code: 'ConversationNotFound' },
      { gone: 'conversation', reason: 'ConversationNotFound' },
    ],
    [
      'a person who has blocked the bot',
      { status: 403, code: 'ConversationBlockedByUser' },
      { gone: 'conversation', reason: 'ConversationBlockedByUser' },
    ],
    [
      'a bot that was removed',
      { status: 403, code: 'BotNotInConversationRoster' },
      { gone: 'conversation', reason: 'BotNotInConversationRoster' },
    ],
    [
      'a bot that an admin has switched off',
      { status: 403, code: 'BotDisabledByAdmin' },
      { retry: 'BotDisabledByAdmin', after_ms: null },
    ],
    [
      'a token it does not know',
      { status: 401, code: 'BotNotRegistered' },
      { retry: 'BotNotRegistered', after_ms: null },
    ],
    ['a word nobody knows', { status: 418, code: 'Teapot' }, { retry: 'Teapot', after_ms: null }],
  ])('%s, is told on; nothing is sent twice by itself', async (_, fault, sent) => {
    const ref = refOf(await house.channel.send(outgoing()));
    house.teams.fault('update', fault);
    expect(await house.channel.send(outgoing({ ref }))).toEqual(sent);
    expect(methods()).toEqual(['post', 'update']);
  });

  it('nothing at all, in time: to be tried again', async () => {
    await house.close();
    house = await openTeamsHouse({ fetchTimeoutMs: 50 });
    await house.post(message(ana, personal(ana), 'hello'));
    house.teams.fault('post', { until: new Promise(() => undefined) });
    expect(await house.channel.send(outgoing())).toEqual({
      retry: expect.stringMatching(/timeout/i),
      after_ms: null,
    });
  });

  it('that it does not take the card: the words alone are better than nothing', async () => {
    house.teams.fault('post', { status: 413, code: 'MessageSizeTooBig' });
    expect(await house.channel.send(outgoing())).toHaveProperty('sent');
    expect(house.teams.messages[0]?.activity).toMatchObject({ textFormat: 'plain', text: 'Step 1\nStep 1' });
    expect(house.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('that the token is no good is said out loud, and the next one is asked for anew', async () => {
    house.teams.fault('post', { status: 401, code: 'Unauthorized' });
    const asked = house.teams.tokens.asked;
    expect(await house.channel.send(outgoing())).toHaveProperty('retry');
    expect(house.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ status: 401 }) }),
    );
    expect(await house.channel.send(outgoing({ attempt: 1 }))).toHaveProperty('sent');
    expect(house.teams.tokens.asked).toBe(asked + 1);
  });

  it('that the chat of a person cannot be opened', async () => {
    await house.post(message(teams.ben, thread, 'hello'));
    house.teams.fault('open', { status: 403, code: 'ForbiddenOperationException' });
    const toBen = outgoing({ conversation: `teams:${tenant}:personal:${teams.ben.user}` as ConversationId });
    expect(await house.channel.send(toBen)).toEqual({
      gone: 'conversation',
      reason: 'ForbiddenOperationException',
    });
  });
});

it('a post whose answer was lost is posted again: twice is better than never, and the second goes on', async () => {
  house.teams.fault('post', { status: 502, through: true });
  expect(await house.channel.send(outgoing())).toEqual({ retry: 'HTTP 502', after_ms: null });
  const ref = refOf(await house.channel.send(outgoing({ attempt: 1 })));
  await house.channel.send(outgoing({ ref, message: plainMessage('Step 2') }));
  expect(house.teams.messages.map(({ edits }) => edits)).toEqual([0, 1]);
});

describe('the start', () => {
  it('says which app it is', async () => {
    await house.channel.start();
    await eventually(() => house.lines.some(({ message: line }) => line === 'teams: connected'));
  });

  it('does not wait for Microsoft, and says when the credentials do not work', async () => {
    await house.close();
    const appId = '99999999-2222-3333-4444-555555555555';
    house = await openTeamsHouse({ appId, appPassword: 'another' });
    await house.channel.start();
    const line = await eventually(() => house.lines.find(({ level }) => level === 'error'));
    expect(line).toMatchObject({
      message: 'teams: the credentials do not work; see docs/teams.md',
      fields: { error: expect.stringContaining('AADSTS7000215') },
    });
    expect(
      await house.channel.send(
        outgoing({ ref: { service_url: house.teams.serviceUrl, conversation: 'a', activity: '1' } }),
      ),
    ).toHaveProperty('retry');
  });

  it('needs no secret as a managed identity of Azure', async () => {
    const options = { ...standInOptions(house.teams), keep, log: recordingLog().log };
    const managed = createTeamsChannel({ ...options, appType: 'UserAssignedMSI', appPassword: null });
    await managed.stop();
  });

  it.each([
    [{ appId: null }, 'MicrosoftAppId'],
    [{ appPassword: null }, 'MicrosoftAppPassword'],
  ])('is not made with %j: authentication is never off by omission', (missing, name) => {
    const options = { ...standInOptions(house.teams), keep, log: recordingLog().log };
    expect(() => createTeamsChannel({ ...options, ...missing })).toThrow(name);
  });
});

it('counts its calls by method and outcome', async () => {
  const called: string[] = [];
  await house.close();
  house = await openTeamsHouse({
    metrics: { called: (method, outcome) => called.push(`${method} ${outcome}`), answered: () => undefined },
  });
  await house.post(message(ana, thread, 'hello'));
  const there = outgoing({ conversation: `teams:${tenant}:${thread.id}` as ConversationId });
  house.teams.fault('post', { status: 429 });
  const ref = refOf(await house.channel.send(there).then(() => house.channel.send(there)));
  await house.channel.send({ ...there, ref });
  expect(called).toEqual(['post limited', 'post ok', 'update ok']);
});
