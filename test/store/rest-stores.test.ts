import { describe, expect, it } from '@jest/globals';
import type { KeyedRequest } from '../../src/app/idempotency.ts';
import { createApiKeys } from '../../src/store/api-keys.ts';
import { createVault } from '../../src/store/crypto.ts';
import type { Database } from '../../src/store/data-source.ts';
import { createEscalations } from '../../src/store/escalations.ts';
import { createIdempotencyStore } from '../../src/store/idempotency.ts';
import { createSessionStore } from '../../src/store/sessions.ts';
import { createSettingsStore } from '../../src/store/settings.ts';
import { createStatistics } from '../../src/store/statistics.ts';
import type { EscalationId } from '../../src/ids.ts';
import { forEachDatabase } from '../support/databases.ts';
import { anaStarts, later, noon } from './fixtures.ts';

const hours = (count: number): Date => later(count * 3600);
const day = 24;

await forEachDatabase((_name, open) => {
  let opened: Promise<Database> | null = null;
  const database = async (): Promise<Database> => await (opened ??= open());

  describe('the memory of keyed requests', () => {
    const store = async () => createIdempotencyStore((await database()).dataSource);
    const request = (key: string, change: Partial<KeyedRequest> = {}): KeyedRequest => ({
      caller: 'admin',
      key,
      request_hash: 'aaaa',
      ...change,
    });
    const at = (now: Date) => ({
      now,
      lease_until: new Date(now.getTime() + 60_000),
      forgotten_before: new Date(now.getTime() - day * 3600_000),
    });
    const answer = { status: 201, sealed: 'v1.sealed' };

    it('lets a request begin once, and gives its answer again for a day', async () => {
      const requests = await store();
      expect(await requests.begin(request('k1'), at(noon))).toEqual({ begun: 'new' });
      expect(await requests.begin(request('k1'), at(noon))).toEqual({ begun: 'in_progress' });
      await requests.finish(request('k1'), at(noon).lease_until, answer);
      expect(await requests.begin(request('k1'), at(hours(day)))).toEqual({ begun: 'done', answer });
      expect(await requests.begin(request('k1'), at(hours(day + 0.1)))).toEqual({ begun: 'new' });
    });

    it('tells another request under the same key, and another caller with it', async () => {
      const requests = await store();
      await requests.begin(request('k2'), at(noon));
      expect(await requests.begin(request('k2', { request_hash: 'bbbb' }), at(noon))).toEqual({
        begun: 'reused',
      });
      expect(await requests.begin(request('k2', { request_hash: 'bbbb' }), at(later(61)))).toEqual({
        begun: 'reused',
      });
      expect(await requests.begin(request('k2', { caller: 'key_1' }), at(noon))).toEqual({ begun: 'new' });
    });

    it('lets the same request begin anew when the process that had it died', async () => {
      const requests = await store();
      await requests.begin(request('k3'), at(noon));
      expect(await requests.begin(request('k3'), at(later(61)))).toEqual({ begun: 'new' });
      // The first one was only slow: its answer comes too late to count.
      await requests.finish(request('k3'), at(noon).lease_until, { status: 500, sealed: 'late' });
      await requests.abandon(request('k3'), at(noon).lease_until);
      expect(await requests.begin(request('k3'), at(later(62)))).toEqual({ begun: 'in_progress' });
    });

    it('forgets what was abandoned at once, and what is old when told to', async () => {
      const requests = await store();
      await requests.begin(request('k4'), at(noon));
      await requests.abandon(request('k4'), at(noon).lease_until);
      expect(await requests.begin(request('k4'), at(noon))).toEqual({ begun: 'new' });
      expect(await requests.forget(later(1), 1)).toBe(1);
      expect(await requests.forget(later(1), 100)).toBeGreaterThan(0);
      expect(await requests.forget(later(1), 100)).toBe(0);
      expect(await requests.begin(request('k4', { request_hash: 'cccc' }), at(noon))).toEqual({
        begun: 'new',
      });
    });

    it('begins one of many at the same time', async () => {
      const requests = await store();
      const begun = await Promise.all(
        Array.from({ length: 10 }, async () => await requests.begin(request('k5'), at(noon))),
      );
      expect(begun.filter((one) => one.begun === 'new')).toHaveLength(1);
    });
  });

  describe('api keys', () => {
    it('are found by their hash until they are revoked', async () => {
      const keys = createApiKeys((await database()).dataSource);
      const key = { key_id: 'key_1', name: 'helpdesk', scopes: ['sessions', 'agents'] } as const;
      await keys.add(key, 'hash-of-key-1', noon);
      expect(await keys.find('hash-of-key-1', later(1))).toEqual(key);
      expect(await keys.find('hash-of-another', later(1))).toBeNull();
      expect(await keys.revoke('key_1', later(2))).toBe(true);
      expect(await keys.revoke('key_1', later(3))).toBe(false);
      expect(await keys.find('hash-of-key-1', later(4))).toBeNull();
    });

    it('know when they were last used, to the minute', async () => {
      const { dataSource } = await database();
      const keys = createApiKeys(dataSource);
      await keys.add({ key_id: 'key_2', name: 'bot', scopes: ['sessions'] }, 'hash-of-key-2', noon);
      const used = async (): Promise<unknown> =>
        (
          await dataSource.query<{ last_used_at: Date }[]>(
            `SELECT last_used_at FROM support_api_keys WHERE key_id = 'key_2'`,
          )
        )[0]?.last_used_at;
      for (const seconds of [10, 50, 69]) await keys.find('hash-of-key-2', later(seconds));
      expect(await used()).toEqual(later(10));
      await keys.find('hash-of-key-2', later(75));
      expect(await used()).toEqual(later(75));
    });
  });

  describe('settings', () => {
    it('have their defaults until they are set, and are replaced whole', async () => {
      const settings = createSettingsStore((await database()).dataSource);
      expect(await settings.get()).toEqual({ escalation: {} });
      await settings.put({ escalation: { slack: { channel: 'C1' }, discord: { channel: '7' } } }, noon);
      await settings.put({ escalation: { slack: { channel: 'C2' } } }, later(1));
      expect(await settings.get()).toEqual({ escalation: { slack: { channel: 'C2' } } });
    });
  });

  describe('escalations and numbers', () => {
    it('list what was handed over, the newest first, page by page', async () => {
      const { dataSource } = await database();
      for (const [index, status] of ['open', 'claimed', 'open', 'closed'].entries())
        await dataSource.query(
          `INSERT INTO support_escalations (escalation_id, session_id, status, priority, created_at)
           VALUES ($1, 'ses_1', $2, 'normal', $3)`,
          [`esc_${index}`, status, later(index)],
        );
      const escalations = createEscalations(dataSource);
      expect(await escalations.find('esc_1' as EscalationId)).toEqual({
        escalation_id: 'esc_1',
        session_id: 'ses_1',
        status: 'claimed',
        priority: 'normal',
        assignee: null,
        reason: null,
        created_at: later(1).toISOString(),
      });
      expect(await escalations.find('esc_9' as EscalationId)).toBeNull();
      const first = await escalations.list({ status: null, limit: 3, cursor: null });
      expect(first.items.map((row) => row.escalation_id)).toEqual(['esc_3', 'esc_2', 'esc_1']);
      const second = await escalations.list({ status: null, limit: 3, cursor: first.next_cursor });
      expect(second).toEqual({
        items: [expect.objectContaining({ escalation_id: 'esc_0' })],
        next_cursor: null,
      });
      const open = await escalations.list({ status: 'open', limit: 3, cursor: null });
      expect(open.items.map((row) => row.escalation_id)).toEqual(['esc_2', 'esc_0']);
    });

    it('count sessions begun in a period, and are zero where there is nothing', async () => {
      const { dataSource } = await database();
      const statistics = createStatistics(dataSource);
      const sessions = createSessionStore(dataSource, createVault(Buffer.alloc(32)), { now: () => noon });
      await sessions.append(anaStarts('ses_numbers'));
      expect(await statistics.read({ since: noon, until: later(1) })).toEqual({
        sessions: {
          total: 1,
          by_status: {
            choosing: 1,
            collecting: 0,
            in_progress: 0,
            resolved: 0,
            escalated: 0,
            cancelled: 0,
            expired: 0,
          },
          by_outcome: {
            confirmed: 0,
            implied: 0,
            abandoned: 0,
            escalated: 0,
            escalated_solved: 0,
            escalated_unsolved: 0,
          },
          by_channel: { slack: 1 },
          help_rate: null,
          median_minutes_to_solution: null,
          by_day: [
            {
              day: '2026-03-01',
              started: 1,
              solved: 0,
              escalated: 0,
              abandoned: 0,
              by_outcome: {
                confirmed: 0,
                implied: 0,
                escalated_solved: 0,
                escalated: 0,
                escalated_unsolved: 0,
                abandoned: 0,
                open: 1,
              },
            },
          ],
        },
        templates: [],
        deliveries: { total: 0, delivered: 0, failed: 0, refused: 0, pending: 0, success_rate: null },
      });
      expect((await statistics.read({ since: later(1), until: null })).sessions.total).toBe(0);
    });
  });
});
