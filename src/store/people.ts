import type { DataSource } from 'typeorm';
import type { People } from '../app/ports.ts';

/** What is remembered of people beyond their sessions. */
export const createPeople = (dataSource: DataSource): People => ({
  locale: async (person) => {
    const rows = await dataSource.query<{ locale: string | null }[]>(
      `SELECT locale FROM support_people WHERE person = $1`,
      [person],
    );
    return rows[0]?.locale ?? null;
  },
  setLocale: async (person, locale, now) => {
    await dataSource.query(
      `INSERT INTO support_people (person, locale, updated_at) VALUES ($1, $2, $3)
       ON CONFLICT (person) DO UPDATE SET locale = excluded.locale, updated_at = excluded.updated_at`,
      [person, locale, now],
    );
  },
});
