import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { Settings } from '../../src/app/settings.ts';
import { migrate, openDatabase } from '../../src/store/data-source.ts';
import type { Database } from '../../src/store/data-source.ts';
import { freshDataDir, silentLog } from '../support/databases.ts';
import { openOffice, Seat } from './office.ts';
import type { Office } from './office.ts';

/** Ana on Discord, Luis and Marta in their channel on Slack, Teo in the second line on Teams: new ones for each test. */
export interface Stage {
  office: Office;
  ana: Seat;
  luis: Seat;
  marta: Seat;
  teo: Seat;
  /** How Slack calls the team's channel, and Teams the second line's. */
  channel: string;
  secondLine: string;
  /** The team's channel, and the second line as the fallback. */
  usual: Settings;
}

/** Sets the stage before each test of the file or block that it is called in. */
export const setStage = (open: () => Promise<Database> = openEmbedded): Stage => {
  const stage = {} as Stage;
  let database: Database;
  let count = 0;
  beforeAll(async () => {
    database = await open();
    stage.office = await openOffice(database);
  }, 120_000);
  afterAll(async () => {
    await stage.office.close();
    if (open === openEmbedded) await database.close();
  });
  beforeEach(async () => {
    count += 1;
    const { office } = stage;
    for (const { broken } of Object.values(office.platforms)) {
      broken.down = false;
      broken.gone.clear();
      broken.unusable.clear();
    }
    office.alarms.length = 0;
    stage.channel = `C${count}`;
    stage.secondLine = `second-line-${count}`;
    stage.usual = {
      escalation: {
        slack: { channel: stage.channel },
        fallback: { channel: 'teams', conversation: stage.secondLine },
      },
    };
    await office.set(stage.usual);
    stage.ana = new Seat(office, 'discord', `Ana${count}`, `ana-${count}`);
    stage.luis = new Seat(office, 'slack', 'Luis', stage.channel);
    stage.marta = new Seat(office, 'slack', 'Marta', stage.channel);
    stage.teo = new Seat(office, 'teams', 'Teo', stage.secondLine);
  });
  // What stays open would move to the next test's places as time passes.
  afterEach(async () => await stage.ana.leave());
  return stage;
};

const openEmbedded = async (): Promise<Database> => {
  const database = await openDatabase({ dataDir: await freshDataDir(), log: silentLog });
  await migrate(database);
  return database;
};

/** Ana asked for a human, Luis has the case and is in its thread. */
export const luisHasIt = async ({ ana, luis }: Stage): Promise<void> => {
  await ana.escalate('the printer eats paper');
  await ana.sees('I told the support team');
  await luis.press('Claim');
  await ana.sees('Luis from the team has your case');
  await luis.enterThread(ana);
};

/** The same, with the line open. */
export const lineIsOpen = async (stage: Stage): Promise<void> => {
  const { luis } = stage;
  await luisHasIt(stage);
  await luis.agent('line on');
  await luis.sees('The line is open');
};

/** What stands where somebody is, of these words. */
export const linesOf = (seat: Seat, words: RegExp): readonly string[] =>
  seat.screen.flatMap((message) => words.exec(JSON.stringify(message.parts))?.[0] ?? []);
