import { slips } from '../engine/typos.ts';
import type { Steps } from './slices.ts';
import { knownWords } from './vocabulary.ts';

/** Gives the word of the catalogue that was meant by one it does not have; or the word itself. */
export type Mend = (word: string) => string;

interface Shelf {
  readonly words: string[];
  /** A bit for each letter of a word: where many differ, no slip or two made one of the other. */
  readonly letters: number[];
}

const furthest = 2;
const wordsAStep = 1_000;

/** A mender that knows these words, the commonest first, and those of the languages themselves. */
export function* teachSpelling(words: Iterable<string>): Steps<Mend> {
  const own = new Set(words);
  let learnt = 0;
  const shelves = new Map<string, Shelf>();
  for (const word of [...own, ...knownWords]) {
    const shelf = shelves.get(shelfOf(word, word.length)) ?? { words: [], letters: [] };
    shelf.words.push(word);
    shelf.letters.push(lettersOf(word));
    shelves.set(shelfOf(word, word.length), shelf);
    learnt += 1;
    if (learnt % wordsAStep === 0) yield;
  }
  return (word) => {
    if (own.has(word) || knownWords.has(word)) return word;
    const letters = lettersOf(word);
    let nearest = word;
    let fewest = furthest + 1;
    for (let length = word.length - furthest; length <= word.length + furthest; length++) {
      const shelf = shelves.get(shelfOf(word, length));
      shelf?.letters.forEach((other, i) => {
        if (bits(letters ^ other) > 2 * furthest) return;
        const candidate = shelf.words[i] ?? '';
        const found = slips(word, candidate);
        if (found === null || found >= fewest) return;
        nearest = candidate;
        fewest = found;
      });
    }
    return nearest;
  };
}

/** A slip leaves the first letter as it was, so words are kept by it and by their length. */
const shelfOf = (word: string, length: number): string => `${word.charAt(0)}${length}`;

const lettersOf = (word: string): number => {
  let letters = 0;
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31);
  return letters;
};

const bits = (value: number): number => {
  let left = value;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
};
