import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../src/store/data-source.ts';
import { adminKey, openTestDatabase, patience, startServer } from './harness.ts';
import type { Asked, TestServer } from './harness.ts';

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database);
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
});

const newSession = { problem: 'no puedo entrar', user: { id: '42' } };

describe('keys', () => {
  it.each([
    ['none', undefined],
    ['a wrong one', 'Bearer not-the-key-of-the-admin'],
    ['the right one under another scheme', `Basic ${adminKey}`],
    ['a part of the right one', `Bearer ${adminKey.slice(0, -1)}`],
    ['too much', `Bearer ${adminKey} ${adminKey}`],
    ['an empty one', 'Bearer '],
  ])('are needed: %s is a 401', async (_what, authorization) => {
    const answer = await server.ask('GET', '/sessions', {
      key: null,
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(answer.json).toMatchObject({ code: 'unauthorized', status: 401, title: expect.any(String) });
    expect(JSON.stringify(server.logged)).not.toContain(adminKey);
  });

  it('are taken in any case of the scheme', async () => {
    const headers = { authorization: `bearer ${adminKey}` };
    expect((await server.ask('GET', '/sessions', { key: null, headers })).status).toBe(200);
  });

  it('do what they are for and nothing else', async () => {
    const bot = await server.keyFor('bot', 'sessions');
    const desk = await server.keyFor('desk', 'agents');
    const nothing = await server.keyFor('nothing');
    const status = async (key: string, method: string, path: string, asked: Asked = {}): Promise<number> =>
      (await server.ask(method, path, { ...asked, key })).status;

    expect(await status(bot, 'POST', '/sessions', { body: newSession })).toBe(201);
    expect(await status(bot, 'GET', '/templates')).toBe(200);
    expect(await status(bot, 'GET', '/escalations')).toBe(403);
    expect(await status(desk, 'GET', '/escalations')).toBe(200);
    expect(await status(desk, 'GET', '/sessions')).toBe(200);
    for (const key of [bot, desk, nothing]) {
      expect(await status(key, 'GET', '/webhooks')).toBe(403);
      expect(await status(key, 'POST', '/webhooks', { body: {} })).toBe(403);
      expect(await status(key, 'POST', '/templates', { body: {} })).toBe(403);
      expect(await status(key, 'GET', '/settings')).toBe(403);
      expect(await status(key, 'GET', '/stats')).toBe(403);
    }
    expect((await server.ask('GET', '/webhooks', { key: bot })).json).toMatchObject({ code: 'forbidden' });
    expect(await status(nothing, 'GET', '/sessions')).toBe(403);

    await server.keys.revoke('key_bot', new Date());
    expect(await status(bot, 'GET', '/sessions')).toBe(401);
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string): Asked['headers'] => ({ 'idempotency-key': key });

  it('makes a request happen once, however often it is sent', async () => {
    const once = async () =>
      await server.ask('POST', '/sessions', { body: newSession, headers: keyed('start-1') });
    const first = await once();
    const again = await once();
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    const spaced = JSON.stringify({ user: newSession.user, problem: newSession.problem }, null, 2);
    const reordered = await server.ask('POST', '/sessions', { body: spaced, headers: keyed('start-1') });
    expect(reordered.text).toBe(first.text);
  });

  it('keeps refusals too, and shows a secret again that is stored sealed', async () => {
    const hook = { url: 'http://127.0.0.1:9/', events: ['*'], enabled: false };
    const make = async () => await server.ask('POST', '/webhooks', { body: hook, headers: keyed('hook-1') });
    const [first, again] = [await make(), await make()];
    expect(again.text).toBe(first.text);
    const secret = String(first.json['secret']);
    const rows = await database.dataSource.query<{ row: string }[]>(
      'SELECT k::text AS row FROM support_idempotency AS k',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(secret.slice('whsec_'.length));

    const wrong = async () => await server.ask('POST', '/sessions', { body: {}, headers: keyed('wrong-1') });
    expect([(await wrong()).status, (await wrong()).status]).toEqual([422, 422]);
    const fixed = await server.ask('POST', '/sessions', { body: newSession, headers: keyed('wrong-1') });
    expect(fixed.json).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
  });

  it('belongs to one body, one address and one caller', async () => {
    await server.ask('POST', '/sessions', { body: newSession, headers: keyed('mine') });
    const other = { ...newSession, problem: 'otra cosa' };
    expect(
      (await server.ask('POST', '/sessions', { body: other, headers: keyed('mine') })).json,
    ).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect(
      (await server.ask('POST', '/sessions/ses_1/back', { body: newSession, headers: keyed('mine') })).status,
    ).toBe(422);
    const key = await server.keyFor('another', 'sessions');
    expect((await server.ask('POST', '/sessions', { body: other, headers: keyed('mine'), key })).status).toBe(
      201,
    );
  });

  it('doubles nothing even where the process died between the commit and the answer', async () => {
    const send = async (path: string, body: unknown) =>
      await server.ask('POST', path, { body, headers: keyed('crash-1') });
    const forget = async () => {
      await database.dataSource.query('DELETE FROM support_idempotency');
    };
    const first = await send('/sessions', newSession);
    await forget();
    const again = await send('/sessions', newSession);
    expect(again.status).toBe(201);
    expect(again.json).toEqual(first.json);

    const escalate = `/sessions/${String(first.json['session_id'])}/escalate`;
    await forget();
    const escalated = await send(escalate, { reason: 'nada' });
    await forget();
    // Meanwhile it may have been put where the team sees it; it is the same hand-off.
    const { escalation, sequence } = escalated.json as { escalation: object; sequence: number };
    expect((await send(escalate, { reason: 'nada' })).json).toMatchObject({ escalation, sequence });
  });

  it('is in flight until it is answered', async () => {
    const answers = await Promise.all(
      Array.from(
        { length: 8 },
        async () => await server.ask('POST', '/sessions', { body: newSession, headers: keyed('at-once') }),
      ),
    );
    const created = answers.filter(({ status }) => status === 201);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer.json).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });

  it.each([
    ['longer than 255 characters', 'x'.repeat(256)],
    ['empty', ''],
  ])('cannot be %s', async (_what, key) => {
    const answer = await server.ask('POST', '/sessions', { body: newSession, headers: keyed(key) });
    expect(answer.json).toMatchObject({ status: 422, errors: [{ path: 'Idempotency-Key' }] });
  });

  it('means nothing to a GET', async () => {
    expect((await server.ask('GET', '/sessions', { headers: keyed('read') })).status).toBe(200);
    expect((await server.ask('GET', '/templates', { headers: keyed('read') })).status).toBe(200);
  });
});

describe('requests that cannot be read', () => {
  const post = async (asked: Asked) => (await server.ask('POST', '/sessions', asked)).json;
  const json = { 'content-type': 'application/json' };

  it.each([['{'], ['{"a":1,}'], ["{'a':1}"], ['undefined'], ['\ufeff{}x']])('%j is a 400', async (body) => {
    expect(await post({ body, headers: json })).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  it('nested without end are a 400', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(await post({ body: `{"variables":${deep}}` })).toMatchObject({
      status: 400,
      code: 'malformed_json',
    });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('as %s are a 415', async (type) => {
    expect(await post({ body: 'user=1', headers: { 'content-type': type } })).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
  });

  it('longer than a mebibyte are a 413', async () => {
    expect(await post({ body: { ...newSession, problem: 'x'.repeat(1_100_000) } })).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it.each([
    [undefined, ''],
    [[], ''],
    ['null', ''],
    [{}, 'user'],
    [{ user: {} }, 'user.id'],
    [{ user: { id: 'x', locale: 'not a tag' } }, 'user.locale'],
    [{ user: { id: 'x' }, problem: 7 }, 'problem'],
    [{ user: { id: 'x' }, variables: [] }, 'variables'],
  ])('with wrong fields are a 422: %j', async (body, path) => {
    const refused = await post({ body, headers: json });
    expect(refused).toMatchObject({ status: 422, code: 'invalid_input', errors: [{ path }] });
    const [{ message }] = refused['errors'] as [{ message: string }];
    expect(message).toMatch(
      path === '' ? /^The body .*\.$/ : new RegExp(`^${path.replace('.', '\\.')} .*\\.$`),
    );
  });

  it('with too long a text are a 422', async () => {
    const body = { ...newSession, problem: 'x'.repeat(40_001) };
    expect(await post({ body })).toMatchObject({
      status: 422,
      errors: [{ path: 'problem', message: 'problem must be at most 40000 characters long.' }],
    });
  });

  it('name every wrong field at once', async () => {
    const id = String((await server.ask('POST', '/sessions', { body: newSession })).json['session_id']);
    const refused = await server.ask('POST', `/sessions/${id}/feedback`, { body: { rating: 6, comment: 7 } });
    expect(refused.json['errors']).toEqual([
      { path: 'rating', code: 'too_big', message: 'rating must be a whole number from 1 to 5.' },
      { path: 'comment', code: 'invalid_type', message: 'comment must be a text.' },
    ]);
  });

  it('to nowhere are a 404, and by another method a 405', async () => {
    for (const path of ['/nowhere', '/sessions/ses_1/jump', '/sessions/', '//sessions'])
      expect((await server.ask('GET', path)).json).toMatchObject({ status: 404, code: 'not_found' });
    const answer = await server.ask('DELETE', '/sessions');
    expect(answer.json).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'HEAD', 'POST']);
    const malformed = await server.ask('GET', '/sessions/%E0%A4%A');
    expect(malformed.json).toMatchObject({ status: 400, code: 'malformed_request' });
  });
});

describe('what people write', () => {
  it.each([
    ['long', 'no va '.repeat(6_600)],
    ['empty', ''],
    ['blank', ' \n '],
    ['emoji', '🙂'.repeat(1000)],
    ['right to left', 'لا أستطيع الدخول \u202e'],
    ['null bytes', 'no\u0000 va'],
    ['half a character', 'no \ud83d va'],
    ['__proto__', '__proto__'],
  ])('is taken as it comes: %s', async (_what, text) => {
    const body = { problem: text, user: { id: `u ${text.slice(0, 20).trim()}x`, name: text.slice(0, 100) } };
    const started = await server.ask('POST', '/sessions', { body });
    expect([201, 422]).toContain(started.status);
    const again = await server.ask('POST', '/sessions', { body: { problem: text, user: { id: '1' } } });
    expect(again.status).toBe(201);
    const id = String(again.json['session_id']);
    const escalated = await server.ask('POST', `/sessions/${id}/escalate`, { body: { reason: text } });
    expect(escalated.status).toBe(200);
    expect(escalated.text).not.toContain('\\u0000');
    expect((await server.ask('GET', `/sessions/${id}/events`)).status).toBe(200);
  });

  it('never breaks anything, whatever it is', async () => {
    const id = String((await server.ask('POST', '/sessions', { body: newSession })).json['session_id']);
    const places = [
      ['POST', '/sessions'],
      ['POST', `/sessions/${id}/steps/complete`],
      ['POST', `/sessions/${id}/choose`],
      ['POST', `/sessions/${id}/variables`],
      ['POST', `/sessions/${id}/feedback`],
      ['POST', '/templates'],
      ['PUT', '/templates'],
      ['POST', '/webhooks'],
      ['PATCH', '/webhooks/wh_1'],
      ['PUT', '/settings'],
      ['POST', '/escalations/esc_1/return'],
    ] as const;
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constant('\u0000'),
      fc.constant('\ud800'),
    );
    const value = fc.oneof(text, fc.jsonValue({ maxDepth: 2 }));
    const body = fc.record(
      {
        user: fc.oneof(fc.record({ id: value, name: value, locale: value }), value),
        problem: value,
        template_id: fc.oneof(fc.constant('reset_password_template'), value),
        variables: fc.oneof(fc.dictionary(text, value), value),
        url: value,
        events: value,
        name: value,
        steps_template: fc.oneof(
          fc.array(fc.record({ title: value, instructions: value, choices: value })),
          value,
        ),
        rating: value,
        escalation: value,
        success: fc.oneof(fc.boolean(), value),
        headers: fc.oneof(fc.dictionary(text, value), value),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.oneof(body, value), async ([method, path], given) => {
        const answer = await server.ask(method, path, { body: JSON.stringify(given) });
        expect([answer.status < 500, answer.text]).toEqual([true, answer.text]);
        if (answer.status >= 400) expect(answer.json).toMatchObject({ code: expect.any(String) });
      }),
      { numRuns: 150 },
    );
  });
});
