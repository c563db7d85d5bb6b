import type { Locale } from '../engine/template.ts';

const language = (locale: Locale): string => locale.split('-', 1)[0]?.toLowerCase() ?? '';

/** Whether a text in `locale` is in the language that was asked for: `es` is for `es-MX`, and the other way round. */
export const speaks = (locale: Locale, wanted: Locale): boolean => language(locale) === language(wanted);

/**
 * The one in the nearest language: exactly the wanted one, else another form of that language, else the same with
 * the default language, else whichever there is.
 */
export function nearestLocale<T extends { readonly locale: Locale }>(
  all: readonly T[],
  wanted: Locale | null,
  fallback: Locale,
): T | null {
  const inLanguage = (asked: Locale): T | undefined =>
    all.find(({ locale }) => locale.toLowerCase() === asked.toLowerCase()) ??
    all.find(({ locale }) => locale.toLowerCase() === language(asked)) ??
    all.find(({ locale }) => speaks(locale, asked));
  return (wanted === null ? undefined : inLanguage(wanted)) ?? inLanguage(fallback) ?? all[0] ?? null;
}
