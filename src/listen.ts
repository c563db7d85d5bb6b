import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Clock } from './app/ports.ts';
import { isLoopbackHost } from './app/loopback.ts';
import type { Config } from './config.ts';
import { restPrefix } from './http/rest.ts';
import { formatSecret, type SecretBytes } from './webhooks/secret.ts';
import { verifyBody, verifyHeaders, type Verified } from './webhooks/verify.ts';

/** A receiver of webhooks on this machine, for whoever builds one: it shows each event and checks its signatures. */

export interface ListenOptions {
  /** Where Unstuck is. */
  readonly url: string;
  /** A REST key with the scope `admin`. */
  readonly key: string;
  readonly events: readonly string[];
  /** What every event is answered with, and after how many milliseconds. */
  readonly status: number;
  readonly delayMs: number;
  /** Registered and checked with: where Unstuck has a default one, it would not show us that. */
  readonly secret: SecretBytes;
  readonly clock: Clock;
  readonly print: (block: string) => void;
}

export interface Listening {
  /** Where it listens. */
  readonly url: string;
  readonly webhookId: string;
  /** Unregisters and ends. */
  stop(): Promise<void>;
}

/** Something the person can mend; its message is all that is shown. */
export class ListenProblem extends Error {}

const longestDelay = 60_000;

/** @throws {ListenProblem} a sentence for the person who typed it */
export const readListenArguments = (
  args: readonly string[],
  config: Pick<Config, 'host' | 'port' | 'adminApiKey' | 'dataDir'>,
): Pick<ListenOptions, 'url' | 'key' | 'events' | 'status' | 'delayMs'> => {
  const given = parsed(args);
  const status = wholeNumber('--status', given.status ?? '204', 200, 599);
  const delayMs = wholeNumber('--delay', given.delay ?? '0', 0, longestDelay);
  const url = given.url ?? defaultUrl(config);
  if (!URL.canParse(url)) throw new ListenProblem(`--url must be a URL such as http://127.0.0.1:3000.`);
  return {
    url: url.replace(/\/+$/, ''),
    key: given.key ?? config.adminApiKey ?? keyOfFolder(config.dataDir),
    events: (given.events ?? '*').split(',').map((name) => name.trim()),
    status,
    delayMs,
  };
};

const parsed = (args: readonly string[]) => {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { url: option, key: option, events: option, status: option, delay: option },
    }).values;
  } catch (error) {
    throw new ListenProblem(error instanceof Error ? error.message : String(error));
  }
};

const wholeNumber = (name: string, value: string, min: number, max: number): number => {
  const number = Number(value);
  if (value.trim() !== '' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw new ListenProblem(`${name} must be a whole number from ${min} to ${max}.`);
};

const defaultUrl = ({ host, port }: Pick<Config, 'host' | 'port'>): string => {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
};

const keyOfFolder = (dataDir: string): string => {
  const file = join(dataDir, 'admin_api_key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ListenProblem(`There is no key: give --key or ADMIN_API_KEY, or start Unstuck first. (${why})`);
  }
};

/** Registers itself and listens until `stop`. */
export const startListening = async (options: ListenOptions): Promise<Listening> => {
  const { clock, print, status, delayMs, secret } = options;
  const seen = new Map<string, number>();

  const receive = (headers: IncomingHttpHeaders, body: string): void => {
    const id = String(headers['webhook-id'] ?? '');
    const attempt = (seen.get(id) ?? 0) + 1;
    seen.set(id, attempt);
    print(blockOf({ headers, body, id, attempt, secret, now: clock.now() }));
  };
  const server = createServer((request, response) => {
    void (async () => {
      try {
        receive(request.headers, await text(request));
        await sleep(delayMs);
        response.writeHead(status).end();
      } catch (error) {
        // Whoever sent it went away in the middle of it.
        print(`  a request broke off: ${error instanceof Error ? error.message : String(error)}`);
        response.destroy();
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;

  try {
    const webhookId = await register(options, url);
    return {
      url,
      webhookId,
      stop: async () => {
        try {
          await ask(options, 'DELETE', `/webhooks/${webhookId}`);
        } finally {
          await closed(server);
        }
      },
    };
  } catch (error) {
    await closed(server);
    throw error;
  }
};

const register = async (options: ListenOptions, url: string): Promise<string> => {
  const registered = await ask(options, 'POST', '/webhooks', {
    url,
    local: isLoopbackHost(new URL(options.url).hostname) ? true : undefined,
    events: options.events,
    secret: formatSecret(options.secret),
    description: 'npm run listen',
  });
  return (registered as { readonly webhook_id: string }).webhook_id;
};

const ask = async (
  { url, key }: ListenOptions,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> => {
  let response: Response;
  try {
    response = await fetch(`${url}${restPrefix}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    const { cause } = error as Error;
    const why = cause instanceof Error && cause.message !== '' ? cause.message : String(error);
    throw new ListenProblem(`Nothing answers at ${url} (${why}). Is Unstuck running? Say where with --url.`);
  }
  const answered = await response.text();
  if (!response.ok) throw new ListenProblem(`Unstuck answered ${response.status}: ${sentenceOf(answered)}`);
  return answered === '' ? null : (JSON.parse(answered) as unknown);
};

/** What a problem (RFC 9457) says, with each wrong field. */
const sentenceOf = (answered: string): string => {
  try {
    const { title, detail, errors } = JSON.parse(answered) as {
      readonly title?: string;
      readonly detail?: string;
      readonly errors?: readonly { readonly message: string }[];
    };
    return errors?.map(({ message }) => message).join(' ') ?? `${title}. ${detail}`;
  } catch {
    return answered.slice(0, 200);
  }
};

const blockOf = ({
  headers,
  body,
  id,
  attempt,
  secret,
  now,
}: {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly id: string;
  readonly attempt: number;
  readonly secret: SecretBytes;
  readonly now: Date;
}): string => {
  const sent = jsonOf(body);
  const { event, data } = (sent ?? {}) as {
    readonly event?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
  const said = (verified: Verified): string => (verified.holds ? 'holds' : `FAILS: ${verified.why}`);
  const replay = headers['unstuck-replay'] === undefined ? '' : ', sent again by hand';
  return [
    `${now.toISOString()}  ${event ?? 'not an event of Unstuck'}`,
    `  webhook-id  ${id}`,
    `  session     ${shown(data?.['session_id'])}`,
    `  sequence    ${shown(data?.['sequence'])}`,
    `  attempt     ${attempt}${replay}`,
    `  headers     ${said(verifyHeaders({ headers, body, secret, now }))}`,
    `  body        ${said(verifyBody(sent, secret))}`,
    ...JSON.stringify(data ?? sent ?? body, null, 2)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ].join('\n');
};

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '-';

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
};

const closed = async (server: Server): Promise<void> => {
  const end = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await end;
};
