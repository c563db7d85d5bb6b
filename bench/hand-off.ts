import { loadavg } from 'node:os';
import type { MessageId, PersonId, SessionId } from '../src/ids.ts';
import { startTestPostgres } from '../test/support/postgres-server.ts';
import type { TestPostgres } from '../test/support/postgres-server.ts';
import { openHouse } from './hand-off/house.ts';
import type { House } from './hand-off/house.ts';
import { openPlatforms } from './hand-off/platforms.ts';
import { median, table } from './table.ts';
import { newDatabase } from './webhooks/new-database.ts';

const escalations = Number(process.env['BENCH_ESCALATIONS'] ?? 10_000);
const timers = Number(process.env['BENCH_TIMERS'] ?? 100_000);
const rounds = Number(process.env['BENCH_RUNS'] ?? 40);
const few = 10;
const turns = Number(process.env['BENCH_TURNS'] ?? 5);
const perSecond = 50;
const secondsPerTurn = 5;
const agent = { id: 'slack:T1:ULUIS' as PersonId, name: 'Luis' };

/** What a hand-off costs where ten are open, and where very many are; and how soon words cross between platforms. */
export async function benchHandOff(): Promise<void> {
  const postgres = await startTestPostgres({ fsync: true });
  try {
    await relay(postgres);
    const open = async (name: string, escalated: number, guided: number): Promise<House> =>
      await openHouse(await newDatabase(postgres.url('postgres'), name), { escalations: escalated, guided });
    const small = await open('small', few, few);
    // Each escalation has two: one that reminds the agents, and one that looks whether the session is idle.
    const large = await open('large', escalations, timers - 2 * escalations);
    try {
      await compare(small, large);
    } finally {
      await small.close();
      await large.close();
    }
  } finally {
    await postgres.dispose();
  }
}

interface Subject {
  readonly session: SessionId;
  readonly timer: string;
}

interface Round {
  readonly escalated: readonly Subject[];
  readonly guided: readonly Subject[];
  readonly number: number;
}

/** Milliseconds for each of the ten. */
type Measure = (house: House, round: Round) => Promise<number>;

const each = async (
  subjects: readonly Subject[],
  work: (id: SessionId) => Promise<void>,
): Promise<number> => {
  const began = performance.now();
  for (const { session } of subjects) await work(session);
  return (performance.now() - began) / subjects.length;
};

const done = (outcome: { readonly kind: string }): void => {
  if (outcome.kind !== 'done') throw new Error(`It came to ${JSON.stringify(outcome)}`);
};

const fire =
  (subjects: (round: Round) => readonly Subject[]): Measure =>
  async ({ core, dataSource }, round) => {
    const due = subjects(round).map(({ timer }) => timer);
    await dataSource.query(`UPDATE support_timers SET due_at = now() WHERE timer_id = ANY($1)`, [due]);
    const began = performance.now();
    await core.handOff.runTimers();
    return (performance.now() - began) / due.length;
  };

const measures: Readonly<Record<string, Measure>> = {
  claim: async ({ core }, { escalated }) =>
    await each(escalated, async (id) => done(await core.handOff.deeds(id, { do: 'claim' }, agent))),
  'relay, until the platform has it': async ({ core, arrives }, { escalated, number }) =>
    await each(escalated, async (id) => {
      const message_id = `msg_${id.slice(-12)}_${number}` as MessageId;
      const arrived = arrives(message_id);
      const { outcome } = await core.handOff.crossing.say(id, {
        direction: 'to_person',
        author: agent,
        text: 'Is the cartridge the one that came with it?',
        message_id,
      });
      done(outcome);
      await arrived;
    }),
  release: async ({ core }, { escalated }) =>
    await each(escalated, async (id) => done(await core.handOff.deeds(id, { do: 'release' }, agent))),
  'timer of a hand-off': fire(({ escalated }) => escalated),
  'timer of a guide': fire(({ guided }) => guided),
};

/** Ten of so many, others in each round. */
const some = (subject: (number: number) => Subject, of: number, round: number): Subject[] => {
  const apart = Math.floor(of / few);
  return Array.from({ length: few }, (_, index) => subject(1 + index * apart + (round % apart)));
};

const roundOf = ({ crowd, escalated, guided }: House, number: number): Round => ({
  escalated: some(escalated, crowd.escalations, number),
  guided: some(guided, crowd.guided, number),
  number,
});

async function compare(small: House, large: House): Promise<void> {
  const results = new Map(Object.keys(measures).map((name) => [name, [] as [number, number][]]));
  const warm = 10;
  for (let number = 0; number < warm + rounds; number += 1) {
    for (const [name, measure] of Object.entries(measures)) {
      const took = new Map<House, number>();
      // Turn by turn, so that whatever else the machine does falls on both.
      for (const house of number % 2 === 0 ? [small, large] : [large, small]) {
        took.set(house, await measure(house, roundOf(house, number)));
        await house.quiet();
      }
      const pair: [number, number] = [took.get(small) ?? Number.NaN, took.get(large) ?? Number.NaN];
      if (number >= warm) results.get(name)?.push(pair);
    }
  }
  console.log(
    `\nHand-offs: ${escalations.toLocaleString('en')} open and ${timers.toLocaleString('en')} timers against ${few} of each kind, medians of ${rounds} rounds of ${few}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    table(
      ['', `ms with ${few}`, 'ms with very many', 'ratio'],
      [...results].map(([name, pairs]) => [
        name,
        median(pairs.map(([one]) => one)).toFixed(2),
        median(pairs.map(([, other]) => other)).toFixed(2),
        median(pairs.map(([one, other]) => other / one)).toFixed(2),
      ]),
    ),
  );
}

/** From Discord to Slack by both SDKs, against what cannot be left out. */
async function relay(postgres: TestPostgres): Promise<void> {
  const platforms = await openPlatforms({
    unstuck: await newDatabase(postgres.url('postgres'), 'platforms'),
    bare: await newDatabase(postgres.url('postgres'), 'bare'),
    people: 25,
  });
  const ways = [
    ['bare: one commit, then chat.postMessage', platforms.bare],
    ['Unstuck: said on Discord, until it stands in Slack', platforms.unstuck],
  ] as const;
  const at = (waits: readonly number[], share: number): number =>
    waits.toSorted((a, b) => a - b)[Math.floor(waits.length * share)] ?? Number.NaN;
  try {
    const results = ways.map(([name]) => ({ name, p50: [] as number[], p99: [] as number[] }));
    const warm = 2;
    for (let turn = 0; turn < warm + turns; turn += 1) {
      for (const [index, [, say]] of ways.entries()) {
        const waits = await platforms.measure(say, secondsPerTurn * perSecond, perSecond);
        if (turn < warm) continue;
        results[index]?.p50.push(at(waits, 0.5));
        results[index]?.p99.push(at(waits, 0.99));
      }
    }
    const [bare] = results;
    console.log(
      `\nWords that cross, ${perSecond} a second, medians of ${turns} turns of ${secondsPerTurn} s, load ${loadavg()[0]?.toFixed(1)}`,
    );
    console.log(
      table(
        ['', 'p50 ms', 'p99 ms', 'p50 of bare', 'p99 of bare'],
        results.map(({ name, p50, p99 }) => [
          name,
          median(p50).toFixed(1),
          median(p99).toFixed(1),
          median(p50.map((one, turn) => one / (bare?.p50[turn] ?? Number.NaN))).toFixed(2),
          median(p99.map((one, turn) => one / (bare?.p99[turn] ?? Number.NaN))).toFixed(2),
        ]),
      ),
    );
  } finally {
    await platforms.close();
  }
}
