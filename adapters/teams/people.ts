import type { User } from '../../src/engine/command.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { Author } from './parse.ts';

/** Who somebody is; their language as their client last told, since pressed buttons do not always tell. */
export const createPeople = (defaultLocale: Locale) => {
  const locales = new Map<string, Locale>();
  const mostRemembered = 10_000;
  return {
    userOf({ id, name, locale }: Author): User {
      if (locale !== null) {
        locales.delete(id);
        locales.set(id, locale);
        const [oldest] = locales.keys();
        if (locales.size > mostRemembered && oldest !== undefined) locales.delete(oldest);
      }
      return { id, name, locale: locale ?? locales.get(id) ?? defaultLocale };
    },
  };
};
export type People = ReturnType<typeof createPeople>;
