import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Database } from '../../src/store/data-source.ts';
import { openTestDatabase, patience, startServer } from './harness.ts';
import type { TestServer } from './harness.ts';

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

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: { readonly required?: boolean };
}
interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
const read = async (): Promise<Document> =>
  (await server.ask('GET', '/openapi.json', { key: null })).json as never;

/** Every REST route that others rely on. */
const contract = `
POST /webhooks
GET /webhooks
GET /webhooks/{id}
PATCH /webhooks/{id}
DELETE /webhooks/{id}
GET /webhooks/{id}/stats
GET /webhooks/{id}/events
POST /webhooks/{id}/test
POST /webhooks/{id}/rotate-secret
POST /webhooks/{id}/replay
POST /webhook-events/{id}/resend
GET /templates
PUT /templates
POST /templates
POST /sessions
GET /sessions
GET /sessions/{id}
GET /sessions/{id}/decisions
GET /sessions/{id}/events
POST /sessions/{id}/steps/complete
POST /sessions/{id}/choose
POST /sessions/{id}/variables
POST /sessions/{id}/back
POST /sessions/{id}/restart
POST /sessions/{id}/resolve
POST /sessions/{id}/escalate
POST /sessions/{id}/feedback
POST /sessions/{id}/cancel
GET /escalations
GET /escalations/{id}
POST /escalations/{id}/claim
POST /escalations/{id}/release
POST /escalations/{id}/assign
POST /escalations/{id}/priority
POST /escalations/{id}/escalate-further
POST /escalations/{id}/guide
GET /sessions/{id}/messages
POST /sessions/{id}/messages
POST /escalations/{id}/reply
POST /escalations/{id}/return
POST /escalations/{id}/resolve
GET /settings
PUT /settings
GET /stats`
  .trim()
  .split('\n');

describe('the description of REST', () => {
  it('is valid OpenAPI', async () => {
    const result = await new Validator().validate((await read()) as never);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it.each(contract)('knows %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const operation = (await read()).paths[`/api/support/troubleshooting${path}`]?.[method.toLowerCase()];
    expect(operation?.summary).toMatch(/\S/);
    expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(['401', '403']));
  });

  it('knows what load balancers and monitoring ask', async () => {
    const { paths, info } = await read();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/healthz', '/readyz', '/metrics']));
    expect(info.version).toBe('1.2.3');
  });

  it('gives every operation a name of its own, and no schema nobody speaks of', async () => {
    const { paths, components } = await read();
    const names = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('postSessionsIdStepsComplete');
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Session', 'Step', 'Problem', 'Template', 'Webhook', 'WebhookEvent']),
    );
    expect(Object.keys(components.schemas)).not.toContain('SessionInput');
  });

  it('says which bodies may be left out', async () => {
    const { paths } = await read();
    const body = (path: string) =>
      paths[`/api/support/troubleshooting${path}`]?.['post']?.requestBody?.required;
    expect(body('/sessions')).toBe(true);
    expect(body('/sessions/{id}/back') ?? false).toBe(false);
    expect(body('/sessions/{id}/escalate') ?? false).toBe(false);
  });
});

const browser = '/usr/bin/chromium';
(existsSync(browser) ? describe : describe.skip)('the page at /docs', () => {
  it('shows it, asking nobody else for anything and running nothing inline', async () => {
    const chrome = await chromium.launch({
      executablePath: browser,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    try {
      const page = await chrome.newPage();
      const complaints: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${server.origin}/docs`);
      await page.getByText('Start a session').waitFor();
      expect(complaints).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(server.origin) && !url.startsWith('data:'))).toEqual([]);
    } finally {
      await chrome.close();
    }
  });
});
