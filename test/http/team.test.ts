import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/store/data-source.ts';
import { openTestDatabase, patience, startServer } from './harness.ts';
import type { TestServer } from './harness.ts';

let database: Database;
let server: TestServer;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database, undefined, { guides: false });
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
});

const items = (json: Readonly<Record<string, unknown>>) => json['items'] as Record<string, unknown>[];
const latest = async () => items((await server.ask('GET', '/audit?limit=1')).json)[0];

describe('keys by REST', () => {
  it('are made with scopes, shown once, list their last use, and end when they are revoked', async () => {
    const made = await server.ask('POST', '/keys', { body: { name: 'Intranet', scopes: ['sessions'] } });
    expect(made.status).toBe(201);
    const { key, key_id } = made.json as { key: string; key_id: string };
    expect(await latest()).toMatchObject({
      action: 'key_added',
      actor: 'key:admin',
      origin: 'rest',
      target: key_id,
      after: { name: 'Intranet', scopes: ['sessions'] },
      settled: true,
    });

    const listed = async () =>
      items((await server.ask('GET', '/keys')).json).find((one) => one['key_id'] === key_id);
    expect(await listed()).toMatchObject({ created_by: 'key:admin', last_used_at: null, revoked_at: null });
    expect((await server.ask('GET', '/templates', { key })).status).toBe(200);
    expect(await listed()).toMatchObject({ last_used_at: expect.stringMatching(/^20/) });
    expect((await server.ask('GET', '/keys', { key })).json).toMatchObject({
      status: 403,
      code: 'forbidden',
    });

    expect((await server.ask('DELETE', `/keys/${key_id}`)).status).toBe(204);
    expect((await server.ask('GET', '/templates', { key })).status).toBe(401);
    expect((await server.ask('DELETE', `/keys/${key_id}`)).status).toBe(404);
    expect(await latest()).toMatchObject({ action: 'key_revoked', before: { name: 'Intranet' } });
    expect((await server.ask('GET', '/audit')).text).not.toContain(key);
  });

  it.each([
    [{ name: ' ', scopes: ['sessions'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['everything'] }, 'scopes'],
  ])('%j is refused, and leaves no line', async (body, path) => {
    const before = await latest();
    const answer = await server.ask('POST', '/keys', { body });
    expect(answer.status).toBe(422);
    expect(answer.json).toMatchObject({ errors: [{ path }] });
    expect(await latest()).toEqual(before);
  });
});

describe('roles by REST', () => {
  const person = 'slack:T1:U7';

  it('are given, changed and taken away, each with what was so before', async () => {
    expect((await server.ask('PUT', `/roles/${person}`, { body: { role: 'agent' } })).json).toMatchObject({
      person,
      role: 'agent',
      granted_by: 'key:admin',
    });
    await server.ask('PUT', `/roles/${person}`, { body: { role: 'admin', name: 'Luz' } });
    expect(await latest()).toMatchObject({
      action: 'role_set',
      target: person,
      before: { role: 'agent' },
      after: { role: 'admin' },
    });
    expect(items((await server.ask('GET', '/roles')).json)).toMatchObject([{ person, role: 'admin' }]);
    expect((await server.ask('DELETE', `/roles/${person}`)).status).toBe(204);
    expect((await server.ask('DELETE', `/roles/${person}`)).status).toBe(404);
    expect(await server.core.administration.book.roleOf(person as never)).toBe('user');
  });

  it('are for people alone', async () => {
    const answer = await server.ask('PUT', '/roles/nobody', { body: { role: 'agent' } });
    expect(answer.json).toMatchObject({ status: 422, errors: [{ path: 'person' }] });
  });
});

describe('the audit log', () => {
  it('keeps what was so before and after, and no secret', async () => {
    const body = { url: 'https://example.com/hook', events: ['*'], secret: 'a secret of mine' };
    const { webhook_id: id } = (await server.ask('POST', '/webhooks', { body })).json as {
      webhook_id: string;
    };
    await server.ask('PATCH', `/webhooks/${id}`, { body: { headers: { 'x-token': 'tell-nobody' } } });
    await server.ask('POST', `/webhooks/${id}/rotate-secret`, { body: {} });
    await server.ask('PUT', '/settings', { body: { escalation: { slack: { channel: 'C1' } } } });
    const log = await server.ask('GET', '/audit?limit=4');
    expect(items(log.json).map(({ action, target }) => [action, target])).toEqual([
      ['settings_changed', null],
      ['webhook_secret_rotated', id],
      ['webhook_changed', id],
      ['webhook_added', id],
    ]);
    expect(log.text).not.toMatch(/a secret of mine|tell-nobody|whsec_/);
    const [first] = items((await server.ask('GET', '/audit?action=webhook_added')).json);
    expect(first).toMatchObject({ before: null, after: { url: body.url } });
  });

  it('is read in pages, and by who did it', async () => {
    const one = await server.ask('GET', '/audit?limit=2');
    const two = await server.ask('GET', `/audit?limit=2&cursor=${String(one.json['next_cursor'])}`);
    const ids = [...items(one.json), ...items(two.json)].map((line) => line['audit_id']);
    expect(new Set(ids).size).toBe(4);
    expect(items((await server.ask('GET', '/audit?actor=slack:T1:U1')).json)).toEqual([]);
  });
});
