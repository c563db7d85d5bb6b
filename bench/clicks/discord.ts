import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Pool } from 'undici';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { createWaiting, pressOf } from './target.ts';
import type { Target } from './target.ts';

/** Discord's side, which believes everything: its gateway, its HTTP API, and the requests it signs. */
export interface Discord {
  readonly url: string;
  readonly publicKey: string;
  /** Resolves when a bot holds the gateway. */
  readonly connected: Promise<void>;
  /** A click over the gateway; resolves when it is answered and the message updated. */
  press(target: Target): Promise<void>;
  /** The same by HTTP. */
  pressByHttp(target: Target, bot: Pool): Promise<void>;
  close(): Promise<void>;
}

export const discordBot = { token: 'a-token.of-the.bench', applicationId: '100000000000000001' } as const;

const updatesMessage = '{"type":7,';
const defersUpdate = '{"type":6';
const goesOn = (answer: string): boolean =>
  answer.startsWith(updatesMessage) || answer.startsWith(defersUpdate);
const guild = '100000000000000002';

/** @param components the message as it is drawn, as Discord gives it back */
export const startDiscord = async (components: readonly unknown[]): Promise<Discord> => {
  const answered = createWaiting();
  const updated = createWaiting();
  const drawn = JSON.stringify(components);
  const keys = generateKeyPairSync('ed25519');
  const sockets = new Set<WebSocket>();
  /** By the token of the interaction: whose message an answer updates. */
  const open = new Map<string, Target>();
  let serial = 200_000_000_000_000_000n;
  let sequence = 0;

  const messageOf = ({ conversation, message }: Pick<Target, 'conversation' | 'message'>): string =>
    `{"id":"${message}","channel_id":"${conversation}","type":0,"content":"","flags":32768,"components":${drawn},` +
    `"author":{"id":"${discordBot.applicationId}","username":"unstuck","discriminator":"0","avatar":null,"bot":true},` +
    '"mentions":[],"mention_roles":[],"attachments":[],"embeds":[],"timestamp":"2026-01-05T00:49:57.143Z",' +
    '"edited_timestamp":null,"pinned":false,"mention_everyone":false,"tts":false}';

  const interactionOf = (target: Target, id: string, token: string): string => {
    const { user, conversation } = target;
    return (
      `{"id":"${id}","application_id":"${discordBot.applicationId}","type":3,"token":"${token}","version":1,` +
      `"data":{"component_type":2,"custom_id":"${pressOf(target)}","id":9},"channel_id":"${conversation}",` +
      `"channel":{"id":"${conversation}","type":11,"guild_id":"${guild}","parent_id":"${guild}","name":"help","flags":0,` +
      '"thread_metadata":{"archived":false,"auto_archive_duration":1440,"locked":false,' +
      '"archive_timestamp":"2026-01-05T00:49:57.143Z"}},' +
      `"guild_id":"${guild}","guild_locale":"en-US","guild":{"id":"${guild}","locale":"en-US","features":[]},` +
      `"member":{"user":{"id":"${user}","username":"ana","discriminator":"0","avatar":null,"global_name":"Ana"},` +
      '"roles":[],"permissions":"0","joined_at":"2026-01-05T00:49:57.143Z","deaf":false,"mute":false,"flags":0},' +
      '"locale":"en-US","app_permissions":"2248473465835073","context":0,"entitlements":[],' +
      `"authorizing_integration_owners":{"0":"${guild}"},"attachment_size_limit":10485760,"message":${messageOf(target)}}`
    );
  };

  const begin = (target: Target) => {
    serial += 4_194_304n;
    const id = String(serial);
    const token = `interaction-token-${id}`;
    open.set(token, target);
    return { id, token, body: interactionOf(target, id, token), done: updated.until(target.message) };
  };

  const answers = new Map<string, string>([
    ['GET /applications/@me', JSON.stringify({ id: discordBot.applicationId, name: 'Unstuck', flags: 0 })],
    [`GET /applications/${discordBot.applicationId}/commands`, '[]'],
    [`PUT /applications/${discordBot.applicationId}/commands`, '[]'],
  ]);
  const callback = /^\/interactions\/\d+\/([^/]+)\/callback$/;
  const edited = /^\/channels\/(\d+)\/messages\/(\d+)$/;

  const act = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req);
    const path = (req.url ?? '').split('?', 1)[0]?.replace('/api/v10', '') ?? '';
    const [, token] = callback.exec(path) ?? [];
    if (token !== undefined) {
      res.writeHead(204).end();
      const target = open.get(token);
      open.delete(token);
      if (!goesOn(body)) return answered.failed(token, `A click was answered with ${body.slice(0, 300)}`);
      answered.happened(token);
      if (target && body.startsWith(updatesMessage)) updated.happened(target.message);
      return;
    }
    const [, conversation = '', message] = edited.exec(path) ?? [];
    const answer =
      message === undefined ? answers.get(`${req.method} ${path}`) : messageOf({ conversation, message });
    if (answer === undefined) throw new Error(`The bench knows no ${req.method} ${path}`);
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    res.end(answer);
    if (message !== undefined) updated.happened(message);
  };

  const server = createServer((req, res) => {
    act(req, res).catch((error: unknown) => {
      console.error(error);
      res.writeHead(404, { 'content-type': 'application/json' }).end('{"code":0,"message":"unknown"}');
    });
  });
  const gateway = new WebSocketServer({ server });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  answers.set(
    'GET /gateway/bot',
    JSON.stringify({
      url: `ws://127.0.0.1:${port}`,
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 },
    }),
  );

  const tell = (socket: WebSocket, t: string, d: string): void => {
    sequence += 1;
    socket.send(`{"op":0,"t":"${t}","s":${sequence},"d":${d}}`);
  };
  const connected = new Promise<void>((resolve) => {
    gateway.on('connection', (socket) => {
      socket.send('{"op":10,"d":{"heartbeat_interval":30000}}');
      socket.on('close', () => sockets.delete(socket));
      socket.on('message', (data: Buffer) => {
        const { op } = JSON.parse(data.toString()) as { op: number };
        if (op === 1) socket.send('{"op":11}');
        if (op !== 2) return;
        sockets.add(socket);
        const user = { id: discordBot.applicationId, username: 'unstuck', discriminator: '0', bot: true };
        const ready = {
          v: 10,
          user,
          guilds: [],
          session_id: 'bench',
          resume_gateway_url: `ws://127.0.0.1:${port}`,
          shard: [0, 1],
          application: { id: discordBot.applicationId, flags: 0 },
        };
        tell(socket, 'READY', JSON.stringify(ready));
        resolve();
      });
    });
  });

  return {
    url: `http://127.0.0.1:${port}/api`,
    publicKey: keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    connected,
    async press(target) {
      const { token, body, done } = begin(target);
      const acknowledged = answered.until(token);
      const [socket] = sockets;
      if (socket === undefined) throw new Error('No bot holds the gateway');
      tell(socket, 'INTERACTION_CREATE', body);
      await acknowledged;
      target.version += 1;
      await done;
    },
    async pressByHttp(target, bot) {
      const { token, body, done } = begin(target);
      const timestamp = String(Math.floor(Date.now() / 1000));
      const response = await bot.request({
        method: 'POST',
        path: '/discord/interactions',
        headers: {
          'content-type': 'application/json',
          'x-signature-timestamp': timestamp,
          'x-signature-ed25519': sign(null, Buffer.from(timestamp + body), keys.privateKey).toString('hex'),
        },
        body,
      });
      const answer = await response.body.text();
      open.delete(token);
      if (response.statusCode !== 200 || !goesOn(answer)) {
        throw new Error(`A click was answered with ${response.statusCode}: ${answer.slice(0, 300)}`);
      }
      if (answer.startsWith(updatesMessage)) updated.happened(target.message);
      target.version += 1;
      await done;
    },
    async close() {
      for (const socket of gateway.clients) socket.terminate();
      gateway.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
