import { cleanText } from '../engine/plain-text.ts';
import { longestText } from '../engine/show/forms.ts';

/** What a person typed, without what no text should hold, and no longer than anybody would read. */
export const wordsOf = (text: string): string =>
  cleanText(text)
    .slice(0, longestText)
    // Half a character is none.
    .replace(/\p{Cs}$/u, '')
    .trim();
