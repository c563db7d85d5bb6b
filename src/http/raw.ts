import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A path that a platform's own library answers: it gets the request as Node has it, unread and unparsed. */
export interface RawRoute {
  readonly method: 'GET' | 'POST';
  /** Compared as it is, without the query. */
  readonly path: string;
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
}

export interface RawOptions {
  readonly routes: readonly RawRoute[];
  readonly failed: (error: unknown, route: RawRoute) => void;
  readonly served: (route: RawRoute, status: number, seconds: number) => void;
}

/** Milliseconds; longer than the idle time-outs of the usual load balancers, so that they close first. */
const keepAliveTimeout = 72_000;

/**
 * An HTTP server that asks `rest` about everything but the raw routes. Those cost one look into a map: no
 * hook, parser or reply object stands between the socket and their listener.
 */
export const createRawServer = ({ routes, failed, served }: RawOptions, rest: RequestListener): Server => {
  const byPlace = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));

  const serve = (route: RawRoute, request: IncomingMessage, response: ServerResponse): void => {
    const from = performance.now();
    response.once('close', () => served(route, response.statusCode, (performance.now() - from) / 1000));
    const fail = (error: unknown): void => {
      failed(error, route);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    };
    try {
      Promise.resolve(route.listener(request, response)).catch(fail);
    } catch (error) {
      fail(error);
    }
  };

  // Once it takes no more connections, those that are kept alive would hold it back: each ends with its answer.
  const endWhenClosing = (): void => {
    if (!server.listening) setImmediate(() => server.closeIdleConnections());
  };
  const server = createServer((request, response) => {
    if (!server.listening) response.setHeader('connection', 'close');
    response.once('finish', endWhenClosing);
    const route = byPlace.get(`${request.method ?? ''} ${pathOf(request.url ?? '')}`);
    if (route === undefined) rest(request, response);
    else serve(route, request, response);
  });
  server.keepAliveTimeout = keepAliveTimeout;
  endUnusedOnes(server);
  return server;
};

/** Browsers open connections before they need them. Node does not count those as idle, and would wait for them. */
const endUnusedOnes = (server: Server): void => {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  const close = server.close.bind(server);
  server.close = (done) => {
    for (const socket of unused) socket.destroy();
    return close(done);
  };
};

const pathOf = (url: string): string => {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
};
