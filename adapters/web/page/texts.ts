import en from './texts.en.json' with { type: 'json' };

export type TextKey = keyof typeof en;
/** A language that there is a `texts.*.json` for. */
export type PageLocale = string;
export type TextTable = Readonly<Partial<Record<TextKey, string>>>;

type Params = Readonly<Record<string, string | number | null>>;

/** Words of the page's own; what the bot says comes in its messages. */
export interface Texts {
  readonly locale: PageLocale;
  (key: TextKey, params?: Params): string;
}

/** A text that a language lacks is said in English. */
export const textsIn = (locale: PageLocale, table: TextTable): Texts =>
  Object.assign(
    (key: TextKey, params: Params = {}) =>
      (table[key] ?? en[key]).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)),
    { locale },
  );

export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key);

/** `Português`, `English`: what a language is called, by itself or in another. */
export const languageName = (locale: PageLocale, shownIn: PageLocale = locale): string => {
  const name = new Intl.DisplayNames([shownIn], { type: 'language' }).of(locale) ?? locale;
  return name.charAt(0).toLocaleUpperCase(shownIn) + name.slice(1);
};

/** The choice made here before, else the first language the browser asks for that there is. */
export const preferredLocale = (
  known: readonly PageLocale[],
  stored: string | null,
  asked: readonly string[],
): PageLocale => {
  const wanted = [stored, ...asked].map((name) => name?.split('-')[0]?.toLowerCase());
  return wanted.flatMap((name) => known.filter((locale) => locale === name))[0] ?? 'es';
};
