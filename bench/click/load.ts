import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Pool } from 'undici';
import { crowd } from './crowd.ts';

/** Slack's side: it signs clicks, and takes the updates that follow. */
export interface Slack {
  readonly url: string;
  /** Resolves when the message with this timestamp has been updated. */
  updated(ts: string): Promise<void>;
  close(): Promise<void>;
}

export const startSlack = async (): Promise<Slack> => {
  const waiting = new Map<string, () => void>();
  const answer = Buffer.from('{"ok":true,"ts":"1.1","channel":"D1"}');
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
      const ts = /"ts":"([^"]+)"/.exec(body)?.[1] ?? /(?:^|&)ts=([^&]+)/.exec(body)?.[1];
      if (ts === undefined) return;
      waiting.get(ts)?.();
      waiting.delete(ts);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    updated: (ts) => new Promise((resolve) => waiting.set(ts, resolve)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export const secret = 'bench-signing-secret';
const team = 'T1';

export interface Target {
  readonly session: string;
  readonly user: string;
  readonly ts: string;
  /** As the subject has it after the clicks so far. */
  version: number;
}

const payloadOf = (target: Target, move: string): string =>
  JSON.stringify({
    type: 'block_actions',
    team: { id: team, domain: 'bench' },
    user: { id: target.user, username: 'bench', name: 'bench', team_id: team },
    api_app_id: 'A1',
    token: 'none',
    container: { type: 'message', message_ts: target.ts, channel_id: 'D1', is_ephemeral: false },
    trigger_id: '1.1.1',
    channel: { id: 'D1', name: 'directmessage' },
    message: { type: 'message', ts: target.ts, user: 'UBOT', text: 'Step', blocks: [] },
    response_url: 'http://127.0.0.1:9/response',
    actions: [
      {
        type: 'button',
        action_id: 'press:0',
        block_id: 'actions',
        text: { type: 'plain_text', text: 'It worked' },
        value: `${target.session}|${target.version}|${move}|`,
        action_ts: '1.1',
      },
    ],
  });

export interface Measured {
  readonly clicksPerSecond: number;
  /** Milliseconds from the click's first byte to its acknowledgement. */
  readonly ackP50: number;
  readonly ackP99: number;
}

/** A click is over when it is acknowledged and its message updated. */
export const clickAll = async (
  origin: string,
  slack: Slack,
  targets: readonly Target[],
  clicks: number,
  concurrency: number,
): Promise<Measured> => {
  const pool = new Pool(origin, { connections: concurrency });
  const acknowledged: number[] = [];
  const click = async (target: Target): Promise<void> => {
    // Drawn for an odd version it is the first step, for an even one the second: there and back again.
    const body = new URLSearchParams({
      payload: payloadOf(target, target.version % 2 === 1 ? 'done' : 'back'),
    });
    const bytes = body.toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${bytes}`).digest('hex');
    const updated = slack.updated(target.ts);
    const began = performance.now();
    const response = await pool.request({
      method: 'POST',
      path: '/slack/events',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body: bytes,
    });
    await response.body.text();
    acknowledged.push(performance.now() - began);
    if (response.statusCode !== 200) throw new Error(`A click was answered with ${response.statusCode}`);
    target.version += 1;
    await updated;
  };
  const seconds = await crowd({ targets, clicks, concurrency, click });
  await pool.close();
  const sorted = acknowledged.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { clicksPerSecond: clicks / seconds, ackP50: at(0.5), ackP99: at(0.99) };
};
