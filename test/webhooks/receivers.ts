import { createServer as createHttpServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Real receivers on loopback, good ones and nasty ones. */
export interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** Whatever `answer` writes, valid HTTP or not, once the whole request has come. */
export const rawReceiver = (answer: (socket: Socket, request: string) => void): Promise<Receiver> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let request = '';
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      const [head = '', body] = request.split('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (body === undefined || body.length < length) return;
      const whole = request;
      request = '';
      answer(socket, whole);
    });
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
};

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that keeps what it got. `answer` says with what status, headers and body the n-th request (from 0) is answered. */
export const honestReceiver = async (
  answer: (
    index: number,
    request: ReceivedRequest,
  ) => number | Readonly<Record<string, string | number>> = () => 200,
): Promise<Receiver & { readonly received: ReceivedRequest[] }> => {
  const received: ReceivedRequest[] = [];
  const receiver = await httpReceiver((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const got = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(got);
      const answered = answer(received.length - 1, got);
      const {
        status,
        body = 'thank you',
        ...headers
      }: Readonly<Record<string, string | number>> = typeof answered === 'number'
        ? { status: answered }
        : answered;
      response.writeHead(Number(status), headers).end(body);
    });
  });
  return { ...receiver, received };
};

export const httpReceiver = (listener: RequestListener): Promise<Receiver> => {
  const server = createHttpServer(listener);
  return listening(server, () => server.closeAllConnections());
};

const listening = (server: Server, dropAll: () => void): Promise<Receiver> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}/hook`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            dropAll();
          }),
      });
    });
  });
