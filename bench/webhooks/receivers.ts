import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Receivers in a process of their own: each answers 204 at once, or never while it is told to hang. */
const hanging = new Set<number>();
let arrived: { receiver: number; ms: number }[] = [];

const ports: number[] = [];
for (let index = 0; index < Number(process.env['BENCH_RECEIVERS']); index += 1) {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { data } = JSON.parse(body) as { data: { sent_at?: number } };
      arrived.push({ receiver: index, ms: performance.timeOrigin + performance.now() - (data.sent_at ?? 0) });
      if (!hanging.has(index)) response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.push((server.address() as AddressInfo).port);
}

process.on('message', (asked: { hang?: number; hangs?: boolean; take?: true }) => {
  if (asked.hang !== undefined) {
    if (asked.hangs === true) hanging.add(asked.hang);
    else hanging.delete(asked.hang);
  }
  if (asked.take === undefined) return;
  process.send?.({ arrived });
  arrived = [];
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ports });
