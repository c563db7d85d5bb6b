import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeAction } from '../../adapters/slack/action-value.ts';
import type { BotItem, ThreadItem } from '../../adapters/web/protocol.ts';
import type { Press } from '../../src/engine/message.ts';
import type { MessageId } from '../../src/ids.ts';
import { bodySignature, signatureHeaders } from '../../src/webhooks/sign.ts';
import { emptyForm, plainMessage, refused } from '../support/scripted-desk.ts';
import {
  newVisitor,
  openHouse,
  outgoing,
  recordedOf,
  sessionId,
  sessionOf,
  sessionStarted,
} from './house.ts';
import type { House } from './house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const key = 'key-of-the-page';
const session = sessionId('1');
const press: Press = { session_id: session, version: 3, move: 'done', arg: null };
const words = (item: ThreadItem): string =>
  item.kind === 'bot' ? `bot: ${item.text}` : `person: ${item.text}`;
/** Who the desk thinks is there, after that visitor said something. */
const conversationOf = async (visitor: ReturnType<typeof newVisitor>): Promise<string> => {
  await visitor.post('say', { text: 'hi', key: 'the-first-word', locale: 'en' });
  return house.desk.inputs.at(-1)?.conversation ?? '';
};

describe('the commands of other platforms', () => {
  it.each([
    ['/troubleshoot the wifi is slow', { type: 'troubleshoot', problem: 'the wifi is slow' }],
    ['/escalate', { type: 'escalate', reason: null }],
    ['/troubleshoot-agent mine', { type: 'agent', words: 'mine' }],
    [' /Troubleshoot-Admin webhooks  list ', { type: 'admin', words: 'webhooks  list' }],
    ['/weather', { type: 'say', text: '/weather' }],
  ])('%s', async (text, input) => {
    const visitor = newVisitor(house.url);
    await visitor.post('say', { text, key, locale: 'en' });
    expect(house.desk.inputs).toMatchObject([input]);
  });

  it('are answered on the screen of whoever typed them, and of nobody else', async () => {
    const [visitor, other] = [newVisitor(house.url), newVisitor(house.url)];
    const streams = await Promise.all([visitor.listen(), other.listen()]);
    house.desk.answer(() => ({ kind: 'told', message: plainMessage('Two webhooks') }));
    await visitor.post('say', { text: '/troubleshoot-admin webhooks', key, locale: 'en' });
    expect(words(await streams[0].next('item'))).toBe('person: /troubleshoot-admin webhooks');
    expect(words(await streams[0].next('item'))).toMatch(/^bot: Two webhooks/);
    house.desk.answer(() => refused('Your role does not allow that'));
    await other.post('say', { text: '/troubleshoot-admin webhooks', key, locale: 'en' });
    expect(words(await streams[1].next('item'))).toBe('person: /troubleshoot-admin webhooks');
    await Promise.all(streams.map((stream) => stream.close()));
  });
});

describe('who is there', () => {
  it('knows a visitor by a cookie that no script reads and no other site sends', async () => {
    const response = await fetch(`${house.url}/playground/stream?locale=en`);
    await response.body?.cancel();
    expect(response.headers.get('set-cookie')).toMatch(
      /^unstuck_visitor=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
  });

  it('gives it with the page, before the page can ask for two things at once', async () => {
    const visitor = newVisitor(house.url);
    await visitor.get('/');
    const cookie = visitor.cookie();
    expect(cookie).toMatch(/^unstuck_visitor=/);
    expect((await visitor.get('/')).headers.get('set-cookie')).toBeNull();
    const stream = await visitor.listen();
    await conversationOf(visitor);
    expect((await stream.next('item')).id).toBe('say:the-first-word');
    expect(visitor.cookie()).toBe(cookie);
    await stream.close();
  });

  it('gives the cookie to https alone where the public address is https', async () => {
    const secure = await openHouse({ publicUrl: 'https://help.example.com' });
    const response = await fetch(`${secure.url}/playground/stream?locale=en`);
    await response.body?.cancel();
    expect(response.headers.get('set-cookie')).toContain('; Secure');
    await secure.close();
  });

  it('names the person by something that cannot be made a cookie of', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    expect(conversation).toMatch(/^web:[\w-]{22}$/);
    expect(visitor.cookie()).not.toContain(conversation.slice('web:'.length));
    expect(house.desk.inputs[0]?.user).toEqual({ id: conversation, name: 'Sam', locale: 'en' });
    await visitor.post('say', { text: 'hi again', key: 'the-second-word', locale: 'es' });
    expect(house.desk.inputs[1]).toMatchObject({ conversation, user: { id: conversation, locale: 'es' } });
  });

  it('shows nobody what another one was shown', async () => {
    const [one, other] = [newVisitor(house.url), newVisitor(house.url)];
    const conversation = await conversationOf(one);
    await house.channel.send(outgoing({ conversation, session: null }, 'for one'));
    const stream = await other.listen();
    expect((await stream.next('snapshot')).items).toEqual([]);
    await stream.close();
  });
});

describe('what a person does', () => {
  it('is said to the desk as words meant for the bot, under a key of the message', async () => {
    const visitor = newVisitor(house.url);
    const { answer } = await visitor.post('say', { text: 'the wifi is slow', key, locale: 'en' });
    const [input] = house.desk.inputs;
    expect(input).toMatchObject({ type: 'say', channel: 'web', text: 'the wifi is slow', addressed: true });
    expect(input?.key).toBe(`${input?.conversation}:${key}`);
    expect(answer).toMatchObject({ kind: 'accepted' });
  });

  it('is on the screen once, though it was sent twice', async () => {
    const visitor = newVisitor(house.url);
    const body = { text: 'the wifi is slow', key, locale: 'en' };
    await visitor.post('say', body);
    await visitor.post('say', body);
    const stream = await visitor.listen();
    expect((await stream.next('snapshot')).items.map(words)).toEqual(['person: the wifi is slow']);
    await stream.close();
  });

  it('is taken off the screen where it could not be taken, and nothing of the failure is told', async () => {
    house.desk.answer(() => {
      throw new Error('the database is away');
    });
    const visitor = newVisitor(house.url);
    const { status, answer } = await visitor.post('say', { text: 'hello', key, locale: 'en' });
    expect(status).toBe(503);
    expect(answer).toMatchObject({ code: 'unavailable' });
    expect(JSON.stringify(answer)).not.toContain('database');
    expect(house.problems).toHaveLength(1);
    const stream = await visitor.listen();
    expect((await stream.next('snapshot')).items).toEqual([]);
    await stream.close();
  });

  it('presses what the button carries', async () => {
    const visitor = newVisitor(house.url);
    await visitor.post('press', {
      platform: 'slack',
      value: encodeAction({ press, form: null }),
      locale: 'en',
    });
    expect(house.desk.inputs[0]).toMatchObject({ type: 'press', key: null, press });
  });

  it('gets the form first where the button opens one, and submits it by the same button', async () => {
    const visitor = newVisitor(house.url);
    const value = encodeAction({ press, form: 'describe' });
    const { answer } = await visitor.post('press', { platform: 'slack', value, locale: 'en' });
    expect(answer).toEqual({ kind: 'form', form: emptyForm });
    expect(house.desk.inputs).toEqual([]);
    await visitor.post('submit', { platform: 'slack', value, values: { problem: 'the wifi' }, locale: 'en' });
    expect(house.desk.inputs[0]).toMatchObject({
      type: 'submit',
      press,
      form: 'describe',
      values: { problem: 'the wifi' },
    });
  });

  it('is told which fields of a form are wrong', async () => {
    house.desk.answer(() => refused('Please look again.', { url: 'Not an address.' }));
    const visitor = newVisitor(house.url);
    const value = encodeAction({ press, form: 'variables' });
    const { answer } = await visitor.post('submit', {
      platform: 'slack',
      value,
      values: { url: 'x' },
      locale: 'en',
    });
    expect(answer).toMatchObject({ kind: 'refused', fields: { url: 'Not an address.' } });
  });

  it('hears why a form is not there any more', async () => {
    house.desk.answerForm({ refused: 'stale', note: 'That was an older message.' });
    const visitor = newVisitor(house.url);
    const value = encodeAction({ press, form: 'variables' });
    const { answer } = await visitor.post('press', { platform: 'slack', value, locale: 'en' });
    expect(answer).toMatchObject({ kind: 'refused', note: 'That was an older message.' });
  });

  it.each([
    ['say', { text: '', key, locale: 'en' }],
    ['say', { text: 'x'.repeat(40_001), key, locale: 'en' }],
    ['say', { text: 'hi', key: 'short', locale: 'en' }],
    ['say', { text: 'hi', key, locale: 'fr' }],
    ['say', { text: 'hi', key, locale: 'en', addressed: false }],
    ['say', ['hi']],
    ['press', { platform: 'slack', value: 'no button', locale: 'en' }],
    ['press', { platform: 'slack', value: 'x'.repeat(401), locale: 'en' }],
    ['submit', { platform: 'slack', value: encodeAction({ press, form: null }), values: {}, locale: 'en' }],
    [
      'submit',
      {
        platform: 'slack',
        value: encodeAction({ press, form: 'variables' }),
        values: { a: 1 },
        locale: 'en',
      },
    ],
  ])('is refused where it is not what the page sends: %s %j', async (name, body) => {
    const { status, answer } = await newVisitor(house.url).post(name, body);
    expect([status, answer]).toMatchObject([422, { code: 'invalid_body' }]);
    expect(house.desk.inputs).toEqual([]);
  });

  it('takes a message of 40,000 characters, whatever they are', async () => {
    const text = '\u0001'.repeat(40_000);
    expect((await newVisitor(house.url).post('say', { text, key, locale: 'en' })).status).toBe(200);
  });

  it('changes the language of what is open, and leaves the choice to the page afterwards', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    house.desk.answerHome({
      locale: 'en',
      greeting: plainMessage('Hello'),
      sessions: [{ session: sessionOf(session, conversation), message: plainMessage('A step') }],
    });
    await visitor.post('language', { locale: 'es' });
    expect(house.desk.inputs.at(-1)).toMatchObject({
      type: 'press',
      press: { session_id: session, version: 1, move: 'language', arg: 'es' },
      user: { locale: 'es' },
    });
    await visitor.post('language', { locale: 'en' });
    expect(house.desk.inputs).toHaveLength(2);
  });

  it('starts over as somebody new, and leaves nothing open behind', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    house.desk.answerHome({
      locale: 'en',
      greeting: plainMessage('Hello'),
      sessions: [{ session: sessionOf(session, conversation), message: plainMessage('A step') }],
    });
    const before = visitor.cookie();
    await visitor.post('start-over', { locale: 'en' });
    expect(house.desk.inputs.at(-1)).toMatchObject({ press: { session_id: session, move: 'cancel' } });
    expect(visitor.cookie()).not.toBe(before);
    house.desk.answerHome({ locale: 'en', greeting: plainMessage('Hello'), sessions: [] });
    const stream = await visitor.listen();
    expect((await stream.next('snapshot')).items).toEqual([]);
    await stream.close();
  });
});

describe('what a person sees', () => {
  it('is what Slack would get, at once', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    const stream = await visitor.listen();
    expect((await stream.next('snapshot')).examples).toEqual(['en: the wifi is slow']);
    const sent = await house.channel.send(outgoing({ conversation, session }, 'Restart the router'));
    expect(sent).toEqual({ sent: { item: 'msg_1' } });
    expect(await stream.next('item')).toMatchObject({
      kind: 'bot',
      id: 'msg_1',
      text: 'Restart the router\nRestart the router',
      payloads: {
        slack: { blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Restart the router' } }] },
        discord: { components: [{ components: [{ content: 'Restart the router' }] }] },
        teams: { attachments: [{ content: { body: [{ inlines: [{ text: 'Restart the router' }] }] } }] },
      },
    });
    await stream.close();
  });

  it('changes in its place when it is edited, and keeps its time', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    const to = { conversation, session };
    await house.channel.send(outgoing(to, 'Step 1'));
    await house.channel.send(outgoing(to, 'Something else', { message_id: 'msg_2' as MessageId }));
    const stream = await visitor.listen();
    const [, before] = (await stream.next('snapshot')).items as BotItem[];
    await house.channel.send(outgoing(to, 'Step 2', { version: 2, ref: { item: 'msg_1' } }));
    expect(await stream.next('item')).toMatchObject({ id: 'msg_1', version: 2, at: before?.at });
    const again = await visitor.listen();
    const { items } = await again.next('snapshot');
    expect(items.map(({ id }) => id)).toEqual(['say:the-first-word', 'msg_1', 'msg_2']);
    await Promise.all([stream.close(), again.close()]);
  });

  it('gives up on conversations that are not the playground’s', async () => {
    const sent = await house.channel.send(outgoing({ conversation: 'slack:T1:C1', session: null }, 'lost'));
    expect(sent).toMatchObject({ gone: 'conversation' });
  });

  it('comes back from the database after a restart, and the next edit takes its place', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    const restarted = await openHouse();
    const again = newVisitor(restarted.url, visitor.cookie());
    restarted.desk.answerHome({
      locale: 'en',
      greeting: plainMessage('Hello'),
      sessions: [
        { session: sessionOf(session, conversation, 'the wifi is slow'), message: plainMessage('Step 1') },
      ],
    });
    restarted.histories.set(session, {
      recorded: recordedOf([sessionStarted(session, conversation, 'the wifi is slow')]),
      deliveries: [],
    });
    const stream = await again.listen();
    const { items, timeline } = await stream.next('snapshot');
    expect(items.map(words)).toEqual(['person: the wifi is slow', 'bot: Step 1\nStep 1']);
    expect(timeline).toMatchObject([{ type: 'session_started', webhook: null }]);

    const edit = outgoing({ conversation, session }, 'Step 2', { version: 2, ref: { item: 'msg_1' } });
    await restarted.channel.send(edit);
    const edited = await stream.next('item');
    expect([edited.id, words(edited)]).toEqual([items[1]?.id, 'bot: Step 2\nStep 2']);
    await restarted.channel.send({ ...edit, version: 3, message: plainMessage('Step 3') });
    expect(await stream.next('item')).toMatchObject({ id: items[1]?.id, version: 3 });
    await stream.close();
    await restarted.close();
  });

  it('leaves nothing behind of a reader who is gone before it begins', async () => {
    const visitor = newVisitor(house.url);
    await conversationOf(visitor);
    for (let turn = 0; turn < 10; turn += 1) {
      const gone = new AbortController();
      const asked = fetch(`${house.url}/playground/stream?locale=en`, {
        headers: { cookie: visitor.cookie() },
        signal: gone.signal,
      });
      setImmediate(() => gone.abort());
      await asked.then((response) => response.body?.cancel()).catch(() => {});
    }
    const stream = await visitor.listen();
    expect(stream.status).toBe(200);
    await stream.close();
  });

  it('is bounded: one person cannot hold streams without end', async () => {
    const visitor = newVisitor(house.url);
    const streams = [await visitor.listen()];
    while (streams.length < 6) streams.push(await visitor.listen());
    expect((await visitor.get('/playground/stream?locale=en')).status).toBe(429);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  it('ends when the server does, so that it can close', async () => {
    const stream = await newVisitor(house.url).listen();
    await stream.next('snapshot');
    await house.close();
    await stream.ended();
    house = await openHouse();
  });

  it('says how things stand and ends, where the server began to close meanwhile', async () => {
    await house.channel.stop();
    const stream = await newVisitor(house.url).listen();
    expect(await stream.next('snapshot')).toMatchObject({ items: [] });
    await stream.ended();
  });
});

describe('the timeline', () => {
  const deliver = async (secret: Buffer) => {
    const payload = {
      event: 'session_started',
      timestamp: '2026-03-01T10:00:00.000Z',
      data: { session_id: session, sequence: 1 },
    };
    const body = JSON.stringify({ ...payload, signature: bodySignature(payload, secret) });
    const response = await fetch(`${house.url}/playground/hooks`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...signatureHeaders({ id: 'evt_1', at: new Date(), body, secrets: [secret] }),
      },
    });
    return { status: response.status, body };
  };
  const history = (conversation: string, status: 'pending' | 'delivered') => ({
    recorded: recordedOf([sessionStarted(session, conversation, 'the wifi is slow')]),
    deliveries: [{ event_id: 'evt_1', sequence: 1, status, attempts: [], next_attempt_at: null }],
  });

  it('follows a webhook from "on its way" to "delivered, and the signature is right"', async () => {
    const visitor = newVisitor(house.url);
    const conversation = await conversationOf(visitor);
    house.histories.set(session, history(conversation, 'pending'));
    const stream = await visitor.listen();
    await stream.next('snapshot');
    await house.channel.send(outgoing({ conversation, session }, 'Is it this?'));
    expect(await stream.next('timeline')).toMatchObject([
      { type: 'session_started', webhook: { status: 'pending', arrival: null } },
    ]);

    const { status, body } = await deliver(Buffer.alloc(32, 5));
    expect(status).toBe(204);
    const [arrived] = await stream.next('timeline');
    expect(arrived?.webhook?.arrival).toMatchObject({ body, headers: { 'webhook-id': 'evt_1' } });

    // Nobody says so when the attempt is written down: the page looks by itself as long as one is on its way.
    house.histories.set(session, history(conversation, 'delivered'));
    expect(await stream.next('timeline')).toMatchObject([{ webhook: { status: 'delivered' } }]);
    await stream.close();
  });

  it('believes nothing that is not signed by us', async () => {
    expect((await deliver(Buffer.alloc(32, 1))).status).toBe(401);
    expect(house.problems).toEqual([{ reason: 'signature_wrong' }]);
    const nothing = await fetch(`${house.url}/playground/hooks`, { method: 'POST' });
    expect(nothing.status).toBe(401);
  });
});
