import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { runChild, type Child } from '../support/child.ts';
import { forEachDatabase } from '../support/databases.ts';
import { createHouse, realClock, statsOf } from './house.ts';
import { httpReceiver } from './receivers.ts';

const children: Child[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill('SIGKILL');
});

const startWorker = async (databaseUrl: string): Promise<Child> => {
  const child = runChild('./webhook-worker.ts', [databaseUrl]);
  children.push(child);
  expect(await child.line()).toBe('working');
  return child;
};

await forEachDatabase((name, open, place) => {
  // The embedded database belongs to one process, which cannot leave anything to another one.
  const title = 'loses nothing when workers are killed in the middle of their work';
  if (name === 'PGlite') {
    it.skip(title, () => {});
    return;
  }

  it(
    title,
    async () => {
      const { dataSource } = await open();
      const { databaseUrl = '' } = await place();
      const { hook, happens, manager } = createHouse(dataSource, { clock: realClock() });

      const arrived = new Set<string>();
      /** Called with every request; whether it is answered. */
      let answers = (): boolean => true;
      const receiver = await httpReceiver((request, response) => {
        request.resume();
        arrived.add(String(request.headers['webhook-id']));
        if (answers()) response.end();
      });
      const id = await hook(receiver.url, { timeout: 1, retry_attempts: 20 });
      const events: string[] = [];
      for (let n = 0; n < 100; n += 1) {
        events.push(await happens(id, { session: `ses_${n % 50}`, sequence: n }));
      }

      // Each dies over its sixth request or so: some recorded, some answered, some not even that. As nothing is
      // answered any more by then, enough is left for the next one.
      for (const killed of [1, 2, 3]) {
        const deaths: Promise<void>[] = [];
        let requests = 0;
        const dying = new Promise<void>((resolve) => {
          answers = () => {
            requests += 1;
            if (requests < 5 + killed) return true;
            for (const child of children.splice(0)) deaths.push(child.kill('SIGKILL'));
            resolve();
            return false;
          };
        });
        await startWorker(databaseUrl);
        await dying;
        await Promise.all(deaths);
      }
      answers = () => true;
      await startWorker(databaseUrl);
      while ((await statsOf(manager, id)).pending_events > 0) await wait(20);

      expect([...arrived].toSorted()).toEqual(events.toSorted());
      expect(await statsOf(manager, id)).toMatchObject({ successful_events: 100, total_events: 100 });
      await receiver.close();
    },
    // Four processes start one after the other.
    90_000,
  );
});
