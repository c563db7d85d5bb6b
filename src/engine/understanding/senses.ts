import { commands } from './commands.ts';
import { senses } from './lexicon.ts';
import type { Sense } from './lexicon.ts';
import { helpers, people, requests } from './people.ts';
import { tokensOf } from './tokens.ts';
import { isOneEditFrom, slips } from '../typos.ts';

/** A word or phrase of a clause and what it means; `null` where the lexicon does not have it. */
export interface Meaningful {
  readonly words: readonly string[];
  readonly sense: Sense | null;
}

interface Phrase {
  readonly words: readonly string[];
  readonly sense: Sense;
  readonly wholeClause: boolean;
  readonly endsClause: boolean;
}

const phrases: readonly Phrase[] = (Object.keys(senses) as Sense[]).flatMap((sense) =>
  [senses[sense].es, senses[sense].en]
    .flatMap((row) => row.split(','))
    .map((phrase) => ({
      words: tokensOf(phrase),
      sense,
      wholeClause: phrase.trim().startsWith('='),
      endsClause: phrase.trim().endsWith('$'),
    })),
);

/** By first word, longest first; of two alike the one of the earlier row. */
const byFirstWord: ReadonlyMap<string, readonly Phrase[]> = (() => {
  const found = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const [first = ''] = phrase.words;
    found.set(first, [...(found.get(first) ?? []), phrase]);
  }
  const byLength = (one: Phrase, other: Phrase): number =>
    other.words.length - one.words.length || Number(other.wholeClause) - Number(one.wholeClause);
  for (const all of found.values()) all.sort(byLength);
  return found;
})();

const phraseAt = (clause: readonly string[], at: number): Phrase | undefined =>
  byFirstWord
    .get(clause[at] ?? '')
    ?.find(
      ({ words, wholeClause, endsClause }) =>
        words.every((word, i) => clause[at + i] === word) &&
        (!wholeClause || words.length === clause.length) &&
        (!endsClause || at + words.length === clause.length),
    );
const senseOf = (word: string): Sense | undefined => phraseAt([word, ''], 0)?.sense;

const negations: ReadonlySet<string> = new Set(
  phrases
    .filter(({ sense, words }) => (sense === 'not' || sense === 'nothing') && words.length === 1)
    .flatMap(({ words }) => words),
);
const shortNegations = [...negations].filter((word) => word.length > 2 && word.length < 7);

/** Commands and people are words too: "volver" is no typo of another one. */
const elsewhere = [
  ...Object.values(commands).flatMap(({ es, en }) => [...tokensOf(es), ...tokensOf(en)]),
  ...people,
  ...helpers,
  ...requests,
];
const known: ReadonlySet<string> = new Set([...phrases.flatMap(({ words }) => words), ...elsewhere]);

/** A slip leaves the first letter as it was: see `../typos.ts`. */
const byFirstLetter: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  for (const word of known) found.set(word.charAt(0), [...(found.get(word.charAt(0)) ?? []), word]);
  return found;
})();

export const isKnown = (word: string): boolean => known.has(word);

/** Glued to the word it negates: "nofunciona". */
const gluedNegations = ['no', 'not', 'dont', 'doesnt'];
const worthUngluing: ReadonlySet<Sense> = new Set(['works', 'to_work', 'solved', 'done', 'yes']);

const unglued = (word: string): readonly string[] => {
  for (const negation of gluedNegations) {
    const rest = word.slice(negation.length);
    if (!word.startsWith(negation) || rest.length < 4) continue;
    const right = corrected(rest);
    if (worthUngluing.has(senseOf(right) ?? 'other')) return [negation, right];
  }
  return [];
};

/**
 * The known word that was meant: itself, or the only nearest one. A word near to two meanings stays as it is, and so
 * does one that may have been a negation: "neot working" is not "next working".
 */
const corrected = (word: string): string => {
  if (known.has(word)) return word;
  let fewest = Infinity;
  let nearest: readonly string[] = [];
  for (const candidate of byFirstLetter.get(word.charAt(0)) ?? []) {
    const found = slips(word, candidate);
    if (found === null || found > fewest) continue;
    nearest = found < fewest ? [candidate] : [...nearest, candidate];
    fewest = found;
  }
  const [first = word] = nearest;
  if (!isNegation(first) && shortNegations.some((negation) => isOneEditFrom(word, negation))) return word;
  return new Set(nearest.map((candidate) => senseOf(candidate))).size > 1 ? word : first;
};

const spelt = (word: string): readonly string[] => {
  if (known.has(word)) return [word];
  const apart = unglued(word);
  return apart.length > 0 ? apart : [corrected(word)];
};

/** The words and phrases of a clause with what they mean, typos mended, longest phrases first. */
export const sensesOf = (clause: readonly string[]): readonly Meaningful[] => {
  const words = clause.flatMap(spelt);
  const found: Meaningful[] = [];
  for (let at = 0; at < words.length;) {
    const phrase = phraseAt(words, at);
    const length = phrase?.words.length ?? 1;
    found.push({ words: words.slice(at, at + length), sense: phrase?.sense ?? null });
    at += length;
  }
  return found;
};

export const isNegation = (word: string): boolean => negations.has(word);
