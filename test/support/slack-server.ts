import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { installPath, redirectPath } from '../../adapters/slack/index.ts';
import type { SlackChannel } from '../../adapters/slack/index.ts';

/** What of Slack's comes by HTTP, on loopback. */
export const serveSlack = async ({ requestListener, installer }: SlackChannel) => {
  const server = createServer((req, res) => {
    const [path] = (req.url ?? '').split('?', 1);
    if (installer && path === installPath) void installer.begin(req, res);
    else if (installer && path === redirectPath) void installer.finish(req, res);
    else if (requestListener) requestListener(req, res);
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    events: `${origin}/slack/events`,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
