import MiniSearch from 'minisearch';
import { buildIndex, pick } from '../../src/picker/index.ts';
import type { PickerEntry } from '../../src/picker/index.ts';

/** Makes of a catalogue what finds the ids of the three best guides for a text. */
export type Searcher = (entries: readonly PickerEntry[]) => (text: string) => readonly string[];

const miniSearch =
  (options: { readonly fuzzy?: number }): Searcher =>
  (entries) => {
    const search = new MiniSearch({
      fields: ['name', 'description', 'keywords', 'examples'],
      storeFields: ['name'],
    });
    search.addAll(
      entries.map(({ template_id, name, description, keywords, examples }) => ({
        id: template_id,
        name,
        description,
        keywords: keywords.join(' '),
        examples: examples.join('\n'),
      })),
    );
    return (text) =>
      search
        .search(text, options)
        .slice(0, 3)
        .map(({ id }) => String(id));
  };

export const searchers = {
  unstuck: (entries) => {
    const index = buildIndex(entries);
    return (text) => pick(index, text, { locale: 'en' }).candidates.map(({ template_id }) => template_id);
  },
  minisearch: miniSearch({}),
  'minisearch, fuzzy': miniSearch({ fuzzy: 0.2 }),
} as const satisfies Record<string, Searcher>;

export type SearcherName = keyof typeof searchers;
