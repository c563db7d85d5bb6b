/** Up to so many words a text is about one thing; a longer one tells of the weather too. */
const shortAtMost = 29;
/** A sentence longer than this is looked at in overlapping parts: people forget full stops. */
const sentenceAtMost = 25;
const part = { words: 16, step: 8 } as const;
/** More pieces would make a pick slow. */
const piecesAtMost = 40;
const characters = 3_000;

const ends = /(?<=[.!?…;。！？；]["'”»)]?)\s+|(?<=[。！？；])|[\n\r]+/u;

/**
 * What a long text is looked at by: each sentence for itself, and all of it at the end. A short text is one piece:
 * what its sentences have in common is worth more than any of them.
 */
export const piecesOf = (text: string): readonly string[] => {
  const whole = text.slice(0, characters);
  if (blanksIn(whole) < shortAtMost) return [whole];
  const sentences = whole.split(ends).filter((sentence) => sentence.trim() !== '');
  const pieces = sentences.flatMap(partsOf).slice(0, piecesAtMost);
  return pieces.length > 1 ? [...pieces, whole] : [whole];
};

const blanksIn = (text: string): number => text.trim().match(/\s+/gu)?.length ?? 0;

const partsOf = (sentence: string): readonly string[] => {
  const words = sentence.trim().split(/\s+/u);
  if (words.length <= sentenceAtMost) return [sentence];
  const parts: string[] = [];
  for (let from = 0; from < words.length - part.step; from += part.step) {
    parts.push(words.slice(from, from + part.words).join(' '));
  }
  return parts;
};
