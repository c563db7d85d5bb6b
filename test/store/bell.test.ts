import { afterEach, describe, expect, it } from '@jest/globals';
import { createBell, type Bell } from '../../src/store/bell.ts';
import { forEachDatabase, silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

await forEachDatabase((name, open) => {
  const bells: Bell[] = [];
  afterEach(async () => {
    for (const bell of bells.splice(0)) await bell.stop();
  });
  /** A replica that has begun to listen; answers how often it heard somebody. */
  const replica = async (id: string) => {
    const warned: string[] = [];
    const bell = createBell(await open(), {
      name: id,
      retryMs: 50,
      log: { ...silentLog, warn: (_, message) => warned.push(message) },
    });
    bells.push(bell);
    let heard = 0;
    bell.start(() => {
      heard += 1;
    });
    return { bell, warned, heard: () => heard };
  };

  if (name === 'PGlite') {
    it('calls nobody on the embedded database, which has one process', async () => {
      const { bell, heard } = await replica('a');
      bell.ring();
      await bell.stop();
      expect(heard()).toBe(0);
    });
    return;
  }

  describe('a replica that rings', () => {
    it('is heard by the others, once for many rings, and not by itself', async () => {
      const [a, b] = [await replica('a'), await replica('b')];
      // Each looks once when it has begun to listen: it may have missed somebody.
      await eventually(() => a.heard() === 1 && b.heard() === 1);
      for (let n = 0; n < 50; n += 1) a.bell.ring();
      await eventually(() => b.heard() === 3);
      expect(a.heard()).toBe(1);
    });

    it('is heard again when the connection was lost meanwhile', async () => {
      const { dataSource } = await open();
      const listener = await replica('c');
      await eventually(() => listener.heard() === 1);
      await dataSource.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unstuck listener'",
      );
      await eventually(() => listener.heard() === 2);
      expect(listener.warned).toEqual(['the calls of other replicas are not heard; trying again']);
    });
  });
});
