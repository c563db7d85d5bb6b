import { useSyncExternalStore } from 'react';
import { preferredLocale } from './texts.ts';
import type { PageLocale } from './texts.ts';

const darkQuery = '(prefers-color-scheme: dark)';

export const useDark = (): boolean => useMedia(darkQuery);

export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );

const localeKey = 'unstuck_locale';

/** Storage may be switched off in a browser; the choice then lasts as long as the page. */
export const storedLocale = (): PageLocale => {
  let stored: string | null = null;
  try {
    stored = window.localStorage.getItem(localeKey);
  } catch {
    // Storage is switched off in this browser.
  }
  return preferredLocale(stored, navigator.languages);
};

export const storeLocale = (locale: PageLocale): void => {
  try {
    window.localStorage.setItem(localeKey, locale);
  } catch {
    // Storage is switched off in this browser.
  }
};
