import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request as ask } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Database } from '../../src/store/data-source.ts';
import type { ServerOptions } from '../../src/http/server.ts';
import { adminKey, openTestDatabase, patience, startServer } from './harness.ts';
import type { TestServer } from './harness.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
}, patience);
afterAll(async () => {
  await database.close();
});

const running: TestServer[] = [];
const start = async (change?: (options: ServerOptions) => ServerOptions): Promise<TestServer> => {
  const server = await startServer(database, change, { guides: false });
  running.push(server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

const sessionsPath = '/api/support/troubleshooting/sessions';
const newSession = { problem: 'no puedo entrar, dice "contraseña incorrecta"', user: { id: '42' } };

describe('what load balancers and monitoring see', () => {
  it('is alive, and ready while the database answers', async () => {
    const server = await start();
    expect((await server.ask('GET', '/healthz', { key: null })).json).toEqual({ status: 'ok' });
    expect((await server.ask('GET', '/readyz', { key: null })).json).toEqual({ status: 'ok' });
  });

  it('is not ready for a reason', async () => {
    const server = await start((options) => ({
      ...options,
      health: { ...options.health, notReady: async () => 'The database does not answer.' },
    }));
    const answer = await server.ask('GET', '/readyz', { key: null });
    expect(answer.json).toMatchObject({
      status: 503,
      code: 'not_ready',
      detail: 'The database does not answer.',
    });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect((await server.ask('GET', '/healthz', { key: null })).status).toBe(200);
  });

  it('counts requests by route and status, never by address', async () => {
    const server = await start();
    await server.ask('GET', '/sessions/ses_private');
    await server.ask('GET', '/nowhere/private');
    const { text, headers } = await server.ask('GET', '/metrics', { key: null });
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain(
      `unstuck_http_request_seconds_count{method="GET",route="${sessionsPath}/:id",status="404"} 1`,
    );
    expect(text).toContain('unstuck_http_request_seconds_count{method="GET",route="unknown",status="404"} 1');
    expect(text).toContain('unstuck_outbox_age_seconds{kind="message"} 0');
    for (const name of [
      'commands_total',
      'acknowledge_seconds',
      'delivery_seconds',
      'webhook_attempt_seconds',
      'platform_calls_total',
      'message_seconds',
    ])
      expect(text).toContain(`# TYPE unstuck_${name} `);
    expect(text).not.toContain('private');
  });

  it('is one line of log for each request, without what people wrote', async () => {
    const server = await start();
    const { headers } = await server.ask('POST', '/sessions?note=private', { body: newSession });
    const lines = server.logged.filter(({ reqId }) => reqId === headers.get('x-request-id'));
    expect(lines).toEqual([
      expect.objectContaining({ method: 'POST', route: sessionsPath, status: 201, msg: 'answered' }),
    ]);
    expect(JSON.stringify(server.logged)).not.toMatch(/contraseña|private/);
    expect(JSON.stringify(server.logged)).not.toContain(adminKey);
  });
});

describe('when things break', () => {
  const breaking = (error: Error) => (options: ServerOptions) => ({
    ...options,
    rest: {
      ...options.rest,
      sessions: { ...options.rest.sessions, events: async () => await Promise.reject(error) },
    },
  });

  it('a database that is away is a 503 with Retry-After', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { code: 'ECONNREFUSED' });
    const server = await start(breaking(away));
    const answer = await server.ask('GET', '/sessions/ses_1/events');
    expect(answer.json).toMatchObject({ status: 503, code: 'database_away' });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toContain('10.0.0.5');
  });

  it('a bug is a 500 that is logged and tells nothing', async () => {
    const server = await start(breaking(new Error('column "inner_secret" does not exist')));
    const answer = await server.ask('GET', '/sessions/ses_1/events');
    expect(answer.json).toMatchObject({ status: 500, code: 'internal_error' });
    expect(answer.text).not.toContain('inner_secret');
    const logged = server.logged.filter(({ reqId }) => reqId === answer.headers.get('x-request-id'));
    expect(JSON.stringify(logged)).toContain('inner_secret');
  });

  it('a keyed request that failed may be sent again', async () => {
    const failures = [new Error('once')];
    const server = await start((options) => ({
      ...options,
      rest: {
        ...options.rest,
        sessions: {
          ...options.rest.sessions,
          start: async (...given) => {
            const failure = failures.pop();
            if (failure) throw failure;
            return await options.rest.sessions.start(...given);
          },
        },
      },
    }));
    const send = async () =>
      await server.ask('POST', '/sessions', {
        body: newSession,
        headers: { 'idempotency-key': 'failed-once' },
      });
    expect([(await send()).status, (await send()).status]).toEqual([500, 201]);
  });
});

describe('a key’s rate', () => {
  it('is refused beyond it, and other keys are not', async () => {
    const server = await start((options) => ({
      ...options,
      rest: { ...options.rest, rateLimit: { max: 2, windowMs: 60_000 } },
    }));
    const other = await server.keyFor('calm', 'sessions');
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await server.ask('GET', '/sessions')).status);
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await server.ask('POST', '/sessions', { body: newSession });
    expect(refused.json).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await server.ask('GET', '/sessions', { key: other })).status).toBe(200);
    expect((await server.ask('GET', '/healthz')).status).toBe(200);
  });
});

describe('pages', () => {
  it('carry headers that keep others out', async () => {
    const server = await start();
    const { headers } = await server.ask('GET', '/healthz');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none';script-src 'self'/);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect((await server.ask('GET', '/sessions')).headers.get('cache-control')).toBe('no-store');
    expect((await server.ask('GET', '/sessions')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('ask for TLS where they are reached over it', async () => {
    const server = await start((options) => ({ ...options, publicUrl: 'https://unstuck.example.com' }));
    const { headers } = await server.ask('GET', '/healthz');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await server.ask('GET', '/openapi.json')).json).toMatchObject({
      servers: [{ url: 'https://unstuck.example.com' }],
    });
  });

  it('are given the place at /, or the description of REST is', async () => {
    const without = await start();
    expect((await without.ask('GET', '/')).headers.get('location')).toBe('/docs');
    const pages = await start((options) => ({
      ...options,
      pages: async (app) => {
        app.get('/', async (_request, reply) => reply.type('text/html').send('<h1>Hello</h1>'));
      },
    }));
    expect((await pages.ask('GET', '/')).text).toBe('<h1>Hello</h1>');
  });
});

describe('a raw route', () => {
  const read = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
  };

  it('hands the request over as Node has it', async () => {
    const server = await start((options) => ({
      ...options,
      raw: [
        {
          method: 'POST',
          path: '/slack/events',
          listener: async (request, response) => {
            response.setHeader('content-type', 'text/plain');
            response.end(`${request.url ?? ''} ${await read(request)}`);
          },
        },
      ],
    }));
    const body = '{"not": "parsed" ';
    const answer = await server.ask('POST', '/slack/events?a=1', { body, key: null });
    expect(answer.text).toBe(`/slack/events?a=1 ${body}`);
    expect(answer.headers.get('content-security-policy')).toBeNull();
    expect((await server.ask('GET', '/slack/events')).status).toBe(404);
    expect((await server.ask('POST', '/slack/other')).status).toBe(404);
    const { text } = await server.ask('GET', '/metrics');
    expect(text).toContain('{method="POST",route="/slack/events",status="200"} 1');
  });

  it.each<[string, () => Promise<void>]>([
    [
      'throws',
      () => {
        throw new Error('inner');
      },
    ],
    ['rejects', async () => await Promise.reject(new Error('inner'))],
  ])('whose listener %s is a 500, so that the platform sends it again', async (_how, listener) => {
    const server = await start((options) => ({
      ...options,
      raw: [{ method: 'POST', path: '/slack/events', listener }],
    }));
    const answer = await server.ask('POST', '/slack/events', { body: {} });
    expect([answer.status, answer.text]).toEqual([500, '']);
    expect(JSON.stringify(server.logged)).toContain('a request failed');
  });
});

describe('closing', () => {
  interface Told {
    readonly status: number;
    readonly connection: string | undefined;
  }
  const over = async (agent: Agent, origin: string, path: string): Promise<Told> =>
    await new Promise((resolve, reject) => {
      ask(`${origin}${path}`, { agent, method: 'POST' }, (response) => {
        response.resume();
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }),
        );
      })
        .on('error', reject)
        .end();
    });

  it('answers what is in flight, and lets no kept connection hold it back', async () => {
    const arrived = deferred<void>();
    const go = deferred<void>();
    const server = await start((options) => ({
      ...options,
      raw: [
        {
          method: 'POST',
          path: '/slack/events',
          listener: async (_request, response) => {
            arrived.resolve();
            await go.promise;
            response.end();
          },
        },
      ],
    }));
    const idle = new Agent({ keepAlive: true });
    const busy = new Agent({ keepAlive: true });
    expect((await over(idle, server.origin, '/nowhere')).status).toBe(404);
    const inFlight = over(busy, server.origin, '/slack/events');
    await arrived.promise;
    const closed = server.app.close();
    await expect(over(new Agent(), server.origin, '/nowhere')).rejects.toThrow(/ECONN|hang up/);
    go.resolve();
    expect((await inFlight).status).toBe(200);
    await closed;
    await expect(over(busy, server.origin, '/nowhere')).rejects.toThrow(/ECONN|hang up/);
  });
});

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}
