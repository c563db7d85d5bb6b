import { useSyncExternalStore } from 'react';
import { platforms } from './platforms.ts';
import type { View } from './platforms.ts';
import { pageLocales } from './languages.ts';
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
const viewKey = 'unstuck_view';
const timelineKey = 'unstuck_timeline';

export const storedLocale = (): PageLocale =>
  preferredLocale(pageLocales, stored(localeKey), navigator.languages);
export const storeLocale = (locale: PageLocale): void => store(localeKey, locale);

export const storedView = (): View => {
  const chosen = stored(viewKey);
  return chosen === 'all' ? 'all' : (platforms.find((platform) => platform === chosen) ?? 'slack');
};
export const storeView = (view: View): void => store(viewKey, view);

/** Whether the timeline stands beside the panes; `null` where nobody chose yet. */
export const storedTimeline = (): boolean | null => {
  const chosen = stored(timelineKey);
  return chosen === null ? null : chosen === 'shown';
};
export const storeTimeline = (shown: boolean): void => store(timelineKey, shown ? 'shown' : 'hidden');

/** Storage may be switched off in a browser; the choice then lasts as long as the page. */
const stored = (key: string): string | null => {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
};

const store = (key: string, value: string): void => {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Storage is switched off in this browser.
  }
};
