import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { webhookLimits, type WebhookAlert } from '../../src/app/webhooks.ts';
import type { WebhookCondition } from '../../src/app/webhook-store.ts';
import { operationalEventSchemas } from '../../src/http/operational-event-schemas.ts';
import type { WebhookId } from '../../src/ids.ts';
import { healthPolicy, judgeHealth } from '../../src/webhooks/health.ts';
import { documentAt, tableBelow } from '../docs/documents.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, noon, ok, statsOf, type HouseOptions } from './house.ts';
import { honestReceiver, type Receiver } from './receivers.ts';

const hour = 3_600;
const day = 24 * hour;

describe('what is told of a webhook', () => {
  const judged = (seconds: number, change: Partial<WebhookCondition> = {}) =>
    judgeHealth(
      {
        webhook_id: 'wh_1' as WebhookId,
        failing_since: noon,
        failures: 100,
        told: 0,
        opened_at: null,
        resting_until: null,
        disable_after_days: 5,
        ...change,
      },
      new Date(noon.getTime() + seconds * 1000),
    );
  const failing = (stage: number) => ({ event: 'webhook_failing', stage });
  const disabled = { event: 'webhook_disabled' };

  it.each([
    [hour - 1, 0, null],
    [hour, 0, failing(1)],
    [day - 1, 1, null],
    [day, 1, failing(2)],
    [2 * day, 0, failing(2)],
    [3 * day, 2, failing(3)],
    [5 * day - 1, 3, null],
    [5 * day, 3, disabled],
    [5 * day, 0, disabled],
  ])('after %d s of failures, stage %d being told: %p', (seconds, told, change) => {
    expect(judged(seconds, { told })).toEqual(change);
  });

  it('is nothing where few attempts were made, or nothing fails', () => {
    expect(judged(9 * day, { failures: 9, told: 3 })).toBeNull();
    expect(judged(9 * day, { failing_since: null })).toBeNull();
    expect(judged(9 * day, { failing_since: null, told: 2 })).toEqual({ event: 'webhook_recovered' });
  });

  it('never is that it is switched off, where that was not wanted', () => {
    expect(judged(29 * day, { disable_after_days: null, told: 3 })).toBeNull();
    expect(judged(day, { disable_after_days: 1 })).toEqual(disabled);
  });
});

describe('the table of the docs', () => {
  const shown = (ms: number): string => {
    const hours = ms / 3_600_000;
    if (hours < 24) return `${hours} hour`;
    return hours === 24 ? '1 day' : `${hours / 24} days`;
  };
  it('is the policy', () => {
    const rows = tableBelow(documentAt('docs/webhooks.md'), 'When nothing arrives any more');
    expect(rows.map(([after]) => after).slice(0, 4)).toEqual([
      ...healthPolicy.warnings.map(shown),
      `${webhookLimits.disable_after_days.default} days`,
    ]);
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

  /** A webhook whose receiver fails until it is told to work, and one that hears of it. */
  const sick = async (options: HouseOptions = {}, config: object = {}) => {
    const made = await house(options);
    const receiver = { works: false };
    const failing = await using(honestReceiver(() => (receiver.works ? 200 : 500)));
    const pager = await using(honestReceiver());
    const id = await made.hook(failing.url, {
      retry_attempts: 0,
      description: 'CRM',
      events: ['*', 'webhook_failing', 'webhook_disabled', 'webhook_recovered'],
      ...config,
    });
    const told = await made.hook(pager.url, {
      events: ['webhook_failing', 'webhook_disabled', 'webhook_recovered'],
    });
    let sequence = 0;
    /** So many events happen and are tried. */
    const tries = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) {
        sequence += 1;
        await made.happens(id, { session: `ses_${sequence}`, sequence });
      }
      await made.worker.runDue();
    };
    const heard = (): readonly { event: string; data: WebhookAlert }[] =>
      pager.received.map(({ body }) => JSON.parse(body) as { event: string; data: WebhookAlert });
    return { ...made, id, told, receiver, tries, heard };
  };

  describe('a webhook that goes on failing', () => {
    it('is told of at each stage, once, by whichever replica notices, and is switched off in the end', async () => {
      const { id, clock, tries, heard, alerts, counted, logged, manager, happens, receiver, worker, event } =
        await sick();
      const other = await house({ name: 'b', clock });
      await tries(5);
      expect(ok(await manager.getWebhook(id)).health).toMatchObject({
        status: 'failing',
        failing_since: noon.toISOString(),
        failed_attempts: 5,
        disables_at: '2026-03-06T12:00:00.000Z',
        circuit: 'closed',
      });
      for (const seconds of [hour, day, 3 * day]) {
        clock.pass(seconds - (clock.now().getTime() - noon.getTime()) / 1000);
        await happens(id, { session: `ses_b_${seconds}` });
        await Promise.all([tries(3), other.worker.runDue()]);
        await tries(1);
        await worker.runDue();
      }
      expect(heard().map(({ data }) => data.failing_for_seconds)).toEqual([hour, day, 3 * day]);
      expect(heard()[0]).toMatchObject({
        event: 'webhook_failing',
        data: {
          session_id: null,
          webhook_id: id,
          description: 'CRM',
          failing_since: noon.toISOString(),
          error: 'status',
          response_status: 500,
          detail: 'Answered 500.',
          disables_at: '2026-03-06T12:00:00.000Z',
        },
      });
      for (const sent of heard()) {
        expect(operationalEventSchemas.webhook_failing.parse(sent)).toEqual(sent);
      }

      clock.pass(2 * day);
      await tries(1);
      await worker.runDue();
      expect(heard().at(-1)).toMatchObject({ event: 'webhook_disabled', data: { reason: 'failing' } });
      expect(ok(await manager.getWebhook(id))).toMatchObject({
        enabled: false,
        disabled_reason: 'failing',
        disabled_detail: 'Answered 500.',
        disabled_at: clock.now().toISOString(),
        health: { status: 'disabled' },
      });
      const all = [...alerts, ...other.alerts].map((alert) => alert.event);
      expect(all.toSorted()).toEqual([
        'webhook_disabled',
        'webhook_failing',
        'webhook_failing',
        'webhook_failing',
      ]);
      expect([...counted, ...other.counted].toSorted()).toEqual(all.toSorted());
      expect(logged.map(({ message }) => message)).toContain('webhook was switched off: Answered 500.');

      // What happens meanwhile is kept, and leaves when it is switched on again.
      const held = await happens(id, { session: 'ses_held' });
      expect(await event(held)).toMatchObject({ status: 'held' });
      receiver.works = true;
      expect(ok(await manager.updateWebhook(id, { enabled: true }))).toMatchObject({
        disabled_reason: null,
        disabled_detail: null,
        disabled_at: null,
        health: { status: 'healthy', failing_since: null, failed_attempts: 0 },
      });
      await worker.runDue();
      expect(await event(held)).toMatchObject({ status: 'delivered' });
    });

    it('and works again is told of where it was told of before', async () => {
      const { clock, tries, heard, receiver, worker, manager, id } = await sick();
      await tries(2);
      receiver.works = true;
      await tries(1);
      expect(heard()).toEqual([]);

      receiver.works = false;
      await tries(1);
      clock.pass(hour);
      await tries(1);
      receiver.works = true;
      await tries(1);
      await worker.runDue();
      expect(heard().map(({ event }) => event)).toEqual(['webhook_failing', 'webhook_recovered']);
      expect(await statsOf(manager, id)).toMatchObject({
        health: { status: 'healthy', failing_since: null, disables_at: null },
      });
      // And from the beginning, should it fail again.
      receiver.works = false;
      await tries(1);
      clock.pass(hour);
      await tries(1);
      await worker.runDue();
      expect(heard().map(({ event }) => event)).toEqual([
        'webhook_failing',
        'webhook_recovered',
        'webhook_failing',
      ]);
    });

    it('stays on where that was wanted', async () => {
      const { clock, tries, manager, id } = await sick({}, { disable_after_days: null });
      await tries(12);
      clock.pass(29 * day);
      await tries(1);
      expect(ok(await manager.getWebhook(id))).toMatchObject({
        enabled: true,
        disable_after_days: null,
        health: { status: 'failing', disables_at: null },
      });
    });

    it('is told of the next time, should the database be away just then', async () => {
      let away = true;
      const { clock, tries, heard, worker, logged } = await sick({
        around: (store) => ({
          ...store,
          announce: async (announcement) => {
            if (away) throw new Error('connection terminated');
            return await store.announce(announcement);
          },
        }),
      });
      await tries(1);
      clock.pass(hour);
      await tries(1);
      expect(logged.map(({ message }) => message)).toContain('the health of a webhook could not be told');
      away = false;
      await tries(1);
      await worker.runDue();
      expect(heard()).toHaveLength(1);
    });
  });

  it('a webhook that answers 410 is told of as switched off', async () => {
    const { hook, happens, worker, alerts, manager } = await house();
    const pager = await using(honestReceiver());
    await hook(pager.url, { events: ['webhook_disabled'] });
    const all = await hook(pager.url, { events: ['*'] });
    const gone = await using(honestReceiver(() => 410));
    const id = await hook(gone.url);
    for (let n = 0; n < 3; n += 1) await happens(id, { session: `ses_${n}` });
    await worker.runDue();
    expect(alerts).toMatchObject([{ event: 'webhook_disabled', webhook_id: id, reason: 'gone' }]);
    expect(ok(await manager.getWebhook(id))).toMatchObject({
      disabled_reason: 'gone',
      disabled_detail: 'Answered 410: it wants no more events.',
    });
    expect(pager.received).toHaveLength(1);
    // Those that want every event of sessions did not ask for these.
    expect(ok(await manager.listEvents(all, {})).items).toEqual([]);
  });

  it('the view shows how a webhook is doing', async () => {
    const { tries, id, told } = await sick();
    await tries(1);
    const rows = await (
      await database()
    ).query<object[]>(
      'SELECT webhook_id, health, failing_since FROM vw_webhook_stats ORDER BY failing_since',
    );
    expect(rows).toEqual([
      { webhook_id: id, health: 'failing', failing_since: noon },
      { webhook_id: told, health: 'healthy', failing_since: null },
    ]);
  });
});
