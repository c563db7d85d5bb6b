import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Webhook } from 'standardwebhooks';
import { createSessionStore } from '../../src/store/sessions.ts';
import { createVault } from '../../src/store/crypto.ts';
import { bodySignature } from '../../src/webhooks/sign.ts';
import { anaStarts } from '../store/fixtures.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, noon, ok, realClock, statsOf, type HouseOptions } from './house.ts';
import { honestReceiver, httpReceiver, rawReceiver, type Receiver } from './receivers.ts';

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

  describe('an event', () => {
    it('of a committed session arrives, signed as everybody verifies it', async () => {
      const { manager, worker, clock } = await house();
      const receiver = await using(honestReceiver());
      const { secret } = ok(
        await manager.registerWebhook('wh_crm', {
          url: receiver.url,
          events: ['session_started'],
          headers: { Authorization: 'Bearer abc', 'Content-Type': 'application/json' },
        }),
      );
      const sessions = createSessionStore(await database(), createVault(Buffer.alloc(32, 7)), clock);
      const change = anaStarts('ses_signed', { conversation: `slack:T1:dm:${_name}` });
      await sessions.append(change);

      expect(await worker.runDue()).toBe(1);

      const [request] = receiver.received;
      expect(request?.headers).toMatchObject({
        'content-type': 'application/json',
        'user-agent': 'Unstuck/test',
        authorization: 'Bearer abc',
        'webhook-timestamp': String(noon.getTime() / 1000),
      });
      const { items } = ok(await manager.listEvents('wh_crm', {}));
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({
        event_id: request?.headers['webhook-id'],
        webhook_id: 'wh_crm',
        event: 'session_started',
        session_id: 'ses_signed',
        sequence: 1,
        status: 'delivered',
        response_status: 200,
        error: null,
        delivered_at: noon.toISOString(),
        next_attempt_at: null,
        attempts: [{ at: noon.toISOString(), response_status: 200, error: null, response_body: 'thank you' }],
      });

      const body = JSON.parse(request?.body ?? '') as Parameters<typeof bodySignature>[0] & {
        signature: string;
      };
      expect(body).toMatchObject({
        event: 'session_started',
        data: { session_id: 'ses_signed', sequence: 1 },
      });
      const key = Buffer.from(secret?.slice('whsec_'.length) ?? '', 'base64');
      expect(bodySignature(body, key)).toBe(body.signature);
      // The library compares with today's time, and this is another day's: sign for it.
      const verifier = new Webhook(secret ?? '');
      expect(request?.headers['webhook-signature']).toBe(
        verifier.sign(String(request?.headers['webhook-id']), clock.now(), request?.body ?? ''),
      );
    });

    it('that fails is tried again at the scheduled times, under the same id, until it is taken', async () => {
      const { manager, worker, clock, hook, happens, event } = await house();
      const receiver = await using(honestReceiver((index) => [500, 503, 200][index] ?? 200));
      const id = await hook(receiver.url);
      const eventId = await happens(id);

      await worker.runDue();
      expect(await event(eventId)).toMatchObject({
        status: 'pending',
        response_status: 500,
        error: 'status',
        next_attempt_at: '2026-03-01T12:00:01.000Z',
      });
      clock.pass(0.9);
      expect(await worker.runDue()).toBe(0);
      clock.pass(0.1);
      await worker.runDue();
      expect((await event(eventId)).next_attempt_at).toBe('2026-03-01T12:00:06.000Z');
      clock.pass(5);
      await worker.runDue();

      expect(await event(eventId)).toMatchObject({
        status: 'delivered',
        response_status: 200,
        error: null,
        attempts: [{ response_status: 500 }, { response_status: 503 }, { response_status: 200 }],
      });
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
        new Set([eventId]),
      );
      expect(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).toEqual([
        '1772366400',
        '1772366401',
        '1772366406',
      ]);
      expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
      expect(await statsOf(manager, id)).toMatchObject({
        total_events: 1,
        successful_events: 1,
        pending_events: 0,
        success_rate: 100,
        common_errors: [{ error: 'status', count: 2, response_statuses: { '500': 1, '503': 1 } }],
        delivery_ms: { p50: 6000, p99: 6000 },
      });
    });

    it('that nobody takes is given up when its retries are used up', async () => {
      const { manager, worker, clock, hook, happens, event } = await house();
      const receiver = await using(honestReceiver(() => 500));
      const id = await hook(receiver.url, { retry_attempts: 1 });
      const eventId = await happens(id);

      await worker.runDue();
      clock.pass(10);
      await worker.runDue();
      clock.pass(1_000_000);

      expect(await worker.runDue()).toBe(0);
      expect(receiver.received).toHaveLength(2);
      expect(await event(eventId)).toMatchObject({
        status: 'failed',
        error: 'status',
        next_attempt_at: null,
      });
      expect(await statsOf(manager, id)).toMatchObject({ failed_events: 1, success_rate: 0 });
    });

    it('is not sent again before the receiver wants it', async () => {
      const { worker, hook, happens, event } = await house();
      const receiver = await using(honestReceiver(() => ({ status: 429, 'retry-after': '300' })));
      const eventId = await happens(await hook(receiver.url));
      await worker.runDue();
      expect((await event(eventId)).next_attempt_at).toBe('2026-03-01T12:05:00.000Z');
    });

    it('answered by 410 ends its webhook; what still waits is held, and leaves when it is enabled again', async () => {
      const { manager, worker, clock, hook, happens, event } = await house();
      let gone = true;
      const receiver = await using(honestReceiver(() => (gone ? 410 : 200)));
      const id = await hook(receiver.url);
      const first = await happens(id, { session: 'ses_1' });
      await worker.runDue();
      const second = await happens(id, { session: 'ses_2' });

      expect(await event(first)).toMatchObject({ status: 'failed', error: 'gone', response_status: 410 });
      expect(ok(await manager.getWebhook(id))).toMatchObject({ enabled: false, disabled_reason: 'gone' });
      expect(await worker.runDue()).toBe(0);

      gone = false;
      expect(ok(await manager.updateWebhook(id, { enabled: true }))).toMatchObject({
        enabled: true,
        disabled_reason: null,
      });
      clock.pass(1);
      await worker.runDue();
      expect(await event(second)).toMatchObject({ status: 'delivered' });
    });

    it('is held while its webhook is switched off, also where an attempt was under way', async () => {
      const { manager, worker, clock, hook, happens, event } = await house();
      let id = '';
      const receiver = await using(
        httpReceiver((request, response) => {
          request.resume();
          void manager.updateWebhook(id, { enabled: false }).then(() => response.writeHead(500).end());
        }),
      );
      id = await hook(receiver.url);
      const underWay = await happens(id);
      await worker.runDue();
      expect(await event(underWay)).toMatchObject({ status: 'held', next_attempt_at: null });

      await manager.updateWebhook(id, { enabled: true });
      const waiting = await happens(id, { sequence: 2 });
      await manager.updateWebhook(id, { enabled: false });
      expect(await event(waiting)).toMatchObject({ status: 'held' });
      expect(await statsOf(manager, id)).toMatchObject({
        pending_events: 2,
        held_events: 2,
        total_events: 2,
      });
      clock.pass(1000);
      expect(await worker.runDue()).toBe(0);
    });

    it('bound for where we do not deliver is refused, said why, and not tried again', async () => {
      const { hook, happens, clock } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      const eventId = await happens(id);

      const strict = await house({ name: 'strict', clock, allowedNetworks: [] });
      await strict.worker.runDue();

      expect(receiver.received).toEqual([]);
      const refused = await strict.event(eventId);
      expect(refused).toMatchObject({
        status: 'refused',
        error: 'blocked_network',
        response_status: null,
        next_attempt_at: null,
      });
      expect(refused.attempts[0]?.detail).toContain('loopback');
      expect(await statsOf(strict.manager, id)).toMatchObject({
        refused_events: 1,
        failed_events: 0,
        success_rate: 0,
        common_errors: [{ error: 'blocked_network', count: 1 }],
      });
    });

    it('waits, and counts its attempts, while its secret cannot be read', async () => {
      const { hook, happens, clock } = await house();
      const receiver = await using(honestReceiver());
      const eventId = await happens(await hook(receiver.url));

      const other = await house({ name: 'other', clock, encryptionKey: Buffer.alloc(32, 8) });
      await other.worker.runDue();

      expect(receiver.received).toEqual([]);
      expect(await other.event(eventId)).toMatchObject({ status: 'pending', error: 'unreadable_secret' });
    });

    it('repeats neither secrets nor header values in what is kept of an answer', async () => {
      const { manager, worker, happens, event } = await house();
      const echo = await using(
        httpReceiver((request, response) => {
          request.resume();
          response.end(`${request.headers.authorization} and a plain old secret`);
        }),
      );
      const { webhook_id } = ok(
        await manager.registerWebhook(null, {
          url: echo.url,
          events: ['*'],
          secret: 'a plain old secret',
          headers: { Authorization: 'Bearer abc' },
        }),
      );
      const eventId = await happens(webhook_id);
      await worker.runDue();
      expect((await event(eventId)).attempts[0]?.response_body).toBe('•••••• and ••••••');
    });

    it('can carry whatever people type', async () => {
      const { worker, hook, happens, store, event } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      await happens(id, { session: 'ses_1' });
      const data = { session_id: 'ses_x', sequence: 1, notes: '🦊 "\\ \u2028 \u0001 ' + 'ñ'.repeat(9_000) };
      await store.insertEvent({
        event_id: 'evt_typed' as never,
        webhook_id: id as never,
        event: 'step_failed',
        session_id: 'ses_x',
        sequence: 1,
        payload: { event: 'step_failed', timestamp: noon.toISOString(), data },
        triggered_at: noon,
      });
      await worker.runDue();
      expect(await event('evt_typed')).toMatchObject({ status: 'delivered' });
      const bodies = receiver.received.map(({ body }) => JSON.parse(body) as { data: object });
      expect(bodies.map((body) => body.data)).toContainEqual(data);
    });
  });

  describe('a worker that dies', () => {
    it('leaves its events to another one, which delivers them when the lease is over', async () => {
      const { store, hook, happens, clock } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url, { timeout: 10 });
      const eventId = await happens(id);
      // Claimed, and never heard of again.
      const claimed = await store.claim({
        token: 'lease_of_the_dead',
        now: clock.now(),
        limit: 10,
        per_webhook: 10,
        rooms: {},
        margin_ms: 15_000,
        intervals: {},
      });
      expect(claimed.map(({ event_id }) => event_id)).toEqual([eventId]);

      const other = await house({ name: 'b', clock });
      expect(await other.worker.runDue()).toBe(0);
      clock.pass(24);
      expect(await other.worker.runDue()).toBe(0);
      clock.pass(1);
      expect(await other.worker.runDue()).toBe(1);

      expect(receiver.received).toHaveLength(1);
      expect(await other.event(eventId)).toMatchObject({ status: 'delivered' });
    });

    it('may come back too late: what it has to say does not count any more', async () => {
      const slow = await house();
      const receiver = await using(honestReceiver((index) => (index === 0 ? 500 : 200)));
      const { clock } = slow;
      const id = await slow.hook(receiver.url);
      const eventId = await slow.happens(id);
      const quick = await house({ name: 'b', clock });
      // Between the first worker's request and its settlement, its lease ends and the other one delivers.
      const late = await house({
        name: 'late',
        clock,
        around: (queue) => ({
          ...queue,
          settle: async (settlements, at) => {
            clock.pass(60);
            await quick.worker.runDue();
            return await queue.settle(settlements, at);
          },
        }),
      });
      await late.worker.runDue();
      expect(receiver.received).toHaveLength(2);
      const delivered = await slow.event(eventId);
      expect(delivered).toMatchObject({ status: 'delivered', response_status: 200 });
      expect(delivered.attempts).toHaveLength(1);
      expect(await statsOf(slow.manager, id)).toMatchObject({ total_events: 1, successful_events: 1 });
    });

    it('under a clock that has since stepped back blocks nothing', async () => {
      const { store, hook, happens, clock, worker } = await house();
      const receiver = await using(honestReceiver());
      await happens(await hook(receiver.url));
      await store.claim({
        token: 'from_the_future',
        now: new Date(noon.getTime() + 86_400_000),
        limit: 10,
        per_webhook: 10,
        rooms: {},
        margin_ms: 15_000,
        intervals: {},
      });
      clock.pass(1);
      expect(await worker.runDue()).toBe(1);
    });
  });

  describe('several webhooks', () => {
    it('get the events of one session in their order', async () => {
      const { worker, hook, happens } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      for (const sequence of [1, 2, 3, 4, 5]) {
        await happens(id, { session: 'ses_a', sequence });
        await happens(id, { session: 'ses_b', sequence });
      }
      await worker.runDue();
      const arrived = receiver.received.map(({ body }) => (JSON.parse(body) as Body).data);
      for (const session of ['ses_a', 'ses_b']) {
        const sequences = arrived.filter((data) => data.session_id === session).map((data) => data.sequence);
        expect(sequences).toEqual([1, 2, 3, 4, 5]);
      }
    });

    it('do not wait for one whose receiver hangs', async () => {
      const { worker, clock, hook, happens, manager } = await house({
        worker: { pace: { total: 12, perWebhook: 8, perOrigin: 6 } },
      });
      const hanging = await using(rawReceiver(() => {}));
      const dead = await hook(hanging.url, { timeout: 30 });
      for (let n = 0; n < 30; n += 1) await happens(dead, { session: `ses_${n}` });
      const honest = await using(honestReceiver());
      const alive = [await hook(honest.url), await hook(honest.url)];
      for (let n = 0; n < 10; n += 1) {
        for (const id of alive) await happens(id, { session: `ses_${n}` });
      }
      clock.pass(1);
      worker.start();
      await until(() => honest.received.length === 20);
      expect(await statsOf(manager, dead)).toMatchObject({ pending_events: 30 });
    });

    it('are delivered by two workers at the same time, each event once', async () => {
      const { worker, clock, hook, happens, manager } = await house();
      const other = await house({ name: 'b', clock });
      const receiver = await using(honestReceiver());
      const ids = [await hook(receiver.url), await hook(receiver.url), await hook(receiver.url)];
      const events: string[] = [];
      for (let n = 0; n < 20; n += 1) {
        for (const id of ids) events.push(await happens(id, { session: `ses_${n}` }));
      }
      await Promise.all([worker.runDue(), other.worker.runDue()]);
      const arrived = receiver.received.map(({ headers }) => String(headers['webhook-id']));
      expect(arrived.toSorted()).toEqual(events.toSorted());
      for (const id of ids) expect((await statsOf(manager, id)).successful_events).toBe(20);
    });
  });

  it('tells since when the oldest overdue event has waited, those of webhooks that are off aside', async () => {
    const { store, manager, clock, hook, happens } = await house();
    expect(await store.overdueSince(clock.now())).toBeNull();
    const id = await hook('https://example.com');
    await happens(id);
    clock.pass(30);
    await happens(id, { sequence: 2 });
    expect(await store.overdueSince(clock.now())).toEqual(noon);
    await manager.updateWebhook(id, { enabled: false });
    expect(await store.overdueSince(clock.now())).toBeNull();
  });

  describe('a running worker', () => {
    it('delivers what it is woken for, and retries without being woken', async () => {
      const { worker, hook, happens, event } = await house({
        clock: realClock(),
        worker: { pollMs: 60_000 },
      });
      const receiver = await using(honestReceiver((index) => (index === 0 ? 500 : 200)));
      const id = await hook(receiver.url);
      worker.start();
      const eventId = await happens(id);
      worker.wake();
      await until(async () => (await event(eventId)).status === 'delivered');
      const [first, second] = (await event(eventId)).attempts.map(({ at }) => new Date(at).getTime());
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1000);
    });

    it('ends what is under way when it is stopped', async () => {
      const { worker, hook, happens, event } = await house();
      let arrived = (): void => {};
      const underWay = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      let answer = (): void => {};
      const receiver = await using(
        httpReceiver((request, response) => {
          request.resume();
          answer = () => response.end();
          arrived();
        }),
      );
      const eventId = await happens(await hook(receiver.url));
      worker.start();
      await underWay;
      const stopped = worker.stop();
      answer();
      await stopped;
      expect(await event(eventId)).toMatchObject({ status: 'delivered' });
    });

    it('gives back what does not end in time, without an attempt counted', async () => {
      const { worker, clock, hook, happens, event } = await house({ worker: { drainMs: 50 } });
      let arrived = (): void => {};
      const underWay = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const receiver = await using(rawReceiver(() => arrived()));
      const eventId = await happens(await hook(receiver.url));
      worker.start();
      await underWay;
      await worker.stop();
      expect(await event(eventId)).toMatchObject({ status: 'pending', attempts: [] });
      const other = await house({ name: 'b', clock });
      const claimed = await other.store.claim({
        token: 'next',
        now: clock.now(),
        limit: 1,
        per_webhook: 1,
        rooms: {},
        margin_ms: 0,
        intervals: {},
      });
      expect(claimed).toHaveLength(1);
    });

    it('goes on when the database was away', async () => {
      let failures = 3;
      const failing = <T>(work: () => Promise<T>): Promise<T> => {
        if (failures === 0) return work();
        failures -= 1;
        return Promise.reject(new Error('connection terminated'));
      };
      const { worker, logged, hook, happens, event } = await house({
        worker: { awayMs: 1, pollMs: 1 },
        around: (queue) => ({
          ...queue,
          claim: (claim) => failing(() => queue.claim(claim)),
          settle: (settlements, at) => failing(() => queue.settle(settlements, at)),
        }),
      });
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      const eventIds = [await happens(id, { session: 'ses_1' }), await happens(id, { session: 'ses_2' })];
      worker.start();
      await until(async () => {
        const events = await Promise.all(eventIds.map(event));
        return events.every(({ status }) => status === 'delivered');
      });
      expect(receiver.received).toHaveLength(2);
      expect(logged.map(({ message }) => message)).toContain(
        'webhook events could not be claimed; trying again',
      );
    });
  });
});

interface Body {
  readonly data: { readonly session_id: string; readonly sequence: number };
}

/** Looks again whenever others had a turn. */
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const patience = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > patience) throw new Error(`It did not come to this: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
