import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClaimedEvent } from '../../src/app/webhook-store.ts';
import { createPace } from '../../src/webhooks/pace.ts';
import { createTurns, type LeasedEvent } from '../../src/webhooks/turns.ts';

const limits = { total: 20, perWebhook: 16, perOrigin: 12 };

describe('the pace of a webhook', () => {
  const taken = (pace: ReturnType<typeof createPace>, id: string, origin = 'a'): number => {
    let count = 0;
    while (pace.enter(id, origin)) count += 1;
    return count;
  };

  it('begins with a quarter of what it may have', () => {
    expect(taken(createPace(limits), 'wh_1')).toBe(4);
  });

  it('grows with each success, halves with each failure, and never ends', () => {
    const pace = createPace(limits);
    const once = (succeeded: boolean | null): number => {
      pace.enter('wh_1', 'a');
      pace.leave('wh_1', 'a', succeeded);
      return pace.allowance('wh_1');
    };
    expect([true, true, null, false, false, false, false, true].map(once)).toEqual([5, 6, 6, 3, 1, 1, 1, 2]);
    for (let n = 0; n < 100; n += 1) once(true);
    expect(pace.allowance('wh_1')).toBe(16);
    expect(pace.allowance('wh_2')).toBe(4);
  });

  it('leaves room for the others of its origin, and for other origins', () => {
    const pace = createPace(limits);
    const all = ['wh_1', 'wh_2', 'wh_3', 'wh_4'].map((id) => taken(pace, id, 'a'));
    expect(all).toEqual([4, 4, 4, 0]);
    expect(['wh_5', 'wh_6', 'wh_7'].map((id) => taken(pace, id, 'b'))).toEqual([4, 4, 0]);
  });
});

describe('turns', () => {
  const leased = (webhook: string, session: string | null, sequence: number): LeasedEvent => ({
    token: 'lease',
    since: 0,
    event: {
      event_id: `${webhook} ${session} ${sequence}`,
      session_id: session,
      sequence,
      webhook: { webhook_id: webhook, url: `https://${webhook}.example` },
    } as unknown as ClaimedEvent,
  });

  it('run every event once, those of a session in their order and never two at the same time', async () => {
    const event = fc.record({
      webhook: fc.constantFrom('wh_1', 'wh_2'),
      session: fc.constantFrom('ses_1', 'ses_2', 'ses_3', null),
      succeeds: fc.boolean(),
      steps: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(event, { maxLength: 12 }), { maxLength: 4 }), async (claims) => {
        const given = claims.map((claim, c) =>
          claim.map((one, e) => ({ ...one, leased: leased(one.webhook, one.session, c * 100 + e) })),
        );
        const all = new Map(given.flat().map((one) => [one.leased, one]));
        const ran: LeasedEvent[] = [];
        const running = new Set<string>();
        const turns = createTurns({
          pace: createPace({ total: 5, perWebhook: 4, perOrigin: 4 }),
          onLeft: () => {},
          run: async (item) => {
            const { webhook, session, succeeds, steps } = all.get(item)!;
            const key = `${webhook} ${session ?? item.event.event_id}`;
            expect(running.has(key)).toBe(false);
            running.add(key);
            ran.push(item);
            for (let n = 0; n < steps; n += 1) await Promise.resolve();
            running.delete(key);
            return succeeds;
          },
        });
        for (const claim of given) {
          turns.add(claim.map((one) => one.leased));
          await Promise.resolve();
        }
        await turns.idle();
        expect(turns.size()).toBe(0);
        expect(new Set(ran)).toEqual(new Set(all.keys()));
        expect(ran).toHaveLength(all.size);
        for (const key of ['wh_1 ses_1', 'wh_2 ses_1', 'wh_1 ses_2']) {
          const sequences = ran
            .filter(({ event: { webhook, session_id } }) => `${webhook.webhook_id} ${session_id}` === key)
            .map(({ event: { sequence } }) => sequence ?? 0);
          expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('give out what waits when they are closed, and end what is under way', async () => {
    let finish = (): void => {};
    const turns = createTurns({
      pace: createPace({ total: 1, perWebhook: 1, perOrigin: 1 }),
      onLeft: () => {},
      run: () =>
        new Promise((resolve) => {
          finish = () => resolve(true);
        }),
    });
    turns.add([leased('wh_1', 'ses_1', 1), leased('wh_1', 'ses_1', 2), leased('wh_1', 'ses_2', 1)]);
    const waiting = turns.close().map(({ event }) => event.event_id);
    expect(waiting).toEqual(['wh_1 ses_1 2', 'wh_1 ses_2 1']);
    expect(turns.size()).toBe(1);
    finish();
    await turns.idle();
    expect(turns.size()).toBe(0);
  });
});
