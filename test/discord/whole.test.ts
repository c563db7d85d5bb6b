import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDiscordChannel } from '../../adapters/discord/index.ts';
import type { DiscordChannel } from '../../adapters/discord/index.ts';
import type { Session } from '../../src/engine/session.ts';
import type { PersonId } from '../../src/ids.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { createKeep, createLeadership } from '../../src/store/keep.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { componentsIn } from '../support/discord-check.ts';
import { quickPace } from '../support/discord-channel.ts';
import { applicationId, startDiscordStandIn, token } from '../support/discord-stand-in.ts';
import type { DiscordPerson, DiscordStandIn, StandInMessage } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';

/** The whole product behind Discord: the real SDK, engine, store and outbox; only Discord itself is a stand-in. */
let discord: DiscordStandIn;
let database: Database;
let channel: DiscordChannel;
let core: Core;

beforeAll(async () => {
  discord = await startDiscordStandIn();
  database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  const clock = { now: () => new Date() };
  channel = createDiscordChannel({
    token,
    applicationId,
    publicKey: null,
    apiUrl: discord.url,
    keep: createKeep(database.dataSource, 'discord', clock),
    leadership: createLeadership(database.dataSource, 'this replica'),
    log: { ...silentLog, debug: () => undefined },
    defaultLocale: 'en',
    timeoutMs: 1000,
    pace: quickPace,
    now: Date.now,
  });
  core = createCore({
    database,
    encryptionKey: Buffer.alloc(32, 1),
    defaultLocale: 'en',
    localesDir: join(packageRoot(), 'locales'),
    webhookSecret: null,
    allowedNetworks: [],
    production: false,
    ownOrigin: () => null,
    channels: [channel],
    userAgent: 'Unstuck/test',
    log: silentLog,
    metrics: null,
  });
  await core.start();
  channel.connect(core.desk, ['en', 'es']);
  await channel.start();
  await discord.gateway.whenConnected(1);
}, 60_000);

afterAll(async () => {
  await channel.stop();
  await core.stop();
  await database.close();
  await discord.close();
});

let server: ReturnType<DiscordStandIn['guild']>;
let ana: DiscordPerson;
beforeEach(() => {
  server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id });
});

interface Button {
  readonly message: StandInMessage;
  readonly label: string;
  readonly id: string;
}

/** Buttons and menu entries of a message, in order. */
const buttonsOf = (message: StandInMessage): Button[] =>
  componentsIn({ components: message.components }).flatMap((component) => {
    if (component['type'] === 2) {
      return [{ message, label: String(component['label']), id: String(component['custom_id']) }];
    }
    const entries = Array.isArray(component['options'])
      ? (component['options'] as { label: string; value: string }[])
      : [];
    return entries.map(({ label, value }) => ({ message, label, id: value }));
  });
const textOf = ({ components }: StandInMessage): string => JSON.stringify(components);

const offered = (place: string, label: RegExp): Promise<Button> =>
  eventually(() =>
    discord
      .ofBot(place)
      .flatMap(buttonsOf)
      .find((button) => label.test(button.label)),
  );
const press = async (place: string, label: RegExp, by = ana) => {
  const { message, id } = await offered(place, label);
  return await discord.deliver(discord.press(by, message, id));
};

/** `/troubleshoot` in a channel; resolves with the thread it goes on in. */
const startPrinting = async (): Promise<string> => {
  const reply = await discord.deliver(
    discord.slash(ana, server.channel.id, 'troubleshoot', { problem: 'my printer does not print' }),
  );
  // The first pick reads all guides: on a busy machine its answer is put off.
  expect(reply).not.toBeNull();
  const [thread] = await eventually(() => {
    const threads = discord.threadsOf(server.channel.id);
    return threads.length > 0 ? threads : null;
  });
  return thread?.id ?? '';
};
const sessions = async (who = ana): Promise<readonly Session[]> =>
  (await core.store.open(`discord:${who.id}` as PersonId)).map(({ session }) => session);

const yes = /that's it/i;

describe('a guide in a server', () => {
  it('lives in a thread of its own, from the first word to solved', async () => {
    const thread = await startPrinting();
    // Drawn by the answer itself, or through the channel where the machine is slow.
    expect([6, 7]).toContain((await press(thread, yes))?.['type']);
    for (;;) {
      const { message, label } = await offered(thread, /./);
      if (/solved/i.test(label)) break;
      const { edits } = message;
      await press(thread, new RegExp(`^${label.replace(/[^\w ]/g, '.')}$`));
      await eventually(() => discord.ofBot(thread).some((one) => one.id !== message.id || one.edits > edits));
    }
    await press(thread, /solved/i);
    await eventually(async () => (await sessions()).length === 0);
    await eventually(() => discord.ofBot(thread).some((one) => textOf(one).includes('Solved!')));
    expect(discord.problems).toEqual([]);
  });
});
