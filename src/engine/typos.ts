/** How many slips a word may hold: none where another word is too near, up to two in long ones. */
const slipsAllowed = (length: number): number => (length < 4 ? 0 : length <= 7 ? 1 : 2);

/**
 * Whether `typed` is `meant` with a slip or two: a letter missing, doubled, wrong, or two changed round. The first
 * letter must be right: it is what tells "unsolved" from "solved".
 */
export const isTypoOf = (typed: string, meant: string): boolean => slips(typed, meant) !== null;

/** The number of slips, or `null` where there are more than a word of that length may hold. */
export const slips = (typed: string, meant: string): number | null => {
  if (typed === meant) return 0;
  const most = slipsAllowed(Math.min(typed.length, meant.length));
  if (most === 0 || typed[0] !== meant[0] || Math.abs(typed.length - meant.length) > most) return null;
  const found = distance(typed, meant);
  return found <= most ? found : null;
};

/** Whether one edit makes one of the other, wherever it is. */
export const isOneEditFrom = (first: string, second: string): boolean =>
  Math.abs(first.length - second.length) <= 1 && distance(first, second) <= 1;

/** Edits between the two, a change round of two neighbours being one. */
const distance = (first: string, second: string): number => {
  let before: number[] = [];
  let previous = Array.from({ length: second.length + 1 }, (_, i) => i);
  for (let i = 1; i <= first.length; i++) {
    const current = [i];
    for (let j = 1; j <= second.length; j++) {
      const same = first[i - 1] === second[j - 1];
      let best = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && first[i - 1] === second[j - 2] && first[i - 2] === second[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    before = previous;
    previous = current;
  }
  return previous[second.length] ?? 0;
};
