import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { bodySignature, signatureHeaders, type SignedPayload } from '../../src/webhooks/sign.ts';

/** What every contender does with an event, and what they do it to. */

/** Open connections to one receiver. */
const connections = 16;
const secret = randomBytes(32);

export const payloadOf = (index: number): SignedPayload => ({
  event: 'step_completed',
  timestamp: new Date().toISOString(),
  data: {
    session_id: `ses_${index}`,
    sequence: 1,
    channel: 'slack',
    template_id: 'vpn_connection_template',
    template_version: 1,
    user: { id: 'slack:T1:U1', name: 'Ana', locale: 'en' },
    step_number: 1,
    title: 'Try the internet without the VPN',
    notes: 'x'.repeat(200),
    choice: null,
  },
});

/** The receiver subtracts it from the time of an event's arrival. */
export const timeSent = (): number => performance.timeOrigin + performance.now();

export const stamped = (index: number): SignedPayload => {
  const payload = payloadOf(index);
  return { ...payload, data: { ...payload.data, sent_at: timeSent() } };
};

export interface Post {
  /** Signs both ways and posts; rejects where it was not taken, or not within half a minute. */
  post(receiver: number, id: string, payload: SignedPayload): Promise<void>;
  close(): Promise<void>;
}

/** For the contenders that bring no sender of their own: undici, with connections kept alive. */
export const createPost = (urls: readonly string[]): Post => {
  const pools = urls.map(
    (url) => new Pool(new URL(url).origin, { connections, headersTimeout: 30_000, bodyTimeout: 30_000 }),
  );
  return {
    post: async (receiver, id, payload) => {
      const body = JSON.stringify({ ...payload, signature: bodySignature(payload, secret) });
      const headers = {
        'content-type': 'application/json',
        ...signatureHeaders({ id, at: new Date(), body, secrets: [secret] }),
      };
      const answer = await pools[receiver]?.request({ method: 'POST', path: '/hook', headers, body });
      await answer?.body.dump();
      if (answer === undefined || answer.statusCode >= 300) throw new Error('not taken');
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
};

/** Runs `work` for 0 to `count` - 1, so many at a time; answers how many a second. */
export const rate = async (
  count: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> => {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let index = next; index < count; index = next) {
        next += 1;
        await work(index);
      }
    }),
  );
  return (count / (performance.now() - began)) * 1000;
};
