import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A wire to a stand-in over HTTP that can be cut: `url` answers as `target` does, with an error, or not at all. */
export interface Cuttable {
  /** Its origin, without a path. */
  readonly url: string;
  /** `refused`: nobody listens there any more. A number: whoever calls is answered with that status. */
  cut(how: 'refused' | number): Promise<void>;
  mend(): Promise<void>;
  /** How many calls it has not let through. */
  readonly lost: number;
  close(): Promise<void>;
}

export const startCuttable = async (target: string): Promise<Cuttable> => {
  const { hostname, port: targetPort } = new URL(target);
  let status: number | null = null;
  let lost = 0;
  let server: Server;

  const listen = async (port: number): Promise<number> => {
    server = createServer((req, res) => {
      if (status !== null) {
        lost += 1;
        req.resume();
        res.writeHead(status, { 'content-type': 'application/json' }).end('{}');
        return;
      }
      const { method, url, headers } = req;
      const onward = request({ hostname, port: targetPort, path: url, method, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      onward.on('error', () => res.destroy());
      req.pipe(onward);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const hangUp = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const port = await listen(0);

  return {
    url: `http://127.0.0.1:${port}`,
    get lost() {
      return lost;
    },
    cut: async (how) => {
      if (how === 'refused') return await hangUp();
      status = how;
      if (!server.listening) await listen(port);
    },
    mend: async () => {
      status = null;
      if (!server.listening) await listen(port);
    },
    close: hangUp,
  };
};
