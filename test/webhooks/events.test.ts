import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Database } from '../../src/store/data-source.ts';
import { eventSchemas } from '../../src/http/event-schemas.ts';
import { operationalEventSchemas } from '../../src/http/operational-event-schemas.ts';
import { documentAt } from '../docs/documents.ts';
import { openTestDatabase, patience, startServer, type TestServer } from '../http/harness.ts';
import { eventually } from '../support/eventually.ts';
import { honestReceiver } from './receivers.ts';

let database: Database;
let server: TestServer;
let receiver: Awaited<ReturnType<typeof honestReceiver>>;
beforeAll(async () => {
  database = await openTestDatabase();
  server = await startServer(database);
  receiver = await honestReceiver();
}, patience);
afterAll(async () => {
  await receiver.close();
  await server.stop();
  await database.close();
});

interface Sent {
  readonly event: keyof typeof eventSchemas;
  readonly data: unknown;
}
const names = Object.keys(eventSchemas) as (keyof typeof eventSchemas)[];
const post = async (path: string, body: object = {}): Promise<Record<string, string>> => {
  const answer = await server.ask('POST', path, { body });
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.json));
  return answer.json as Record<string, string>;
};

describe('what really leaves', () => {
  it('is what the schemas say, to the field', async () => {
    const { webhook_id } = await post('/webhooks', { url: receiver.url, events: ['*'] });
    await post(`/webhooks/${webhook_id}/test`);
    const begin = async () =>
      (
        await post('/sessions', {
          user: { id: 'ana', name: 'Ana', locale: 'en' },
          template_id: 'vpn_connection_template',
          variables: { vpn_name: 'Acme VPN' },
        })
      )['session_id'];
    const solved = `/sessions/${await begin()}`;
    await post(`${solved}/steps/complete`, { success: true, notes: 'The page opened.' });
    await post(`${solved}/resolve`);
    await post(`${solved}/feedback`, { rating: 5, comment: 'Thanks!' });
    const failed = `/sessions/${await begin()}`;
    await post(`${failed}/steps/complete`, { success: false, notes: 'Still no page.' });
    const first = (await post(`${failed}/escalate`, {
      reason: 'I need it today.',
      priority: 'high',
    })) as unknown as { readonly escalation: { readonly escalation_id: string } };
    const handedOver = `/escalations/${first.escalation.escalation_id}`;
    await post(`${handedOver}/claim`, { agent: 'luis' });
    await post(`${handedOver}/reply`, { agent: 'luis', text: 'Which page do you see?' });
    await post(`${handedOver}/return`, {});
    const again = (await post(`${failed}/escalate`, {})) as unknown as typeof first;
    await post(`/escalations/${again.escalation.escalation_id}/claim`, { agent: 'luis' });
    await post(`/escalations/${again.escalation.escalation_id}/resolve`, { solved: true });

    const sent = await eventually(() => {
      const all = receiver.received.map(({ body }) => JSON.parse(body) as Sent);
      // A session expires by time alone: test/app/hand-off.test.ts waits for it.
      expect(new Set(all.map(({ event }) => event))).toEqual(
        new Set(names.filter((name) => name !== 'session_expired')),
      );
      return all;
    });
    // What a schema does not know, it leaves out.
    for (const event of sent) expect(eventSchemas[event.event].parse(event)).toEqual(event);
    if (process.env['SHOW_EVENTS'] !== undefined) console.log(JSON.stringify(sent));
  }, 60_000);
});

const described = { ...eventSchemas, ...operationalEventSchemas };
const describedNames = Object.keys(described) as (keyof typeof described)[];

describe('/openapi.json', () => {
  it.each(describedNames)('describes %s with a JSON Schema that takes the docs’ example', async (name) => {
    const { webhooks } = (await server.ask('GET', '/openapi.json', { key: null })).json as {
      readonly webhooks: Readonly<
        Record<
          string,
          {
            readonly post: { readonly requestBody: { readonly content: Record<string, { schema: object }> } };
          }
        >
      >;
    };
    const schema = webhooks[name]?.post.requestBody.content['application/json']?.schema;
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema ?? false);
    const [example, ...others] = documentAt('docs/webhooks.md')
      .blocks.filter(({ language }) => language === 'json')
      .map(({ code }) => JSON.parse(code) as Record<string, unknown>)
      .filter(({ event }) => event === name);
    expect(others).toEqual([]);
    validate(example);
    expect(validate.errors).toBeNull();
    expect(described[name].parse(example)).toEqual(example);
    expect(validate({ ...example, data: {} })).toBe(false);
  });
});
