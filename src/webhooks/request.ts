import { Agent, buildConnector, Pool, type Dispatcher } from 'undici';
import type { Clock } from '../app/ports.ts';
import { longestSecret, masked, maskIn, storable } from './mask.ts';
import type { DeliveryError } from './schedule.ts';
import { RefusedTarget, type Targets } from './target.ts';

/** What is kept of an answer for people to read: bytes of the body, characters of a header or a sentence. */
const kept = { body: 16 * 1024, header: 1024, detail: 300 } as const;

export interface WebhookRequest {
  readonly url: URL;
  /** It was registered as local: this machine is open to it, where that is allowed at all. */
  readonly local?: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For everything: finding the address, connecting, sending, and the whole answer. */
  readonly timeout_ms: number;
  /** Texts that must not be found in what is kept. */
  readonly secrets: readonly string[];
}

/** What came of one POST. With a status, the receiver spoke; `error` is `null` for a 2xx alone. */
export interface Exchange {
  readonly at: Date;
  readonly duration_ms: number;
  readonly response_status: number | null;
  readonly error: DeliveryError | null;
  readonly detail: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The answer was longer than what is kept, or broke off. */
  readonly truncated: boolean;
  /** The header as it came. */
  readonly retry_after: string | null;
  /** Milliseconds in which the receiver wants nothing, where it said so in a way of its own; else 0. */
  readonly rest_ms: number;
}

export interface Sender {
  /** One POST; a redirect is not followed. Never rejects: every way to fail is an `Exchange`. */
  send(request: WebhookRequest): Promise<Exchange>;
  /** Ends all connections; what is under way fails. */
  close(): Promise<void>;
}

/** Sends over connections that are kept alive, one pool for each origin, each connection judged by `targets`. */
export const createSender = ({
  targets,
  clock,
}: {
  readonly targets: Targets;
  readonly clock: Clock;
}): Sender => {
  const agent = guardedAgent(targets);
  // Connections of their own: nobody else's request may take one that was made under its rules.
  const localAgent = targets.local === null ? null : guardedAgent(targets.local);
  return {
    send: async (request) => {
      const at = clock.now();
      const answer = await exchange((request.local === true ? localAgent : null) ?? agent, request);
      const duration_ms = Math.max(0, clock.now().getTime() - at.getTime());
      return { at, duration_ms, ...readable(answer, request.secrets) };
    },
    close: async () => {
      await Promise.all([agent.destroy(), localAgent?.destroy()]);
    },
  };
};

const guardedAgent = (targets: Targets): Agent =>
  new Agent({
    // The time for a whole exchange is counted in `send`.
    headersTimeout: 0,
    bodyTimeout: 0,
    factory: (origin, options: Pool.Options) =>
      new Pool(origin, { ...options, connect: guardedConnector(targets, new URL(origin)) }),
  });

/** A literal address never passes `lookup`, so it is judged before connecting. */
const guardedConnector = (targets: Targets, { protocol, hostname, port }: URL): buildConnector.connector => {
  const origin = { protocol, hostname: hostname.replace(/^\[(.*)\]$/, '$1'), port };
  const connect = buildConnector({ lookup: targets.lookup(origin), timeout: 30_000 });
  return (options, callback) => {
    const refusal = targets.judgeConnection(origin);
    if (refusal === null) connect(options, callback);
    else callback(new RefusedTarget(refusal), null);
  };
};

/** An answer as far as it came. */
interface Answer {
  readonly response_status: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly truncated: boolean;
  /** Why it came no further; `null` for a whole one, or one longer than we read. */
  readonly failure: { readonly error: DeliveryError; readonly detail: string } | null;
}

const exchange = (agent: Agent, request: WebhookRequest): Promise<Answer> =>
  new Promise((resolve) => {
    // A secret that begins within what is kept has to be read to its end to be found.
    const readLimit = kept.body + longestSecret(request.secrets);
    let controller: Dispatcher.DispatchController | null = null;
    let status: number | null = null;
    let headers: Answer['headers'] = {};
    const chunks: Buffer[] = [];
    let length = 0;
    let over = false;

    const finish = (truncated: boolean, failure: Answer['failure']): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      resolve({ response_status: status, headers, body: Buffer.concat(chunks), truncated, failure });
    };
    const abandon = (reason: string): void => controller?.abort(new Error(reason));

    const timer = setTimeout(() => {
      const seconds = request.timeout_ms / 1000;
      const missing =
        controller === null ? 'No connection' : status === null ? 'No answer' : 'The answer was not complete';
      finish(true, { error: 'timeout', detail: `${missing} within ${seconds} s.` });
      abandon('timeout');
    }, request.timeout_ms);

    agent.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: 'POST',
        headers: request.headers,
        body: request.body,
      },
      {
        onRequestStart: (started) => {
          controller = started;
          // It waited for its connection until its time was over: nothing may be sent any more.
          if (over) abandon('timeout');
        },
        onResponseStart: (_, statusCode, responseHeaders) => {
          if (statusCode < 200) return;
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData: (_, chunk) => {
          if (over) return;
          chunks.push(chunk.subarray(0, readLimit - length));
          length += chunk.length;
          if (length <= readLimit) return;
          finish(true, null);
          abandon('enough of the body');
        },
        onResponseEnd: () => finish(false, null),
        onResponseError: (_, error) => finish(true, failureOf(error)),
      },
    );
  });

const readable = (
  { response_status, headers, body, truncated, failure }: Answer,
  secrets: readonly string[],
): Omit<Exchange, 'at' | 'duration_ms'> => {
  const clean = (text: string): string => maskIn(storable(text), secrets);
  const bytes = Buffer.from(clean(body.toString('utf8')));
  const judged = response_status === null ? failure : judgeStatus(response_status);
  return {
    response_status,
    error: judged?.error ?? null,
    detail: clip(clean(judged?.detail ?? failure?.detail ?? ''), kept.detail) || null,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => {
        if (value === undefined) return [];
        const text = name === 'set-cookie' ? masked : clean(Array.isArray(value) ? value.join(', ') : value);
        return [[storable(name), clip(text, kept.header)]];
      }),
    ),
    // A character cut in two at the end becomes a replacement mark.
    body: bytes.subarray(0, kept.body).toString('utf8'),
    truncated: truncated || bytes.length > kept.body,
    retry_after: [headers['retry-after']].flat()[0] ?? null,
    rest_ms: 0,
  };
};

const clip = (text: string, length: number): string => storable(text.slice(0, length));

/** A 2xx is a success whatever becomes of the rest of the answer: the receiver has said that it took it. */
const judgeStatus = (status: number): Answer['failure'] => {
  if (status < 300) return null;
  if (status < 400) return { error: 'redirect', detail: `Answered ${status}; redirects are not followed.` };
  if (status === 410) return { error: 'gone', detail: 'Answered 410: it wants no more events.' };
  return { error: 'status', detail: `Answered ${status}.` };
};

/** Codes of Node.js (`dns`, `net`, `tls`, the HTTP parser) and undici, the first match counts. */
const failureCodes: readonly (readonly [RegExp, DeliveryError])[] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EINVAL)$/, 'connect'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'timeout'],
  [/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO|ERR_OSSL)/, 'tls'],
  [/^(HPE_|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)/, 'protocol'],
  [/^UND_ERR_INVALID_ARG$/, 'bad_url'],
];

const failureOf = (error: Error): NonNullable<Answer['failure']> => {
  if (error instanceof RefusedTarget) return { error: error.refusal.code, detail: error.message };
  // Not every error of the HTTP parser has a code.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const known = failureCodes.find(([pattern]) => pattern.test(code));
  return { error: known?.[1] ?? 'reset', detail: error.message === '' ? code : error.message };
};
