import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { welcome } from '../../src/welcome.ts';
import type { Running } from '../../src/welcome.ts';
import { startUnstuck } from '../../src/wire.ts';
import { freshDataDir } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { ana, message, personal } from '../support/teams-activities.ts';
import { deliver } from '../support/teams-channel.ts';
import { appId, appPassword, startTeamsStandIn, tenant } from '../support/teams-stand-in.ts';
import type { TeamsStandIn } from '../support/teams-stand-in.ts';

/** By the names of its variables, as whoever runs it has it: from the environment to a card. */
let teams: TeamsStandIn;
let running: Running;
let said: string;
beforeAll(async () => {
  teams = await startTeamsStandIn();
  const read = readConfig({
    PORT: '0',
    DATA_DIR: await freshDataDir(),
    DEFAULT_LOCALE: 'en',
    MicrosoftAppId: appId,
    MicrosoftAppPassword: appPassword,
    MicrosoftAppTenantId: tenant,
    TEAMS_OPENID_METADATA_URL: teams.openIdUrl,
    TEAMS_LOGIN_URL: teams.loginUrl,
    ALLOWED_WORKSPACES: tenant,
  });
  if (!read.ok) throw new Error(read.errors.join());
  running = await startUnstuck(read.config, pino({ level: 'silent' }));
  said = welcome(read.config, running);
}, 60_000);
afterAll(async () => {
  await running.stop();
  await teams.stop();
});

it('says at the start where Teams is to send', () => {
  expect(said).toContain(`Teams      on, at ${running.url}/api/messages`);
});

it('answers what Teams sends there, and nobody else', async () => {
  const url = `${running.url}/api/messages`;
  const printer = message(ana, personal(ana), 'my printer does not print');
  expect(await deliver(url, teams, printer, {})).toMatchObject({ status: 401 });
  expect(await deliver(url, teams, printer)).toEqual({ status: 200, body: '' });
  const [card] = await eventually(() => (teams.messages.length > 0 ? teams.messages : null));
  expect(JSON.stringify(card?.activity)).toContain("Yes, that's it");
  expect(teams.problems).toEqual([]);
});

it('counts what came and what went, beside all other channels', async () => {
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  expect(metrics).toMatch(/channel="teams"/);
});
