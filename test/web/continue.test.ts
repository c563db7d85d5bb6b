import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { decodeCarried } from '../../adapters/discord/custom-id.ts';
import { createDiscordChannel } from '../../adapters/discord/index.ts';
import type { DiscordChannel } from '../../adapters/discord/index.ts';
import type { BotItem, Snapshot } from '../../adapters/web/protocol.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { PersonId, SessionId } from '../../src/ids.ts';
import { linkMinutes } from '../../src/app/links.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { createKeep, createLeadership } from '../../src/store/keep.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { quickPace } from '../support/discord-channel.ts';
import { componentsIn } from '../support/discord-check.ts';
import { applicationId, startDiscordStandIn, token } from '../support/discord-stand-in.ts';
import type { DiscordPerson, DiscordStandIn } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { accessibilityProblems, noBrowser, openBrowser, openPage } from './browser.ts';
import { newVisitor, openPlayground } from './house.ts';

/** The whole product behind Discord and the web; only Discord itself, and the hands of the clock, are stand-ins. */
let discord: DiscordStandIn;
let database: Database;
let channel: DiscordChannel;
let core: Core;
let playground: Awaited<ReturnType<typeof openPlayground>>;
let ana: DiscordPerson;
let ahead = 0;

beforeAll(async () => {
  discord = await startDiscordStandIn();
  database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  const clock = { now: () => new Date(Date.now() + ahead) };
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
    continueAt: (id) => `${playground.url}/playground/continue/${id}`,
    channels: [channel],
    userAgent: 'Unstuck/test',
    log: silentLog,
    metrics: null,
    clock,
  });
  await core.start();
  playground = await openPlayground({
    deskFor: async () => core.desk,
    log: silentLog,
    history: async (session) => ({ recorded: await core.store.recorded(session), deliveries: [] }),
    continued: {
      minutes: linkMinutes,
      redeem: async (id, visitor) => (await core.links?.redeem(id, visitor)) ?? null,
      of: async (visitor) => (await core.links?.of(visitor)) ?? [],
      session: async (id) => (await core.store.load(id))?.session ?? null,
    },
  });
  channel.connect(core.desk, ['en', 'es']);
  await channel.start();
  await discord.gateway.whenConnected(1);
}, 60_000);

let browser: Browser | null = null;
const opened = async (): Promise<Browser> => (browser ??= await openBrowser());

afterAll(async () => {
  await browser?.close();
  await playground.close();
  await channel.stop();
  await core.stop();
  await database.close();
  await discord.close();
});

/** What is on Ana's screen in a thread: the last message of the bot, and what its buttons carry. */
const last = (thread: string) => discord.ofBot(thread).at(-1);
const shows = (components: unknown, text: string): boolean =>
  JSON.stringify(components ?? null).includes(text);
const carried = (body: object): readonly { readonly label: string; readonly id: string }[] =>
  componentsIn(body).flatMap((component) => [
    ...(component['type'] === 2
      ? [{ label: String(component['label']), id: String(component['custom_id']) }]
      : []),
    ...((component['options'] ?? []) as { label: string; value: string }[]).map(({ label, value }) => ({
      label,
      id: value,
    })),
  ]);

const inDiscord = async (thread: string, label: RegExp) => {
  const { message, id } = await eventually(() => {
    const newest = last(thread);
    const found = newest && carried({ components: newest.components }).find((one) => label.test(one.label));
    return found && { message: newest, id: found.id };
  });
  return await discord.deliver(discord.press(ana, message, id));
};

/** A guide at its first step, in a thread of Discord. */
const begin = async (): Promise<{ readonly thread: string; readonly session: SessionId }> => {
  const server = discord.guild();
  ana = discord.world.person('Ana', { guild: server.id });
  await discord.deliver(
    discord.slash(ana, server.channel.id, 'troubleshoot', { problem: "the app won't open" }),
  );
  const [thread] = discord.threadsOf(server.channel.id);
  if (!thread) throw new Error('No thread was opened');
  await inDiscord(thread.id, /that's it|does not open/i);
  await eventually(() => shows(last(thread.id)?.components, 'Step 1 of'));
  const [open] = await core.store.open(`discord:${ana.id}` as PersonId);
  if (!open) throw new Error('No session was begun');
  return { thread: thread.id, session: open.session.session_id };
};

/** Asks for the link; only Ana sees it. */
const linkIn = async (thread: string): Promise<string> => {
  const answer = JSON.stringify(await inDiscord(thread, /Continue on the web/));
  expect(answer).toMatch(/"flags":\d+/);
  const path = /\/playground\/continue\/[\w-]{43}/.exec(answer)?.[0];
  if (path === undefined) throw new Error(`No link in ${answer}`);
  return path;
};

const follow = async (visitor: ReturnType<typeof newVisitor>, path: string) => {
  const response = await fetch(playground.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: visitor.cookie(),
      origin: playground.url,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  await response.text();
  return response.status;
};
const someone = async () => {
  const visitor = newVisitor(playground.url);
  await visitor.get('/');
  return visitor;
};
const screenOf = async (visitor: ReturnType<typeof newVisitor>): Promise<Snapshot> => {
  const stream = await visitor.listen();
  const snapshot = await stream.next('snapshot');
  await stream.close();
  return snapshot;
};
const botItem = ({ items }: Snapshot): BotItem => {
  const item = items.findLast(({ kind }) => kind === 'bot');
  if (item?.kind !== 'bot') throw new Error('The bot has said nothing');
  return item;
};

describe('a session begun on Discord', () => {
  it('is continued on the web by its link, and finished there, with one timeline', async () => {
    const { thread, session } = await begin();
    const path = await linkIn(thread);
    const visitor = await someone();
    const looked = await visitor.get(path);
    expect([looked.status, await looked.text()]).toEqual([
      200,
      expect.stringContaining('<form method="post">'),
    ]);
    expect(await follow(visitor, path)).toBe(303);

    const stream = await visitor.listen();
    const first = await stream.next('snapshot');
    expect(botItem(first)).toMatchObject({ session_id: session, text: expect.stringMatching(/Step 1 of/) });
    const press = async (label: RegExp, item: BotItem) => {
      const button = carried(item.payloads.discord).find((one) => label.test(one.label));
      if (!button || !decodeCarried(button.id)) throw new Error(`Nothing says ${label}`);
      const { answer } = await visitor.post('press', { platform: 'discord', value: button.id, locale: 'en' });
      expect(answer).toMatchObject({ kind: 'accepted' });
      return (await stream.next('item')) as BotItem;
    };
    const second = await press(/didn't work/, botItem(first));
    expect(second.text).toMatch(/Step 2 of/);
    await eventually(() => shows(last(thread)?.components, 'Step 2 of'));

    await inDiscord(thread, /didn't work/);
    const third = (await stream.next('item')) as BotItem;
    expect(third.text).toMatch(/Step 3 of/);
    await press(/solved/i, third);
    await eventually(() => shows(last(thread)?.components, 'Solved'));
    await stream.close();

    const recorded = (await core.store.recorded(session)).map(({ event }) => event.type);
    expect(recorded.filter((type) => type === 'step_failed')).toHaveLength(2);
    expect(recorded.at(-1)).toBe('session_resolved');
    const { timeline } = await screenOf(visitor);
    expect(timeline.map(({ type }) => type)).toEqual(recorded);
    expect((await core.store.load(session))?.session.user.id).toBe(`discord:${ana.id}`);
  });

  it('goes on by what is typed on the web too', async () => {
    const { thread } = await begin();
    const visitor = await someone();
    await follow(visitor, await linkIn(thread));
    await screenOf(visitor);
    await visitor.post('say', { text: "it didn't work", key: 'a-key-of-the-page', locale: 'en' });
    await eventually(() => shows(last(thread)?.components, 'Step 2 of'));
  });

  it('is shown by nobody else: a link works once, for ten minutes, and lies nowhere', async () => {
    const { thread } = await begin();
    const path = await linkIn(thread);
    const [mallory, late] = await Promise.all([someone(), someone()]);
    const both = await Promise.all([follow(mallory, path), follow(late, path)]);
    expect(both.toSorted()).toEqual([303, 410]);
    expect(await follow(await someone(), path)).toBe(410);
    expect(await follow(late, '/playground/continue/nothing')).toBe(410);

    const old = await linkIn(thread);
    const secret = old.slice(old.lastIndexOf('/') + 1);
    const kept = JSON.stringify(await database.dataSource.query('SELECT * FROM support_links'));
    expect(kept).not.toContain(secret);
    expect(kept).toContain(createHash('sha256').update(secret).digest('hex'));
    ahead += linkMinutes * 60_000;
    expect(await follow(await someone(), old)).toBe(410);
    expect((await screenOf(await someone())).items).toEqual([]);
  });

  (noBrowser === null ? describe : describe.skip)('in a browser', () => {
    it('is carried over by a button', async () => {
      const { thread, session } = await begin();
      const { page, complaints, close } = await openPage(await opened(), playground.url, {
        path: await linkIn(thread),
      });
      await page.getByRole('heading', { name: 'Continue here?' }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.waitForURL(`${playground.url}/`);
      const [cookie] = await page.context().cookies();
      const visitor = newVisitor(playground.url, `${cookie?.name}=${cookie?.value}`);
      expect(botItem(await screenOf(visitor)).session_id).toBe(session);

      await page.goto(playground.url + (await linkIn(thread)));
      await follow(await someone(), new URL(page.url()).pathname);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
      // The used link, and the icon that the page of these tests has not.
      expect(complaints.filter((one) => !/status of (?:404|410)/.test(one))).toEqual([]);
      await close();
    }, 60_000);
  });

  it('is not carried away by another page', async () => {
    const { thread } = await begin();
    const response = await fetch(playground.url + (await linkIn(thread)), {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(403);
  });
});
