import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ana, slashCommand } from '../support/slack-requests.ts';
import { eventually } from '../support/eventually.ts';
import { startSlackStandIn } from '../support/slack-stand-in.ts';
import type { SlackStandIn } from '../support/slack-stand-in.ts';
import { startReceiver } from './receiver.ts';
import { createSlackPerson } from './slack-person.ts';
import { startUnstuck } from './unstuck.ts';
import type { Unstuck } from './unstuck.ts';

let slack: SlackStandIn;
let unstuck: Unstuck;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-e2e-'));

beforeAll(async () => {
  slack = await startSlackStandIn();
  receiver = await startReceiver();
  unstuck = await startUnstuck({ dataDir, slackUrl: slack.url });
  const { body } = await unstuck.rest('POST', '/webhooks', { url: receiver.url, events: ['*'] });
  receiver.trust(body.secret);
}, 120_000);

afterAll(async () => {
  await unstuck?.end('SIGKILL');
  await slack?.close();
  await receiver?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('takes Ana from "the wifi does not work" to "solved" in Slack, and every event arrives signed', async () => {
  const person = createSlackPerson(ana, slack, () => unstuck.url);
  slack.person(ana.user, { locale: 'en-US', name: 'Ana' });
  const shows = async (text: RegExp) =>
    await eventually(() => slack.messages.some(({ blocks }) => text.test(JSON.stringify(blocks))));
  const drawn = (): string => JSON.stringify(person.current()?.blocks);

  await person.deliver(slashCommand(ana, '/troubleshoot', 'my wifi is connected but there is no internet'));
  await shows(/Is this what is happening/);
  // The first button is always the one that leads on: "that's it", an answer, "it worked", "it's solved".
  for (let press = 0; press < 12 && !drawn().includes('Solved!'); press += 1) {
    const before = drawn();
    await person.pressFirst();
    await eventually(() => drawn() !== before);
  }
  await shows(/Solved!/);

  const [session] = (await unstuck.rest('GET', '/sessions?status=resolved')).body.items;
  expect(session).toMatchObject({ channel: 'slack', status: 'resolved', outcome: 'confirmed' });
  await eventually(() => receiver.of(session.session_id).length === session.sequence);
  const events = receiver.of(session.session_id);
  expect(events.map(({ data }) => data.sequence)).toEqual(events.map((_, index) => index + 1));
  expect(events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['session_started', 'problem_detected', 'step_completed', 'session_resolved']),
  );
  expect(receiver.refused).toEqual([]);
}, 60_000);

it('finishes what is in flight and ends with 0 at SIGTERM', async () => {
  const began = performance.now();
  expect(await unstuck.end('SIGTERM')).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
}, 20_000);
