import * as vocabulary from './people.ts';
import { isNegation } from './senses.ts';
import type { Typed } from './tokens.ts';
import { isTypoOf } from '../typos.ts';

/** `refused`: a human is named, and not wanted. */
export type HumanWish = 'yes' | 'maybe' | 'refused' | 'no';

/** A whole answer that only names a person is at most this long. */
const wholeAnswer = 6;
/** How far behind the person the help may be that is asked of them. */
const reach = 5;

const { people, helpers, requests, around } = vocabulary;

/** Whether an answer asks for a human, also in a longer sentence. */
export const asksForHuman = (typed: Typed): HumanWish => {
  const found = typed.clauses.map(({ words }) => inClause(withoutMachines(words.map(mended))));
  return (['yes', 'refused', 'maybe'] as const).find((wish) => found.includes(wish)) ?? 'no';
};

const isKnown = (word: string): boolean =>
  people.has(word) || helpers.has(word) || requests.has(word) || around.has(word);

const mended = (word: string): string =>
  isKnown(word) || vocabulary.notPeople.has(word)
    ? word
    : ([...people].find((person) => isTypoOf(word, person)) ?? word);

/** "A human, not a bot": what is not wanted is the bot. */
const withoutMachines = (words: readonly string[]): readonly string[] => {
  const machine = words.findIndex((word) => vocabulary.machines.has(word));
  if (machine < 0) return words;
  const negation = words.slice(0, machine).findLastIndex(isNegation);
  const between = words.slice(negation + 1, machine);
  return negation >= 0 && between.every((word) => around.has(word))
    ? [...words.slice(0, negation), ...words.slice(machine + 1)]
    : words;
};

const inClause = (words: readonly string[]): HumanWish => {
  const negated = words.some(isNegation);
  if (
    !negated &&
    vocabulary.wishes.some((wish) => (wish.length === 1 ? words.length === 1 : true) && holds(words, wish))
  )
    return 'yes';
  const wishes = words.map((word, at) =>
    people.has(word) || helpers.has(word) ? wishAround(words, at) : 'no',
  );
  const clear = (['yes', 'refused', 'maybe'] as const).find((wish) => wishes.includes(wish));
  if (clear !== undefined) return clear;
  if (words.length > wholeAnswer || !words.every(isKnown) || asksWhoItIs(words)) return 'no';
  return words.some((word) => people.has(word))
    ? 'yes'
    : words.some((word) => helpers.has(word))
      ? 'maybe'
      : 'no';
};

/** "Are you a human?" is about the bot. */
const asksWhoItIs = (words: readonly string[]): boolean => words.includes('are') && words.includes('you');

const holds = (words: readonly string[], wish: readonly string[]): boolean =>
  words.some((_, at) => wish.every((word, i) => words[at + i] === word));

/** What the words before and behind a person make of them. */
const wishAround = (words: readonly string[], at: number): HumanWish => {
  const person = words[at] ?? '';
  let start = at;
  while (start > 0 && (around.has(words[start - 1] ?? '') || requests.has(words[start - 1] ?? ''))) start--;
  const asking = words.slice(start, at).filter((word) => requests.has(word));
  const before = words[start - 1] ?? '';
  const impossible = vocabulary.possibility.has(before) || vocabulary.possibility.has(asking[0] ?? '');
  if (isNegation(before) && !impossible) return 'refused';
  if (asking.some((word) => vocabulary.talking.has(word))) return 'yes';

  const behind = words.slice(at + 1, at + 1 + reach);
  const help = behind.findIndex((word) => vocabulary.helping.has(word));
  const isAskedToHelp =
    help >= 0 && behind.slice(0, help).every((word) => around.has(word) || requests.has(word));
  if (isAskedToHelp && (asking.length > 0 || behind.slice(0, help).some((word) => requests.has(word))))
    return 'yes';
  if (asking.length === 0) return 'no';
  if (helpers.has(person)) return words.every(isKnown) ? 'maybe' : 'no';
  return isNamed(behind) ? 'maybe' : 'yes';
};

/** Whether the person turns out to be a thing: "the agent process", "el agente de correo". */
const isNamed = ([next = '', second = '']: readonly string[]): boolean => {
  if (next === '' || vocabulary.following.has(next)) return false;
  if (vocabulary.of.has(next)) return second !== '' && !isKnown(second);
  return !isKnown(next);
};
