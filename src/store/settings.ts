import type { DataSource } from 'typeorm';
import { noSettings, settingParts } from '../app/settings.ts';
import type { Settings, SettingsStore } from '../app/settings.ts';

/** What administrators set, one row of `support_settings` for each part. */
export const createSettingsStore = (dataSource: DataSource): SettingsStore => ({
  get: async () => {
    const rows = await dataSource.query<{ name: string; value: unknown }[]>(
      'SELECT name, value FROM support_settings WHERE name = ANY ($1)',
      [settingParts],
    );
    return {
      ...noSettings,
      ...(Object.fromEntries(rows.map((row) => [row.name, row.value])) as Partial<Settings>),
    };
  },

  put: async (settings, now) => {
    await dataSource.query(
      `WITH given AS (SELECT key, value FROM jsonb_each($1::jsonb)),
       gone AS (
         DELETE FROM support_settings WHERE name = ANY ($3) AND name NOT IN (SELECT key FROM given)
       )
       INSERT INTO support_settings (name, value, updated_at)
       SELECT key, value, $2 FROM given
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
      [JSON.stringify(settings), now, settingParts],
    );
  },
});
