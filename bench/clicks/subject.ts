import pg from 'pg';
import { floorState, floorStatement } from '../click/subject.ts';
import { pressed } from './target.ts';

/** What a subject is told. */
export interface SubjectSettings {
  readonly databaseUrl: string;
  /** Where the stand-in of its platform is. */
  readonly platform: string;
  /** What signs interactions by HTTP; for Discord. */
  readonly publicKey: string;
  /** The message that every floor sends: as large as the one a step of a starter guide makes. */
  readonly drawn: object;
}

export const settings = JSON.parse(process.env['BENCH_SETTINGS'] ?? '{}') as SubjectSettings;

/** All that a floor keeps: the same guarded statement for every platform. */
export const openFloor = () => {
  const database = new pg.Pool({ connectionString: settings.databaseUrl, max: 10 });
  return {
    async moveOn(press: string): Promise<void> {
      const { session, version } = pressed(press);
      const values = [session, version, floorState];
      const { rowCount } = await database.query({ name: 'click', text: floorStatement, values });
      if (rowCount !== 1) throw new Error(`${session} is not at version ${version}`);
    },
    close: (): Promise<void> => database.end(),
  };
};
