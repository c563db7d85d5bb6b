import type { Keep } from '../../src/app/channel.ts';
import type { User } from '../../src/engine/command.ts';
import type { Locale } from '../../src/engine/template.ts';
import type { Author } from './arrival.ts';
import type { Background } from './background.ts';

/**
 * People's languages. Discord tells them with everything that is pressed or commanded, and never with a message:
 * what was told is remembered.
 */
export interface People {
  /** Who pressed or commanded something; their language is remembered. */
  meet(author: Author): User;
  /** Who wrote something. `local`: the language of the server it was written in. */
  recall(author: Author, local: Locale | null): Promise<User>;
}

const mostRemembered = 10_000;

export function createPeople(keep: Keep, background: Background, defaultLocale: Locale): People {
  /** `null`: never told. In the order in which they were used: the first one is the next to be forgotten. */
  const locales = new Map<string, Locale | null>();

  const remember = (user: string, locale: Locale | null): void => {
    locales.delete(user);
    locales.set(user, locale);
    const [oldest] = locales.keys();
    if (locales.size > mostRemembered && oldest !== undefined) locales.delete(oldest);
  };

  const kept = async (user: string): Promise<Locale | null> => {
    const known = locales.get(user);
    if (known !== undefined) return known;
    const value = await keep.get(keyOf(user));
    const locale = typeof value === 'string' ? value : null;
    remember(user, locale);
    return locale;
  };

  const userOf = ({ id, name }: Author, locale: Locale): User => ({ id, name, locale });

  return {
    meet(author) {
      const { user, locale } = author;
      if (locale === null) return userOf(author, locales.get(user) ?? defaultLocale);
      if (locales.get(user) !== locale) {
        remember(user, locale);
        background.run('remembering a language', () => keep.put(keyOf(user), locale));
      }
      return userOf(author, locale);
    },
    recall: async (author, local) => userOf(author, (await kept(author.user)) ?? local ?? defaultLocale),
  };
}

const keyOf = (user: string): string => `locale:${user}`;
