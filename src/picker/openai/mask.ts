import type { Private } from '../../app/advice/port.ts';
import { personalData } from './personal-data.ts';
import type { PersonalData } from './personal-data.ts';

/** Takes personal data out of texts that leave, and puts it back into what comes of them. */
export interface Mask {
  /** The text with signs such as `[EMAIL_1]`; the same value has the same sign in every text. */
  hide(text: string): string;
  /** The text with the values in place of their signs. */
  restore(text: string): string;
  /** Whether a text has one of the signs in it. */
  hasSign(text: string): boolean;
}

interface Piece {
  readonly text: string;
  /** A sign takes no further part in looking. */
  readonly sign: boolean;
}

/** Shorter ones stand in too many innocent words. */
const shortestKnown = 3;
const unseen = /\p{Cf}/gu;

/** In one spelling for what Unicode can spell in several, without what nobody sees. */
export const plain = (text: string): string => text.normalize('NFKC').replace(unseen, '');

export const createMask = (known: readonly Private[]): Mask => {
  const values = new Map<string, string>();
  const signs = new Map<string, string>();
  const counts = new Map<string, number>();
  // A name may be part of an address, which then goes as one.
  const knownAs = (kind: Private['kind']): PersonalData[] =>
    known.filter((one) => one.kind === kind).flatMap(patternsOf);
  const patterns: readonly PersonalData[] = [...knownAs('SECRET'), ...personalData, ...knownAs('NAME')];

  const signFor = (kind: string, value: string): string => {
    const before = signs.get(`${kind} ${value}`);
    if (before !== undefined) return before;
    const count = (counts.get(kind) ?? 0) + 1;
    const sign = `[${kind}_${count}]`;
    counts.set(kind, count);
    signs.set(`${kind} ${value}`, sign);
    values.set(sign, value);
    return sign;
  };

  return {
    hide: (text) =>
      patterns
        .reduce<readonly Piece[]>(
          (pieces, one) => pieces.flatMap((piece) => (piece.sign ? [piece] : cut(piece.text, one, signFor))),
          [{ text: plain(text), sign: false }],
        )
        .map((piece) => piece.text)
        .join(''),
    restore: (text) => text.replace(/\[[A-Z]{2,12}_\d{1,4}\]/g, (sign) => values.get(sign) ?? sign),
    hasSign: (text) => [...values.keys()].some((sign) => text.includes(sign)),
  };
};

/** The text in pieces: what the pattern takes away, and what is left around it. */
const cut = (
  text: string,
  { kind, pattern, group = 0, holds = () => true }: PersonalData,
  signFor: (kind: string, value: string) => string,
): Piece[] => {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const value = match[group]?.trimEnd() ?? '';
    const at = match.index + (group === 0 ? 0 : match[0].lastIndexOf(match[group] ?? ''));
    const end = at + value.length;
    const around = { before: text.slice(0, at), after: text.slice(end) };
    if (value === '' || at < done || !holds(value, around)) continue;
    pieces.push({ text: text.slice(done, at), sign: false }, { text: signFor(kind, value), sign: true });
    done = end;
  }
  return done === 0 ? [{ text, sign: false }] : [...pieces, { text: text.slice(done), sign: false }];
};

/** A secret is found anywhere, a name where it stands as a word, accents and case aside. */
const patternsOf = ({ kind, value }: Private): PersonalData[] => {
  const whole = plain(value).trim();
  const words = kind === 'NAME' ? [whole, ...whole.split(/\s+/)] : [whole];
  return [...new Set(words)]
    .filter((word) => word.length >= shortestKnown)
    .map((word) => ({
      kind,
      pattern:
        kind === 'NAME'
          ? new RegExp(`(?<![\\p{L}\\p{N}])${anyAccent(word)}(?![\\p{L}\\p{N}])`, 'giu')
          : new RegExp(escaped(word), 'gu'),
    }));
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

const accented: Readonly<Record<string, string>> = {
  a: 'aáàäâãå',
  e: 'eéèëê',
  i: 'iíìïî',
  o: 'oóòöôõø',
  u: 'uúùüû',
  n: 'nñ',
  c: 'cç',
};

/** "José" is José and Jose alike. */
const anyAccent = (word: string): string =>
  [...word]
    .map((letter) => {
      const bare = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
      const letters = accented[bare];
      return letters === undefined ? escaped(letter) : `[${letters}]`;
    })
    .join('');
