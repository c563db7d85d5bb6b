import type { DataSource } from 'typeorm';
import { defaultSettings } from '../app/settings.ts';
import type { Settings, SettingsStore } from '../app/settings.ts';

/** What administrators set, one row of `support_settings` for each part. */
export const createSettingsStore = (dataSource: DataSource): SettingsStore => ({
  get: async () => {
    const rows = await dataSource.query<{ name: string; value: unknown }[]>(
      'SELECT name, value FROM support_settings WHERE name = ANY ($1)',
      [Object.keys(defaultSettings)],
    );
    return {
      ...defaultSettings,
      ...(Object.fromEntries(rows.map((row) => [row.name, row.value])) as Partial<Settings>),
    };
  },

  put: async (settings, now) => {
    await dataSource.query(
      `INSERT INTO support_settings (name, value, updated_at)
       SELECT key, value, $2 FROM jsonb_each($1::jsonb)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
      [JSON.stringify(settings), now],
    );
  },
});
