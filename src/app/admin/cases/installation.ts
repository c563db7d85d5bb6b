import type { Clock } from '../../ports.ts';
import type { SettingsStore } from '../../settings.ts';
import type { StatisticsReader } from '../../statistics.ts';
import type { AuditLog } from '../audit.ts';
import type { UseCasesOf } from '../use-cases.ts';

/** The installation as a whole: what is set, what was counted, what was changed. */
export const installationCases = (parts: {
  readonly settings: SettingsStore;
  readonly statistics: StatisticsReader;
  readonly audit: AuditLog;
  readonly clock: Clock;
}): UseCasesOf<'settings show' | 'settings set' | 'stats' | 'audit'> => {
  const { settings, statistics, audit, clock } = parts;
  return {
    'settings show': { run: async () => ({ ok: await settings.get() }) },
    'settings set': {
      run: async ({ settings: wanted }) => {
        await settings.put(wanted, clock.now());
        return { ok: wanted };
      },
      before: async () => await settings.get(),
      after: (now) => now,
    },
    stats: { run: async (period) => ({ ok: await statistics.read(period) }) },
    audit: { run: async (query) => ({ ok: await audit.list(query) }) },
  };
};
