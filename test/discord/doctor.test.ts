import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandDefinitions } from '../../adapters/discord/command-definitions.ts';
import { readConfig } from '../../src/config.ts';
import type { Environment } from '../../src/config.ts';
import { checkDiscord } from '../../src/doctor/discord.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { texts } from '../engine/screen.ts';
import {
  applicationId,
  everyRight,
  rightBits,
  startDiscordStandIn,
  token,
} from '../support/discord-stand-in.ts';
import type { DiscordStandIn } from '../support/discord-stand-in.ts';

const key = 'ab'.repeat(32);
let discord: DiscordStandIn;
let good: Environment;
beforeEach(async () => {
  discord = await startDiscordStandIn({ verifyKey: key });
  good = { DISCORD_TOKEN: token, DISCORD_APPLICATION_ID: applicationId, DISCORD_API_URL: discord.url };
});
afterEach(() => discord.close());

const look = async (env: Environment = {}): Promise<Record<string, Omit<Finding, 'about'>>> => {
  const read = readConfig({ ...good, ...env });
  if (!read.ok) throw new Error(read.errors.join());
  const findings = await checkDiscord(read.config, { texts: () => texts });
  return Object.fromEntries(findings.map(({ about, ...finding }) => [about, finding] as const));
};

describe('the doctor, of Discord', () => {
  it('finds nothing wrong where nothing is, and says how to add the bot', async () => {
    discord.guild();
    discord.application.flags = 1 << 19;
    discord.commands.set('', [
      ...commandDefinitions({ languages: texts.languages.map(({ locale }) => locale), say: texts.say }),
    ] as unknown as Record<string, unknown>[]);
    const findings = await look();
    expect(Object.values(findings).map(({ result }) => result)).toEqual(Array(7).fill('ok'));
    expect(findings['Servers']?.mend).toContain('https://discord.com/oauth2/authorize?client_id=');
  });

  it('says what is missing where it is off', async () => {
    expect(await look({ DISCORD_TOKEN: '' })).toEqual({
      Discord: {
        result: 'skipped',
        found: 'Off: DISCORD_TOKEN not set.',
        mend: expect.stringContaining('docs/discord.md'),
      },
    });
  });

  it('says where a token that does not work is made anew', async () => {
    discord.wrongToken = true;
    expect(await look()).toEqual({
      'Discord token': {
        result: 'problem',
        found: 'Discord does not know it.',
        mend: expect.stringContaining('Reset Token'),
      },
    });
  });

  it('sees that token and application are not of each other', async () => {
    expect(await look({ DISCORD_APPLICATION_ID: '5' })).toMatchObject({
      'Discord token': { result: 'problem', mend: expect.stringContaining('DISCORD_APPLICATION_ID') },
    });
  });

  it('says what there is without the intent for words, and where it is switched on', async () => {
    expect(await look()).toMatchObject({
      'Discord intent': { result: 'skipped', mend: expect.stringContaining('Message Content Intent') },
    });
  });

  it.each<[string, Environment, string | null, string, string]>([
    ['over the gateway', {}, null, 'ok', 'over the gateway'],
    ['over the gateway, with a key for later', { DISCORD_PUBLIC_KEY: key }, null, 'ok', 'over the gateway'],
    ['by HTTP', { DISCORD_PUBLIC_KEY: key }, 'https://x.example/discord/interactions', 'ok', 'by HTTP'],
    ['by HTTP, unverified', {}, 'https://x.example/discord/interactions', 'problem', 'nothing here verifies'],
    ['with another key', { DISCORD_PUBLIC_KEY: 'cd'.repeat(32) }, null, 'problem', 'not the key'],
    [
      'by HTTP, elsewhere',
      { DISCORD_PUBLIC_KEY: key, PUBLIC_URL: 'https://y.example' },
      'https://x.example/discord/interactions',
      'problem',
      'https://y.example/discord/interactions',
    ],
  ])('sees how interactions arrive: %s', async (_, env, endpoint, result, found) => {
    discord.application.endpoint = endpoint;
    expect(await look(env)).toMatchObject({
      Interactions: { result, found: expect.stringContaining(found) },
    });
  });

  it('sees that the commands are not there yet', async () => {
    expect(await look({ DISCORD_GUILD_ID: '77' })).toMatchObject({
      Commands: { result: 'skipped', found: expect.stringContaining('in the server 77') },
    });
  });

  it('sees that no more connections are allowed today', async () => {
    discord.application.starts = 0;
    expect(await look()).toMatchObject({ Gateway: { result: 'problem' } });
  });

  it('sees that the bot is nowhere, or nowhere that is served', async () => {
    expect(await look()).toMatchObject({
      Servers: { result: 'problem', found: 'The bot is in none.', mend: expect.stringContaining('oauth2') },
    });
    const { id } = discord.guild();
    expect(await look({ ALLOWED_WORKSPACES: 'T0123' })).toMatchObject({
      Servers: { result: 'problem', found: expect.stringContaining(`Acme (${id})`) },
    });
    expect(await look({ ALLOWED_WORKSPACES: `T0123,${id}` })).toMatchObject({ Servers: { result: 'ok' } });
  });

  it('sees which rights its role lacks in a server: some stop agents, others what is good to have', async () => {
    const server = discord.world.guilds.get(discord.guild().id);
    if (!server) throw new Error('There is no server');
    server.granted = everyRight & ~rightBits.attachFiles;
    expect(await look()).toMatchObject({
      Rights: {
        result: 'problem',
        found: expect.stringMatching(/^In Acme it lacks “Attach Files”\. Agents cannot work/),
        mend: expect.stringContaining('"Roles"'),
      },
    });
    server.granted = everyRight & ~rightBits.reactions;
    expect(await look()).toMatchObject({
      Rights: { result: 'skipped', found: 'In Acme it lacks “Add Reactions”.' },
    });
    server.granted = 1n << 3n;
    expect(await look()).toMatchObject({ Rights: { result: 'ok' } });
  });

  it('says so where Discord cannot be reached', async () => {
    await discord.close();
    expect(await look()).toMatchObject({
      Discord: { result: 'problem', found: expect.stringContaining('gave no usable answer') },
    });
  });
});
