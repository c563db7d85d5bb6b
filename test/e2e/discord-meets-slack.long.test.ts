import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import type { Running } from '../../src/welcome.ts';
import { startUnstuck } from '../../src/wire.ts';
import { startCuttable } from '../support/cuttable.ts';
import type { Cuttable } from '../support/cuttable.ts';
import { freshDataDir } from '../support/databases.ts';
import { componentsIn } from '../support/discord-check.ts';
import { readBody } from '../support/discord-drawing.ts';
import { applicationId, startDiscordStandIn, token } from '../support/discord-stand-in.ts';
import type { DiscordPerson, DiscordStandIn } from '../support/discord-stand-in.ts';
import { eventually } from '../support/eventually.ts';
import { readMessage } from '../support/slack-read.ts';
import * as slackSays from '../support/slack-requests.ts';
import { signingSecret } from '../support/slack-requests.ts';
import { botToken, startSlackStandIn } from '../support/slack-stand-in.ts';
import type { SlackStandIn } from '../support/slack-stand-in.ts';
import { createSlackPerson } from './slack-person.ts';

/** A person on Discord and an agent on Slack, by discord.js and Bolt; the wires to both platforms can be cut. */
let discord: DiscordStandIn;
let slack: SlackStandIn;
let toDiscord: Cuttable;
let toSlack: Cuttable;
let running: Running;
const adminKey = 'an-admin-key-for-tests';

beforeAll(async () => {
  discord = await startDiscordStandIn();
  slack = await startSlackStandIn();
  toDiscord = await startCuttable(discord.url);
  toSlack = await startCuttable(slack.url);
  slack.channel('C1', 'support');
  const read = readConfig({
    PORT: '0',
    DATA_DIR: await freshDataDir(),
    DEFAULT_LOCALE: 'en',
    ADMIN_API_KEY: adminKey,
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_API_URL: `${toDiscord.url}/api`,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: `${toSlack.url}/api/`,
  });
  if (!read.ok) throw new Error(read.errors.join());
  running = await startUnstuck(read.config, pino({ level: 'silent' }));
  await discord.gateway.whenConnected(1);
  await rest('PUT', '/settings', { escalation: { slack: { channel: 'C1' } } });
}, 60_000);
afterAll(async () => {
  await running.stop();
  for (const one of [toDiscord, toSlack, discord, slack]) await one.close();
});

const rest = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${running.url}/api/support/troubleshooting${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as { items: Record<string, unknown>[] };
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
};

const luis = { team: 'T1', user: 'ULUIS', name: 'Luis' };
const agent = () => createSlackPerson(luis, slack, () => running.url);

let ana: DiscordPerson;
let direct: string;
let thread: string;
let serial = 0;

/** What the bot says to Ana, from the top. */
const anaReads = (): string[] => discord.ofBot(direct).map(({ components }) => readBody({ components }).text);
const anaWrites = (text: string): string => discord.write(ana, direct, text).id;
/** The bot's signs on what Ana wrote. */
const signsOn = (...ids: readonly string[]): string[][] =>
  discord.world.messages.filter(({ id }) => ids.includes(id)).map(({ reactions }) => [...reactions]);
const anaPresses = async (label: string): Promise<void> => {
  const { message, id } = await eventually(() =>
    discord
      .ofBot(direct)
      .flatMap((message) => componentsIn({ components: message.components }).map((one) => ({ message, one })))
      .map(({ message, one }) => ({ message, label: one['label'], id: String(one['custom_id']) }))
      .findLast((one) => one.label === label),
  );
  expect(await discord.deliver(discord.press(ana, message, id))).not.toBeNull();
};

/** What the bot says in the agents' thread, from the top. */
const luisReads = (): string[] =>
  slack.messages
    .filter(({ channel, thread_ts, user }) => channel === 'C1' && thread_ts === thread && user === null)
    .map((message) => readMessage(message).text);
const luisWrites = async (text: string): Promise<string> => {
  const ts = `1800000000.${String((serial += 1)).padStart(6, '0')}`;
  await agent().deliver(slackSays.channelMessage(luis, text, { channel: 'C1', thread_ts: thread, ts }));
  return ts;
};
const luisEdits = async (ts: string, text: string | null): Promise<void> => {
  const said = { type: 'message', user: luis.user, team: luis.team, ts, thread_ts: thread };
  const about = {
    type: 'message',
    hidden: true,
    channel: 'C1',
    previous_message: { ...said, text: 'before' },
  };
  const now = `1800000001.${String((serial += 1)).padStart(6, '0')}`;
  await agent().deliver(
    slackSays.event(
      luis.team,
      text === null
        ? { ...about, ts: now, subtype: 'message_deleted', deleted_ts: ts }
        : {
            ...about,
            ts: now,
            subtype: 'message_changed',
            message: { ...said, text, edited: { user: luis.user, ts: now } },
          },
    ),
  );
};
const pack = (): string => {
  const message = slack.messages.find(({ channel, ts }) => channel === 'C1' && ts === thread);
  return message ? readMessage(message).text : '';
};

/** Each message that is one of these, in the order in which it stands there. */
const lines = (read: readonly string[], words: RegExp): string[] =>
  read.flatMap((text) => words.exec(text)?.[0] ?? []);
const counted = (who: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${who} ${from + index}`);
const transcript = async () => {
  const { items } = await rest('GET', '/sessions');
  const [session] = items;
  return (await rest('GET', `/sessions/${String(session?.['session_id'])}/messages?limit=100`)).items;
};

describe('a person on Discord and an agent on Slack', () => {
  it('meet: the pack stands in Slack, Luis claims it, and Ana reads that he has it', async () => {
    slack.person(luis.user, { locale: 'en-US', name: 'Luis' });
    ana = discord.world.person('Ana', { locale: 'en-US' });
    direct = discord.world.directWith(ana.id).id;
    anaWrites('my printer does not print');
    await anaPresses("Yes, that's it");
    await eventually(() => anaReads().some((text) => text.includes('Step 1')));
    anaWrites('human');
    thread = await eventually(() => slack.messages.find(({ channel }) => channel === 'C1')?.ts);
    await eventually(
      () => pack().includes('Open the line') || anaReads().some((text) => text.includes('#support')),
    );
    await agent().press(/^Claim$/);
    await eventually(() => anaReads().some((text) => text.includes('Luis from the team has your case')));
    await eventually(() =>
      slack.messages.some((one) => JSON.stringify(one.blocks).includes('Open the line')),
    );
    await agent().press(/^Open the line$/);
    await eventually(() => pack().includes('The line is open'));
  });

  it('talk, each message once and in order, with the sign that it arrived', async () => {
    const question = anaWrites('ana 1');
    await eventually(() => lines(luisReads(), /ana \d+/).length === 1);
    await eventually(() => signsOn(question).flat().length > 0);
    expect(signsOn(question)).toEqual([['✅']]);
    const answer = await luisWrites('luis 1');
    await eventually(() => lines(anaReads(), /luis \d+/).length === 1);
    await eventually(() => slack.reactions('C1', answer).length > 0);
    expect(slack.reactions('C1', answer)).toEqual(['white_check_mark']);
    expect(luisReads().at(-1)).toContain('Ana sees this');
    await eventually(() => luisReads().at(-1)?.includes('Delivered'));
  });

  it('hear no other bots, nor their own echo: two bots never talk to each other', async () => {
    const before = (await transcript()).length;
    const bot = { bot_id: 'B7', user: 'UBOT7' };
    await agent().deliver(
      slackSays.channelMessage(luis, 'I am a bot too', { channel: 'C1', thread_ts: thread, ...bot }),
    );
    await agent().deliver(
      slackSays.channelMessage(luis, 'ana 1', {
        channel: 'C1',
        thread_ts: thread,
        bot_id: 'B1',
        user: 'UBOT',
      }),
    );
    const echo = discord.ofBot(direct).at(-1);
    if (echo) discord.tellAgain(echo);
    anaWrites('still me');
    await eventually(async () => (await transcript()).length > before);
    expect((await transcript()).at(-1)).toMatchObject({ text: 'still me' });
    expect(await transcript()).toHaveLength(before + 1);
    await eventually(() => luisReads().some((text) => text.includes('still me')));
  });

  it('lose nothing that Ana writes while Slack cannot be reached', async () => {
    await toSlack.cut('refused');
    const written = counted('ana', 2, 4).map(anaWrites);
    await eventually(async () => (await transcript()).length === 6);
    await toSlack.cut(503);
    written.push(anaWrites('ana 5'));
    await eventually(() => toSlack.lost > 0);
    const waiting = (await transcript()).filter(({ status }) => status === 'pending');
    expect(waiting.map(({ text }) => text)).toEqual(counted('ana', 2, 5));
    expect(signsOn(...written).flat()).toEqual([]);
    // The first that gets through does so unnoticed: its answer is lost on the way.
    slack.fault('chat.postMessage', { status: 502, through: true });
    await toSlack.mend();
    await eventually(() => lines(luisReads(), /ana \d+/).includes('ana 5'));
    expect(lines(luisReads(), /ana \d+/)).toEqual(counted('ana', 1, 5));
    await eventually(() => signsOn(...written).every(([sign]) => sign === '✅'));
  });

  it('lose nothing that Luis writes while Discord cannot be reached, and each is marked when it arrived', async () => {
    await toDiscord.cut(503);
    const written: string[] = [];
    for (const text of counted('luis', 2, 4)) written.push(await luisWrites(text));
    await eventually(() => toDiscord.lost > 0);
    await eventually(() => lines(luisReads(), /luis \d+/).length === 4);
    expect(written.flatMap((ts) => slack.reactions('C1', ts))).toEqual([]);
    expect(luisReads().filter((text) => text.includes('On its way to Ana'))).toHaveLength(3);
    await toDiscord.cut('refused');
    written.push(await luisWrites('luis five'));
    await luisEdits(written.at(-1) ?? '', 'luis 5');
    const regretted = await luisWrites('luis 6, which he takes back');
    await luisEdits(regretted, null);
    discord.fault('send', { status: 502, through: true });
    await toDiscord.mend();
    await eventually(() => lines(anaReads(), /luis \d+/).includes('luis 5'));
    await eventually(() => anaReads().some((text) => text.includes('(message taken back)')));
    expect(lines(anaReads(), /luis \d+/)).toEqual(counted('luis', 1, 5));
    expect(anaReads().some((text) => text.includes('luis five') || text.includes('luis 6'))).toBe(false);
    await eventually(() => written.every((ts) => slack.reactions('C1', ts).includes('white_check_mark')));
    await eventually(() => !luisReads().some((text) => text.includes('On its way to Ana')));
  });

  it('end it: solved, rated once, and the transcript has every message once and in order', async () => {
    await agent().press(/^Solved$/);
    await eventually(() => pack().includes('Solved'));
    await anaPresses('5 · Very helpful');
    await eventually(() => anaReads().some((text) => text.includes('Thank')));
    const said = await transcript();
    const to = (direction: string, times: number) =>
      Array.from({ length: times }, () => `${direction} delivered`);
    expect(said.map(({ direction, status }) => `${String(direction)} ${String(status)}`)).toEqual([
      ...to('to_agents', 1),
      ...to('to_person', 1),
      ...to('to_agents', 5),
      ...to('to_person', 5),
    ]);
    expect(said.map(({ text }) => text)).toEqual([
      'ana 1',
      'luis 1',
      'still me',
      ...counted('ana', 2, 5),
      ...counted('luis', 2, 5),
      null,
    ]);
    const { items } = await rest('GET', '/sessions');
    expect(items).toMatchObject([{ status: 'resolved', outcome: 'escalated_solved' }]);
    expect([...discord.problems, ...slack.problems]).toEqual([]);
  });
});
