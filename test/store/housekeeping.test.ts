import { describe, expect, it } from '@jest/globals';
import type { WebhookAttempt } from '../../src/app/webhooks.ts';
import type { EventId, WebhookId } from '../../src/ids.ts';
import { createHousekeeping } from '../../src/outbox/housekeeping.ts';
import { forgetAudit, forgetDelivered, forgetSeen, forgetWords } from '../../src/store/forget.ts';
import { createAuditLog } from '../../src/store/audit.ts';
import { createIdempotencyStore } from '../../src/store/idempotency.ts';
import { createKeep } from '../../src/store/keep.ts';
import { createWebhookStore } from '../../src/store/webhooks.ts';
import { circuitLimits } from '../../src/webhooks/circuit.ts';
import { forEachDatabase } from '../support/databases.ts';
import { later, noon } from './fixtures.ts';

describe('housekeeping', () => {
  const clock = { now: () => noon };

  it('asks for small portions until there is no full one any more', async () => {
    const portions = [1_000, 1_000, 3];
    const asked: [Date, number][] = [];
    const { tidy } = createHousekeeping({
      brooms: [
        {
          what: 'crumbs',
          keepMs: 60_000,
          sweep: async (...given) => {
            asked.push(given);
            return portions.shift() ?? 0;
          },
        },
      ],
      clock,
      log: { warn: () => undefined },
    });
    await tidy();
    expect(asked).toEqual(Array.from({ length: 3 }, () => [later(-60), 1_000]));
  });

  it('says what it could not remove, and goes on with the rest', async () => {
    const warnings: object[] = [];
    const swept: string[] = [];
    const away = new Error('the database is away');
    const { tidy } = createHousekeeping({
      brooms: [
        { what: 'crumbs', keepMs: 0, sweep: async () => await Promise.reject(away) },
        { what: 'dust', keepMs: 0, sweep: async () => swept.push('dust') },
      ],
      clock,
      log: { warn: (fields) => warnings.push(fields) },
    });
    await tidy();
    expect(warnings).toEqual([{ err: away, what: 'crumbs' }]);
    expect(swept).toEqual(['dust']);
  });

  it('ends between two portions when it is stopped', async () => {
    let portions = 0;
    const house = createHousekeeping({
      brooms: [
        {
          what: 'crumbs without end',
          keepMs: 0,
          sweep: async () => {
            portions += 1;
            if (portions === 2) void house.stop();
            return 1_000;
          },
        },
      ],
      clock,
      log: { warn: () => undefined },
    });
    await house.tidy();
    expect(portions).toBe(2);
  });
});

await forEachDatabase((_name, open) => {
  it('forgets the oldest marks of deliveries, so many at a time', async () => {
    const { dataSource } = await open();
    await dataSource.query(
      `INSERT INTO support_seen (key, seen_at)
       SELECT 'k' || n, $1::timestamptz + n * interval '1 second' FROM generate_series(0, 5) AS n`,
      [noon],
    );
    const left = async () =>
      (await dataSource.query<{ key: string }[]>(`SELECT key FROM support_seen ORDER BY key`)).map(
        ({ key }) => key,
      );

    expect(await forgetSeen(dataSource, later(4), 3)).toBe(3);
    expect(await left()).toEqual(['k3', 'k4', 'k5']);
    expect(await forgetSeen(dataSource, later(4), 3)).toBe(1);
    expect(await left()).toEqual(['k4', 'k5']);
  });

  it('forgets the oldest lines of the audit log', async () => {
    const { dataSource } = await open();
    const audit = createAuditLog(dataSource);
    for (const n of [1, 2, 3]) {
      const line = { actor: 'web:luz', actor_name: null, origin: 'web', action: 'key_added', target: null };
      await audit.begin({ audit_id: `aud_${n}`, ...line, before: null }, later(n));
    }
    expect(await forgetAudit(dataSource, later(3), 1)).toBe(1);
    expect(await forgetAudit(dataSource, later(3), 10)).toBe(1);
    const { items } = await audit.list({ actor: null, action: null, limit: 10, cursor: null });
    expect(items.map(({ audit_id }) => audit_id)).toEqual(['aud_3']);
  });

  it('forgets the words of long buttons that no page shows any more, and nothing else that is kept', async () => {
    const { dataSource } = await open();
    const at = (now: Date) => createKeep(dataSource, 'api', { now: () => now });
    await at(noon).put('words:old', 'webhooks add https://example.com/');
    await at(noon).put('words:redrawn', 'webhooks add https://example.com/');
    await at(noon).put('alert:1', {});
    await createKeep(dataSource, 'slack', { now: () => noon }).put('words:slack', {});
    await at(later(60)).put('words:redrawn', 'webhooks add https://example.com/');
    expect(await forgetWords(dataSource, later(30), 10)).toBe(1);
    const left = await dataSource.query<{ key: string }[]>('SELECT key FROM support_keep ORDER BY key');
    expect(left.map(({ key }) => key)).toEqual(['alert:1', 'words:redrawn', 'words:slack']);
  });

  it('forgets answers to keyed requests', async () => {
    const idempotency = createIdempotencyStore((await open()).dataSource);
    const request = { caller: 'key_1', key: 'once', request_hash: 'a' };
    const at = (now: Date) => ({ now, lease_until: later(60), forgotten_before: later(-86_400) });
    await idempotency.begin(request, at(noon));
    await idempotency.finish(request, later(60), { status: 201, sealed: 'sealed' });
    expect(await idempotency.forget(noon, 10)).toBe(0);
    expect(await idempotency.begin(request, at(later(1)))).toMatchObject({ begun: 'done' });
    expect(await idempotency.forget(later(1), 10)).toBe(1);
    expect(await idempotency.begin(request, at(later(1)))).toEqual({ begun: 'new' });
  });

  it('forgets settled webhook events, keeps what waits, and leaves the numbers as they were', async () => {
    const { dataSource } = await open();
    const store = createWebhookStore(dataSource);
    for (const id of ['wh_a', 'wh_b']) {
      await dataSource.query(
        `INSERT INTO support_webhooks (webhook_id, url, events) VALUES ($1, 'https://x.example/', '{*}')`,
        [id],
      );
      for (const n of [0, 1, 2]) {
        await store.insertEvent({
          event_id: `evt_${id}_${n}` as EventId,
          webhook_id: id as WebhookId,
          event: 'session_started',
          session_id: null,
          sequence: n,
          payload: { event: 'session_started', timestamp: noon.toISOString(), data: {} },
          triggered_at: later(n),
        });
      }
    }
    const attempt: WebhookAttempt = {
      at: noon.toISOString(),
      duration_ms: 5,
      response_status: 200,
      error: null,
      detail: null,
      response_headers: {},
      response_body: '',
      response_truncated: false,
      replay_id: null,
    };
    // All but each webhook's first have been delivered.
    await store.claim({
      token: 't',
      now: later(5),
      limit: 10,
      per_webhook: 10,
      rooms: {},
      margin_ms: 1_000,
      intervals: {},
    });
    await store.settle(
      ['evt_wh_a_1', 'evt_wh_a_2', 'evt_wh_b_1', 'evt_wh_b_2'].map((id) => ({
        event_id: id as EventId,
        token: 't',
        status: 'delivered',
        attempt,
        next_attempt_at: null,
        delivered_at: later(6),
        found: true,
        rest_until: null,
      })),
      { now: later(6), circuit: circuitLimits },
    );
    const numbers = async () => {
      const stats = await store.stats('wh_a' as WebhookId, 100);
      return {
        total: stats?.total_events,
        successful: stats?.successful_events,
        pending: stats?.pending_events,
      };
    };
    const before = await numbers();
    expect(before).toEqual({ total: 3, successful: 2, pending: 1 });

    expect(await forgetDelivered(dataSource, later(2), 10)).toBe(2);
    expect(await forgetDelivered(dataSource, later(9), 1)).toBe(1);
    expect(await forgetDelivered(dataSource, later(9), 10)).toBe(1);

    const left = await dataSource.query<{ event_id: string }[]>(
      'SELECT event_id FROM support_webhook_events ORDER BY event_id',
    );
    expect(left.map(({ event_id }) => event_id)).toEqual(['evt_wh_a_0', 'evt_wh_b_0']);
    expect(await numbers()).toEqual(before);
  });
});
