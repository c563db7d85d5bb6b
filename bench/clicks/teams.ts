import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Pool } from 'undici';
import { createWaiting, pressOf } from './target.ts';
import type { Target } from './target.ts';

/** Microsoft's side, which believes everything: the keys, the login, and the connector. */
export interface Teams {
  readonly origin: string;
  /** A click; resolves when it is answered with the card and the message updated for everybody else. */
  press(target: Target, bot: Pool): Promise<void>;
  close(): Promise<void>;
}

export const teamsBot = {
  appId: '11111111-2222-3333-4444-555555555555',
  appPassword: 'a-secret-of-the-bench',
  tenant: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
} as const;

/** Where the connector is, as activities name it. */
export const serviceUrlAt = (origin: string): string => `${origin}/amer/`;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const startTeams = async (): Promise<Teams> => {
  const updated = createWaiting();
  let serial = 0;

  const act = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    await text(req);
    const path = (req.url ?? '').split('?', 1)[0] ?? '';
    const [, message] = /^\/amer\/v3\/conversations\/[^/]+\/activities\/([^/]+)$/.exec(path) ?? [];
    const answer = message === undefined ? answers.get(path) : { id: message };
    if (answer === undefined) throw new Error(`The bench knows no ${req.method} ${path}`);
    const body = JSON.stringify(answer);
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    res.end(body);
    if (message !== undefined) updated.happened(message);
  };
  const server = createServer((req, res) => {
    act(req, res).catch((error: unknown) => {
      console.error(error);
      res.writeHead(404).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = serviceUrlAt(origin);

  const key = { ...publicKey.export({ format: 'jwk' }), use: 'sig', kid: 'bench', endorsements: ['msteams'] };
  const login = `https://login.microsoftonline.com/${teamsBot.tenant}`;
  const answers = new Map<string, object>([
    ['/openid', { issuer: 'https://api.botframework.com', jwks_uri: `${origin}/keys` }],
    ['/keys', { keys: [key] }],
    [
      `/${teamsBot.tenant}/v2.0/.well-known/openid-configuration`,
      {
        issuer: `${login}/v2.0`,
        authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
        token_endpoint: `${login}/oauth2/v2.0/token`,
        jwks_uri: `${login}/discovery/v2.0/keys`,
      },
    ],
    [
      `/${teamsBot.tenant}/oauth2/v2.0/token`,
      { token_type: 'Bearer', expires_in: 3600, access_token: 'a-token-of-the-bench' },
    ],
  ]);

  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://api.botframework.com',
    aud: teamsBot.appId,
    nbf: now - 5,
    exp: now + 24 * 3600,
    serviceurl: serviceUrl,
  };
  const signed = `${encoded({ alg: 'RS256', kid: 'bench', typ: 'JWT' })}.${encoded(claims)}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url');
  const authorization = `Bearer ${signed}.${signature}`;

  const invokeOf = (target: Target): string => {
    serial += 1;
    const { user, conversation, message } = target;
    return JSON.stringify({
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: `f:${serial}`,
      timestamp: new Date().toISOString(),
      channelId: 'msteams',
      serviceUrl,
      replyToId: message,
      from: { id: `29:${user}`, name: 'Ana', aadObjectId: user },
      conversation: { id: conversation, conversationType: 'personal', tenantId: teamsBot.tenant },
      recipient: { id: `28:${teamsBot.appId}`, name: 'Unstuck' },
      channelData: { tenant: { id: teamsBot.tenant } },
      locale: 'en-US',
      value: {
        action: { type: 'Action.Execute', verb: 'unstuck', data: { unstuck: pressOf(target) } },
        trigger: 'manual',
      },
    });
  };

  return {
    origin,
    async press(target, bot) {
      const done = updated.until(target.message);
      const response = await bot.request({
        method: 'POST',
        path: '/api/messages',
        headers: { 'content-type': 'application/json; charset=utf-8', authorization },
        body: invokeOf(target),
      });
      const answer = await response.body.text();
      if (response.statusCode !== 200 || !answer.includes('AdaptiveCard')) {
        throw new Error(`A click was answered with ${response.statusCode}: ${answer.slice(0, 300)}`);
      }
      target.version += 1;
      await done;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
