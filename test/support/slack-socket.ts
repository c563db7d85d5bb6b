import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { SlackRequest } from './slack-requests.ts';
import type { SlackStandIn } from './slack-stand-in.ts';

export const appToken = 'xapp-stand-in';
type Json = Readonly<Record<string, unknown>>;

/**
 * Slack's end of Socket Mode, beside the stand-in for its Web API: tells where to connect, says hello, sends
 * envelopes and waits for their acknowledgement.
 *
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export const startSlackSocket = async (standIn: SlackStandIn) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link`;
  standIn.install(appToken);
  standIn.method('apps.connections.open', () => ({ ok: true, url }));

  const waiting = new Map<string, (payload: Json) => void>();
  let serial = 0;
  server.on('connection', (socket) => {
    socket.send(JSON.stringify({ type: 'hello', num_connections: server.clients.size }));
    socket.on('message', (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload: Json };
      waiting.get(id)?.(payload);
      waiting.delete(id);
    });
  });

  const open = (): WebSocket | undefined =>
    [...server.clients].findLast(({ readyState }) => readyState === WebSocket.OPEN);

  return {
    url,
    /** How many connections there are. */
    connections: (): number => server.clients.size,
    /** Sends it as an envelope; the payload of its acknowledgement, or `null` where none came in time. */
    async deliver(request: SlackRequest, withinMs = 3000): Promise<Json | null> {
      const envelope = { envelope_id: `envelope-${(serial += 1)}`, ...envelopeOf(request) };
      const socket = open();
      if (!socket) return null;
      return new Promise((resolve) => {
        const late = setTimeout(() => {
          waiting.delete(envelope.envelope_id);
          resolve(null);
        }, withinMs);
        waiting.set(envelope.envelope_id, (payload) => {
          clearTimeout(late);
          resolve(payload);
        });
        socket.send(JSON.stringify(envelope));
      });
    },
    /** Slack asks for a new connection, as it does every few hours. */
    refresh: (): void =>
      open()?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} })),
    /** The line is cut. */
    cut: (): void => {
      for (const socket of server.clients) socket.terminate();
    },
    async close(): Promise<void> {
      for (const socket of server.clients) socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
export type SlackSocket = Awaited<ReturnType<typeof startSlackSocket>>;

/** What HTTP has as a body is an envelope's payload. */
function envelopeOf({ body, contentType }: SlackRequest): Json {
  if (contentType === 'application/json')
    return { type: 'events_api', payload: JSON.parse(body) as Json, accepts_response_payload: false };
  const fields = Object.fromEntries(new URLSearchParams(body));
  return fields['payload'] === undefined
    ? { type: 'slash_commands', payload: fields, accepts_response_payload: true }
    : { type: 'interactive', payload: JSON.parse(fields['payload']) as Json, accepts_response_payload: true };
}
