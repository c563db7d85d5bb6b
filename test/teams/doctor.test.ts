import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import type { Environment } from '../../src/config.ts';
import { checkAddress } from '../../src/doctor/address.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { checkTeams } from '../../src/doctor/teams.ts';
import { appId, appPassword, startTeamsStandIn, tenant } from '../support/teams-stand-in.ts';
import type { TeamsStandIn } from '../support/teams-stand-in.ts';

let teams: TeamsStandIn;
let good: Environment;
beforeEach(async () => {
  teams = await startTeamsStandIn();
  good = {
    MicrosoftAppId: appId,
    MicrosoftAppPassword: appPassword,
    MicrosoftAppTenantId: tenant,
    TEAMS_LOGIN_URL: teams.loginUrl,
    PUBLIC_URL: 'https://help.acme.example',
  };
});
afterEach(() => teams.stop());

const configOf = (env: Environment) => {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.errors.join());
  return read.config;
};
const look = async (env: Environment): Promise<Record<string, Omit<Finding, 'about'>>> =>
  Object.fromEntries(
    (await checkTeams(configOf(env))).map(({ about, ...finding }) => [about, finding] as const),
  );

describe('the doctor, of Teams', () => {
  it('finds nothing wrong where nothing is', async () => {
    const findings = await look(good);
    expect(Object.values(findings).map(({ result }) => result)).toEqual(['ok', 'ok', 'ok']);
  });

  it('says what is missing where it is off, and how to try it', async () => {
    expect(await look({ MicrosoftAppId: appId })).toEqual({
      Teams: {
        result: 'skipped',
        found: 'Off: MicrosoftAppPassword and MicrosoftAppTenantId not set.',
        mend: expect.stringContaining('docs/teams.md'),
      },
    });
    expect(await look({ TEAMS_AUTH: 'off' })).toMatchObject({ Teams: { result: 'skipped' } });
  });

  it.each([
    ['AADSTS7000215: Invalid client secret provided. Trace ID: 1', 'not its id'],
    ['AADSTS7000222: The provided client secret keys are expired.', 'expired'],
    ["AADSTS700016: Application was not found in the directory 'x'.", 'MicrosoftAppId'],
    ["AADSTS90002: Tenant 'x' not found.", 'MicrosoftAppTenantId'],
    ['AADSTS1: Something new.', 'Compare'],
  ])('tells how to mend what Entra ID says: %s', async (said, mend) => {
    teams.refuseSecrets(said);
    const { 'Teams token': token } = await look(good);
    expect(token).toMatchObject({ result: 'problem', mend: expect.stringContaining(mend) });
    expect(token?.found).not.toContain('Trace ID');
    expect(JSON.stringify(token)).not.toContain(appPassword);
  });

  it('tells where Entra ID cannot be reached', async () => {
    await teams.stop();
    expect(await look(good)).toMatchObject({
      'Teams token': { result: 'problem', found: expect.stringContaining('ECONNREFUSED') },
    });
    teams = await startTeamsStandIn();
  });

  it('asks nothing for a managed identity', async () => {
    const env = { ...good, MicrosoftAppPassword: undefined, MicrosoftAppType: 'UserAssignedMSI' };
    expect(await look(env)).toMatchObject({ 'Teams token': { result: 'skipped' } });
    expect(teams.tokens.asked).toBe(0);
  });

  it.each<[string, Environment, string]>([
    ['its own tenant is not listed', { ALLOWED_WORKSPACES: 'T1' }, 'Teams tenant'],
    ['any tenant may use it', { MicrosoftAppType: 'MultiTenant' }, 'Teams tenant'],
    ['the id is none', { MicrosoftAppId: 'unstuck-bot' }, 'Teams manifest'],
    ['the address is not public', { PUBLIC_URL: 'http://127.0.0.1:3000' }, 'Teams manifest'],
  ])('finds it wrong that %s', async (_, env, about) => {
    expect(await look({ ...good, ...env })).toMatchObject({
      [about]: { result: 'problem', mend: expect.stringMatching(/./) },
    });
  });

  it('lists its own tenant among others', async () => {
    expect(await look({ ...good, ALLOWED_WORKSPACES: `T1,${tenant}` })).toMatchObject({
      'Teams tenant': { result: 'ok' },
    });
  });
});

describe('PUBLIC_URL, where Teams is on', () => {
  it('names the messaging endpoint', () => {
    expect(checkAddress(configOf(good))).toMatchObject({
      result: 'ok',
      found: 'Teams is to send to https://help.acme.example/api/messages.',
    });
  });

  it('must be set, and public', () => {
    for (const PUBLIC_URL of ['', 'http://help.acme.example', 'https://10.0.0.1']) {
      expect(checkAddress(configOf({ ...good, PUBLIC_URL }))).toMatchObject({
        result: 'problem',
        mend: expect.stringContaining('messaging endpoint'),
      });
    }
  });

  it('is not needed for a stand-in, nor without authentication', () => {
    expect(checkAddress(configOf({ TEAMS_AUTH: 'off' }))).toMatchObject({ result: 'skipped' });
    const standIn = { ...good, TEAMS_OPENID_METADATA_URL: teams.openIdUrl };
    expect(checkAddress(configOf(standIn))).toMatchObject({ result: 'skipped' });
  });
});
