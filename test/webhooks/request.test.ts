import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { createMask } from '../../src/webhooks/mask.ts';
import { createSender, type Exchange, type WebhookRequest } from '../../src/webhooks/request.ts';
import { createTargets } from '../../src/webhooks/target.ts';
import { honestReceiver, httpReceiver, rawReceiver, type Receiver } from './receivers.ts';

const open = createTargets({
  production: false,
  allowedNetworks: ['127.0.0.0/8', '::1/128'],
  ownOrigin: () => null,
});
const sender = createSender({ targets: open, clock: { now: () => new Date() } });
afterAll(() => sender.close());

let receiver: Receiver | null = null;
afterEach(async () => {
  await receiver?.close();
  receiver = null;
});

const post = (url: string, change: Partial<WebhookRequest> = {}): Promise<Exchange> =>
  sender.send({
    url: new URL(url),
    headers: { 'content-type': 'application/json' },
    body: '{"event":"step_completed"}',
    timeout_ms: 5000,
    mask: createMask([]),
    ...change,
  });

/** Time enough for loopback, soon over for what hangs. */
const short = { timeout_ms: 250 };

const ok = 'HTTP/1.1 200 OK\r\n';
/** Writes a piece now and then, until the other side has had enough. */
const drip = (socket: Socket, piece: string): void => {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
};
/** Writes as fast as it is read. */
const flood = (socket: Socket, piece: string): void => {
  const write = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', write);
  write();
};

describe('an answer', () => {
  it('of 2xx is a success, and is kept to be read', async () => {
    const honest = await honestReceiver(() => ({ status: 202, 'x-request-id': 'abc', 'set-cookie': 'id=1' }));
    receiver = honest;
    const exchange = await post(`${honest.url}?tenant=1`);
    expect(exchange).toMatchObject({
      response_status: 202,
      error: null,
      detail: null,
      body: 'thank you',
      truncated: false,
      headers: { 'x-request-id': 'abc', 'set-cookie': '••••••' },
    });
    expect(honest.received).toMatchObject([{ path: '/hook?tenant=1', body: '{"event":"step_completed"}' }]);
  });

  it('is kept without the secrets it repeats, in whatever form', async () => {
    const secret = 'Bearer "tópsecret"';
    receiver = await httpReceiver((_, response) => {
      response.setHeader('x-echo', 'Bearer-1234');
      response.end(`${secret} ${JSON.stringify({ secret })} ${encodeURIComponent(secret)} innocent`);
    });
    const exchange = await post(receiver.url, { mask: createMask([secret, 'Bearer-1234', 'inn']) });
    expect(exchange.body).toBe('•••••• {"secret":"••••••"} •••••• innocent');
    expect(exchange.headers['x-echo']).toBe('••••••');
  });

  it('is masked even where a secret begins within the last bytes that are kept', async () => {
    const secret = 'a-secret-that-is-cut';
    receiver = await httpReceiver((_, response) => {
      response.end('x'.repeat(16 * 1024 - 10) + secret + 'y'.repeat(100));
    });
    const exchange = await post(receiver.url, { mask: createMask([secret]) });
    expect(exchange.body).not.toContain('a-secret');
    expect(exchange.truncated).toBe(true);
  });

  it('is kept as text that the database takes', async () => {
    receiver = await httpReceiver((_, response) => {
      response.end(Buffer.from([0x61, 0x00, 0xff, 0x62]));
    });
    expect((await post(receiver.url)).body).toBe('a\uFFFD\uFFFDb');
  });
});

describe('every kind of receiver ends within the timeout, and is recorded', () => {
  const table: readonly (readonly [
    string,
    (socket: Socket) => void,
    Partial<Exchange>,
    Partial<WebhookRequest>?,
  ])[] = [
    [
      'no body',
      (s) => s.write('HTTP/1.1 204 No Content\r\n\r\n'),
      { response_status: 204, error: null, body: '' },
    ],
    [
      '500',
      (s) => s.write('HTTP/1.1 500 X\r\ncontent-length: 4\r\n\r\noops'),
      { response_status: 500, error: 'status', body: 'oops' },
    ],
    [
      '404',
      (s) => s.write('HTTP/1.1 404 X\r\ncontent-length: 0\r\n\r\n'),
      { response_status: 404, error: 'status' },
    ],
    [
      '410',
      (s) => s.write('HTTP/1.1 410 X\r\ncontent-length: 0\r\n\r\n'),
      { response_status: 410, error: 'gone' },
    ],
    [
      '429 with Retry-After',
      (s) => s.write('HTTP/1.1 429 X\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n'),
      { response_status: 429, error: 'status', retry_after: '120' },
    ],
    [
      'a redirect',
      (s) => s.write('HTTP/1.1 302 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n'),
      { response_status: 302, error: 'redirect' },
    ],
    [
      'a status of its own',
      (s) => s.write('HTTP/1.1 299 X\r\ncontent-length: 0\r\n\r\n'),
      { response_status: 299, error: null },
    ],
    ['it hangs', () => {}, { response_status: null, error: 'timeout' }, short],
    ['it ends the connection without a word', (s) => s.end(), { response_status: null, error: 'reset' }],
    ['it resets the connection', (s) => s.resetAndDestroy(), { response_status: null, error: 'reset' }],
    [
      'it breaks off within its headers',
      (s) => s.end(`${ok}content-le`),
      { response_status: null, error: 'reset' },
    ],
    [
      'it drips its headers for ever',
      (s) => {
        s.write(ok);
        drip(s, 'x-a: b\r\n');
      },
      { response_status: null, error: 'timeout' },
      short,
    ],
    [
      'headers without end',
      (s) => {
        s.write(ok);
        flood(s, `x-a: ${'b'.repeat(1000)}\r\n`);
      },
      { response_status: null, error: 'protocol' },
    ],
    ['no HTTP', (s) => s.end('hello\r\n\r\n'), { response_status: null, error: 'protocol' }],
    ['SSH', (s) => s.end('SSH-2.0-OpenSSH_9.6\r\n'), { response_status: null, error: 'protocol' }],
    ['HTTP/0.9', (s) => s.end('<html></html>'), { response_status: null, error: 'protocol' }],
    [
      'informational answers first',
      (s) => s.write(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${ok}content-length: 2\r\n\r\nok`),
      { response_status: 200, error: null, body: 'ok' },
    ],
    [
      'nothing but informational answers',
      (s) => drip(s, 'HTTP/1.1 102 Processing\r\n\r\n'),
      { response_status: null, error: 'timeout' },
      short,
    ],
    [
      'switching protocols unasked',
      (s) => s.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      { response_status: null, error: 'reset' },
    ],
    [
      'two lengths that disagree',
      (s) => s.end(`${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nok`),
      { response_status: null, error: 'protocol' },
    ],
    [
      'a length and chunks',
      (s) => s.end(`${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
      { response_status: null, error: 'protocol' },
    ],
    [
      'a length that is none',
      (s) => s.end(`${ok}content-length: -1\r\n\r\n`),
      { response_status: null, error: 'protocol' },
    ],
    [
      'a header with a line break in its name',
      (s) => s.end(`${ok}a\nb c: d\r\ncontent-length: 0\r\n\r\n`),
      { response_status: null, error: 'protocol' },
    ],
    [
      '100 Continue, which nobody asked for',
      (s) => s.write(`HTTP/1.1 100 Continue\r\n\r\n${ok}content-length: 0\r\n\r\n`),
      // undici takes it for a fault of the receiver's, and it is tried again.
      { response_status: null, error: 'reset', detail: 'bad response' },
    ],
    // From here on it has said 2xx: whatever becomes of the rest, it took the event.
    [
      'a body without end',
      (s) => {
        s.write(`${ok}\r\n`);
        flood(s, 'x'.repeat(10_000));
      },
      { response_status: 200, error: null, truncated: true, body: 'x'.repeat(16 * 1024) },
    ],
    [
      'a chunked body without end',
      (s) => {
        s.write(`${ok}transfer-encoding: chunked\r\n\r\n`);
        flood(s, `1000\r\n${'x'.repeat(4096)}\r\n`);
      },
      { response_status: 200, error: null, truncated: true, body: 'x'.repeat(16 * 1024) },
    ],
    [
      'it drips its body for ever',
      (s) => {
        s.write(`${ok}\r\n`);
        drip(s, 'x');
      },
      {
        response_status: 200,
        error: null,
        truncated: true,
        detail: 'The answer was not complete within 0.25 s.',
      },
      short,
    ],
    [
      'it promises more than it sends',
      (s) => s.end(`${ok}content-length: 100\r\n\r\nshort`),
      { response_status: 200, error: null, truncated: true, body: 'short' },
    ],
    [
      'it promises more than it sends, and waits',
      (s) => s.write(`${ok}content-length: 100\r\n\r\nshort`),
      { response_status: 200, error: null, truncated: true, body: 'short' },
      short,
    ],
    [
      'it sends more than it promises',
      (s) => s.end(`${ok}content-length: 2\r\n\r\nokHTTP/9 rubbish`),
      { response_status: 200, error: null, body: 'ok' },
    ],
    [
      'it breaks off within a chunk',
      (s) => s.end(`${ok}transfer-encoding: chunked\r\n\r\nff\r\nx`),
      { response_status: 200, error: null, truncated: true, body: 'x' },
    ],
    [
      'a body that would be a thousand times as long unpacked',
      (s) => {
        const packed = gzipSync(Buffer.alloc(10_000_000));
        s.write(`${ok}content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
        s.end(packed);
      },
      { response_status: 200, error: null },
    ],
    [
      'chunks that are none',
      (s) => s.end(`${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`),
      { response_status: 200, error: null, truncated: true },
    ],
  ];

  it.each(table)('%s', async (_, answer, expected, change = {}) => {
    receiver = await rawReceiver(answer);
    const began = performance.now();
    const exchange = await post(receiver.url, change);
    expect(exchange).toMatchObject(expected);
    if (exchange.error !== null) expect(exchange.detail).toMatch(/\S/);
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('a redirect is not followed', async () => {
    const other = await honestReceiver();
    receiver = await httpReceiver((_, response) => response.writeHead(307, { location: other.url }).end());
    expect((await post(receiver.url)).error).toBe('redirect');
    expect(other.received).toEqual([]);
    await other.close();
  });

  it('nobody listens', async () => {
    const gone = await honestReceiver();
    await gone.close();
    expect(await post(gone.url)).toMatchObject({ response_status: null, error: 'connect' });
  });

  it('it speaks no TLS', async () => {
    receiver = await httpReceiver((_, response) => response.end());
    expect(await post(receiver.url.replace('http:', 'https:'))).toMatchObject({ error: 'tls' });
  });

  it('it says nothing to a TLS greeting', async () => {
    receiver = await rawReceiver(() => {});
    const exchange = await post(receiver.url.replace('http:', 'https:'), short);
    expect(exchange).toMatchObject({ response_status: null, error: 'timeout' });
    expect(exchange.detail).toBe('No connection within 0.25 s.');
  });

  it('it has no certificate', async () => {
    const server = createTlsServer({});
    server.on('tlsClientError', () => {});
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await post(`https://127.0.0.1:${port}/`)).toMatchObject({ response_status: null, error: 'tls' });
    await new Promise((closed) => server.close(closed));
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
(hasOpenssl ? describe : describe.skip)('a certificate', () => {
  it('that nobody vouches for is none', async () => {
    const options = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=localhost',
    ];
    const pem = execFileSync('openssl', ['req', '-x509', ...options, '-keyout', '-'], { stdio: 'pipe' });
    let requests = 0;
    const server = createHttpsServer({ key: pem, cert: pem }, () => {
      requests += 1;
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const exchange = await post(`https://localhost:${port}/`);
    expect(exchange).toMatchObject({ response_status: null, error: 'tls' });
    expect(requests).toBe(0);
    await new Promise((closed) => server.close(closed));
  });
});

describe('where it may not go', () => {
  const guarded = createSender({
    targets: createTargets({ production: false, allowedNetworks: [], ownOrigin: () => null }),
    clock: { now: () => new Date() },
  });
  afterAll(() => guarded.close());
  const request = (url: string): WebhookRequest => ({
    url: new URL(url),
    headers: {},
    body: '{}',
    timeout_ms: 5000,
    mask: createMask([]),
  });

  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'])('%s: nothing is ever sent', async (host) => {
    const honest = await honestReceiver();
    receiver = honest;
    const exchange = await guarded.send(request(honest.url.replace('127.0.0.1', host)));
    expect(exchange).toMatchObject({ response_status: null, error: 'blocked_network' });
    expect(exchange.detail).toContain('WEBHOOK_ALLOWED_NETWORKS');
    expect(honest.received).toEqual([]);
  });

  it('our own origin is exempt, exactly', async () => {
    const honest = await honestReceiver();
    receiver = honest;
    const own = createSender({
      targets: createTargets({
        production: true,
        allowedNetworks: [],
        ownOrigin: () => new URL(honest.url).origin,
      }),
      clock: { now: () => new Date() },
    });
    expect((await own.send(request(honest.url))).error).toBeNull();
    expect((await own.send(request(honest.url.replace('127.0.0.1', 'localhost')))).error).toBe(
      'blocked_network',
    );
    await own.close();
  });
});
