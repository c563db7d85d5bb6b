import { commandFillers, commands, languages } from './commands.ts';
import type { CommandMove } from './commands.ts';
import { isKnown, isNegation } from './senses.ts';
import { tokensOf } from './tokens.ts';
import type { Typed } from './tokens.ts';
import { isTypoOf } from '../typos.ts';

interface Phrase {
  readonly move: CommandMove;
  readonly words: readonly string[];
  /** Without politeness and wishing. */
  readonly core: readonly string[];
}

const split = (row: string): readonly (readonly string[])[] =>
  row.split(',').map((phrase) => tokensOf(phrase));
const fillers = new Set([...split(commandFillers.es), ...split(commandFillers.en)].flat());
const coreOf = (words: readonly string[]): readonly string[] => words.filter((word) => !fillers.has(word));

const phrases: readonly Phrase[] = (Object.keys(commands) as CommandMove[]).flatMap((move) =>
  [...split(commands[move].es), ...split(commands[move].en)].map((words) => ({
    move,
    words,
    core: coreOf(words),
  })),
);

/** Before the command there may be an answer: "no, go back". */
const answers = new Set(tokensOf('no nope si yes ok'));

/** The command that an answer is, and is as a whole, among those that are allowed. */
export const commandIn = (typed: Typed, may: (move: CommandMove) => boolean): CommandMove | null => {
  const clauses = typed.clauses
    .map(({ words }) => words)
    .filter(
      (words) => !(typed.clauses.length > 1 && words.every((word) => answers.has(word) || fillers.has(word))),
    );
  const [words] = clauses.length === 1 ? clauses : [typed.words];
  return words === undefined
    ? null
    : (phrases.find((phrase) => may(phrase.move) && isPhrase(words, phrase))?.move ?? null);
};

const isPhrase = (words: readonly string[], phrase: Phrase): boolean => {
  if (isSame(words, phrase.words)) return true;
  const core = coreOf(words);
  return phrase.core.some((word) => !isNegation(word)) && isSame(core, phrase.core);
};

const isSame = (said: readonly string[], meant: readonly string[]): boolean =>
  said.length === meant.length &&
  said.every((word, i) => word === meant[i] || (!isKnown(word) && isTypoOf(word, meant[i] ?? '')));

const names = new Set(Object.values(languages).flatMap((row) => tokensOf(row)));

/** "I do not speak English": about a language, but which one is wanted is not said. */
export const isAboutLanguage = (typed: Typed): boolean =>
  typed.words.some((word) => names.has(word)) && typed.words.some(isNegation);
