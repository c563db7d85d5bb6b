import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { findingOf } from '../../src/webhooks/circuit.ts';
import type { DeliveryError } from '../../src/webhooks/schedule.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, noon, ok, statsOf, type HouseOptions } from './house.ts';
import { honestReceiver, rawReceiver, type Receiver } from './receivers.ts';

describe('what an attempt says about its receiver', () => {
  const finding = (
    error: DeliveryError | null,
    response_status: number | null,
    retry_after: string | null = null,
  ) => {
    const { found, rest_ms } = findingOf({ error, response_status, retry_after, rest_ms: 0 }, noon);
    return [found, rest_ms];
  };

  it.each([
    [null, 204, [true, 0]],
    ['status', 500, [true, 0]],
    ['status', 404, [true, 0]],
    ['redirect', 302, [true, 0]],
    ['gone', 410, [true, 0]],
    ['status', 429, [false, 1_000]],
    ['status', 502, [false, 1_000]],
    ['status', 503, [false, 1_000]],
    ['status', 504, [false, 1_000]],
    ['connect', null, [false, 0]],
    ['dns', null, [false, 0]],
    ['tls', null, [false, 0]],
    ['timeout', null, [false, 0]],
    ['timeout', 200, [false, 0]],
    ['reset', null, [false, 0]],
    ['protocol', null, [false, 0]],
    ['blocked_network', null, [null, 0]],
    ['unreadable_secret', null, [null, 0]],
    ['internal', null, [null, 0]],
  ] as const)('%s, %p: %p', (error, status, expected) => {
    expect(finding(error, status)).toEqual(expected);
  });

  it('is how much patience it asks for, within bounds', () => {
    expect(finding('status', 429, '7')).toEqual([false, 7_000]);
    expect(finding('status', 503, 'Sun, 01 Mar 2026 12:01:00 GMT')).toEqual([false, 60_000]);
    expect(finding('status', 429, '86400')).toEqual([false, 15 * 60_000]);
    expect(finding('status', 429, 'soon')).toEqual([false, 1_000]);
    // Said with an answer that asks for no patience, it is about the event alone.
    expect(finding('status', 500, '7')).toEqual([true, 0]);
  });
});

await forEachDatabase((_name, open) => {
  let opened: Promise<DataSource> | null = null;
  const database = (): Promise<DataSource> => (opened ??= open().then(({ dataSource }) => dataSource));
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => forgetWebhooks(await database()));
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  const house = async (options: HouseOptions = {}) => {
    const made = createHouse(await database(), options);
    closing.push(() => made.worker.stop());
    return made;
  };
  const using = async <T extends Receiver>(receiver: Promise<T>): Promise<T> => {
    const made = await receiver;
    closing.unshift(() => made.close());
    return made;
  };

  describe('the circuit', () => {
    /** A receiver that hangs up on everybody until it is told to work. */
    const dead = async () => {
      const made = await house();
      const state = { works: false, requests: 0 };
      const receiver = await using(
        rawReceiver((socket) => {
          state.requests += 1;
          if (state.works) socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
          else socket.destroy();
        }),
      );
      const id = await made.hook(receiver.url, { retry_attempts: 20 });
      const happen = async (count: number): Promise<void> => {
        for (let n = 0; n < count; n += 1) await made.happens(id, { session: `ses_${state.requests}_${n}` });
      };
      const circuit = async () => {
        const { health } = await statsOf(made.manager, id);
        return [health.circuit, health.resting_until];
      };
      return { ...made, id, state, happen, circuit };
    };
    const after = (seconds: number): string => new Date(noon.getTime() + seconds * 1000).toISOString();

    it('opens on a host where nobody is, probes it ever more seldom, and closes when somebody is there', async () => {
      const { clock, worker, state, happen, circuit, manager, id } = await dead();
      const other = await house({ name: 'b', clock });
      await happen(9);
      await worker.runDue();
      expect(await circuit()).toEqual(['closed', null]);
      await happen(1);
      await worker.runDue();
      expect(state.requests).toBe(10);
      expect(await circuit()).toEqual(['open', after(5)]);

      // Nothing is sent, nothing is counted as an attempt, and what comes meanwhile waits.
      await happen(20);
      clock.pass(4.9);
      expect(await worker.runDue()).toBe(0);
      clock.pass(0.1);
      expect(await circuit()).toEqual(['half_open', null]);
      // One probe, whoever makes it; then a rest that is twice as long.
      await Promise.all([worker.runDue(), other.worker.runDue()]);
      expect(state.requests).toBe(11);
      expect(await circuit()).toEqual(['open', after(15)]);
      clock.pass(10);
      await Promise.all([worker.runDue(), other.worker.runDue()]);
      expect(await circuit()).toEqual(['open', after(35)]);
      for (const seconds of [20, 40, 60, 60]) {
        clock.pass(seconds);
        await worker.runDue();
      }
      expect(state.requests).toBe(16);
      expect(await circuit()).toEqual(['open', after(35 + 40 + 60 + 60 + 60)]);

      state.works = true;
      clock.pass(60);
      await worker.runDue();
      expect(await circuit()).toEqual(['closed', null]);
      clock.pass(3600);
      await worker.runDue();
      expect(await statsOf(manager, id)).toMatchObject({ pending_events: 0, successful_events: 30 });
    });

    it('takes any answer for a sign of life, and counts anew', async () => {
      const { worker, clock, hook, happens, manager } = await house();
      const receiver = await using(honestReceiver((index) => (index === 9 ? 500 : 503)));
      const id = await hook(receiver.url, { retry_attempts: 20, disable_after_days: null });
      await happens(id);
      for (let n = 0; n < 18; n += 1) {
        clock.pass(100_000);
        await worker.runDue();
      }
      expect(receiver.received).toHaveLength(18);
      expect((await statsOf(manager, id)).health.circuit).toBe('closed');
    });

    it('is forgotten with the address, and when the webhook is switched on', async () => {
      const { worker, happen, circuit, manager, id } = await dead();
      await happen(10);
      await worker.runDue();
      expect((await circuit())[0]).toBe('open');
      ok(await manager.updateWebhook(id, { url: 'https://example.com/new' }));
      expect(await circuit()).toEqual(['closed', null]);
    });
  });

  describe('a receiver that asks for patience', () => {
    it('gets none of its events until then, claimed ones included, and they lose no attempt', async () => {
      const { worker, clock, hook, happens, event, manager } = await house({
        worker: { pace: { total: 8, perWebhook: 4, perOrigin: 8 } },
      });
      let busy = true;
      const receiver = await using(
        honestReceiver(() => (busy ? { status: 429, 'retry-after': '120' } : 200)),
      );
      const id = await hook(receiver.url);
      const events: string[] = [];
      for (let n = 0; n < 4; n += 1) events.push(await happens(id, { session: `ses_${n}` }));
      await worker.runDue();
      const tried = receiver.received.length;
      expect(tried).toBeLessThan(4);
      expect(await statsOf(manager, id)).toMatchObject({
        health: { circuit: 'closed', resting_until: '2026-03-01T12:02:00.000Z' },
      });
      const attempts = await Promise.all(events.map(async (one) => (await event(one)).attempts.length));
      expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(tried);

      clock.pass(119);
      expect(await worker.runDue()).toBe(0);
      busy = false;
      clock.pass(1);
      await worker.runDue();
      expect((await statsOf(manager, id)).successful_events).toBe(4);
    });

    it('holds back nobody else at the same host', async () => {
      const { worker, hook, happens } = await house();
      const receiver = await using(
        honestReceiver((_, { path }) => (path === '/hook/a' ? { status: 503, 'retry-after': '120' } : 200)),
      );
      const [a, b] = [await hook(`${receiver.url}/a`), await hook(`${receiver.url}/b`)];
      await happens(a);
      await worker.runDue();
      for (let n = 0; n < 3; n += 1) {
        await happens(a, { session: `ses_${n}` });
        await happens(b, { session: `ses_${n}` });
      }
      await worker.runDue();
      expect(receiver.received.map(({ path }) => path).toSorted()).toEqual([
        '/hook/a',
        '/hook/b',
        '/hook/b',
        '/hook/b',
      ]);
    });
  });
});
