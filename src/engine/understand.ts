import { commandIn, isAboutLanguage } from './understanding/command.ts';
import { asksForHuman } from './understanding/human.ts';
import { outcomeOf } from './understanding/meaning.ts';
import type { Outcome } from './understanding/meaning.ts';
import type { Move } from './understanding/move.ts';
import { exactOption, namedOption, numberedOption } from './understanding/options.ts';
import { ratingIn } from './understanding/rating.ts';
import type { Rating } from './understanding/rating.ts';
import { readTyped } from './understanding/tokens.ts';

export { moves } from './understanding/move.ts';
export type { Move } from './understanding/move.ts';

export type Understanding =
  | { readonly kind: 'move'; readonly move: Move }
  /** One of the offered labels, by its index from 0. */
  | { readonly kind: 'pick'; readonly index: number }
  | { readonly kind: 'rating'; readonly rating: Rating; readonly comment?: string }
  /** Too dangerous to guess: the moves to ask between, where there are any. */
  | { readonly kind: 'unsure'; readonly moves: readonly Move[] }
  /** Nothing recognised: free text. */
  | { readonly kind: 'text' };

export interface Allowed {
  readonly moves: readonly Move[];
  /** The labels that are offered now. */
  readonly options?: readonly string[];
  /** Whether a rating is asked for. */
  readonly rating?: boolean;
}

/** A longer text that asks for no human describes something. */
const longestAnswer = 12;
/** So many words that say nothing here, and "it does not work" is a description too. */
const mostAside = 4;

/**
 * What a typed answer means, of what a session allows now. Spanish and English count alike, whatever the session's
 * language, and so do accents, case, emoji, elongation and small typos; what negates, hedges or asks never passes
 * for a yes, and nothing is closed on a guess.
 */
export const understand = (text: string, allowed: Allowed): Understanding => {
  const typed = readTyped(text);
  const options = allowed.options ?? [];
  const may = (move: Move): boolean => allowed.moves.includes(move);
  const rating = allowed.rating ? ratingIn(typed) : null;
  if (rating) return { kind: 'rating', ...rating };
  if (typed.words.length === 0 && typed.emoji === null) return free;

  const exact = exactOption(typed, options);
  if (exact !== null) return pick(exact);
  const human = may('human') ? asksForHuman(typed) : 'no';
  if (human === 'yes') return move('human');
  if (typed.words.length > longestAnswer || typed.isCut) return free;
  const numbered = numberedOption(typed, options.length);
  if (numbered !== null) return numbered === 'unclear' ? unsure([]) : pick(numbered);
  const command = commandIn(typed, (one) => may(one) || (one === 'none_of_these' && may('no')));
  if (command !== null) return settleCommand(command, typed.question, may);
  const named = namedOption(typed, options);
  if (named !== null && !typed.question) return pick(named);
  if (human === 'maybe') return unsure(['human']);
  if (isAboutLanguage(typed) && may('language_es') && may('language_en')) {
    return unsure(['language_es', 'language_en']);
  }
  const outcome = outcomeOf(typed);
  if (outcome === null || (human === 'refused' && outcome.meaning === 'no')) return free;
  return settle(outcome, may);
};

const free: Understanding = { kind: 'text' };
const move = (one: Move): Understanding => ({ kind: 'move', move: one });
const pick = (index: number): Understanding => ({ kind: 'pick', index });
const unsure = (between: readonly Move[]): Understanding => ({ kind: 'unsure', moves: between });

const settleCommand = (command: Move, asked: boolean, may: (move: Move) => boolean): Understanding => {
  if (!may(command)) return move('no');
  return asked && command === 'cancel' ? unsure([command]) : move(command);
};

/** The move that says what was meant, of those allowed now. */
const settle = ({ meaning, aside }: Outcome, may: (move: Move) => boolean): Understanding => {
  const first = (...wanted: readonly Move[]): Understanding | null => {
    const found = wanted.find(may);
    return found === undefined ? null : move(found);
  };
  const pairs: readonly (readonly Move[])[] = [
    meaning === 'solved' ? ['solved', 'done', 'failed'] : ['done', 'failed'],
    ['solved', 'not_solved'],
    ['yes', 'no'],
  ];
  const isAskedHow = pairs.slice(0, 2).some((pair) => pair.some(may));
  // Where nothing asks how it went, such words are part of a description.
  if (!isAskedHow && aside > 0) return free;
  const between = pairs.map((pair) => pair.filter(may)).find((pair) => pair.length > 0);
  const ask = between === undefined ? free : unsure(between);

  switch (meaning) {
    case 'solved':
      return first('solved', 'done', 'yes') ?? ask;
    case 'works':
      return first('done', 'solved') ?? ask;
    case 'done':
      return first('done') ?? ask;
    case 'yes':
      return (
        first('yes', 'done') ?? (may('not_solved') ? first('solved') : null) ?? (may('solved') ? free : ask)
      );
    case 'heard':
      return first('yes') ?? (may('done') || may('not_solved') ? ask : free);
    case 'no':
      if (aside > 0) return ask;
      return first('no', 'failed', 'not_solved', 'none_of_these') ?? (may('solved') ? free : ask);
    case 'fails':
      if (aside > mostAside) return ask;
      return first('failed', 'not_solved', 'no') ?? free;
    case 'yes_but_fails':
      return may('yes') ? ask : (first('failed', 'not_solved') ?? ask);
    case 'not_yet':
      return first('not_solved') ?? ask;
    case 'unsure':
      return ask;
  }
};
