/// <reference types="vite/types/importMeta.d.ts" />
import { textsIn } from './texts.ts';
import type { PageLocale, TextTable, Texts } from './texts.ts';

/** Another language is another file. */
const files = import.meta.glob<TextTable>('./texts.*.json', { eager: true, import: 'default' });

const built: ReadonlyMap<PageLocale, Texts> = new Map(
  Object.entries(files).map(([path, table]) => {
    const locale = path.slice('./texts.'.length, -'.json'.length);
    return [locale, textsIn(locale, table)];
  }),
);

export const pageLocales: readonly PageLocale[] = [...built.keys()].toSorted();

/** The same function every time, so that what depends on it is not done anew. */
export const textsFor = (locale: PageLocale): Texts => built.get(locale) ?? textsIn(locale, {});
