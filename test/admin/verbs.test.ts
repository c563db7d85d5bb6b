import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Receipt } from '../../src/app/channel.ts';
import { mayDo } from '../../src/app/admin/rights.ts';
import type { Actor } from '../../src/app/admin/rights.ts';
import { roles, verbs } from '../../src/app/admin/verbs.ts';
import type { Verb, VerbName } from '../../src/app/admin/verbs.ts';
import { chatVerbs } from '../../src/app/admin/chat/grammar.ts';
import { scopes } from '../../src/app/api-keys.ts';
import type { ConversationId, PersonId } from '../../src/ids.ts';
import type { Database } from '../../src/store/data-source.ts';
import { openTestDatabase, patience, startServer } from '../http/harness.ts';
import type { TestServer } from '../http/harness.ts';

/** One table holds route, role and audit line of everything that is administered; chat and REST keep to it. */
let database: Database;
let server: TestServer;
const luz = 'slack:T1:ULUZ' as PersonId;
const ana = 'slack:T1:UANA' as PersonId;

beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database);
  await server.ask('PUT', `/roles/${luz}`, { body: { role: 'admin' } });
}, patience);
afterAll(async () => {
  await server.stop();
  await database.close();
});

const types = async (
  person: PersonId,
  words: string,
  values?: Readonly<Record<string, string>>,
): Promise<Receipt> =>
  await server.core.desk.receive({
    ...(values === undefined
      ? { type: 'admin', words }
      : {
          type: 'submit',
          press: { session_id: null, version: 0, move: 'admin', arg: words },
          form: 'admin',
          values,
        }),
    key: null,
    channel: 'slack',
    conversation: 'slack:T1:dm:U1' as ConversationId,
    user: { id: person, name: null, locale: 'en' },
  });

const latest = async (): Promise<Record<string, unknown> | undefined> =>
  ((await server.ask('GET', '/audit?limit=1')).json['items'] as Record<string, unknown>[])[0];

const webhook = async (): Promise<string> => {
  const body = { url: 'https://example.com/hook', events: ['*'] };
  return String((await server.ask('POST', '/webhooks', { body })).json['webhook_id']);
};
const session = async (): Promise<string> => {
  const body = { problem: 'my printer does not print', user: { id: crypto.randomUUID(), locale: 'en' } };
  return String((await server.ask('POST', '/sessions', { body })).json['session_id']);
};
const key = async (): Promise<string> =>
  String((await server.ask('POST', '/keys', { body: { name: 'x', scopes: ['sessions'] } })).json['key_id']);
const event = async (): Promise<string> =>
  String((await server.ask('POST', `/webhooks/${await webhook()}/test`, { body: {} })).json['event_id']);
const guide = {
  name: 'A guide',
  category: 'office',
  description: 'A description',
  locale: 'en',
  steps_template: [{ title: 'Look', instructions: ['Look at it.'] }],
};
const draft = async (): Promise<string> => {
  const id = `guide_${crypto.randomUUID()}`;
  await server.ask('PUT', `/templates/${id}/draft`, { body: guide });
  return id;
};
const published = async (): Promise<string> => {
  const id = await draft();
  await server.ask('POST', `/templates/${id}/publish`, { body: {} });
  return id;
};
const roleOf = async (): Promise<string> => {
  await server.ask('PUT', '/roles/slack:T1:UNOA', { body: { role: 'agent' } });
  return 'slack:T1:UNOA';
};

/** The same change, typed and asked for by REST. `of`: makes what it is done to. */
const changes: Readonly<
  Partial<
    Record<
      VerbName,
      {
        readonly of: () => Promise<string>;
        readonly words: (id: string) => string;
        readonly values?: (id: string) => Readonly<Record<string, string>>;
        readonly body?: object;
        readonly path?: (id: string) => string;
      }
    >
  >
> = {
  'webhooks add': {
    of: async () => await Promise.resolve('https://example.com/new'),
    words: (url) => `webhooks add ${url}`,
    body: { url: 'https://example.com/new', events: ['*'] },
  },
  'webhooks change': {
    of: webhook,
    words: (id) => `webhooks change ${id} description=CRM`,
    body: { description: 'CRM' },
  },
  'webhooks pause': { of: webhook, words: (id) => `webhooks pause ${id}`, body: {} },
  'webhooks resume': { of: webhook, words: (id) => `webhooks resume ${id}`, body: {} },
  'webhooks remove': { of: webhook, words: (id) => `webhooks remove ${id} --yes` },
  'webhooks test': { of: webhook, words: (id) => `webhooks test ${id}`, body: {} },
  'webhooks rotate': { of: webhook, words: (id) => `webhooks rotate ${id} --yes`, body: {} },
  'webhooks replay': { of: webhook, words: (id) => `webhooks replay ${id}`, body: {} },
  'webhooks resend': { of: event, words: (id) => `webhooks resend ${id}`, body: {} },
  'templates edit': {
    of: async () => await Promise.resolve(`guide_${crypto.randomUUID()}`),
    words: () => 'templates new',
    values: (id) => ({
      template_id: id,
      name: 'A guide',
      category: 'office',
      description: 'A description',
      title: 'Look',
      instructions: 'Look at it.',
      locale: 'en',
    }),
    body: guide,
  },
  'templates discard': { of: draft, words: (id) => `templates discard ${id} --yes` },
  'templates publish': { of: draft, words: (id) => `templates publish ${id}`, body: {} },
  'templates rollback': {
    of: published,
    words: (id) => `templates rollback ${id} 1 --yes`,
    body: { version: 1 },
  },
  'templates archive': { of: published, words: (id) => `templates archive ${id} --yes`, body: {} },
  'templates import': {
    of: async () => await Promise.resolve(`guide_${crypto.randomUUID()}`),
    words: () => 'templates import',
    values: (id) => ({ json: JSON.stringify({ ...guide, template_id: id }) }),
    body: { templates: [{ ...guide, template_id: 'guide_in' }] },
  },
  'sessions close': { of: session, words: (id) => `sessions close ${id} --yes`, body: {} },
  'roles set': { of: roleOf, words: (id) => `roles set ${id} admin`, body: { role: 'admin' } },
  'roles remove': { of: roleOf, words: (id) => `roles remove ${id} --yes` },
  'settings set': {
    of: async () => {
      await server.ask('PUT', '/settings', { body: { escalation: {} } });
      return '';
    },
    words: () => 'settings set limits.per_person 90',
    body: { escalation: {}, limits: { per_person: 90 } },
  },
  'people erase': { of: roleOf, words: (id) => `people erase ${id} --yes`, body: {} },
  'keys add': {
    of: async () => await Promise.resolve('Intranet'),
    words: (name) => `keys add ${name} sessions`,
    body: { name: 'Intranet', scopes: ['sessions'] },
  },
  'keys revoke': { of: key, words: (id) => `keys revoke ${id} --yes` },
};

const names = Object.keys(verbs) as VerbName[];
const entries: readonly (readonly [VerbName, Verb])[] = names.map((name) => [name, verbs[name]]);

describe('the table of verbs', () => {
  it('is what the routes of the server say', async () => {
    const described = (await server.ask('GET', '/openapi.json', { key: null })).json['paths'] as Record<
      string,
      Record<string, unknown>
    >;
    const routes = Object.entries(described).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replace('/api/support/troubleshooting', '')}`,
      ),
    );
    const named = entries.flatMap(([, { route }]) => (route === null ? [] : [route]));
    expect(named.filter((route) => !routes.includes(route))).toEqual([]);
  });

  it('has each of its verbs in chat, save what only a program asks for', () => {
    const inChat = new Set(Object.values(chatVerbs).map((one) => one?.verb));
    expect(names.filter((name) => !inChat.has(name))).toEqual(notInChat);
  });

  it.each(entries.filter(([, { route }]) => route !== null))(
    '%s asks a key for its scope, and people for their role',
    async (name, { route, scope, role }) => {
      const [method = '', path = ''] = (route ?? '').replaceAll(/\{\w+\}/g, 'nothing').split(' ');
      for (const one of scopes) {
        const held = await server.keyFor(`${one}-${crypto.randomUUID()}`.slice(0, 60), one);
        const { status } = await server.ask(method, path, {
          key: held,
          ...(method === 'GET' ? {} : { body: {} }),
        });
        const may = scopes.indexOf(one) >= scopes.indexOf(scope);
        expect([name, one, status === 403]).toEqual([name, one, !may]);
      }
      for (const one of roles) {
        const actor: Actor = { kind: 'person', id: ana, name: null, role: one, origin: 'slack' };
        expect(mayDo(actor, name)).toBe(roles.indexOf(one) >= roles.indexOf(role));
      }
    },
  );

  it.each(entries.filter(([, { audit, route }]) => audit !== null && route !== null))(
    '%s leaves the same line whether it was typed or asked for by REST',
    async (name, { route, audit }) => {
      if (notYetCompared.includes(name)) return;
      const change = changes[name];
      if (change === undefined) throw new Error(`Nothing shows the audit line of ${name}`);

      const first = await change.of();
      expect(await types(ana, change.words(first))).toMatchObject({ kind: 'refused', code: 'forbidden' });
      const before = await latest();
      const receipt = await types(luz, change.words(first), change.values?.(first));
      expect(receipt).toMatchObject({ kind: 'told' });
      const typed = await latest();
      expect(typed?.['audit_id']).not.toBe(before?.['audit_id']);
      expect(typed).toMatchObject({ action: audit, actor: luz, origin: 'slack', settled: true });

      const second = await change.of();
      const [method = '', path = ''] = (route ?? '').replace(/\{\w+\}/, second).split(' ');
      const answer = await server.ask(method, path, change.body === undefined ? {} : { body: change.body });
      expect(answer.status).toBeLessThan(300);
      const asked = await latest();
      expect(asked).toMatchObject({ action: audit, actor: 'key:admin', origin: 'rest', settled: true });
      const shape = (line: Record<string, unknown> | undefined) => [
        line?.['target'] === null,
        Object.keys(line?.['before'] ?? {}).toSorted(),
        Object.keys(line?.['after'] ?? {}).toSorted(),
      ];
      expect(shape(asked)).toEqual(shape(typed));
    },
  );
});

describe('a person without the role', () => {
  const everyVerb = Object.entries(chatVerbs).flatMap(([words, one]) =>
    one === undefined ? [] : [[words, one.verb] as const],
  );
  const roleNeeded = (verb: VerbName): number => roles.indexOf(verbs[verb].role);

  it.each(everyVerb.filter(([, verb]) => roleNeeded(verb) > 0))(
    'who types “%s” is told whom to ask, whatever else they type',
    async (words, verb) => {
      // Nobody asks for so much in a minute.
      const nobody = `slack:T1:U${crypto.randomUUID()}` as PersonId;
      const agent = `slack:T1:U${crypto.randomUUID()}` as PersonId;
      await server.ask('PUT', `/roles/${agent}`, { body: { role: 'agent' } });
      const told = {
        kind: 'refused',
        code: 'forbidden',
        note: expect.stringMatching(/Ask an admin to give you one: roles set/),
      };
      for (const typed of [words, `${words} some_id --yes`]) {
        expect(await types(nobody, typed)).toMatchObject(told);
        if (roleNeeded(verb) > roles.indexOf('agent')) expect(await types(agent, typed)).toMatchObject(told);
      }
      expect(await types(nobody, words, { json: '{}', url: 'https://example.com/' })).toMatchObject(told);
      // The role above is the last that was changed.
      expect(await latest()).toMatchObject({ action: 'role_set', target: agent });
    },
  );
});

/** In chat a guide begins as a draft. */
const notInChat: readonly VerbName[] = ['templates add'];
const notYetCompared: readonly VerbName[] = ['templates add'];
