import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSlackChannel } from '../../adapters/slack/index.ts';
import type { SlackChannel } from '../../adapters/slack/index.ts';
import { createCore } from '../../src/core.ts';
import type { Core } from '../../src/core.ts';
import { packageRoot } from '../../src/package-root.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import * as slack from '../support/slack-requests.ts';
import { signed, signingSecret } from '../support/slack-requests.ts';
import type { Person, SlackRequest } from '../support/slack-requests.ts';
import { botToken, startSlackStandIn } from '../support/slack-stand-in.ts';
import type { SlackStandIn, StandInMessage } from '../support/slack-stand-in.ts';

/** The whole product behind Slack: the real SDK, engine, store and outbox; only Slack itself is a stand-in. */
let standIn: SlackStandIn;
let database: Database;
let channel: SlackChannel;
let core: Core;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  standIn = await startSlackStandIn();
  database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  channel = createSlackChannel({
    botToken,
    signingSecret,
    apiUrl: standIn.url,
    log: { ...silentLog, debug: () => undefined },
    defaultLocale: 'en',
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
  channel.connect(core.desk);
  const server = createServer(channel.requestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}, 60_000);

afterAll(async () => {
  await close();
  await channel.stop();
  await core.stop();
  await database.close();
  await standIn.close();
});

let person: Person;
let people = 0;
beforeEach(() => {
  people += 1;
  person = { team: 'T1', user: `U${people}`, name: `person${people}` };
});

const post = async (request: SlackRequest): Promise<number> => {
  const response = await fetch(url, { method: 'POST', headers: signed(request), body: request.body });
  await response.text();
  return response.status;
};

const mine = (): readonly StandInMessage[] =>
  standIn.messages.filter(({ channel: where, user }) => where === `D${person.user}` && user === null);
const asides = (user: string): readonly string[] =>
  standIn.messages.filter((message) => message.user === user).map(({ text }) => text);

interface Button {
  readonly label: string;
  readonly value: string;
}

const buttonsOf = (message: StandInMessage | undefined): readonly Button[] =>
  (message?.blocks ?? []).flatMap((block) => {
    const { type, elements } = block as {
      type: string;
      elements: { text?: { text: string }; value?: string }[];
    };
    if (type !== 'actions') return [];
    return elements.flatMap(({ text, value }) => (text && value ? [{ label: text.text, value }] : []));
  });

/** The newest message that offers it; waits until there is one. */
const offered = async (label: RegExp): Promise<{ message: StandInMessage; value: string }> =>
  eventually(() => {
    const message = mine().findLast((one) => buttonsOf(one).some((button) => label.test(button.label)));
    const button = buttonsOf(message).find((one) => label.test(one.label));
    return message && button ? { message, value: button.value } : null;
  });

const press = async (label: RegExp, by: Person = person): Promise<number> => {
  const { message, value } = await offered(label);
  return post(slack.clickButton(by, message, value));
};

const startPrinting = (): Promise<number> => post(slack.directMessage(person, 'my printer does not print'));
const sessions = async () => core.store.open(`slack:T1:${person.user}` as never);

const yes = /that's it/i;

describe('Slack delivers again, and people click twice', () => {
  it('the same message under another event id is one session with one message', async () => {
    const said = {
      type: 'message',
      channel_type: 'im',
      channel: `D${person.user}`,
      user: person.user,
      text: 'my printer does not print',
      ts: '1800000000.000001',
    };
    const answers = await Promise.all(['Ev1', 'Ev1', 'Ev2'].map((id) => post(slack.event('T1', said, id))));
    expect(answers).toEqual([200, 200, 200]);
    await offered(yes);
    expect(mine()).toHaveLength(1);
    expect(await sessions()).toHaveLength(1);
  });

  it('clicks at the same moment decide once, and the newest picture stays on top', async () => {
    await startPrinting();
    const { message, value } = await offered(yes);
    const click = slack.clickButton(person, message, value);
    expect(await Promise.all([post(click), post(click), post(click)])).toEqual([200, 200, 200]);
    await offered(/human|person/i);
    const [open] = await sessions();
    expect(open?.session.version).toBe(2);
    await eventually(() => JSON.stringify(mine()[0]?.blocks).includes(`|2|`));
  });

  it('a click on an old picture decides nothing; the message is drawn as it stands', async () => {
    await startPrinting();
    const old = await offered(yes);
    await press(yes);
    await eventually(async () => (await sessions())[0]?.session.version === 2);
    const before = (await sessions())[0]?.session;
    expect(await post(slack.clickButton(person, old.message, old.value))).toBe(200);
    expect((await sessions())[0]?.session).toEqual(before);
  });

  it('somebody else’s click decides nothing, and is answered to them alone', async () => {
    const other: Person = { team: 'T1', user: `${person.user}X`, name: 'other' };
    await startPrinting();
    expect(await press(yes, other)).toBe(200);
    await eventually(() => asides(other.user).length > 0);
    expect((await sessions())[0]?.session.version).toBe(1);
  });
});

describe('Slack is busy, broken or changed', () => {
  it('a post that went through unnoticed is there once', async () => {
    standIn.fault('chat.postMessage', { status: 500, through: true });
    await startPrinting();
    await eventually(() => (mine()[0]?.edits ?? 0) > 0);
    expect(mine()).toHaveLength(1);
    expect(buttonsOf(mine()[0]).some(({ label }) => yes.test(label))).toBe(true);
  });

  it('429 and 5xx hold a picture up, and never lose it', async () => {
    await startPrinting();
    await offered(yes);
    standIn.fault('chat.update', { status: 429, retryAfter: 1 }, { status: 503 });
    await press(yes);
    await eventually(() => JSON.stringify(mine()[0]?.blocks).includes('|2|'));
    expect(mine()).toHaveLength(1);
  });

  it('a message that was deleted is posted anew with the next step', async () => {
    await startPrinting();
    const { message, value } = await offered(yes);
    standIn.remove(message);
    await post(slack.clickButton(person, message, value));
    await eventually(() => mine().length === 1 && JSON.stringify(mine()[0]?.blocks).includes('|2|'));
    expect(mine()[0]?.ts).not.toBe(message.ts);
  });
});

describe('all the ways in', () => {
  it('a command goes on in the direct messages', async () => {
    await post(slack.slashCommand(person, '/troubleshoot', 'my printer does not print'));
    await offered(yes);
  });

  it('a form on the home page begins a session', async () => {
    await post(slack.homeOpened(person));
    const home = await eventually(() => standIn.views.findLast(({ type }) => type === 'home'));
    const start = buttonsOf({ blocks: home['blocks'] } as StandInMessage).find(({ value }) =>
      value.startsWith('describe>'),
    );
    await post(slack.clickButton(person, 'home', start?.value ?? ''));
    const modal = await eventually(() => standIn.views.findLast(({ type }) => type === 'modal'));
    await post(
      slack.submitView(person, modal, {
        problem: { type: 'plain_text_input', value: 'my printer does not print' },
      }),
    );
    await offered(yes);
    await eventually(() =>
      JSON.stringify(standIn.views.findLast(({ type }) => type === 'home')).includes('|yes|'),
    );
  });

  it('a mention is answered in its thread, which goes on by itself', async () => {
    const ts = '1800000000.000777';
    await post(slack.mention(person, 'my printer does not print', { ts }));
    const inThread = () => standIn.messages.filter(({ thread_ts }) => thread_ts === ts);
    await eventually(() => inThread().length === 1);
    await post(slack.channelMessage(person, 'yes', { thread_ts: ts }));
    await eventually(async () => (await sessions())[0]?.session.version === 2);
    await post(slack.channelMessage({ ...person, user: 'UNOBODY' }, 'lunch?', { thread_ts: ts }));
    expect((await sessions())[0]?.session.version).toBe(2);
  });

  it.each([
    ['40,000 characters', 'printer '.repeat(5000)],
    ['nothing', ''],
    ['markup, null bytes and right-to-left', '<!channel> \u0000 *x* שלום <https://evil.example|here>'],
  ])('words may be %s', async (_, text) => {
    expect(await post(slack.directMessage(person, text))).toBe(200);
    await eventually(() => mine().length > 0);
  });

  it('a guide from the first word to solved', async () => {
    await startPrinting();
    await press(yes);
    for (;;) {
      const { message } = await offered(/./);
      const next = buttonsOf(message)[0];
      if (!next || /solved/i.test(next.label)) break;
      const { edits } = message;
      await post(slack.clickButton(person, message, next.value));
      await eventually(() => mine().some(({ ts, edits: now }) => ts !== message.ts || now > edits));
    }
    await press(/solved/i);
    await eventually(async () => (await sessions()).length === 0);
    await eventually(() => JSON.stringify(mine().at(-1)?.blocks).includes('Solved!'));
  });
});
