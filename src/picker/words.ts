/** More of a message than this adds nothing to what it is about, and would make a pick slow. */
const limits = { characters: 3_000, words: 120, wordLength: 40 } as const;

/** Accents, Hebrew points, Arabic vowels and the tatweel: what people leave out when they type in a hurry. */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]/gu;
const mustacheTags = /\{\{[^}]*\}\}\}?/gu;
const apostrophes = /['\u2019\u02bc`\u00b4]/gu;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that put no blanks between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Lower case, without accents, in one spelling for what Unicode can spell in several ways. */
const fold = (text: string): string =>
  text.normalize('NFKD').replace(marks, '').normalize('NFC').toLowerCase();

/**
 * The words of a text, folded; `can't` is `cant`, and what a template leaves open (`{{product}}`) is no word. Where
 * a script has no blanks, every two neighbours are a word.
 */
export const words = (text: string): readonly string[] =>
  (
    fold(text.slice(0, limits.characters).replace(mustacheTags, ' ').replace(apostrophes, '')).match(
      wordPattern,
    ) ?? []
  )
    .flatMap((run) => (unspaced.test(run) ? neighbours(run) : [run]))
    .slice(0, limits.words)
    .map((word) => word.slice(0, limits.wordLength));

const neighbours = (run: string): readonly string[] => {
  const letters = Array.from(run);
  return letters.length < 2
    ? letters
    : letters.slice(1).map((letter, before) => `${letters[before]}${letter}`);
};
