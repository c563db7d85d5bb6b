import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, healthy, noon, ok, statsOf, type HouseOptions } from './house.ts';
import { honestReceiver, type Receiver } from './receivers.ts';

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
  const good = { url: 'https://example.com/hook', events: ['session_started', 'session_resolved'] };

  describe('registering', () => {
    it('answers the webhook with what was left out, and its secret this once', async () => {
      const { manager } = await house();
      const { secret, ...registered } = ok(await manager.registerWebhook('wh_123', good));
      expect(registered).toEqual({
        webhook_id: 'wh_123',
        ...good,
        local: false,
        public_keys: [],
        categories: null,
        templates: null,
        payload: 'full',
        ordering: 'relaxed',
        channels: null,
        timeout: 10,
        retry_attempts: 3,
        retry_policy: 'default',
        headers: {},
        format: 'standard',
        description: null,
        disable_after_days: 5,
        enabled: true,
        disabled_reason: null,
        disabled_detail: null,
        disabled_at: null,
        health: healthy,
        created_at: noon.toISOString(),
        updated_at: noon.toISOString(),
      });
      expect(secret).toMatch(/^whsec_/);
      expect(ok(await manager.getWebhook('wh_123'))).toEqual(registered);
    });

    it('makes an id where none is given, and refuses one that is taken', async () => {
      const { manager } = await house();
      expect(ok(await manager.registerWebhook(null, good)).webhook_id).toMatch(/^wh_/);
      ok(await manager.registerWebhook('wh_twice', good));
      expect(await manager.registerWebhook('wh_twice', good)).toEqual({ refused: 'taken' });
      expect(await manager.registerWebhook('no id', { ...good, timeout: 0 })).toMatchObject({
        invalid: [{ path: 'webhook_id' }, { path: 'timeout' }],
      });
    });

    it('shows a plain secret in the form that every library takes', async () => {
      const { manager } = await house();
      const { secret } = ok(await manager.registerWebhook(null, { ...good, secret: 'a plain secret' }));
      expect(secret).toBe('whsec_YSBwbGFpbiBzZWNyZXQ=');
    });

    it('shows no secret where the default one serves, and signs with it', async () => {
      const { manager, worker } = await house({ defaultSecret: 'the default secret' });
      const receiver = await using(honestReceiver());
      const registered = ok(await manager.registerWebhook(null, { ...good, url: receiver.url }));
      expect(registered.secret).toBeNull();
      ok(await manager.sendTest(registered.webhook_id));
      await worker.runDue();
      expect(receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,/);

      const without = await house({ name: 'b', defaultSecret: null });
      const { event_id } = ok(await without.manager.sendTest(registered.webhook_id));
      await without.worker.runDue();
      expect(await without.event(event_id)).toMatchObject({ status: 'pending', error: 'no_secret' });
    });

    it('keeps nothing secret in the clear', async () => {
      const { manager } = await house();
      ok(
        await manager.registerWebhook('wh_secret', {
          ...good,
          secret: 'a plain secret',
          headers: { 'X-Key': 'opensesame' },
        }),
      );
      expect(ok(await manager.getWebhook('wh_secret')).headers).toEqual({ 'X-Key': '••••••' });
      const dataSource = await database();
      const rows = await dataSource.query('SELECT * FROM support_webhooks');
      expect(JSON.stringify(rows)).not.toMatch(/a plain secret|YSBwbGFpbiBzZWNyZXQ|opensesame/);
    });

    it('with the standard policy retries as often as that has delays', async () => {
      const { manager } = await house();
      expect(ok(await manager.registerWebhook(null, { ...good, retry_policy: 'standard' }))).toMatchObject({
        retry_policy: 'standard',
        retry_attempts: 9,
      });
    });
  });

  describe('changing and removing', () => {
    it('changes what is named, and nothing else', async () => {
      const { manager, clock } = await house();
      const { secret: _, ...before } = ok(
        await manager.registerWebhook('wh_1', { ...good, headers: { 'X-Key': 'opensesame' } }),
      );
      clock.pass(60);
      const after = ok(
        await manager.updateWebhook('wh_1', { timeout: 5, description: 'CRM', channels: ['web'] }),
      );
      expect(after).toEqual({
        ...before,
        timeout: 5,
        description: 'CRM',
        channels: ['web'],
        updated_at: '2026-03-01T12:01:00.000Z',
      });
      expect(ok(await manager.updateWebhook('wh_1', { headers: null, channels: null }))).toMatchObject({
        headers: {},
        channels: null,
      });
      expect(await manager.updateWebhook('wh_1', { url: 'http://10.0.0.1/' })).toMatchObject({
        invalid: [{ path: 'url', code: 'blocked_network' }],
      });
      expect(await manager.updateWebhook('wh_1', { secret: 'another secret' })).toMatchObject({
        invalid: [{ path: 'secret', code: 'use_rotate_secret' }],
      });
    });

    it('takes the history along when a webhook is removed', async () => {
      const { manager, hook, happens, event } = await house();
      const id = await hook('https://example.com');
      const eventId = await happens(id);
      expect(await manager.deleteWebhook(id)).toEqual({ ok: { webhook_id: id } });
      await expect(event(eventId)).rejects.toThrow('not_found');
      expect(await manager.deleteWebhook(id)).toEqual({ refused: 'not_found' });
    });

    it('knows nothing of a webhook that is not there, whatever its id looks like', async () => {
      const { manager } = await house();
      for (const id of ['wh_none', '', "'; --", '\0', 'x'.repeat(100)]) {
        const answers = await Promise.all([
          manager.getWebhook(id),
          manager.updateWebhook(id, {}),
          manager.pauseWebhook(id, {}),
          manager.resumeWebhook(id, {}),
          manager.deleteWebhook(id),
          manager.getStats(id),
          manager.listEvents(id, {}),
          manager.sendTest(id),
          manager.rotateSecret(id, {}),
          manager.replay(id, {}),
          manager.replayProgress(id, 'rpl_1'),
          manager.getEvent(id),
          manager.resend(id),
        ]);
        expect(answers).toEqual(answers.map(() => ({ refused: 'not_found' })));
      }
    });
  });

  it('lists webhooks by pages', async () => {
    const { manager } = await house();
    for (const id of ['wh_c', 'wh_a', 'wh_b']) ok(await manager.registerWebhook(id, good));
    const first = ok(await manager.listWebhooks({ limit: 2 }));
    expect(first.items.map(({ webhook_id }) => webhook_id)).toEqual(['wh_a', 'wh_b']);
    const second = ok(await manager.listWebhooks({ limit: 2, cursor: first.next_cursor ?? '' }));
    expect(second).toMatchObject({ items: [{ webhook_id: 'wh_c' }], next_cursor: null });
    expect(await manager.listWebhooks({ limit: 0 })).toMatchObject({ invalid: [{ path: 'limit' }] });
    expect(await manager.listWebhooks({ cursor: '?' })).toMatchObject({ invalid: [{ path: 'cursor' }] });
  });

  describe('pausing', () => {
    it('holds what happens, with words that say why, until it is resumed', async () => {
      const { manager, worker, clock, hook, happens, event } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      const waiting = await happens(id, { sequence: 1 });
      expect(ok(await manager.pauseWebhook(id, { reason: 'Moving to the new CRM' }))).toMatchObject({
        enabled: false,
        disabled_reason: 'paused',
        disabled_detail: 'Moving to the new CRM',
        disabled_at: noon.toISOString(),
      });
      clock.pass(60);
      const during = await happens(id, { sequence: 2 });
      expect(await Promise.all([event(waiting), event(during)])).toMatchObject([
        { status: 'held' },
        { status: 'held' },
      ]);
      // Twice is once, and since the first time.
      expect(ok(await manager.pauseWebhook(id, {}))).toMatchObject({
        disabled_at: noon.toISOString(),
        disabled_detail: null,
      });
      expect(ok(await manager.resumeWebhook(id, {}))).toMatchObject({
        enabled: true,
        disabled_reason: null,
        disabled_at: null,
      });
      await worker.runDue();
      expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([waiting, during]);
    });

    it('keeps what was held for a replay, where that is wanted', async () => {
      const { manager, worker, hook, happens, event } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      ok(await manager.pauseWebhook(id, {}));
      const held = await happens(id);
      ok(await manager.resumeWebhook(id, { held: 'keep' }));
      await happens(id, { session: 'ses_2' });
      await worker.runDue();
      expect(receiver.received).toHaveLength(1);
      expect(await event(held)).toMatchObject({ status: 'held' });
      expect(ok(await manager.replay(id, { status: 'held' })).queued).toBe(1);
      await worker.runDue();
      expect(await event(held)).toMatchObject({ status: 'delivered' });
    });

    it('is ended for what was kept, too', async () => {
      const { manager, worker, hook, happens, event } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url, { enabled: false });
      const held = await happens(id);
      ok(await manager.resumeWebhook(id, { held: 'keep' }));
      ok(await manager.resumeWebhook(id, { held: 'deliver' }));
      await worker.runDue();
      expect(await event(held)).toMatchObject({ status: 'delivered' });
    });

    it('refuses what it does not know', async () => {
      const { manager, hook } = await house();
      const id = await hook('https://example.com');
      expect(await manager.pauseWebhook(id, { reason: 'x'.repeat(501) })).toMatchObject({
        invalid: [{ path: 'reason' }],
      });
      expect(await manager.resumeWebhook(id, { held: 'drop' as never })).toMatchObject({
        invalid: [{ path: 'held' }],
      });
    });
  });

  describe('rotating the secret', () => {
    const signatures = async (
      manager: Awaited<ReturnType<typeof house>>['manager'],
      worker: Awaited<ReturnType<typeof house>>['worker'],
      receiver: { readonly received: { readonly headers: object }[] },
    ): Promise<number> => {
      ok(await manager.sendTest('wh_1'));
      await worker.runDue();
      const headers = receiver.received.at(-1)?.headers as Record<string, string>;
      return headers['webhook-signature']?.split(' ').length ?? 0;
    };

    it('lets every replaced secret sign until its own time is over', async () => {
      const { manager, worker, clock } = await house();
      const receiver = await using(honestReceiver());
      const { secret: first } = ok(await manager.registerWebhook('wh_1', { ...good, url: receiver.url }));
      const { secret: second } = ok(await manager.rotateSecret('wh_1', {}));
      expect(second).not.toBe(first);
      expect(await signatures(manager, worker, receiver)).toBe(2);

      clock.pass(12 * 3600);
      ok(await manager.rotateSecret('wh_1', { overlap_hours: 168 }));
      expect(await signatures(manager, worker, receiver)).toBe(3);
      clock.pass(13 * 3600);
      expect(await signatures(manager, worker, receiver)).toBe(2);
      clock.pass(7 * 24 * 3600);
      expect(await signatures(manager, worker, receiver)).toBe(1);
    });

    it('ends the old ones at once where no overlap is wanted, those of earlier rotations too', async () => {
      const { manager, worker } = await house();
      const receiver = await using(honestReceiver());
      ok(await manager.registerWebhook('wh_1', { ...good, url: receiver.url, signing_key: 'generate' }));
      ok(await manager.rotateSecret('wh_1', { overlap_hours: 168 }));
      expect(await signatures(manager, worker, receiver)).toBe(4);
      ok(await manager.rotateSecret('wh_1', { overlap_hours: 0 }));
      expect(await signatures(manager, worker, receiver)).toBe(2);
    });

    it('lets the default secret go on signing too', async () => {
      const { manager, worker } = await house({ defaultSecret: 'the default secret' });
      const receiver = await using(honestReceiver());
      ok(await manager.registerWebhook('wh_1', { ...good, url: receiver.url }));
      ok(await manager.rotateSecret('wh_1', {}));
      expect(await signatures(manager, worker, receiver)).toBe(2);
    });

    it.each([-1, 169, 1.5])('refuses an overlap of %p hours', async (overlap_hours) => {
      const { manager } = await house();
      ok(await manager.registerWebhook('wh_1', good));
      expect(await manager.rotateSecret('wh_1', { overlap_hours })).toMatchObject({
        invalid: [{ path: 'overlap_hours' }],
      });
    });
  });

  describe('the history', () => {
    it('is listed by pages, the newest first', async () => {
      const { manager, clock, hook, happens } = await house();
      const id = await hook('https://example.com');
      const events: string[] = [];
      for (const sequence of [1, 2, 3, 4, 5]) {
        events.unshift(await happens(id, { sequence }));
        if (sequence % 2 === 0) clock.pass(1);
      }
      const listed: string[] = [];
      let cursor: string | undefined;
      do {
        const page = ok(await manager.listEvents(id, { limit: 2, cursor }));
        listed.push(...page.items.map(({ event_id }) => event_id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(listed).toEqual(events);
    });

    it('tells a receiver what it missed: what came after an event, or a time, the oldest first', async () => {
      const { manager, clock, hook, happens } = await house();
      const id = await hook('https://example.com');
      const events: string[] = [];
      for (const sequence of [1, 2, 3, 4]) {
        events.push(await happens(id, { sequence }));
        clock.pass(1);
      }
      const after = async (start: string, limit = 50) => {
        const page = ok(await manager.listEvents(id, { after: start, limit }));
        return { ids: page.items.map(({ event_id }) => event_id), next: page.next_cursor };
      };
      expect((await after(events[1] ?? '')).ids).toEqual(events.slice(2));
      expect((await after('2026-03-01T12:00:00Z')).ids).toEqual(events.slice(1));
      expect((await after('2026-03-01T13:00:00+01:00')).ids).toEqual(events.slice(1));
      const { ids, next } = await after(events[0] ?? '', 1);
      const rest = ok(await manager.listEvents(id, { cursor: next ?? '' }));
      expect([...ids, ...rest.items.map(({ event_id }) => event_id)]).toEqual(events.slice(1));

      const other = await happens(await hook('https://example.com'));
      for (const start of [other, 'evt_none', 'yesterday', '']) {
        expect(await manager.listEvents(id, { after: start })).toMatchObject({
          invalid: [{ path: 'after' }],
        });
      }
    });

    it('is filtered by status', async () => {
      const { manager, hook, happens } = await house();
      const id = await hook('https://example.com');
      await happens(id);
      expect(ok(await manager.listEvents(id, { status: 'failed' })).items).toEqual([]);
      expect(ok(await manager.listEvents(id, { status: 'pending' })).items).toHaveLength(1);
      expect(await manager.listEvents(id, { status: 'lost' as never })).toMatchObject({
        invalid: [{ path: 'status' }],
      });
      expect(await manager.listEvents(id, { cursor: 'WyJuZXdlc3QiXQ' })).toMatchObject({
        invalid: [{ path: 'cursor' }],
      });
    });
  });

  it('sends a test event to whatever a webhook subscribed to, and none to one that is off', async () => {
    const { manager, worker, hook, event } = await house();
    const receiver = await using(honestReceiver());
    const id = await hook(receiver.url, { events: ['feedback_received'] });
    const sent = ok(await manager.sendTest(id));
    expect(sent).toMatchObject({ event: 'webhook_test', status: 'pending', webhook_id: id });
    await worker.runDue();
    expect(await event(sent.event_id)).toMatchObject({ status: 'delivered' });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      event: 'webhook_test',
      data: { session_id: 'ses_test', sequence: 1, template_id: null, template_version: null },
    });
    await manager.updateWebhook(id, { enabled: false });
    expect(await manager.sendTest(id)).toEqual({ refused: 'webhook_disabled' });
  });

  describe('sending again', () => {
    it('sends a failed event under the same id, marked, and counts it once', async () => {
      const { manager, worker, hook, happens, event } = await house();
      const receiver = await using(honestReceiver((index) => (index === 0 ? 500 : 200)));
      const id = await hook(receiver.url, { retry_attempts: 0 });
      const eventId = await happens(id);
      await worker.runDue();
      expect(await event(eventId)).toMatchObject({ status: 'failed', replay_id: null });

      const resent = ok(await manager.resend(eventId));
      expect(resent).toMatchObject({ event_id: eventId, status: 'pending' });
      await worker.runDue();

      expect(await event(eventId)).toMatchObject({
        status: 'delivered',
        replay_id: resent.replay_id,
        attempts: [
          { response_status: 500, replay_id: null },
          { response_status: 200, replay_id: resent.replay_id },
        ],
      });
      expect(
        receiver.received.map(({ headers }) => [headers['webhook-id'], headers['unstuck-replay']]),
      ).toEqual([
        [eventId, undefined],
        [eventId, resent.replay_id],
      ]);
      expect(await statsOf(manager, id)).toMatchObject({
        total_events: 1,
        successful_events: 1,
        failed_events: 0,
        success_rate: 100,
      });
    });

    it('hastens an event that waits for its next attempt, and doubles none', async () => {
      const { manager, worker, hook, happens, event } = await house();
      const receiver = await using(honestReceiver((index) => (index === 0 ? 500 : 200)));
      const id = await hook(receiver.url);
      const eventId = await happens(id);
      await worker.runDue();
      ok(await manager.resend(eventId));
      ok(await manager.resend(eventId));
      await worker.runDue();
      expect(await event(eventId)).toMatchObject({ status: 'delivered' });
      expect(receiver.received).toHaveLength(2);
    });

    it('replays all failures since a time, in their order, and says how far it is', async () => {
      const { manager, worker, clock, hook, happens } = await house();
      let broken = true;
      const receiver = await using(honestReceiver(() => (broken ? 500 : 200)));
      const id = await hook(receiver.url, { retry_attempts: 0 });
      await happens(id, { session: 'ses_old' });
      await worker.runDue();
      clock.pass(3600);
      const missed: string[] = [];
      for (const sequence of [1, 2, 3]) {
        missed.push(await happens(id, { session: `ses_${sequence}`, sequence }));
        clock.pass(1);
      }
      await worker.runDue();
      broken = false;
      const fine = await happens(id, { session: 'ses_fine' });
      await worker.runDue();
      receiver.received.length = 0;

      const since = '2026-03-01T13:00:00Z';
      const replay = ok(await manager.replay(id, { since, status: 'failed' }));
      expect(replay).toMatchObject({ webhook_id: id, queued: 3 });
      expect(ok(await manager.replayProgress(id, replay.replay_id))).toMatchObject({
        total: 3,
        done: 0,
        failed: 0,
        counts: { pending: 3, delivered: 0 },
      });
      await worker.runDue();
      expect(receiver.received.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(
        missed.toSorted(),
      );
      expect(receiver.received.map(({ headers }) => headers['webhook-id'])).not.toContain(fine);
      expect(ok(await manager.replayProgress(id, replay.replay_id)).counts).toEqual({
        pending: 0,
        delivered: 3,
        failed: 0,
        refused: 0,
        held: 0,
      });
      expect(await statsOf(manager, id)).toMatchObject({
        total_events: 5,
        successful_events: 4,
        failed_events: 1,
      });
    });

    it("replays a session's timeline, and leaves alone what is on its way already", async () => {
      const { manager, worker, clock, hook, happens } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      for (const sequence of [1, 2]) await happens(id, { session: 'ses_a', sequence });
      await happens(id, { session: 'ses_b' });
      clock.pass(1);
      await worker.runDue();
      await happens(id, { session: 'ses_a', sequence: 3 });

      expect(ok(await manager.replay(id, { session_id: 'ses_a' }))).toMatchObject({ queued: 2 });
      expect(ok(await manager.replay(id, { session_id: 'ses_a' }))).toMatchObject({ queued: 0 });
      clock.pass(1);
      await worker.runDue();
      const sequences = receiver.received
        .slice(3)
        .map(({ body }) => (JSON.parse(body) as { data: { sequence: number } }).data.sequence);
      expect(sequences.toSorted()).toEqual([1, 2, 3]);
    });

    it('replays up to a time, and refuses what it cannot read', async () => {
      const { manager, worker, clock, hook, happens } = await house();
      const receiver = await using(honestReceiver());
      const id = await hook(receiver.url);
      await happens(id, { session: 'ses_1' });
      clock.pass(60);
      await happens(id, { session: 'ses_2' });
      await worker.runDue();
      expect(ok(await manager.replay(id, { until: '2026-03-01T12:01:00Z' })).queued).toBe(1);
      expect(
        await manager.replay(id, { since: 'monday', until: '2026', status: 'pending' as never }),
      ).toMatchObject({
        invalid: [{ path: 'since' }, { path: 'until' }, { path: 'status' }],
      });
      await manager.updateWebhook(id, { enabled: false });
      expect(await manager.replay(id, {})).toEqual({ refused: 'webhook_disabled' });
    });
  });

  it('answers the statistics that the SQL view shows', async () => {
    const { manager, worker, clock, hook, happens } = await house();
    const receiver = await using(honestReceiver((index) => (index % 4 === 0 ? 500 : 200)));
    const id = await hook(receiver.url, { retry_attempts: 0 });
    for (let n = 0; n < 8; n += 1) {
      await happens(id, { session: `ses_${n}` });
      clock.pass(1);
    }
    await worker.runDue();
    const pending = await hook('https://example.com');
    await happens(pending);

    expect(await statsOf(manager, id)).toEqual({
      webhook_id: id,
      url: receiver.url,
      enabled: true,
      health: healthy,
      total_events: 8,
      successful_events: 6,
      failed_events: 2,
      refused_events: 0,
      pending_events: 0,
      held_events: 0,
      success_rate: 75,
      last_event_at: '2026-03-01T12:00:07.000Z',
      common_errors: [{ error: 'status', count: 2, response_statuses: { '500': 2 } }],
      delivery_ms: { p50: expect.any(Number), p99: expect.any(Number) },
    });
    expect(await statsOf(manager, pending)).toMatchObject({
      total_events: 1,
      pending_events: 1,
      success_rate: null,
      delivery_ms: null,
      common_errors: [],
    });
    const dataSource = await database();
    expect(
      await dataSource.query(
        'SELECT webhook_id, url, success_rate, failed_events FROM vw_webhook_stats WHERE success_rate < 90 ORDER BY failed_events DESC',
      ),
    ).toEqual([{ webhook_id: id, url: receiver.url, success_rate: 75, failed_events: 2 }]);
  });
});
