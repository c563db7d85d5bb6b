import { concepts, emptyWords, stopWords } from './vocabulary.ts';
import { words } from './words.ts';

/**
 * The four looks at a text, each of unit length before its share: what is said, what it means, in which order, and
 * how it is spelt. Spelling (character n-grams within a word, its edges marked) is what forgives typos, endings and
 * compounds, so it weighs most. The shares were chosen on held-out questions in five languages.
 */
export const shares = { word: 0.6, concept: 0.35, pair: 0.6, spelling: 1 } as const;
export type Look = keyof typeof shares;
export const looks: readonly Look[] = ['word', 'concept', 'pair', 'spelling'];

const grams = { shortest: 2, longest: 4 } as const;
const fullWeight = 1;
const lightWeight = 0.7;

/** How often each feature occurs, by its hash; light words count for less. */
export type Counts = Readonly<Record<Look, ReadonlyMap<number, number>>>;

/** A text as the picker sees it. */
export interface Reading {
  readonly counts: Counts;
  readonly telling: readonly TellingWord[];
  /** Nothing is said beyond a greeting, a cry for help, or that something does not work. */
  readonly empty: boolean;
}

/** A word that says something about this problem rather than about problems, by the hashes of its features. */
export interface TellingWord {
  readonly meanings: readonly number[];
  /** Its n-grams of three characters and more. */
  readonly grams: readonly number[];
}

/**
 * Features are known by a 32-bit hash of their letters: no string is made or kept for them. Two features meeting in
 * one hash is rarer than one in a thousand at a million features, and costs a little accuracy, never an error.
 */
const seeds = { word: 0x811c9dc5, concept: 0x1b873593, pair: 0x2c1b3c6d, spelling: 0x297a2d39 } as const;
const prime = 0x01000193;
const space = 0x20;

const hashPart = (hash: number, text: string, from: number, to: number): number => {
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), prime);
  return hash;
};
const hashOf = (seed: number, text: string): number => hashPart(seed, text, 0, text.length) | 0;
const hashPair = (first: string, second: string): number =>
  hashPart(Math.imul(hashPart(seeds.pair, first, 0, first.length) ^ space, prime), second, 0, second.length) |
  0;

const conceptsOf: ReadonlyMap<string, readonly number[]> = (() => {
  const found = new Map<string, number[]>();
  concepts.forEach((group, index) => {
    for (const term of group) {
      const key = term.replaceAll('+', ' ');
      found.set(key, [...(found.get(key) ?? []), hashOf(seeds.concept, String(index))]);
    }
  });
  return found;
})();

const add = (counts: Map<number, number>, feature: number, weight: number): void => {
  counts.set(feature, (counts.get(feature) ?? 0) + weight);
};

const isTelling = (word: string): boolean =>
  !stopWords.has(word) && !emptyWords.has(word) && (word.length > 1 || word > '\u02ff');

/** `mend` gives the word that was meant by a mistyped one. */
export const read = (text: string, mend: (word: string) => string = (word) => word): Reading => {
  const found = words(text).map(mend);
  const word = new Map<number, number>();
  const concept = new Map<number, number>();
  const pair = new Map<number, number>();
  const spelling = new Map<number, number>();
  const telling: TellingWord[] = [];

  found.forEach((said, position) => {
    const tells = isTelling(said);
    const weight = tells ? fullWeight : lightWeight;
    const previous = position === 0 ? '^' : (found[position - 1] ?? '');
    add(word, hashOf(seeds.word, said), weight);
    add(pair, hashPair(previous, said), 1);
    const meanings = [...(conceptsOf.get(said) ?? []), ...(conceptsOf.get(`${previous} ${said}`) ?? [])];
    for (const meaning of meanings) add(concept, meaning, 1);

    const edged = ` ${said} `;
    const own: number[] = [];
    for (let from = 0; from < edged.length; from++) {
      let hash: number = seeds.spelling;
      for (let to = from; to < edged.length && to - from < grams.longest; to++) {
        hash = Math.imul(hash ^ edged.charCodeAt(to), prime);
        const length = to - from + 1;
        if (length < grams.shortest) continue;
        add(spelling, hash | 0, weight);
        if (length > 2) own.push(hash | 0);
      }
    }
    if (tells) telling.push({ meanings, grams: own });
  });
  const last = found.at(-1);
  if (last !== undefined) add(pair, hashPair(last, '$'), 1);
  const empty = telling.length === 0 && (found.length < 2 || found.some((said) => emptyWords.has(said)));
  return { counts: { word, concept, pair, spelling }, telling, empty };
};
