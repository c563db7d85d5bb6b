import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDiscordChannel } from '../../adapters/discord/index.ts';
import type { DiscordChannel, DiscordOptions } from '../../adapters/discord/index.ts';
import type { Desk } from '../../src/app/channel.ts';
import { memoryKeep } from '../contract/inside.ts';
import { applicationId, startDiscordStandIn, token } from './discord-stand-in.ts';
import type { DiscordStandIn } from './discord-stand-in.ts';
import { scriptedDesk } from './scripted-desk.ts';
import type { ScriptedDesk } from './scripted-desk.ts';
import type { LogLine } from './slack-channel.ts';

/** The adapter with the real SDK, between a scripted desk and a stand-in for Discord. */
export interface DiscordHouse {
  readonly channel: DiscordChannel;
  readonly desk: ScriptedDesk;
  readonly discord: DiscordStandIn;
  readonly lines: readonly LogLine[];
  /** Where interactions arrive by HTTP. */
  readonly url: string;
  /** Sends a body as Discord does: signed, and waiting for the answer. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Rejects where anything that was asked or answered was not as Discord's specification says. */
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A pair of keys as Discord makes one for each application. */
const keys = generateKeyPairSync('ed25519');
export const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');

export function signed(
  text: string,
  { at = Date.now(), key = keys.privateKey }: { at?: number; key?: typeof keys.privateKey } = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'content-type': 'application/json',
    'x-signature-timestamp': timestamp,
    'x-signature-ed25519': sign(null, Buffer.from(timestamp + text), key).toString('hex'),
  };
}

const prefix = 'discord.commands.';
/** The desk's texts are their keys, which are too long to call a command by. */
export const withShortNames = (desk: Desk): Desk => ({
  ...desk,
  text: (locale, key) =>
    key.startsWith(prefix) ? key.slice(prefix.length, prefix.length + 32) : desk.text(locale, key),
});

/** Fast enough for a test, and slow enough for a machine that is busy. */
export const quickPace = { leaseMs: 2000, renewMs: 100, identifyMs: 50, againMs: [100] };

export async function openDiscordHouse(
  options: Partial<DiscordOptions> & {
    readonly before?: (discord: DiscordStandIn) => void;
    /** Whether to wait until the gateway is connected. */
    readonly waits?: boolean;
    /** How long Discord waits for an answer. */
    readonly discordWaitsMs?: number;
  } = {},
): Promise<DiscordHouse> {
  const { before, waits = true, discordWaitsMs, ...rest } = options;
  const discord = await startDiscordStandIn({ verifyKey: publicKey, answerWithinMs: discordWaitsMs });
  before?.(discord);
  const desk = scriptedDesk();
  const lines: LogLine[] = [];
  const write =
    (level: LogLine['level']) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  const channel = createDiscordChannel({
    token,
    applicationId,
    publicKey,
    apiUrl: discord.url,
    keep: memoryKeep(),
    leadership: { lead: async () => true, resign: async () => {} },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    timeoutMs: 1000,
    pace: quickPace,
    now: Date.now,
    ...rest,
  });
  channel.connect(withShortNames(desk), ['en', 'es']);
  await channel.start();
  const server = createServer((req, res) => channel.requestListener?.(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/discord/interactions`;
  if (waits) {
    await Promise.all([discord.gateway.whenConnected(1), discord.called('read_commands')]);
  }

  return {
    channel,
    desk,
    discord,
    lines,
    url,
    async post(body, headers) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(url, { method: 'POST', headers: headers ?? signed(text), body: text });
      const answer = await response.text();
      return { status: response.status, body: answer === '' ? '' : (JSON.parse(answer) as unknown) };
    },
    async close() {
      await channel.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await discord.close();
      if (discord.problems.length > 0) throw new Error(discord.problems.join('\n'));
    },
  };
}
