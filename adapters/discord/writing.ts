import { cutEscaped, mark, split } from '../../src/engine/shown-text.ts';
import { escape } from './text.ts';

/** Words with the markdown around them. */
export interface Line {
  readonly before: string;
  /** Plain, of any number of lines; may be parted where there is no room for all of it. */
  readonly text: string;
  readonly after: string;
  /** What each further line of the text begins with. */
  readonly next: string;
}

export const plain = (text: string): Line => ({ before: '', text, after: '', next: '' });
export const bold = (text: string, before = ''): Line => ({
  before: `${before}**`,
  text,
  after: '**',
  next: '',
});
export const small = (text: string): Line => ({ before: '-# ', text, after: '', next: '-# ' });
export const quoted = (text: string): Line => ({ before: '> ', text, after: '', next: '> ' });
export const listed = (text: string, before = '- '): Line => ({ before, text, after: '', next: '  ' });
/** Markdown that is whole or not there. */
export const whole = (markdown: string): Line => ({ before: markdown, text: '', after: '', next: '' });

const write = ({ before, text, after, next }: Line): string => {
  const escaped = escape(text);
  return before + (next === '' ? escaped : escaped.replaceAll('\n', `\n${next}`)) + after;
};

/** All of it, as Discord's markdown. */
export const writeAll = (lines: readonly Line[]): string => lines.map(write).join('\n');

/** Below this, a part of a line says nothing. */
const least = 40;

/**
 * As much of it as has room, from its beginning or, where the newest stands last, from its end; a mark stands
 * for the rest.
 */
export function writeWithin(lines: readonly Line[], room: number, from: 'start' | 'end' = 'start'): string {
  const written: string[] = [];
  let left = room;
  for (const line of from === 'start' ? lines : lines.toReversed()) {
    const text = write(line);
    // Room for the mark that may have to follow, and for two line breaks.
    const free = left - mark.length - 2;
    if (text.length > free) {
      const partly = from === 'start' && line.text.length > least && free > aroundOf(line) + 2 * least;
      written.push(partly ? partOf(line, free) : mark);
      break;
    }
    written.push(text);
    left -= text.length + 1;
  }
  return (from === 'start' ? written : written.toReversed()).join('\n');
}

const aroundOf = ({ before, after }: Line): number => before.length + after.length;

const partOf = (line: Line, room: number): string =>
  cutEscaped(line.text, room, (text) => write({ ...line, text }));

/** Everything, in pieces of at most `room`. */
export function writePages(blocks: readonly (readonly Line[])[], room: number): readonly string[] {
  const pages: string[] = [];
  let page = '';
  for (const lines of blocks) {
    for (const [index, text] of lines.flatMap((line) => piecesOf(line, room)).entries()) {
      const between = page === '' ? '' : index === 0 ? '\n\n' : '\n';
      if (page.length + between.length + text.length > room) {
        pages.push(page);
        page = text;
      } else {
        page += between + text;
      }
    }
  }
  return page === '' ? pages : [...pages, page];
}

/** The most that escaping, and what further lines begin with, make of one character. */
const growth = 4;

function piecesOf(line: Line, room: number): readonly string[] {
  const text = write(line);
  if (text.length <= room) return [text];
  return split(line.text, Math.floor((room - aroundOf(line)) / growth)).map((piece, index) =>
    write({ ...line, text: piece, before: index === 0 ? line.before : line.next || line.before }),
  );
}
