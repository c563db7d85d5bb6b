import en from './texts.en.json' with { type: 'json' };
import es from './texts.es.json' with { type: 'json' };

export type TextKey = keyof typeof en;
export type PageLocale = 'es' | 'en';
export const pageLocales: readonly PageLocale[] = ['es', 'en'];

type Params = Readonly<Record<string, string | number | null>>;

/** Words of the page's own; what the bot says comes in its messages. */
export interface Texts {
  readonly locale: PageLocale;
  (key: TextKey, params?: Params): string;
}

const tables: Readonly<Record<PageLocale, Readonly<Record<TextKey, string>>>> = { es, en };

const build = (locale: PageLocale): Texts =>
  Object.assign(
    (key: TextKey, params: Params = {}) =>
      tables[locale][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)),
    { locale },
  );
const built: Readonly<Record<PageLocale, Texts>> = { es: build('es'), en: build('en') };

/** The same function every time, so that what depends on it is not done anew. */
export const textsFor = (locale: PageLocale): Texts => built[locale];

export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** The choice made here before, else the first language the browser asks for that there is. */
export const preferredLocale = (stored: string | null, asked: readonly string[]): PageLocale => {
  const wanted = [stored, ...asked].map((name) => name?.slice(0, 2).toLowerCase());
  return wanted.flatMap((name) => pageLocales.filter((locale) => locale === name))[0] ?? 'es';
};
