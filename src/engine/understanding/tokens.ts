import { emojiAnswers } from './lexicon.ts';

/** More than this is not an answer to the bot; what asks for a human is asked within it. */
const limits = { characters: 1_000, words: 150 } as const;

/** A stretch of words between two marks of punctuation. */
export interface Clause {
  readonly words: readonly string[];
  readonly question: boolean;
}

/** What was typed, without what people do differently each time: accents, case, emoji, elongation. */
export interface Typed {
  /** As it was typed, cut and trimmed. */
  readonly raw: string;
  readonly clauses: readonly Clause[];
  readonly words: readonly string[];
  readonly question: boolean;
  /** What a thumb or a check mark says; `both` where they disagree. */
  readonly emoji: 'yes' | 'no' | 'both' | null;
  readonly isCut: boolean;
}

const combining = /\p{M}+/gu;
const invisible = /[\p{Cf}\p{Cc}]+/gu;
const apostrophes = /['\u2019\u02bc`\u00b4]/gu;
const parts = /[\p{L}\p{N}]+|[.,;:!?¿¡()\n"«»…–—-]/gu;

const fold = (text: string): string =>
  text.normalize('NFKD').replace(apostrophes, '').replace(combining, '').toLowerCase();

/** "siiii" is "si"; so that "cannot" still is a word, everything is compared in this form. Digits stay. */
const squeeze = (word: string): string => word.replace(/(\p{L})\1+/gu, '$1');

/** The words of a phrase in the form in which all are compared. */
export const tokensOf = (phrase: string): readonly string[] =>
  (fold(phrase).match(/[\p{L}\p{N}]+/gu) ?? []).map(squeeze);

export const readTyped = (text: string): Typed => {
  const raw = text.slice(0, limits.characters).trim();
  const lines = raw.replace(/\r\n?|\u2028|\u2029/gu, '\n');
  const folded = fold(
    lines.replace(/[^\n]+/gu, (line) => line.replace(invisible, (mark) => (/\p{Cc}/u.test(mark) ? ' ' : ''))),
  );
  let current: { words: string[]; question: boolean } = { words: [], question: false };
  const clauses = [current];
  let asking = false;
  let count = 0;
  for (const [part] of folded.matchAll(parts)) {
    if (/[\p{L}\p{N}]/u.test(part)) {
      if (count++ < limits.words) current.words.push(squeeze(part));
      current.question ||= asking;
      continue;
    }
    if (part === '¿') asking = true;
    if (part === '?') {
      asking = false;
      const asked = current.words.length > 0 ? current : clauses[clauses.length - 2];
      if (asked) asked.question = true;
    }
    if (current.words.length > 0) {
      current = { words: [], question: false };
      clauses.push(current);
    }
  }
  const said = clauses.filter(({ words }) => words.length > 0);
  return {
    raw,
    clauses: said,
    words: said.flatMap(({ words }) => words),
    question: said.some(({ question }) => question),
    emoji: emojiIn(raw),
    isCut: text.length > limits.characters || count > limits.words,
  };
};

const emojiIn = (text: string): Typed['emoji'] => {
  const holds = (list: string): boolean => list.split(' ').some((emoji) => text.includes(emoji));
  const yes = holds(emojiAnswers.yes);
  const no = holds(emojiAnswers.no);
  return yes && no ? 'both' : yes ? 'yes' : no ? 'no' : null;
};
