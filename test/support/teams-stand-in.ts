import { createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activityProblems } from './teams-check.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A request that reached the connector. */
export interface Call {
  readonly method: 'post' | 'update' | 'open' | 'members';
  readonly conversation: string;
  readonly body: Json;
  readonly authorization: string | null;
}

/** What the next call meets, in place of an ordinary answer. */
export type Fault =
  | {
      readonly status: number;
      readonly code?: string;
      readonly retryAfter?: number;
      readonly through?: boolean;
    }
  | { readonly hangUp: true; readonly through?: boolean }
  /** No answer until the promise is kept. */
  | { readonly until: Promise<unknown> };

export interface StandInActivity {
  readonly conversation: string;
  readonly id: string;
  readonly activity: Json;
  readonly edits: number;
}

export interface TeamsStandIn {
  readonly openIdUrl: string;
  readonly loginUrl: string;
  /** Where the connector is, as activities name it. */
  readonly serviceUrl: string;
  readonly calls: readonly Call[];
  /** What stands in the conversations now, in the order in which it was posted; signs of typing are not kept. */
  readonly messages: readonly StandInActivity[];
  readonly typing: readonly string[];
  readonly problems: readonly string[];
  readonly tokens: { asked: number };
  /** Puts a file where Teams keeps them; resolves with the address that opens it. */
  file(bytes: string): string;
  /** For the next calls of this method, one each; `send` is posting or editing. */
  fault(method: Call['method'] | 'send', ...faults: readonly Fault[]): void;
  /** From now on nothing can be posted or edited there, nor in a thread of it; `*` is everywhere. */
  close(conversation: string, code: string): void;
  remove(message: StandInActivity): void;
  /** The secret is refused from now on, as Entra ID refuses it. */
  refuseSecrets(error: string): void;
  /** The header that a request of Microsoft's has. */
  authorization(
    claims?: Json,
    how?: { readonly key?: KeyObject; readonly kid?: string; readonly alg?: string },
  ): string;
  stop(): Promise<void>;
}

export const appId = '11111111-2222-3333-4444-555555555555';
export const appPassword = 'a-secret-of-the-stand-in';
export const tenant = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const accessToken = 'a-token-of-the-stand-in';
/** Making one takes a while: all stand-ins of a file share it. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/**
 * Microsoft on loopback as far as the adapter meets it: the document with the signing keys, the tokens of Entra ID,
 * and the connector, which keeps what was posted, judges every card, and fails in the ways that a real one does.
 */
export async function startTeamsStandIn(): Promise<TeamsStandIn> {
  const calls: Call[] = [];
  const messages: StandInActivity[] = [];
  const typing: string[] = [];
  const problems: string[] = [];
  const files: string[] = [];
  const faults = new Map<Call['method'] | 'send', Fault[]>();
  const closed = new Map<string, string>();
  const tokens = { asked: 0 };
  const secrets: { error: string | null } = { error: null };
  let serial = 1_767_000_000_000;

  const nextId = (): string => String((serial += 1));

  const act = ({ method, conversation, body }: Call, activityId: string | null): Answer => {
    const code =
      closed.get('*') ?? closed.get(conversation) ?? closed.get(conversation.split(';', 1)[0] ?? '');
    if (code !== undefined) return failure(403, code);
    if (method === 'members') return { status: 200, body: { members: [{ id: 'somebody' }] } };
    if (method === 'open') {
      const [member] = Array.isArray(body['members']) ? (body['members'] as readonly Json[]) : [];
      const id = `a:with-${String(member?.['id'])}`;
      return closed.has(id) ? failure(403, closed.get(id) ?? '') : { status: 201, body: { id } };
    }
    const wrong = activityProblems(body);
    problems.push(...wrong);
    if (wrong.length > 0) return failure(400, 'BadSyntax');
    if (body['type'] === 'typing') {
      typing.push(conversation);
      return { status: 201, body: { id: nextId() } };
    }
    if (method === 'post') {
      const id = nextId();
      messages.push({ conversation, id, activity: body, edits: 0 });
      return { status: 201, body: { id } };
    }
    const index = messages.findIndex((message) => message.id === activityId);
    const current = messages[index];
    if (!current) return failure(404, 'ActivityNotFoundInConversation');
    messages[index] = { ...current, activity: body, edits: current.edits + 1 };
    return { status: 200, body: { id: current.id } };
  };

  const faultFor = (method: Call['method']): Fault | undefined =>
    faults.get(method)?.shift() ??
    (method === 'post' || method === 'update' ? faults.get('send')?.shift() : undefined);

  const connector = async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    const [, inside, what, activityId] =
      /^conversations(?:\/([^/]+)\/(activities|pagedmembers)(?:\/([^/]+))?)?$/.exec(path) ?? [];
    const methods = { POST: inside === undefined ? 'open' : 'post', PUT: 'update', GET: 'members' } as const;
    const method = Object.entries(methods).find(([verb]) => verb === req.method)?.[1];
    if (method === undefined || (method === 'members') !== (what === 'pagedmembers')) {
      problems.push(`${req.method ?? ''} ${path}`);
      return answer(res, 404, {});
    }
    const sent = await read(req);
    const call: Call = {
      method,
      conversation: decodeURIComponent(inside ?? ''),
      body: sent === '' ? {} : (JSON.parse(sent) as Json),
      authorization: req.headers.authorization ?? null,
    };
    const isTyping = call.body['type'] === 'typing';
    if (!isTyping) calls.push(call);
    const fault = isTyping ? undefined : faultFor(call.method);
    const id = activityId === undefined ? null : decodeURIComponent(activityId);
    if (fault && 'through' in fault && fault.through) act(call, id);
    if (fault && 'hangUp' in fault) return void req.socket.destroy();
    if (fault && 'until' in fault) await fault.until;
    if (fault && 'status' in fault) {
      const { body } = failure(fault.status, fault.code ?? 'SomethingWrong');
      return answer(res, fault.status, body, retryAfter(fault.retryAfter));
    }
    if (call.authorization !== null && call.authorization !== `Bearer ${accessToken}`) {
      const { status, body } = failure(401, 'BotNotRegistered');
      return answer(res, status, body);
    }
    const done = act(call, id);
    answer(res, done.status, done.body);
  };

  const login = async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    const base = `https://login.microsoftonline.com/${path.split('/')[0] ?? ''}`;
    if (path.endsWith('/.well-known/openid-configuration')) {
      return answer(res, 200, {
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      });
    }
    if (!path.endsWith('/oauth2/v2.0/token')) return answer(res, 404, {});
    tokens.asked += 1;
    const form = new URLSearchParams(await read(req));
    const known = form.get('client_secret') === appPassword;
    if (secrets.error !== null || !known) {
      return answer(res, 401, {
        error: 'invalid_client',
        error_description: secrets.error ?? 'AADSTS7000215: Invalid client secret provided.',
      });
    }
    answer(res, 200, { token_type: 'Bearer', expires_in: 3600, access_token: accessToken });
  };

  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    if (path === '/openid')
      return answer(res, 200, { issuer: 'https://api.botframework.com', jwks_uri: `${origin}/keys` });
    if (path === '/keys') {
      const key = {
        ...publicKey.export({ format: 'jwk' }),
        use: 'sig',
        kid: 'the-key',
        endorsements: ['msteams'],
      };
      return answer(res, 200, { keys: [key] });
    }
    const [, shelf] = /^\/files\/(\d+)$/.exec(path) ?? [];
    if (shelf !== undefined) return void res.writeHead(200).end(files[Number(shelf)] ?? '');
    const [, connectorPath] = /^\/amer\/v3\/(.*)$/.exec(path) ?? [];
    await (connectorPath === undefined ? login(req, res, path.slice(1)) : connector(req, res, connectorPath));
  };

  const server = createServer((req, res) => {
    serve(req, res).catch((error: unknown) => res.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${origin}/amer/`;

  return {
    openIdUrl: `${origin}/openid`,
    loginUrl: origin,
    serviceUrl,
    calls,
    messages,
    typing,
    problems,
    tokens,
    file: (bytes) => `${origin}/files/${files.push(bytes) - 1}`,
    fault: (method, ...added) => faults.set(method, [...(faults.get(method) ?? []), ...added]),
    close: (conversation, code) => closed.set(conversation, code),
    remove: ({ id }) => {
      const index = messages.findIndex((message) => message.id === id);
      if (index >= 0) messages.splice(index, 1);
    },
    refuseSecrets: (error) => {
      secrets.error = error;
    },
    authorization: (claims = {}, { key = privateKey, kid = 'the-key', alg = 'RS256' } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const all = {
        iss: 'https://api.botframework.com',
        aud: appId,
        nbf: now - 5,
        exp: now + 3600,
        serviceurl: serviceUrl,
        ...claims,
      };
      const signed = `${encoded({ alg, kid, typ: 'JWT' })}.${encoded(all)}`;
      return `Bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: Json;
}

const failure = (status: number, code: string): Answer => ({
  status,
  body: { error: { code, message: 'as the stand-in was told' } },
});

const encoded = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };

async function read(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(res: ServerResponse, status: number, body: Json, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
