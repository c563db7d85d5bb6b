import type { Clock, Templates } from '../app/ports.ts';
import type { TemplateStore } from '../app/templates.ts';
import type { Locale, Template } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import { nearestLocale } from './nearest-locale.ts';

/** Every click needs its template, and templates change by the week: so they are kept in memory. */
export interface TemplateLibrary extends Templates {
  /** The next read asks the store whether anything changed. */
  refresh(): void;
}

/** Another replica's change is seen within this. */
const freshForMs = 2_000;

interface Shelf {
  readonly revision: string;
  readonly newest: readonly Template[];
  /** Versions that are not among the newest, in every language, by id and version. */
  readonly others: Map<string, Promise<readonly Template[]>>;
}

/** `defaultLocale` serves where a template lacks the wanted language; it may change. */
export function createTemplateLibrary(options: {
  readonly store: TemplateStore;
  readonly clock: Clock;
  readonly defaultLocale: () => Locale;
}): TemplateLibrary {
  const { store, clock, defaultLocale } = options;
  let shelf: Shelf | null = null;
  let checkedAt = -Infinity;
  let checking: Promise<Shelf> | null = null;
  let refreshes = 0;

  const check = async (): Promise<Shelf> => {
    const before = refreshes;
    const at = clock.now().getTime();
    const revision = await store.revision();
    const found =
      shelf?.revision === revision ? shelf : { revision, newest: await store.newest(), others: new Map() };
    // It may have asked before the change that called for a refresh: then it is an answer, but not one to keep.
    if (before === refreshes) {
      shelf = found;
      checkedAt = at;
    }
    return found;
  };

  const current = async (): Promise<Shelf> => {
    if (shelf !== null && clock.now().getTime() - checkedAt < freshForMs) return shelf;
    const mine = (checking ??= check());
    try {
      return await mine;
    } finally {
      if (checking === mine) checking = null;
    }
  };

  const inAllLanguages = async (id: TemplateId, version: number): Promise<readonly Template[]> => {
    const { newest, others } = await current();
    const found = newest.filter((template) => template.template_id === id && template.version === version);
    if (found.length > 0) return found;
    const key = `${id} ${version}`;
    const kept = others.get(key);
    if (kept !== undefined) return await kept;
    const asked = store.version(id, version);
    others.set(key, asked);
    try {
      const languages = await asked;
      if (languages.length === 0) others.delete(key);
      return languages;
    } catch (error) {
      others.delete(key);
      throw error;
    }
  };

  return {
    version: async (id, version, locale) =>
      nearestLocale(await inAllLanguages(id, version), locale, defaultLocale()),
    newest: async (id, locale) => {
      const { newest } = await current();
      const languages = newest.filter(({ template_id }) => template_id === id);
      return nearestLocale(languages, locale, defaultLocale());
    },
    translations: async (id, version) => (await inAllLanguages(id, version)).map(({ locale }) => locale),
    all: async () => (await current()).newest,
    refresh: () => {
      refreshes += 1;
      checkedAt = -Infinity;
      checking = null;
    },
  };
}
