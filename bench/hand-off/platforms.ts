import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import pg from 'pg';
import { startUnstuck } from '../../test/e2e/unstuck.ts';
import { applicationId, startDiscordStandIn, token } from '../../test/support/discord-stand-in.ts';
import { eventually } from '../../test/support/eventually.ts';
import { botToken, startSlackStandIn } from '../../test/support/slack-stand-in.ts';

/** Has words of this number brought to Slack, and does not wait. */
type Say = (number: number) => void;

export interface Platforms {
  /** People on Discord, whose words the product brings to their agents' threads in Slack. */
  readonly unstuck: Say;
  /** One commit, then one `chat.postMessage` of the same words, by Slack's own client. */
  readonly bare: Say;
  /** Milliseconds from each saying to its arrival, at so many a second. */
  measure(say: Say, count: number, perSecond: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

const wordsOf = (number: number): string =>
  `It still prints nothing but stripes, for the time no. ${number}.`;
const numberIn = (text: string): number => Number(/the time no\. (\d+)\./.exec(text)?.[1] ?? Number.NaN);

/** The product as a process of its own, between the stand-ins of both platforms. */
export const openPlatforms = async (options: {
  readonly unstuck: string;
  readonly bare: string;
  /** So many people talk at the same time. */
  readonly people: number;
}): Promise<Platforms> => {
  const discord = await startDiscordStandIn();
  const slack = await startSlackStandIn();
  slack.channel('C1', 'support');
  const dataDir = await mkdtemp(join(tmpdir(), 'unstuck-bench-'));
  const unstuck = await startUnstuck({
    dataDir,
    databaseUrl: options.unstuck,
    slackUrl: slack.url,
    env: {
      DEFAULT_LOCALE: 'en',
      DISCORD_TOKEN: token,
      DISCORD_APPLICATION_ID: applicationId,
      DISCORD_API_URL: discord.url,
    },
  });
  await discord.gateway.whenConnected(1);
  const asManyAsTheyLike = { per_person: 10_000, per_workspace: 10_000 };
  const answer = await unstuck.rest('PUT', '/settings', {
    escalation: { slack: { channel: 'C1' } },
    limits: asManyAsTheyLike,
  });
  if (answer.status !== 200) throw new Error(`The settings were refused: ${JSON.stringify(answer)}`);

  const talkers = Array.from({ length: options.people }, (_, index) => {
    const person = discord.world.person(`Ana ${index}`, { locale: 'en-US' });
    return { person, at: discord.world.directWith(person.id).id };
  });
  for (const { person, at } of talkers) {
    discord.write(person, at, 'my printer does not print');
    await eventually(() => discord.ofBot(at).length > 0);
    discord.write(person, at, 'human');
  }
  await eventually(
    () => talkers.every(({ at }) => JSON.stringify(discord.ofBot(at)).includes('#support')),
    60_000,
  );

  const arrived = new Map<number, number>();
  let posted = 1_900_000_000;
  // As before, without keeping what is posted and looking through it.
  slack.method('chat.postMessage', ({ channel, text, blocks }) => {
    arrived.set(numberIn(`${JSON.stringify(blocks)} ${String(text)}`), performance.now());
    const ts = `${(posted += 1)}.000100`;
    return { ok: true, channel, ts, message: { ts } };
  });

  const pool = new pg.Pool({ connectionString: options.bare });
  await pool.query('CREATE TABLE words (number integer PRIMARY KEY, said jsonb NOT NULL)');
  const client = new WebClient(botToken, { slackApiUrl: slack.url });
  const carry = async (number: number): Promise<void> => {
    const text = wordsOf(number);
    const blocks = [{ type: 'section', text: { type: 'plain_text', text } }];
    await pool.query({
      name: 'said',
      text: 'INSERT INTO words VALUES ($1, $2)',
      values: [number, { blocks }],
    });
    await client.apiCall('chat.postMessage', { channel: 'C1', thread_ts: '1.1', text, blocks });
  };

  let next = 0;
  return {
    unstuck: (number) => {
      const talker = talkers[number % talkers.length];
      if (talker) discord.write(talker.person, talker.at, wordsOf(number));
    },
    bare: (number) => void carry(number),
    measure: async (say, count, perSecond) => {
      const said = new Map<number, number>();
      const began = performance.now();
      for (let index = 0; index < count; index += 1) {
        await sleep(Math.max(0, began + (index * 1000) / perSecond - performance.now()));
        said.set((next += 1), performance.now());
        say(next);
      }
      await eventually(() => [...said.keys()].every((number) => arrived.has(number)));
      return [...said].map(([number, at]) => (arrived.get(number) ?? Number.NaN) - at);
    },
    close: async () => {
      await unstuck.end('SIGTERM');
      await pool.end();
      await discord.close();
      await slack.close();
      await rm(dataDir, { recursive: true });
    },
  };
};
