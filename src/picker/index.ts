import type { Locale, Template } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import { findCentroids } from './centroids.ts';
import { read } from './features.ts';
import type { Counts } from './features.ts';
import type { IndexedGuide, PickerIndex } from './picker-index.ts';
import { finish } from './slices.ts';
import type { Steps } from './slices.ts';
import { spanSpace } from './space.ts';
import type { Vector } from './space.ts';
import { teachSpelling } from './spelling.ts';
import { roundsFor, train } from './train.ts';
import type { Lesson } from './train.ts';
import { words } from './words.ts';

export { nearest, pick } from './pick.ts';
export type { Pick } from './pick.ts';

/** One language of a guide, as far as choosing it goes. */
export type PickerEntry = Readonly<
  globalThis.Pick<Template, 'template_id' | 'name' | 'description' | 'keywords' | 'examples' | 'locale'>
>;

interface Source {
  readonly guide: number;
  readonly text: string;
}

/** Up to here the texts are read once and kept while building; beyond, memory is dearer than reading twice. */
const keptReadings = 5_000;

/**
 * Reads a catalogue: 12 to 50 guides take tens of milliseconds, 10,000 some seconds. All languages of a guide make
 * one guide, so that it is found in each of them.
 */
export const buildIndex = (entries: readonly PickerEntry[]): PickerIndex => finish(indexing(entries));

/** The same in steps of a few milliseconds each. */
export function* indexing(entries: readonly PickerEntry[]): Steps<PickerIndex> {
  const { guides, sources } = yield* gather(entries);
  const kept = sources.length <= keptReadings ? yield* readAll(sources) : null;
  const countsOf = (source: number): Counts => kept?.[source] ?? read(sources[source]?.text ?? '').counts;
  const space = yield* spanSpace(sources.length, countsOf);
  const mend = yield* teachSpelling(yield* commonestFirst(sources));

  const sourcesOf: number[][] = guides.map(() => []);
  sources.forEach(({ guide }, source) => sourcesOf[guide]?.push(source));
  yield;
  const vectors = kept?.map(space.place);
  const vectorOf = (source: number): Vector => vectors?.[source] ?? space.place(countsOf(source));
  const centroids = yield* findCentroids(guides.length, space.size, function* (guide) {
    for (const source of sourcesOf[guide] ?? []) yield vectorOf(source);
  });

  if (!vectors) return { guides, space, mend, centroids, trained: null };
  const lessons: Lesson[] = sources.map(({ guide }, source) => ({ guide, vector: vectorOf(source) }));
  const rounds = roundsFor(lessons, guides.length, space.size);
  if (rounds === 0) return { guides, space, mend, centroids, trained: null };
  const weights = yield* train(centroids, space.size, lessons, rounds);
  return {
    guides,
    space,
    mend,
    centroids,
    trained: { weights, texts: sourcesOf.map((own) => own.map(vectorOf)) },
  };
}

function* readAll(sources: readonly Source[]): Steps<readonly Counts[]> {
  const counts: Counts[] = [];
  for (const { text } of sources) {
    counts.push(read(text).counts);
    yield;
  }
  return counts;
}

/** The guides in the order they first appear, and every text that speaks for one of them. */
function* gather(entries: readonly PickerEntry[]): Steps<{ guides: IndexedGuide[]; sources: Source[] }> {
  const numbers = new Map<TemplateId, number>();
  const guides: (IndexedGuide & { names: { locale: Locale; name: string }[] })[] = [];
  const sources: Source[] = [];
  for (const { template_id, name, description, keywords, examples, locale } of entries) {
    const guide = numbers.get(template_id) ?? guides.length;
    if (guide === guides.length) {
      numbers.set(template_id, guide);
      guides.push({ template_id, names: [] });
    }
    guides[guide]?.names.push({ locale, name });
    for (const text of [name, description, keywords.join(' '), ...examples]) {
      if (text.trim() !== '') sources.push({ guide, text });
    }
    yield;
  }
  return { guides, sources };
}

function* commonestFirst(sources: readonly Source[]): Steps<readonly string[]> {
  const counts = new Map<string, number>();
  for (const { text } of sources) {
    for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    yield;
  }
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([word]) => word);
}
