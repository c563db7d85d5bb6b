import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeAction } from '../../adapters/slack/action-value.ts';
import type { WebChannel } from '../../adapters/web/index.ts';
import type { WebChannelOptions } from '../../adapters/web/options.ts';
import type {
  Answer,
  BotItem,
  PersonItem,
  PressAnswer,
  Seat,
  ThreadItem,
} from '../../adapters/web/protocol.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import type { PressMove } from '../../src/engine/message.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { readMessage } from '../support/slack-read.ts';
import { adminKey, newVisitor, openPlayground } from './house.ts';

/** The whole product, and one page that plays everybody. */
let database: Database;
let core: Core;
let playground: Awaited<ReturnType<typeof openPlayground>>;
const doors: WebChannel[] = [];

const adminOf = (local: boolean): WebChannelOptions['admin'] => ({
  local,
  isAdmin: async (person) => (await core.administration.book.roleOf(person)) === 'admin',
  opensBy: async (key) => key === adminKey,
});

beforeAll(async () => {
  database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  playground = await openPlayground({
    log: silentLog,
    history: async (session) => ({ recorded: await core.store.recorded(session), deliveries: [] }),
    pack: async (session) => await core.handOff.drawing.pack(session),
    admin: adminOf(true),
    deskFor: async (channel) => {
      doors.push(channel);
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
        letIn: (person) => doors.some((door) => door.isAdmin(person)),
        userAgent: 'Unstuck/test',
        log: silentLog,
        metrics: null,
      });
      await core.start();
      return core.desk;
    },
  });
}, 60_000);
afterAll(async () => {
  await playground.close();
  await core.stop();
  await database.close();
});

/** Somebody with the page open: what stands in each pane, and what can be done there. */
const openPage = async (
  headers: Readonly<Record<string, string>> = {},
  url = playground.url,
  cookie = '',
) => {
  const visitor = newVisitor(url, cookie, headers);
  const items = new Map<string, ThreadItem>();
  const stream = await visitor.listen();
  const snapshot = await stream.next('snapshot');
  for (const item of snapshot.items) items.set(item.id, item);
  const listening = (async () => {
    for (;;) {
      const item = await stream.next('item');
      items.set(item.id, item);
    }
  })().catch((error: unknown) => void error);
  let words = 0;

  const shown = (seat: Seat): readonly BotItem[] =>
    [...items.values()].filter((item): item is BotItem => item.kind === 'bot' && item.seat === seat);
  const buttonsOf = (item: BotItem) =>
    readMessage(item.payloads.slack as Parameters<typeof readMessage>[0]).buttons;
  const post = async (name: string, body: object) =>
    (await visitor.post(name, { locale: 'en', ...body })).answer as PressAnswer;

  const page = {
    visitor,
    snapshot,
    post,
    shown,
    say: async (as: Seat, text: string): Promise<{ readonly id: string; readonly answer: PressAnswer }> => {
      words += 1;
      const key = `words-number-${words}`;
      return { id: `say:${key}`, answer: await post('say', { as, text, key }) };
    },
    own: (id: string): PersonItem | null => {
      const item = items.get(id);
      return item?.kind === 'person' ? item : null;
    },
    /** The message of a pane that says so, as it stands. */
    sees: async (seat: Seat, text: string | RegExp): Promise<BotItem> =>
      await eventually(() => {
        const found = shown(seat).findLast((item) =>
          typeof text === 'string' ? item.text.includes(text) : text.test(item.text),
        );
        if (found) return found;
        throw new Error(
          `Not in the ${seat}'s pane: ${String(text)}. There is: ${shown(seat)
            .map((item) => item.text)
            .join(' | ')}`,
        );
      }, 5_000),
    /** The value of a button in a pane, wherever it is. */
    button: async (seat: Seat, move: PressMove, arg?: string): Promise<string> =>
      await eventually(() => {
        const button = shown(seat)
          .toReversed()
          .flatMap(buttonsOf)
          .find(({ press }) => press.move === move && (arg === undefined || press.arg === arg));
        return button && encodeAction(button);
      }),
    press: async (seat: Seat, move: PressMove, arg?: string): Promise<PressAnswer> =>
      await post('press', { as: seat, platform: 'slack', value: await page.button(seat, move, arg) }),
    fill: async (seat: Seat, value: string, values: Readonly<Record<string, string>>): Promise<PressAnswer> =>
      await post('submit', { as: seat, platform: 'slack', value, values }),
    /** A person with a case that has come to the agent's pane. */
    handOver: async (): Promise<BotItem> => {
      await page.say('user', "the app won't open");
      await page.say('user', '/escalate');
      await page.button('agent', 'claim');
      return await eventually(() => shown('agent').find(({ id, thread }) => id === thread));
    },
    close: async () => {
      await stream.close();
      await listening;
    },
  };
  return page;
};

describe('a visitor of the playground', () => {
  it('asks for a human, answers as one, and closes the case', async () => {
    const page = await openPage();
    const pack = await page.handOver();
    expect(pack.text).toContain("the app won't open");

    await page.press('agent', 'claim');
    await page.sees('agent', 'Alex');
    const note = await page.say('agent', 'looks like the old installer');
    const reply = await page.button('agent', 'reply');
    const form = await page.post('press', { as: 'agent', platform: 'slack', value: reply });
    expect(form.kind).toBe('form');
    await page.fill('agent', reply, { text: 'Please install it again' });
    await page.sees('user', 'Please install it again');
    expect(
      page
        .shown('user')
        .map(({ text }) => text)
        .join(),
    ).not.toContain('old installer');
    expect(page.own(note.id)).toMatchObject({ seat: 'agent', thread: pack.id, crossed: 'no' });

    const answer = await page.say('user', 'it opens now, thank you');
    const arrived = await page.sees('agent', 'it opens now, thank you');
    expect(arrived.thread).toBe(pack.id);
    await eventually(() => page.own(answer.id)?.crossed === 'arrived');

    await page.press('agent', 'close_solved');
    await page.press('user', 'rate', '5');
    await page.sees('user', /5 out of 5/);
    // One message from the claim to the end, with what can still be done.
    const packs = page.shown('agent').filter(({ id, thread }) => id === thread);
    expect(packs).toHaveLength(1);
    await page.close();
  }, 60_000);

  it('changes and takes back what has crossed, on both sides', async () => {
    const page = await openPage();
    await page.handOver();
    const { id } = await page.say('user', 'it is the red one');
    await page.sees('agent', 'it is the red one');
    await eventually(() => page.own(id)?.crossed === 'arrived');
    await page.post('edit', { id, text: 'it is the blue one' });
    await page.sees('agent', 'it is the blue one');
    await eventually(() => page.own(id)?.edited === true);
    expect(page.own(id)?.text).toBe('it is the blue one');
    await page.post('edit', { id, text: null });
    await eventually(() => page.shown('agent').every(({ text }) => !text.includes('blue one')));
    const { status } = await page.visitor.post('edit', { id, text: 'again', locale: 'en' });
    expect(status).toBe(422);
    await page.close();
  }, 60_000);

  it('talks over an open line, where every word is marked', async () => {
    const page = await openPage();
    await page.handOver();
    await page.press('agent', 'claim');
    await page.press('agent', 'open_line');
    await page.button('agent', 'close_line');
    const { id } = await page.say('agent', 'I am looking at it');
    await page.sees('user', 'I am looking at it');
    await eventually(() => page.own(id)?.crossed === 'arrived');
    const typed = await page.say('agent', '/troubleshoot-agent reply And one more thing');
    expect(page.own(typed.id)).toBeNull();
    await page.sees('user', 'And one more thing');
    await page.close();
  }, 60_000);

  it('acts on no case but their own, and is told of no other agent', async () => {
    const [ana, eve] = [await openPage(), await openPage()];
    await ana.handOver();
    await eve.handOver();
    const value = await ana.button('agent', 'claim');
    for (const as of ['user', 'agent'] as const) {
      expect(await eve.post('press', { as, platform: 'slack', value })).toMatchObject({ kind: 'refused' });
    }
    expect(await ana.post('press', { as: 'user', platform: 'slack', value })).toMatchObject({
      kind: 'refused',
    });
    const before = eve.shown('agent').length;
    expect((await eve.say('agent', '/troubleshoot-agent list')).answer).toMatchObject({ kind: 'refused' });
    expect((await eve.say('user', '/troubleshoot-agent claim')).answer).toMatchObject({ kind: 'refused' });
    expect(eve.shown('agent')).toHaveLength(before);

    await ana.press('agent', 'claim');
    await ana.sees('agent', 'Alex');
    const assign = await eve.press('agent', 'assign');
    const offered = assign.kind === 'form' ? assign.form.fields.flatMap(({ options }) => options) : [];
    expect(offered.map(({ label }) => label)).toEqual(['Alex']);
    await Promise.all([ana.close(), eve.close()]);
  }, 60_000);
});

describe('after a restart', () => {
  it('has the open case in the agent’s pane again, its buttons good and its thread where it was', async () => {
    const before = await openPage();
    const pack = await before.handOver();
    const later = await openPlayground({
      log: silentLog,
      pack: async (session) => await core.handOff.drawing.pack(session),
      admin: adminOf(true),
      deskFor: async () => core.desk,
    });
    const page = await openPage({}, later.url, before.visitor.cookie());
    const [again] = page.shown('agent');
    expect(again).toMatchObject({ id: pack.id, thread: pack.id, session_id: pack.session_id });
    expect(await page.press('agent', 'claim')).toMatchObject({ kind: 'accepted' });
    const { answer } = await page.say('agent', '/troubleshoot-agent resolve yes');
    expect(answer).toMatchObject({ kind: 'accepted' });
    await Promise.all([page.close(), before.close()]);
    await later.close();
  }, 60_000);
});

describe('the admin of the playground', () => {
  it('is whoever opens the page of a server that serves this machine alone', async () => {
    const page = await openPage();
    expect(page.snapshot.admin).toEqual({ open: true });
    await page.say('admin', 'webhooks list');
    await page.sees('admin', /webhook/i);
    await page.say('admin', '/troubleshoot-admin settings');
    await page.sees('admin', /settings/i);
    expect(await page.post('suggest', { typed: 'webhooks sh' })).toEqual([
      { words: 'webhooks show', what: null },
    ]);
    // A role of that person alone: who is stuck has none.
    expect((await page.say('user', '/troubleshoot-admin webhooks list')).answer).toMatchObject({
      kind: 'refused',
    });
    await page.close();
  }, 60_000);

  it.each([
    ['a proxy', { 'x-forwarded-for': '203.0.113.7' }],
    ['a tunnel', { forwarded: 'for=203.0.113.7' }],
  ])('is nobody who comes through %s', async (_by, headers) => {
    const page = await openPage(headers);
    expect(page.snapshot.admin).toEqual({ open: false });
    expect((await page.say('admin', 'webhooks list')).answer).toMatchObject({ kind: 'refused' });
    expect(await page.post('suggest', { typed: 'web' })).toEqual([]);
    await page.close();
  });

  it('elsewhere is whoever has a key or the code of the terminal, and nobody else', async () => {
    const elsewhere = await openPlayground({
      log: silentLog,
      admin: adminOf(false),
      deskFor: async (channel) => {
        doors.push(channel);
        return core.desk;
      },
    });
    const page = await openPage({}, elsewhere.url);
    const closed = { kind: 'refused', note: null };
    expect(page.snapshot.admin.open).toBe(false);
    expect(await page.post('admin', { secret: 'a-key-that-is-not-right' })).toMatchObject(closed);
    expect((await page.say('admin', 'stats')).answer).toMatchObject({ kind: 'refused' });
    expect(await page.post('admin', { secret: adminKey })).toMatchObject({ kind: 'accepted' });
    await page.say('admin', 'webhooks list');
    await page.sees('admin', /webhook/i);

    const code = await core.administration.claims.offer();
    const other = await openPage({}, elsewhere.url);
    const wrong = (await other.post('admin', { secret: 'AAAA-AAAA' })) as Answer;
    expect([wrong.kind, wrong.note]).toEqual(['refused', expect.stringMatching(/code/i)]);
    expect(await other.post('admin', { secret: code ?? '' })).toMatchObject({ kind: 'accepted' });
    expect(await core.administration.book.hasAdmin()).toBe(true);
    await Promise.all([page.close(), other.close()]);
    await elsewhere.close();
  }, 60_000);
});
