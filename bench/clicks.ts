import pg from 'pg';
import { Pool } from 'undici';
import { renderMessage } from '../adapters/discord/render.ts';
import { renderCard } from '../adapters/teams/render.ts';
import { migrate, openDatabase } from '../src/store/data-source.ts';
import { createSessionStore } from '../src/store/sessions.ts';
import { createVault } from '../src/store/crypto.ts';
import { packageRoot } from '../src/package-root.ts';
import { loadTexts } from '../src/texts.ts';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import { crowd } from './click/crowd.ts';
import { clickGuide, firstStep, openSessions, sessionIn } from './click/sessions.ts';
import type { Home } from './click/sessions.ts';
import { startSubject } from './click/start-subject.ts';
import type { Running } from './click/start-subject.ts';
import { floorState, floorTable } from './click/subject.ts';
import { startDiscord } from './clicks/discord.ts';
import type { SubjectSettings } from './clicks/subject.ts';
import type { Target } from './clicks/target.ts';
import { serviceUrlAt, startTeams, teamsBot } from './clicks/teams.ts';
import { median, table } from './table.ts';

const sessions = Number(process.env['BENCH_SESSIONS'] ?? 1000);
const clicksPerRun = Number(process.env['BENCH_CLICKS'] ?? 500);
const runs = Number(process.env['BENCH_RUNS'] ?? 5);
const concurrency = 32;

type Platform = 'discord' | 'discord by http' | 'teams';

interface Subject {
  readonly name: string;
  readonly on: Platform;
  readonly file: string;
  /** Whether it moves our sessions or rows of its own. */
  readonly ours: boolean;
  readonly env: Readonly<Record<string, string>>;
}

const floor = (
  on: Platform,
  name: string,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Subject => ({ name, on, file, ours: false, env });
const unstuck = (on: Platform, file: string): Subject => ({ name: 'Unstuck', on, file, ours: true, env: {} });

/**
 * The press is answered with "wait", and the message edited through its channel: discord.js itself holds these edits
 * back to the fifty calls a second that Discord grants.
 */
const defers = { BENCH_ANSWER: 'defer' };
const subjects: readonly Subject[] = [
  floor('discord', 'discord.js, update', 'discord-gateway-floor.ts'),
  floor('discord', 'discord.js, defer and edit', 'discord-gateway-floor.ts', defers),
  unstuck('discord', 'discord-unstuck.ts'),
  floor('discord by http', 'node:http, update', 'discord-http-floor.ts'),
  floor('discord by http', 'node:http, defer and edit', 'discord-http-floor.ts', defers),
  unstuck('discord by http', 'discord-unstuck.ts'),
  floor('teams', 'botbuilder', 'teams-floor.ts'),
  unstuck('teams', 'teams-unstuck.ts'),
];

const titles: Readonly<Record<Platform, string>> = {
  discord: 'a Discord click over the gateway',
  'discord by http': 'a signed Discord click by HTTP',
  teams: 'a signed Teams click',
};

const guild = '100000000000000002';
const snowflake = (kind: number, subject: number, index: number): string =>
  String(300_000_000_000_000_000n + BigInt(kind) * 10_000_000_000n + BigInt(subject * 1_000_000 + index));

/** Where the sessions of one subject live: no two share any. */
const homeOf = (on: Platform, number: number, platform: string): Home => {
  const user = (index: number): string => snowflake(1, number, index);
  const channel = (index: number): string => snowflake(2, number, index);
  const message = (index: number): string => snowflake(3, number, index);
  const name = `bench${number}`;
  return on === 'teams'
    ? {
        channel: 'teams',
        name,
        conversation: (index) => `teams:${teamsBot.tenant}:personal:${user(index)}`,
        person: (index) => `teams:${teamsBot.tenant}:${user(index)}`,
        ref: (index) => ({
          service_url: serviceUrlAt(platform),
          conversation: channel(index),
          activity: message(index),
        }),
      }
    : {
        channel: 'discord',
        name,
        conversation: (index) => `discord:${guild}:${channel(index)}`,
        person: (index) => `discord:${user(index)}`,
        ref: (index) => ({ channel: channel(index), message: message(index) }),
      };
};

interface Contestant {
  readonly subject: Subject;
  readonly running: Running;
  readonly targets: readonly Target[];
  readonly click: (target: Target) => Promise<void>;
  readonly clicksPerSecond: number[];
  readonly cpuMsPerClick: number[];
  stop(): Promise<void>;
}

/** One click end to end on Discord and Teams, against bare bots by the same SDKs, turn by turn in the same run. */
export async function benchClicks(): Promise<void> {
  const postgres = await startTestPostgres({ fsync: true });
  try {
    for (const on of Object.keys(titles) as Platform[]) await measure(postgres.url('postgres'), on);
  } finally {
    await postgres.dispose();
  }
}

async function measure(databaseUrl: string, on: Platform): Promise<void> {
  const contestants: Contestant[] = [];
  try {
    for (const [number, subject] of subjects.entries()) {
      if (subject.on === on) contestants.push(await enter(databaseUrl, subject, number));
    }
    // Warm: the compiler, the connections, the caches.
    for (const one of contestants) await run(one, Math.min(1000, clicksPerRun));
    for (let turn = 0; turn < runs; turn += 1) {
      for (const one of contestants) {
        const before = (await one.running.usage()).cpuMs;
        const seconds = await run(one, clicksPerRun);
        one.clicksPerSecond.push(clicksPerRun / seconds);
        one.cpuMsPerClick.push(((await one.running.usage()).cpuMs - before) / clicksPerRun);
      }
    }
  } finally {
    for (const one of contestants) await one.stop();
  }
  print(on, contestants);
}

const run = ({ targets, click }: Contestant, clicks: number): Promise<number> =>
  crowd({ targets, clicks, concurrency, click });

/** The side of a platform that one subject faces. */
interface Facing {
  readonly settings: Omit<SubjectSettings, 'databaseUrl'>;
  /** Resolves when the subject can be clicked on. */
  readonly ready: Promise<void>;
  press(target: Target, bot: Pool): Promise<void>;
  close(): Promise<void>;
}

async function facing({ on, ours, file }: Subject): Promise<Facing> {
  const home = homeOf(on, 0, '');
  const message = firstStep(home);
  if (on === 'teams') {
    const teams = await startTeams();
    return {
      settings: { platform: teams.origin, publicKey: '', drawn: renderCard(message) },
      ready: Promise.resolve(),
      press: (target, bot) => teams.press(target, bot),
      close: () => teams.close(),
    };
  }
  const texts = loadTexts(`${packageRoot()}/locales`, 'en');
  const drawn = renderMessage(message, (locale, key, params) =>
    texts.say(texts.nearest(locale), key, params),
  );
  const discord = await startDiscord(drawn.components);
  return {
    settings: { platform: discord.url, publicKey: discord.publicKey, drawn },
    ready: ours || file.includes('gateway') ? discord.connected : Promise.resolve(),
    press:
      on === 'discord'
        ? (target) => discord.press(target)
        : (target, bot) => discord.pressByHttp(target, bot),
    close: () => discord.close(),
  };
}

async function enter(databaseUrl: string, subject: Subject, number: number): Promise<Contestant> {
  const platform = await facing(subject);
  const home = homeOf(subject.on, number, platform.settings.platform);
  await (subject.ours ? openOurs(databaseUrl, home) : openRows(databaseUrl, home));
  const running = await startSubject(`clicks/${subject.file}`, {
    ...subject.env,
    BENCH_SETTINGS: JSON.stringify({ databaseUrl, ...platform.settings } satisfies SubjectSettings),
  });
  await platform.ready;
  const bot = new Pool(running.origin, { connections: concurrency });
  return {
    subject,
    running,
    targets: Array.from({ length: sessions }, (_, index) => ({
      session: sessionIn(home, index),
      user: snowflake(1, number, index),
      conversation: snowflake(2, number, index),
      message: snowflake(3, number, index),
      version: 1,
    })),
    click: (target) => platform.press(target, bot),
    clicksPerSecond: [],
    cpuMsPerClick: [],
    stop: async () => {
      await bot.close();
      await running.stop();
      await platform.close();
    },
  };
}

/** Sessions of ours, each at its first step. */
async function openOurs(databaseUrl: string, home: Home): Promise<void> {
  const log = { info: () => {}, warn: console.warn, error: console.error };
  const database = await openDatabase({ databaseUrl, dataDir: '.data', log });
  await migrate(database);
  const vault = createVault(Buffer.alloc(32, 1));
  const store = createSessionStore(database.dataSource, vault, { now: () => new Date() });
  await openSessions(database.dataSource, store, home, sessions);
  await database.dataSource.query('VACUUM ANALYZE');
  await database.close();
}

/** As many rows of a floor's only table. */
async function openRows(databaseUrl: string, { name }: Home): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(floorTable);
  await client.query(
    `INSERT INTO bench_sessions SELECT $3 || n, 1, $2::jsonb FROM generate_series(0, $1 - 1) AS n`,
    [sessions, floorState, `ses_${name}_`],
  );
  await client.query('VACUUM ANALYZE');
  await client.end();
}

/** Each turn is compared with the same turn of the others: what else the machine was doing then slowed all of them. */
function print(on: Platform, contestants: readonly Contestant[]): void {
  const floors = contestants.filter(({ subject }) => !subject.ours);
  console.log(
    `\nOne click end to end, ${titles[on]}: ${clickGuide}, ${sessions} sessions, ${concurrency} at once, median of ${runs} turns of ${clicksPerRun}`,
  );
  const share = (one: Contestant, base: Contestant): number =>
    median(one.clicksPerSecond.map((clicks, turn) => clicks / (base.clicksPerSecond[turn] ?? Number.NaN)));
  console.log(
    table(
      ['', 'clicks/s', ...floors.map(({ subject }) => `of ${subject.name}`), 'CPU ms a click'],
      contestants.map((one) => [
        one.subject.name,
        median(one.clicksPerSecond).toFixed(0),
        ...floors.map((base) => share(one, base).toFixed(2)),
        median(one.cpuMsPerClick).toFixed(2),
      ]),
    ),
  );
}
