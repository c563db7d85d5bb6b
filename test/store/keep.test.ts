import { describe, expect, it } from '@jest/globals';
import { createKeep, createLeadership } from '../../src/store/keep.ts';
import { forEachDatabase } from '../support/databases.ts';

const clock = { now: () => new Date('2026-05-01T10:00:00Z') };

await forEachDatabase((_, open) => {
  describe('what an adapter keeps', () => {
    it('is found again under its key, in its own channel alone', async () => {
      const { dataSource } = await open();
      const teams = createKeep(dataSource, 'teams', clock);
      const discord = createKeep(dataSource, 'discord', clock);

      await teams.put('conversation:19:abc', { serviceUrl: 'https://example.com' });
      await teams.put('conversation:19:abc', ['changed']);
      await teams.put('text', 'a bare text');

      expect(await teams.get('conversation:19:abc')).toEqual(['changed']);
      expect(await teams.get('text')).toBe('a bare text');
      expect(await discord.get('text')).toBeNull();
    });

    it('is listed by the beginning of its key, wildcards being letters like others', async () => {
      const { dataSource } = await open();
      const keep = createKeep(dataSource, 'discord', clock);
      for (const key of ['seen:1', 'seen:2', 'see%', 'other']) await keep.put(key, key.length);

      expect(await keep.list('seen:')).toEqual([
        { key: 'seen:1', value: 6 },
        { key: 'seen:2', value: 6 },
      ]);
      expect((await keep.list('see%')).map(({ key }) => key)).toEqual(['see%']);

      await keep.remove('seen:1');
      expect((await keep.list('seen:')).map(({ key }) => key)).toEqual(['seen:2']);
    });
  });

  describe('leading', () => {
    it('is for one replica at a time, until it resigns or its time is over', async () => {
      const { dataSource } = await open();
      const first = createLeadership(dataSource, 'replica_1');
      const second = createLeadership(dataSource, 'replica_2');

      expect(await first.lead('shard-0', 60_000)).toBe(true);
      expect(await first.lead('shard-0', 60_000)).toBe(true);
      expect(await second.lead('shard-0', 60_000)).toBe(false);

      await second.resign('shard-0');
      expect(await second.lead('shard-0', 60_000)).toBe(false);
      await first.resign('shard-0');
      expect(await second.lead('shard-0', 0)).toBe(true);
      expect(await first.lead('shard-0', 60_000)).toBe(true);
    });
  });
});
