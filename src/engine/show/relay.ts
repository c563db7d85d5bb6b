import type { Direction, RelayedFile } from '../escalation.ts';
import type { Message, Part } from '../message.ts';
import type { Session } from '../session.ts';
import type { Locale } from '../template.ts';
import type { MessageId } from '../../ids.ts';
import { action } from './context.ts';
import type { Say } from './context.ts';

/** How it stands with words on their way to the other side. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed';

/** Words that cross, as they are kept. */
export interface RelayedWords {
  readonly message_id: MessageId;
  readonly direction: Direction;
  readonly author: string;
  /** `null`: taken back. */
  readonly text: string | null;
  readonly edited: boolean;
  readonly files: readonly RelayedFile[];
  /** Said in the thread over the open line: it stands there already. */
  readonly over_line: boolean;
}

/** The words as the other side reads them. */
export const showRelayed = (words: RelayedWords, say: Say, locale: Locale): Message => {
  const text = textOf(words, say);
  const author =
    words.direction === 'to_person' ? say('relay.from_team', { name: words.author }) : words.author;
  return {
    summary: `${author}: ${text}`,
    locale,
    parts: [
      { type: 'said', label: null, items: [{ author, text }] },
      ...(words.edited && words.text !== null ? [hint(say('relay.edited'))] : []),
      ...fileHints(words, say),
    ],
    actions: [],
  };
};

/** What the agents see of their own words to the person: that the person sees them, and whether they arrived. */
export const showMirror = (
  words: RelayedWords,
  session: Session,
  status: DeliveryStatus,
  say: Say,
  locale: Locale,
): Message => {
  const person = session.user.name ?? session.user.id;
  const text = words.over_line ? shorten(textOf(words, say)) : textOf(words, say);
  const label = say('relay.seen_by', { name: person });
  const state = say(`relay.${status}`, { name: person });
  return {
    summary: `${label} ${state}`,
    locale,
    parts: [
      { type: 'said', label, items: [{ author: words.author, text }] },
      ...fileHints(words, say),
      status === 'failed' ? { type: 'status', tone: 'warning', text: state } : hint(state),
    ],
    actions: status === 'failed' ? [tryAgain(words, session, say)] : [],
  };
};

/** What is told to whoever said words that did not arrive at once: not yet, not at all, in the end. */
export type Arrival = 'late' | 'undelivered' | 'in_the_end';

/** Told to somebody about their words to the team, where those did not arrive at once. */
export const showArrival = (
  words: RelayedWords,
  arrival: Arrival,
  session: Session,
  say: Say,
  locale: Locale,
): Message => {
  const text = say(`relay.${arrival}`);
  const arrived = arrival === 'in_the_end';
  return {
    summary: text,
    locale,
    parts: [
      { type: 'status', tone: arrived ? 'success' : 'warning', text },
      { type: 'quote', text: shorten(textOf(words, say)) },
    ],
    actions: arrived ? [] : [tryAgain(words, session, say)],
  };
};

const tryAgain = ({ message_id }: RelayedWords, session: Session, say: Say) =>
  action(session, 'try_again', say('relay.try_again'), { arg: message_id, style: 'primary' });

const textOf = ({ text, files }: RelayedWords, say: Say): string =>
  text === '' && files.length > 0 ? filesIn(files, say) : (text ?? say('relay.deleted'));

const filesIn = (files: RelayedWords['files'], say: Say): string =>
  say('relay.files', { count: files.length, names: files.map(({ name }) => name).join(', ') });

const hint = (text: string): Part => ({ type: 'hint', text });

/** Without words the files are what was said. */
const fileHints = ({ text, files }: RelayedWords, say: Say): Part[] =>
  files.length === 0 || text === '' ? [] : [hint(filesIn(files, say))];

const recognisable = 120;
const shorten = (text: string): string => {
  const characters = [...text];
  return characters.length <= recognisable ? text : `${characters.slice(0, recognisable).join('')}…`;
};
