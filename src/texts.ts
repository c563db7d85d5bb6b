import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import i18next from 'i18next';
import type { Texts } from './app/ports.ts';
import type { Locale } from './engine/template.ts';

/** Texts kept ready: all that have no words of people in them, for a few languages. */
const madeAtMost = 5_000;

/**
 * The texts of the interface: one JSON file for each language in `locales/`, in i18next's format. A new language
 * is a new file.
 *
 * @param folder where the files are
 * @param fallback the language for a text that a language lacks
 * @param house the language for people whose own is not known, or not among these; asked each time
 * @throws where a key is asked for that no file has: a text that is missing is a bug, found by a test
 */
export const loadTexts = (folder: string, fallback: Locale, house: () => Locale = () => fallback): Texts => {
  const locales = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
  const translations = Object.fromEntries(
    locales.map((locale): [string, { translation: Record<string, unknown> }] => [
      locale,
      {
        translation: JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8')) as Record<
          string,
          unknown
        >,
      },
    ]),
  );
  const i18n = i18next.createInstance({
    resources: translations,
    fallbackLng: locales.includes(fallback) ? [fallback, 'es'] : 'es',
    initAsync: false,
    showSupportNotice: false,
    // Each channel escapes for itself; here everything is plain text.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  void i18n.init();
  const translators = new Map(locales.map((locale) => [locale, i18n.getFixedT(locale)]));

  const nearest = (locale: Locale | null): Locale => {
    const wishes = [locale ?? '', house(), fallback].map((one) => one.replace('_', '-'));
    const named = wishes.flatMap((one) => [one, one.split('-')[0] ?? '']);
    return named.find((one) => translators.has(one)) ?? 'es';
  };

  const translate = (locale: Locale, key: string, params: Parameters<Texts['say']>[2]): string => {
    const text = translators.get(locale)?.(key, params ?? {});
    if (text === undefined || text === key) throw new Error(`There is no text for ${key}`);
    return text;
  };
  // A label is asked for at every click and never changes; "step 2 of 5" has few forms. What people wrote is not kept.
  const made = new Map<string, string>();

  return {
    say: (locale, key, params = {}) => {
      const language = nearest(locale);
      const values = Object.values(params);
      if (!values.every((value) => typeof value === 'number')) return translate(language, key, params);
      const name = [language, key, ...values].join(' ');
      const known = made.get(name);
      if (known !== undefined) return known;
      const text = translate(language, key, params);
      if (made.size < madeAtMost) made.set(name, text);
      return text;
    },
    nearest,
    languages: locales.map((locale) => ({
      locale,
      name: translators.get(locale)?.('language.name') ?? locale,
    })),
  };
};
