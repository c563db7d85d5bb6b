import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freshDatabase, postgresServer } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { ana, slashCommand } from '../support/slack-requests.ts';
import { startSlackStandIn } from '../support/slack-stand-in.ts';
import { startReceiver } from './receiver.ts';
import { createSlackPerson } from './slack-person.ts';
import { startUnstuck } from './unstuck.ts';

/**
 * The process is killed while a click is on its way, again and again, each time a little later: before it is read,
 * in the transaction, after it, while the message is being edited, while the webhook is being delivered. Slack does
 * what Slack does: it delivers again until it was acknowledged.
 */
const momentsMs = { embedded: [0, 25], postgres: [0, 4, 10, 18, 30] };
const cleanups: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const clean of cleanups.toReversed()) await clean();
});

const solveUnderFire = async (databaseUrl: string | undefined, moments: readonly number[]): Promise<void> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-crash-'));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const slack = await startSlackStandIn();
  cleanups.push(() => slack.close());
  const receiver = await startReceiver();
  cleanups.push(() => receiver.close());
  const start = () => startUnstuck({ dataDir, databaseUrl, slackUrl: slack.url });
  const now = { unstuck: await start() };
  cleanups.push(async () => {
    await now.unstuck.end('SIGKILL');
  });
  slack.person(ana.user, { locale: 'en-US', name: 'Ana' });
  const person = createSlackPerson(ana, slack, () => now.unstuck.url);
  const { body: webhook } = await now.unstuck.rest('POST', '/webhooks', {
    url: receiver.url,
    events: ['*'],
    retry_attempts: 10,
  });
  receiver.trust(webhook.secret);

  const drawn = (): string => JSON.stringify(person.current()?.blocks);
  const underFire = async (doing: () => Promise<void>, afterMs: number | undefined): Promise<void> => {
    const done = doing();
    if (afterMs !== undefined) {
      await pause(afterMs);
      await now.unstuck.end('SIGKILL');
      now.unstuck = await start();
    }
    await done;
  };

  const queue = [...moments];
  await underFire(
    () => person.deliver(slashCommand(ana, '/troubleshoot', 'my wifi is connected but there is no internet')),
    queue.shift(),
  );
  await eventually(() => drawn().includes('Is this what is happening'), 60_000);
  for (let press = 0; press < 12 && !drawn().includes('Solved!'); press += 1) {
    const before = drawn();
    await underFire(() => person.pressFirst(), queue.shift());
    await eventually(() => drawn() !== before, 60_000);
  }

  expect(drawn()).toMatch(/Solved!/);
  // A click that is delivered again long after it counted may be answered with a note; the session has one message.
  const ofSessions = slack.messages.filter(
    ({ metadata }) => typeof metadata === 'object' && metadata !== null,
  );
  expect(ofSessions).toHaveLength(1);
  const { items } = (await now.unstuck.rest('GET', '/sessions')).body;
  expect(items).toHaveLength(1);
  const [session] = items;
  expect(session).toMatchObject({ status: 'resolved', outcome: 'confirmed' });
  await eventually(() => receiver.of(session.session_id).length === session.sequence, 60_000);
  expect(receiver.of(session.session_id).map(({ data }) => data.sequence)).toEqual(
    Array.from({ length: session.sequence }, (_, index) => index + 1),
  );
  expect(receiver.refused).toEqual([]);
};

it('loses and doubles nothing on the embedded database when it is killed at any moment', async () => {
  await solveUnderFire(undefined, momentsMs.embedded);
}, 180_000);

const server = await postgresServer();
if ('missing' in server) console.warn(`The crash test on PostgreSQL is skipped: ${server.missing}`);

('missing' in server ? it.skip : it)(
  'loses and doubles nothing on PostgreSQL when it is killed at any moment',
  async () => {
    if ('missing' in server) throw new Error(server.missing);
    const { url, drop } = await freshDatabase(server.url);
    cleanups.push(drop);
    await solveUnderFire(url, momentsMs.postgres);
  },
  180_000,
);
