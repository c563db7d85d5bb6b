import type { SessionId } from '../ids.ts';
import type { Locale, Resource } from './template.ts';

/**
 * What a person is shown, before any platform has its say. Every text is plain: what looks like markup in it
 * is not, and each adapter escapes it for its platform.
 */
export type Part =
  | { readonly type: 'title'; readonly text: string }
  /** "Step 2 of 5". */
  | { readonly type: 'progress'; readonly current: number; readonly total: number; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  /** The person's own words. */
  | { readonly type: 'quote'; readonly text: string }
  /** What to do, in order. */
  | {
      readonly type: 'instructions';
      readonly items: readonly string[];
      /** The number of the first, where a picture stands between them; 1 by default. */
      readonly first?: number;
    }
  /** Shown where it stands; `alt` says what is on it. */
  | { readonly type: 'picture'; readonly url: string; readonly alt: string }
  /** What should be seen when it worked. */
  | { readonly type: 'expected'; readonly label: string; readonly text: string }
  | { readonly type: 'warnings'; readonly label: string; readonly items: readonly string[] }
  | { readonly type: 'resources'; readonly label: string; readonly items: readonly (string | Resource)[] }
  /** Things to choose between; their buttons are among the actions, in the same order. */
  | { readonly type: 'options'; readonly items: readonly { label: string; detail: string }[] }
  /** How it stands, with a colour and a sign where the platform has them. */
  | {
      readonly type: 'status';
      readonly tone: 'success' | 'waiting' | 'closed' | 'warning';
      readonly text: string;
    }
  /** What was done so far. */
  | {
      readonly type: 'tried';
      readonly label: string;
      readonly items: readonly { result: 'completed' | 'failed'; title: string; notes: string | null }[];
    }
  /** What is known, as names and values: a table where the platform has one. */
  | {
      readonly type: 'facts';
      readonly label: string | null;
      readonly items: readonly { name: string; value: string }[];
    }
  /** Somebody else's words, relayed; or the words that were said before, the newest last. */
  | {
      readonly type: 'said';
      readonly label: string | null;
      readonly items: readonly { author: string; text: string }[];
    }
  /** Small print: what else can be typed or pressed. */
  | { readonly type: 'hint'; readonly text: string };

/** What a button, a menu entry or a form asks for. Each is answered by `app/handle-input.ts`. */
export const moves = [
  'yes',
  'none_of_these',
  'choose',
  'variable',
  'done',
  'failed',
  'choice',
  'solved',
  'not_solved',
  'human',
  'back',
  'change_answers',
  'restart',
  'cancel',
  'language',
  'take_back',
  'rate',
  'comment',
  'reopen',
  'start',
  'start_new',
  'go_on',
  'describe',
  'fill_in',
  'later',
  'web',
  // A message that somebody else wrote: for whom is the help, and do they want it. `arg` finds what was asked.
  'for_me',
  'for_author',
  'accept_help',
  'decline_help',
  // What agents press below a hand-off.
  'claim',
  'release',
  'reply',
  'send_back',
  'other_guide',
  'priority',
  'assign',
  'pass_on',
  'close_solved',
  'close_unsolved',
  'open_line',
  'close_line',
  'try_again',
  // What admins press: `arg` is the words of `/troubleshoot-admin` that the button stands for.
  'admin',
] as const;
export type PressMove = (typeof moves)[number];

/**
 * What a button carries: the session, the version it was drawn for, what it would do, and with what.
 * `session_id` is `null` for buttons that begin something ("start").
 */
export interface Press {
  readonly session_id: SessionId | null;
  readonly version: number;
  readonly move: PressMove;
  /** An index into what was offered, a rating, a locale, or an id; at most 64 characters. */
  readonly arg: string | null;
}

export interface Action {
  readonly label: string;
  readonly press: Press;
  readonly style: 'primary' | 'plain' | 'danger';
  /** `row`: a button always in sight. `more`: may be folded into a menu. */
  readonly place: 'row' | 'more';
  /** The action opens the form of this name first, where the platform has forms. */
  readonly form: FormName | null;
}

export interface Message {
  /** One line for notifications and for clients that draw nothing else. */
  readonly summary: string;
  readonly locale: Locale;
  readonly parts: readonly Part[];
  /** In the order of importance; the first is the one that says it worked. */
  readonly actions: readonly Action[];
}

export const formNames = [
  'describe',
  'variables',
  'feedback',
  'escalate',
  'later',
  // Agents' forms: below a hand-off.
  'reply',
  'send_back',
  'other_guide',
  'priority',
  'assign',
  'admin',
] as const;
export type FormName = (typeof formNames)[number];

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
  readonly type:
    'text' | 'multiline' | 'number' | 'email' | 'url' | 'choice' | 'boolean' | 'secret' | 'rating';
  readonly required: boolean;
  /** The allowed values with their labels where `type` is `choice`, `boolean` or `rating`. */
  readonly options: readonly { value: string; label: string }[];
  readonly initial: string | null;
  readonly max_length: number;
}

/** What a platform's modal, dialog or card asks for; submitting it is `press` with the values. */
export interface Form {
  readonly name: FormName;
  readonly title: string;
  readonly intro: string | null;
  readonly submit: string;
  readonly cancel: string;
  readonly fields: readonly Field[];
  readonly press: Press;
}

/** `ses_…|12|choose|0`: at most 100 characters (a Discord `custom_id`) with generated ids, which have 26. */
export const encodePress = (press: Press): string =>
  [press.session_id ?? '', press.version, press.move, press.arg ?? ''].join('|');

/** Characters of an `arg`. */
export const actionArgLimit = 64;

const pressPattern = /^([A-Za-z0-9_-]{0,64})\|(\d{1,9})\|([a-z_]{1,24})\|(.{0,64})$/s;

/** `null` where the text was not written by `encodePress`. */
export const decodePress = (text: string): Press | null => {
  const [, session, version, move, arg] = pressPattern.exec(text) ?? [];
  const known = moves.find((name) => name === move);
  if (session === undefined || known === undefined) return null;
  return {
    session_id: session === '' ? null : (session as SessionId),
    version: Number(version),
    move: known,
    arg: arg === undefined || arg === '' ? null : arg,
  };
};
