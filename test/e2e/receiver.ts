import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** What a receiver got and could verify. */
export interface Received {
  readonly id: string;
  readonly event: string;
  readonly data: { readonly session_id: string; readonly sequence: number } & Readonly<
    Record<string, unknown>
  >;
}

/** Somebody else's server: verifies each delivery with the public library and keeps it. */
export async function startReceiver() {
  const received: Received[] = [];
  const refused: string[] = [];
  const secret: { value: string | null } = { value: null };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      try {
        new Webhook(secret.value ?? '').verify(body, headers);
        received.push({ id: headers['webhook-id'] ?? '', ...(JSON.parse(body) as Omit<Received, 'id'>) });
        response.writeHead(204).end();
      } catch (error) {
        refused.push(String(error));
        response.writeHead(401).end();
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    refused,
    trust: (value: string): void => {
      secret.value = value;
    },
    /** The events of a session, each once, in the order of their sequence. */
    of: (session: string): readonly Received[] =>
      [
        ...new Map(
          received.filter(({ data }) => data.session_id === session).map((one) => [one.id, one]),
        ).values(),
      ].toSorted((a, b) => a.data.sequence - b.data.sequence),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
