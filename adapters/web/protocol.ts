import type { SessionEvent } from '../../src/engine/event.ts';
import type { Form } from '../../src/engine/message.ts';

/** What the playground's page and its server say to each other: types alone, so that both can import them. */

export type Platform = 'slack' | 'discord' | 'teams';

/** Whom a visitor plays: whoever is stuck, an agent of the team, an admin. Each has a pane. */
export type Seat = 'user' | 'agent' | 'admin';

/** A message of the bot as each platform would get it. */
export interface BotItem {
  readonly kind: 'bot';
  readonly id: string;
  readonly at: string;
  /** In whose pane it stands. */
  readonly seat: Seat;
  /** The hand-off it is about, by its pack's id: what is said of it stands below the pack. */
  readonly thread: string | null;
  readonly session_id: string | null;
  /** The session's version that it shows. */
  readonly version: number;
  readonly locale: string;
  /** The whole message in plain words, the summary on its first line. */
  readonly text: string;
  /** What would be sent, to the letter. */
  readonly payloads: Payloads;
}

export type Payloads = Readonly<Record<Platform, object>>;

/** What the person typed. */
export interface PersonItem {
  readonly kind: 'person';
  readonly id: string;
  readonly at: string;
  readonly seat: Seat;
  readonly thread: string | null;
  readonly text: string;
  /** How it stands with words that cross to somebody else; `no`: they stay where they were said. */
  readonly crossed: 'no' | 'on_its_way' | 'arrived' | 'failed';
  readonly edited: boolean;
}

export type ThreadItem = BotItem | PersonItem;

/** One thing that happened in a session, without anything secret in it. */
export interface TimelineEntry {
  readonly id: string;
  readonly session_id: string;
  readonly at: string;
  readonly type: SessionEvent['type'];
  readonly params: Readonly<Record<string, string | number | null>>;
  /** The webhook that left for it; `null` where the outside is not told. */
  readonly webhook: TimelineWebhook | null;
}

export interface TimelineWebhook {
  readonly event_id: string;
  readonly event: string;
  readonly sequence: number;
  readonly status: DeliveryStatus;
  readonly attempts: readonly DeliveryAttempt[];
  readonly next_attempt_at: string | null;
  /** What came in at the playground's own receiver; `null` before that, and again after a restart. */
  readonly arrival: Arrival | null;
}

export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'refused' | 'held';

export interface DeliveryAttempt {
  readonly at: string;
  readonly response_status: number | null;
  readonly error: string | null;
  readonly duration_ms: number | null;
}

/** A delivery whose signatures were checked and found right. */
export interface Arrival {
  readonly at: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes that were signed, as text. */
  readonly body: string;
}

/** The first thing a stream says; everything after it is a change to it. */
export interface Snapshot {
  readonly locale: string;
  readonly items: readonly ThreadItem[];
  readonly timeline: readonly TimelineEntry[];
  /** Problems to try, in the person's language. */
  readonly examples: readonly string[];
  readonly admin: AdminState;
}

export interface AdminState {
  /** Whether they may sit down there: where they may not, the pane asks for a code or a key. */
  readonly open: boolean;
}

/** Words that may be meant by those that are still being typed, from the first one on. */
export interface Suggestion {
  readonly words: string;
  /** What the id in them is called by people. */
  readonly what: string | null;
}

/** The names of the stream's events with what each carries. */
export interface LiveEvents {
  readonly snapshot: Snapshot;
  /** A new message, or a newer version of one. */
  readonly item: ThreadItem;
  readonly removed: { readonly id: string };
  readonly admin: AdminState;
  /** New entries, or newer versions of some. */
  readonly timeline: readonly TimelineEntry[];
  readonly ping: Record<string, never>;
}
export type LiveEvent = {
  [Name in keyof LiveEvents]: { readonly name: Name; readonly data: LiveEvents[Name] };
}[keyof LiveEvents];

/** What became of something the person did; the parts of a receipt that are the person's to see. */
export interface Answer {
  readonly kind: 'accepted' | 'duplicate' | 'refused' | 'ignored';
  readonly note: string | null;
  /** Which form fields are wrong: name -> words. */
  readonly fields: Readonly<Record<string, string>>;
  /** The language of the session, where one took it. */
  readonly locale: string | null;
}

/** Some buttons ask something first. */
export type PressAnswer = Answer | { readonly kind: 'form'; readonly form: Form };

/** RFC 9457. */
export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** The bodies of the endpoints under `/playground`. */
export interface Requests {
  /** `key` is the page's own name for the message: sent twice, it is said once. */
  readonly say: {
    readonly as: Seat;
    readonly text: string;
    readonly key: string;
    readonly locale: string;
  };
  /** Words of one's own that crossed to somebody are different now, or gone. `id` is the item's. */
  readonly edit: { readonly id: string; readonly text: string | null; readonly locale: string };
  /** The code from the terminal, or an admin's key. */
  readonly admin: { readonly secret: string; readonly locale: string };
  /** What is typed so far after `/troubleshoot-admin`. */
  readonly suggest: { readonly typed: string; readonly locale: string };
  /** `value` is what the element of the message carries, as its platform writes it (Teams's data as JSON). */
  readonly press: {
    readonly as: Seat;
    readonly platform: Platform;
    readonly value: string;
    readonly locale: string;
  };
  /** `value` is what the button carried that opened the form. */
  readonly submit: {
    readonly as: Seat;
    readonly platform: Platform;
    readonly value: string;
    readonly values: Readonly<Record<string, string>>;
    readonly locale: string;
  };
  readonly language: { readonly locale: string };
  readonly 'start-over': { readonly locale: string };
}
