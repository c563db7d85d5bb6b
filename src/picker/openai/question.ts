import { cleanLine, foldText } from '../../engine/plain-text.ts';
import { knownWords, stopWords } from '../vocabulary.ts';
import { words as wordsOf } from '../words.ts';
import type { Mask } from './mask.ts';

/** The only words of a model that a person ever reads: one question, and only while it looks like one. */
const longest = 200;
const fewestWords = 3;
/** Words in a row that a question shares with its instructions by chance at most. */
const sharedInARow = 4;
/** A longer word is no word. */
const longestWord = 24;

/** Links, addresses, markup, signs of code, long numbers: nothing that a question about a problem needs. */
const suspicious = /https?:|www\.|\w@\w|[<>{}[\]|`*_~=\\^#]|\d{4,}|\p{L}\.\p{Ll}{2,}|\p{Cf}|\p{Co}|\p{Cn}/u;

/** Talk of the machinery, in the languages that people meet it in. */
const machinery =
  /\b(?:prompts?|system messages?|instructions?|instruccion(?:es)?|instrucoes|anweisung(?:en)?|json|schema|esquema|schemas?|gpt|openai|chatgpt|llm|language model|modelo de lenguaje|modelo de linguagem|sprachmodell|ignor(?:e|ar|a|ing|ado)|jailbreak|dan mode|api keys?|assistant|asistente|help desk|sort requests|words to be sorted)\b/u;

/** Of the words of a question so many are known: of a language, of the guides, or of the person. */
const knownAtLeast = 0.5;
/** Endings aside, words that begin alike are one. */
const stem = 5;

/** What a question is held against. */
export interface Held {
  /** What it must repeat nothing of. */
  readonly never: string;
  /** The texts of the guides between which it is to tell. */
  readonly guides: readonly string[];
  /** What the person wrote. */
  readonly said: string;
  readonly mask: Mask;
}

/**
 * The question as it may be shown; `null` where it is none, or more than one. A model that was talked into repeating
 * its instructions (translated, spelled out or encoded), into advertising or into giving advice is not passed on.
 */
export const presentable = (text: string, { never, guides, said, mask }: Held): string | null => {
  const line = cleanLine(text);
  const words = wordsOf(line);
  if (line.length > longest || words.length < fewestWords || mask.hasSign(line)) return null;
  if (!isOneQuestion(line) || suspicious.test(line) || machinery.test(foldText(line))) return null;
  if (words.some((word) => word.length > longestWord) || isSpelledOut(words)) return null;
  return repeats(words, wordsOf(never)) || !isAbout(words, guides, said) ? null : line;
};

/** Ends in its only question mark, with at most a clause before it. */
const isOneQuestion = (line: string): boolean =>
  /^[^?？؟]+[?？؟]$/u.test(line) && (line.match(/[.!。！:;](?=\s)/gu)?.length ?? 0) <= 1;

/** "Y o u  a r e": letters apart, so that no word is found. */
const isSpelledOut = (words: readonly string[]): boolean =>
  words.filter((word) => word.length === 1).length > Math.max(3, words.length / 2);

const repeats = (words: readonly string[], never: readonly string[]): boolean => {
  const rows = new Set(rowsOf(never));
  return [...rowsOf(words), ...rowsOf(words.toReversed())].some((row) => rows.has(row));
};

const rowsOf = (words: readonly string[]): readonly string[] =>
  words.slice(sharedInARow - 1).map((_, from) => words.slice(from, from + sharedInARow).join(' '));

/** It speaks of what the guides are about, in words that somebody knows. */
const isAbout = (words: readonly string[], guides: readonly string[], said: string): boolean => {
  const ofGuides = new Set(guides.flatMap(wordsOf).map(stemOf));
  const known = new Set([...ofGuides, ...wordsOf(said).map(stemOf)]);
  const share = words.filter((word) => knownWords.has(word) || known.has(stemOf(word))).length / words.length;
  return share >= knownAtLeast && words.some((word) => !stopWords.has(word) && ofGuides.has(stemOf(word)));
};

const stemOf = (word: string): string => word.slice(0, stem);
