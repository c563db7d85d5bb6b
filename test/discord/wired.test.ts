import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { welcome } from '../../src/welcome.ts';
import type { Running } from '../../src/welcome.ts';
import { startUnstuck } from '../../src/wire.ts';
import { freshDataDir } from '../support/databases.ts';
import { publicKey, signed } from '../support/discord-channel.ts';
import { applicationId, startDiscordStandIn, token } from '../support/discord-stand-in.ts';
import type { DiscordStandIn } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';

/** By the names of its variables, as whoever runs it has it: from the environment to an answer. */
let discord: DiscordStandIn;
let running: Running;
let said: string;
beforeAll(async () => {
  discord = await startDiscordStandIn({ verifyKey: publicKey });
  const read = readConfig({
    PORT: '0',
    DATA_DIR: await freshDataDir(),
    DEFAULT_LOCALE: 'en',
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_API_URL: discord.url,
  });
  if (!read.ok) throw new Error(read.errors.join());
  running = await startUnstuck(read.config, pino({ level: 'silent' }));
  said = welcome(read.config, running);
  await discord.gateway.whenConnected(1);
}, 60_000);
afterAll(async () => {
  await running.stop();
  await discord.close();
});

it('prints at the start what adds the bot to a server, with the rights it needs and no others', () => {
  const [, link = ''] = /Discord +on; add it to a server: (\S+)/.exec(said) ?? [];
  const query = new URL(link).searchParams;
  expect(query.get('client_id')).toBe(applicationId);
  expect(query.get('scope')).toBe('bot applications.commands');
  const wanted = [6n, 10n, 11n, 14n, 15n, 16n, 35n, 36n, 38n].reduce((sum, bit) => sum | (1n << bit), 0n);
  expect(query.get('permissions')).toBe(String(wanted));
});

it('registers its commands in every language there is', async () => {
  const commands = await eventually(() => discord.commands.get(''));
  expect(commands).toMatchObject([
    {
      name: 'troubleshoot',
      description_localizations: { 'es-ES': expect.any(String), 'en-US': expect.any(String) },
    },
    { name: 'escalate' },
    { name: 'troubleshoot-agent' },
    { name: 'troubleshoot-admin' },
    { name: 'Troubleshoot this message' },
  ]);
});

it('answers what is written to it', async () => {
  const ana = discord.world.person('Ana');
  const direct = discord.world.directWith(ana.id);
  discord.write(ana, direct.id, 'my printer does not print');
  const [message] = await eventually(() =>
    discord.ofBot(direct.id).length > 0 ? discord.ofBot(direct.id) : null,
  );
  expect(JSON.stringify(message?.components)).toContain("Yes, that's it");
  expect(discord.problems).toEqual([]);
});

it('answers what Discord sends to its address, and nobody else', async () => {
  const url = `${running.url}/discord/interactions`;
  const body = JSON.stringify({ type: 1 });
  const post = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body });
  expect((await post({ 'content-type': 'application/json' })).status).toBe(401);
  expect(await (await post(signed(body))).json()).toEqual({ type: 1 });
});

it('counts what came and what went, beside all other channels', async () => {
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  expect(metrics).toMatch(/channel="discord"/);
});
