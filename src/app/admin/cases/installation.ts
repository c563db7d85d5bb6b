import type { Clock } from '../../ports.ts';
import type { FieldError } from '../../../engine/command.ts';
import type { Locale } from '../../../engine/template.ts';
import { placesIn } from '../../hand-off/routes.ts';
import type { FindPlace } from '../../hand-off/routes.ts';
import type { Settings, SettingsStore } from '../../settings.ts';
import type { StatisticsReader } from '../../statistics.ts';
import type { AuditLog } from '../audit.ts';
import type { UseCasesOf } from '../use-cases.ts';

/** The installation as a whole: what is set, what was counted, what was changed. */
export const installationCases = (parts: {
  readonly settings: SettingsStore;
  readonly statistics: StatisticsReader;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly findPlace: FindPlace;
  /** The languages there are texts in. */
  readonly languages: readonly Locale[];
}): UseCasesOf<'settings show' | 'settings set' | 'stats' | 'audit'> => {
  const { settings, statistics, audit, clock, findPlace, languages } = parts;
  return {
    'settings show': { run: async () => ({ ok: await settings.get() }) },
    'settings set': {
      run: async ({ settings: wanted }) => {
        const invalid = [...unknownLanguage(wanted, languages), ...(await unusablePlaces(wanted, findPlace))];
        if (invalid.length > 0) return { invalid };
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

const unknownLanguage = ({ locale }: Settings, languages: readonly Locale[]): readonly FieldError[] =>
  locale === undefined || languages.includes(locale.split('-')[0] ?? '')
    ? []
    : [
        {
          path: 'locale',
          code: 'unknown_language',
          message: `There are no texts in ${locale}; there are: ${languages.join(', ')}.`,
        },
      ];

/**
 * The places that agents cannot be told in: what does not exist there, or where the bot may not write. What cannot be
 * asked just now is believed: a hand-off looks again, and says so when it finds nobody.
 */
const unusablePlaces = async (settings: Settings, findPlace: FindPlace): Promise<readonly FieldError[]> => {
  const looked = await Promise.all(
    placesIn(settings).map(async ({ path, to }) => ({ path, found: await findPlace(to) })),
  );
  return looked.flatMap(({ path, found }) =>
    'unusable' in found && (found.unusable === 'not_found' || found.unusable === 'no_access')
      ? [{ path, code: found.unusable, message: found.how }]
      : [],
  );
};
