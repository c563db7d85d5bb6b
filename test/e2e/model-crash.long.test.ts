import { afterAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { answers, hangs, standInModel, startOpenAi } from '../support/openai-stand-in.ts';
import { ana, slashCommand } from '../support/slack-requests.ts';
import { startSlackStandIn } from '../support/slack-stand-in.ts';
import { createSlackPerson } from './slack-person.ts';
import { startUnstuck } from './unstuck.ts';

const cleanups: (() => Promise<unknown> | void)[] = [];
afterAll(async () => {
  for (const clean of cleanups.toReversed()) await clean();
});

it('acknowledges Slack while the model thinks, and has its answer in the end although it was killed meanwhile', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-model-'));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const slack = await startSlackStandIn();
  cleanups.push(() => slack.close());
  const model = await startOpenAi();
  cleanups.push(() => model.stop());
  const env = {
    OPENAI_API_KEY: 'sk-right',
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_MODEL: standInModel,
  };
  const start = () => startUnstuck({ dataDir, slackUrl: slack.url, env });
  const now = { unstuck: await start() };
  cleanups.push(async () => await now.unstuck.end('SIGKILL'));
  slack.person(ana.user, { locale: 'en-US', name: 'Ana' });
  const person = createSlackPerson(ana, slack, () => now.unstuck.url);
  const drawn = (): string => JSON.stringify(person.current()?.blocks ?? '');

  model.next(hangs);
  await person.deliver(slashCommand(ana, '/troubleshoot', 'I cannot reach the company from the hotel'));
  await eventually(() => drawn().includes('looking for the right guide'));
  await eventually(() => model.requests.length === 1);

  await now.unstuck.end('SIGKILL');
  model.always(answers({ guide: 'vpn_connection_template', details: [], question: '' }));
  now.unstuck = await start();

  await eventually(() => drawn().includes('Is this what is happening'), 60_000);
  expect(drawn()).toContain('The VPN does not connect');
  expect(model.requests).toHaveLength(2);
  const { items } = (await now.unstuck.rest('GET', '/sessions')).body;
  expect(items).toMatchObject([{ status: 'choosing', version: 2 }]);
  const decisions = await now.unstuck.rest('GET', `/sessions/${items[0].session_id}/decisions`);
  expect(decisions.body.items).toMatchObject([{ choice: 'vpn_connection_template', used: true }]);
}, 180_000);
