/** Typed words, taken apart: `webhooks add https://… events=* description="For the CRM" --yes`. */
export interface Words {
  readonly args: readonly string[];
  /** `name=value`; `--name` is `name=true`. */
  readonly options: Readonly<Record<string, string>>;
}

const quotes: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '«': '»' };
const option = /^([a-z][a-z0-9_.-]*)=(.*)$/is;
const flag = /^--([a-z][a-z0-9_-]*)$/i;

/** `null`: a quote was opened and never closed. */
export const readWords = (text: string): Words | null => {
  const tokens = split(text);
  if (tokens === null) return null;
  const args: string[] = [];
  const options: Record<string, string> = {};
  for (const token of tokens) {
    const [, name, value = ''] = option.exec(token) ?? [];
    const [, flagged] = flag.exec(token) ?? [];
    if (name !== undefined) options[name.toLowerCase()] = value;
    else if (flagged !== undefined) options[flagged.toLowerCase()] = 'true';
    else args.push(token);
  }
  return { args, options };
};

/** At blanks, save in quotes, which begin a word or an option's value. */
function split(text: string): readonly string[] | null {
  const tokens: string[] = [];
  let token: string | null = null;
  let closing: string | null = null;
  for (const letter of text) {
    if (closing !== null) {
      if (letter === closing) closing = null;
      else token += letter;
    } else if (quotes[letter] !== undefined && (token === null || token.endsWith('='))) {
      closing = quotes[letter];
      token ??= '';
    } else if (/\s/u.test(letter)) {
      if (token !== null) tokens.push(token);
      token = null;
    } else token = (token ?? '') + letter;
  }
  if (closing !== null) return null;
  return token === null ? tokens : [...tokens, token];
}

/** One word as it has to be typed. */
export const quoted = (word: string): string => {
  if (word !== '' && !/[\s"'“”«»]/u.test(word)) return word;
  return word.includes('"') ? `“${word.replaceAll('”', '"')}”` : `"${word}"`;
};

/** What was meant by a mistyped word; `null` where nothing is near. */
export const nearest = (typed: string, known: readonly string[]): string | null => {
  const asked = typed.toLowerCase();
  const ranked = known
    .map((word) => ({ word, off: word.startsWith(asked) ? 0 : distance(asked, word) }))
    .toSorted((one, other) => one.off - other.off);
  const [best] = ranked;
  return best !== undefined && best.off <= Math.max(1, Math.floor(asked.length / 3)) ? best.word : null;
};

/** Damerau-Levenshtein, neighbours swapped counting once. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
