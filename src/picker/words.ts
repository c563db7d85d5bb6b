/** More of a message than this adds nothing to what it is about, and would make a pick slow. */
const limits = { characters: 2_000, words: 120, wordLength: 40 } as const;

/** Accents, Hebrew points, Arabic vowels and the tatweel: what people leave out when they type in a hurry. */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]/gu;
const mustacheTags = /\{\{[^}]*\}\}\}?/gu;
const apostrophes = /['\u2019\u02bc`\u00b4]/gu;
const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** Lower case, without accents, in one spelling for what Unicode can spell in several ways. */
const fold = (text: string): string =>
  text.normalize('NFKD').replace(marks, '').normalize('NFC').toLowerCase();

/** The words of a text, folded; `can't` is `cant`, and what a template leaves open (`{{product}}`) is no word. */
export const words = (text: string): readonly string[] =>
  (
    fold(text.slice(0, limits.characters).replace(mustacheTags, ' ').replace(apostrophes, '')).match(
      wordPattern,
    ) ?? []
  )
    .slice(0, limits.words)
    .map((word) => word.slice(0, limits.wordLength));
