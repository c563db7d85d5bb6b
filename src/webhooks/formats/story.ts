import { cutEscaped, isBlank, line, lines, mark } from '../../engine/shown-text.ts';

/** An event as people read it, in no platform's terms. Nothing in it is escaped. */
export interface Story {
  readonly tone: Tone;
  /** One line that says what happened, and to whom. */
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly lists: readonly FactList[];
  readonly link: Link | null;
  /** When it happened and the ids to find it by. */
  readonly foot: string;
}
export const tones = ['news', 'good', 'bad', 'urgent'] as const;
export type Tone = (typeof tones)[number];

export interface Fact {
  readonly label: string;
  readonly text: string;
  /** In somebody's own words: shown apart. */
  readonly quoted: boolean;
}
export interface FactList {
  readonly label: string;
  readonly items: readonly string[];
}
export interface Link {
  readonly label: string;
  readonly url: string;
}

/** How much of a story a platform takes. Lengths are in UTF-16 units after escaping. */
export interface Room {
  readonly title: number;
  readonly facts: number;
  readonly fact: number;
  readonly items: number;
  readonly item: number;
  /** Of all facts and items together, labels included. */
  readonly together: number;
  /** Makes plain text of it wherever the platform would read markup. */
  readonly escape: (text: string) => string;
}

/** A pasted log is not to push the rest out of sight. */
const quotedLines = 12;

/** The story in the words that are shown: clean, escaped, and no longer than there is room for. */
export const fitted = (story: Story, room: Room): Story => {
  let left = room.together;
  const shown = (text: string, limit: number): string => {
    const whole = cutEscaped(text, Math.max(mark.length, Math.min(limit, left)), room.escape);
    left = Math.max(0, left - whole.length);
    return whole;
  };
  const whileThereIsRoom = <T, Shown>(items: readonly T[], show: (item: T) => Shown): readonly Shown[] => {
    const kept: Shown[] = [];
    for (const item of items) if (left > 0) kept.push(show(item));
    return kept;
  };
  return {
    ...story,
    title: cutEscaped(line(story.title), room.title, room.escape),
    facts: whileThereIsRoom(
      story.facts.filter(({ text }) => !isBlank(text)).slice(0, room.facts),
      ({ label, text, quoted }) => ({
        label: shown(line(label), room.item),
        text: shown(quoted ? fewLines(lines(text)) : line(text), room.fact),
        quoted,
      }),
    ),
    lists: whileThereIsRoom(
      story.lists.filter(({ items }) => items.length > 0),
      ({ label, items }) => ({
        label: shown(line(label), room.item),
        items: few(items, room.items).map((item) => shown(line(item), room.item)),
      }),
    ),
  };
};

const few = (items: readonly string[], most: number): readonly string[] =>
  items.length <= most ? items : [...items.slice(0, most - 1), mark];

const fewLines = (text: string): string => few(text.split('\n'), quotedLines).join('\n');
