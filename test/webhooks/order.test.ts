import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { TemplateId } from '../../src/ids.ts';
import { createVault } from '../../src/store/crypto.ts';
import { createSessionStore } from '../../src/store/sessions.ts';
import { anaStarts, goesOn } from '../store/fixtures.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, forgetWebhooks, ok } from './house.ts';
import { honestReceiver } from './receivers.ts';

await forEachDatabase((name, open) => {
  let opened: Promise<DataSource> | null = null;
  const database = (): Promise<DataSource> => (opened ??= open().then(({ dataSource }) => dataSource));
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => forgetWebhooks(await database()));
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const receiving = async (answer?: Parameters<typeof honestReceiver>[0]) => {
    const receiver = await honestReceiver(answer);
    closing.push(() => receiver.close());
    const house = createHouse(await database());
    closing.unshift(() => house.worker.stop());
    const arrived = (): readonly string[] =>
      receiver.received.map(({ body }) => {
        const { data } = JSON.parse(body) as { data: { session_id: string; sequence: number } };
        return `${data.session_id} ${data.sequence}`;
      });
    return { ...house, receiver, arrived };
  };

  describe('strict order', () => {
    it('makes the events of a session wait for the one before, and no other session', async () => {
      const { worker, clock, hook, happens, receiver, arrived } = await receiving((index) =>
        index === 0 ? 500 : 200,
      );
      const id = await hook(receiver.url, { ordering: 'strict' });
      for (const sequence of [1, 2, 3]) await happens(id, { session: 'ses_1', sequence });
      await worker.runDue();
      expect(arrived()).toEqual(['ses_1 1']);

      await happens(id, { session: 'ses_2', sequence: 1 });
      await worker.runDue();
      expect(arrived()).toEqual(['ses_1 1', 'ses_2 1']);

      clock.pass(60);
      await worker.runDue();
      expect(arrived().slice(2)).toEqual(['ses_1 1', 'ses_1 2', 'ses_1 3']);
    });

    it('goes on behind an event that was given up', async () => {
      const { worker, hook, happens, receiver, arrived } = await receiving((index) =>
        index === 0 ? 500 : 200,
      );
      const id = await hook(receiver.url, { ordering: 'strict', retry_attempts: 0 });
      for (const sequence of [1, 2]) await happens(id, { sequence });
      await worker.runDue();
      expect(arrived()).toEqual(['ses_1 1', 'ses_1 2']);
    });

    it('is not asked for by default: nothing waits for what failed', async () => {
      const { worker, hook, happens, receiver, arrived } = await receiving((index) =>
        index === 0 ? 500 : 200,
      );
      const id = await hook(receiver.url);
      for (const sequence of [1, 2]) await happens(id, { sequence });
      await worker.runDue();
      expect(arrived()).toEqual(['ses_1 1', 'ses_1 2']);
    });
  });

  describe('filters', () => {
    it('let through the guides and categories that were named, once one is chosen', async () => {
      const { worker, manager, clock, receiver } = await receiving();
      const filters = {
        vpn: { templates: ['vpn'] },
        network: { categories: ['network', 'other'] },
        printer: { templates: ['printer'] },
        elsewhere: { categories: ['network'], channels: ['web'] },
        all: { categories: null, templates: null },
      };
      for (const [id, filter] of Object.entries(filters)) {
        const config = { url: `${receiver.url}/${id}`, events: ['*'], ...filter };
        ok(await manager.registerWebhook(id, config));
      }
      const sessions = createSessionStore(await database(), createVault(Buffer.alloc(32, 7)), clock);
      const started = anaStarts(`ses_filter_${name.slice(0, 4)}`, {
        conversation: `slack:T1:dm:filter ${name}`,
      });
      await sessions.append(started);
      await sessions.append(
        goesOn(started.session, {
          type: 'guide_confirmed',
          pin: { template_id: 'vpn' as TemplateId, version: 1, locale: 'en' },
          name: 'VPN',
          category: 'network',
          total_steps: 1,
          variables: {},
          secrets: [],
          missing: [],
        }),
      );
      await worker.runDue();
      const arrived = receiver.received.map(
        ({ path, body }) => `${path.split('/').at(-1)} ${(JSON.parse(body) as { event: string }).event}`,
      );
      expect(arrived.toSorted()).toEqual([
        'all problem_detected',
        'all session_started',
        'network problem_detected',
        'vpn problem_detected',
      ]);
    });
  });
});
