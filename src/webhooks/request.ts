import { Agent, buildConnector, Pool } from 'undici';
import type { Clock } from '../app/ports.ts';
import { masked, storable, type Mask } from './mask.ts';
import { Reception, type Answer } from './reception.ts';
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
  /** For what must not be found in what is kept. */
  readonly mask: Mask;
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
      return { at, duration_ms, ...readable(answer, request.mask) };
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

const exchange = (agent: Agent, { url, headers, body, timeout_ms, mask }: WebhookRequest): Promise<Answer> =>
  new Promise((resolve) => {
    // A secret that begins within what is kept has to be read to its end to be found.
    const reception = new Reception(timeout_ms, kept.body + mask.longest, resolve);
    agent.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method: 'POST', headers, body },
      reception,
    );
  });

const readable = (
  { response_status, headers, body, truncated, failure }: Answer,
  mask: Mask,
): Omit<Exchange, 'at' | 'duration_ms'> => {
  const judged = response_status === null ? failure : judgeStatus(response_status);
  const bytes = body.length === 0 ? body : Buffer.from(clean(body.toString('utf8'), mask));
  const detail = judged?.detail ?? failure?.detail;
  return {
    response_status,
    error: judged?.error ?? null,
    detail: detail === undefined ? null : clip(clean(detail, mask), kept.detail) || null,
    headers: readableHeaders(headers, mask),
    // A character cut in two at the end becomes a replacement mark.
    body: bytes.length === 0 ? '' : bytes.subarray(0, kept.body).toString('utf8'),
    truncated: truncated || bytes.length > kept.body,
    retry_after: [headers['retry-after']].flat()[0] ?? null,
    rest_ms: 0,
  };
};

const readableHeaders = (headers: Answer['headers'], mask: Mask): Record<string, string> => {
  const shown: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    shown.push([storable(name), name === 'set-cookie' ? masked : clip(clean(text, mask), kept.header)]);
  }
  return Object.fromEntries(shown);
};

const clean = (text: string, mask: Mask): string => mask.in(storable(text));

const clip = (text: string, length: number): string =>
  text.length <= length ? text : storable(text.slice(0, length));

/** A 2xx is a success whatever becomes of the rest of the answer: the receiver has said that it took it. */
const judgeStatus = (status: number): Answer['failure'] => {
  if (status < 300) return null;
  if (status < 400) return { error: 'redirect', detail: `Answered ${status}; redirects are not followed.` };
  if (status === 410) return { error: 'gone', detail: 'Answered 410: it wants no more events.' };
  return { error: 'status', detail: `Answered ${status}.` };
};
