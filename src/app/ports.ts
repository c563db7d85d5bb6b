import type { Entry } from '../engine/apply.ts';
import type { Candidate, ChannelName, Offer } from '../engine/command.ts';
import type { Priority } from '../engine/escalation.ts';
import type { Recorded } from '../engine/event.ts';
import type { Message } from '../engine/message.ts';
import type { OutwardEvent } from '../engine/outward.ts';
import type { Session, SessionStatus } from '../engine/session.ts';
import type { Guide, Locale, Template } from '../engine/template.ts';
import type {
  ConversationId,
  DecisionId,
  EscalationId,
  MessageId,
  PersonId,
  SessionId,
  TemplateId,
} from '../ids.ts';
import type { Asking, Decided } from './advice/decisions.ts';
import type { MessageRef } from './channel.ts';
import type { Links } from './links.ts';
import type { HandOffChange } from './hand-off/ports.ts';

/** What the application asks of time, chance and ids, so that a test can answer. */
export interface Clock {
  now(): Date;
}
export interface NewIds {
  session(): SessionId;
  escalation(): EscalationId;
  message(): MessageId;
  decision(): DecisionId;
}

/** One visible message. `wanted` is the session version it should show, `shown` the one it shows. */
export interface MessageRow {
  readonly message_id: MessageId;
  readonly session_id: SessionId | null;
  readonly conversation: ConversationId;
  readonly person: PersonId;
  /**
   * `head`: the session as it stands, edited in place. `pack`: the same for the agents it was handed to, in their place.
   * `past`: an earlier one of these, folded. `note`: said once.
   */
  readonly role: 'head' | 'pack' | 'past' | 'note';
  readonly wanted: number;
  readonly shown: number;
  readonly ref: MessageRef | null;
  /** What a `note` or a `past` one says; the others are rendered from the session. */
  readonly content: Message | null;
  readonly attempts: number;
}

/** What a command owes to people's screens; part of its transaction. */
export type MessageChange =
  | { readonly do: 'post'; readonly row: MessageRow }
  /** Draw the head anew: it shows an older version. */
  | { readonly do: 'show'; readonly version: number }
  /** The head becomes history: folded, its buttons gone. */
  | { readonly do: 'fold'; readonly version: number; readonly content: Message };

/** Everything one accepted command does, in one transaction. */
export interface Change {
  /** The version the decision was made on; `null` for a new session. */
  readonly expected: number | null;
  /** The session after the command. */
  readonly session: Session;
  /** What happened; beside each event that leaves, one webhook event for each subscribed webhook is written. */
  readonly entries: readonly Entry[];
  readonly messages: readonly MessageChange[];
  /** What marks the platform's delivery as seen. */
  readonly seen: string | null;
  /** Leases the messages of this change to the caller, which sends them at once. */
  readonly lease: { readonly token: string; readonly until: Date };
  /** The lease under which this replica has the session's message in hand already; made longer. */
  readonly held: string | null;
  /** What is owed to a model, or was asked of it before. */
  readonly decision?: Asking | Decided;
  /** What it does to a hand-off: to nearly no session is it done. */
  readonly hand_off?: HandOffChange;
}

/** A message that the caller now owns, as it stands on the platform. */
export interface Leased {
  readonly message_id: MessageId;
  readonly ref: MessageRef | null;
  readonly attempts: number;
}

export type Appended =
  /**
   * `leased`: what the caller sends; another sender has the other messages and will see the new version. `held`: it
   * is this replica's own, which has the message in hand still.
   */
  | {
      readonly appended: 'done';
      readonly leased: readonly Leased[];
      readonly held: boolean;
      /** Of all commands that shared the transaction. */
      readonly webhook_events: number;
    }
  | { readonly appended: 'duplicate' }
  /** Somebody else was first: load again, decide again. */
  | { readonly appended: 'conflict' }
  /** The person has an open session in this conversation. */
  | { readonly appended: 'session_open' };

export interface Loaded {
  readonly session: Session;
  readonly head: MessageRow | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** Sessions, their events, and what they owe. */
export interface SessionStore {
  load(id: SessionId): Promise<Loaded | null>;
  /** The person's open session in a conversation, else the latest one there. */
  latest(person: PersonId, conversation: ConversationId): Promise<Loaded | null>;
  /** Open sessions of a person in any conversation, newest first. */
  open(person: PersonId): Promise<readonly Loaded[]>;
  append(change: Change): Promise<Appended>;
  /** Posts something that changes no session (a note), or draws the head again; the seen mark goes with it. */
  post(
    rows: readonly MessageRow[],
    redraw: MessageId | null,
    seen: string | null,
    lease: Change['lease'],
    decision?: Asking,
  ): Promise<{ readonly leased: readonly Leased[] } | 'duplicate'>;
  /** A note says something else from now on; resolves with it where the caller is to send it. */
  reword(id: MessageId, content: Message, lease: Change['lease']): Promise<MessageRow | null>;
  message(id: MessageId): Promise<MessageRow | null>;
  /** The head again, below what was said since; the earlier one is folded away. */
  moveDown(
    session: Session,
    below: MessageId,
    folded: Message,
    lease: Change['lease'],
  ): Promise<readonly MessageRow[]>;
  /** The guides most started of late, the most used first. */
  popular(limit: number): Promise<readonly TemplateId[]>;
  seen(key: string): Promise<boolean>;
  list(query: {
    readonly status: SessionStatus | null;
    readonly limit: number;
    readonly cursor: string | null;
  }): Promise<Page<Session>>;
  outwardEvents(id: SessionId): Promise<readonly OutwardEvent[]>;
  recorded(id: SessionId): Promise<readonly Recorded[]>;
}

/** Published guides, kept in memory: versions never change, so only the list of the newest is ever stale. */
export interface Templates {
  /** A pinned version in the nearest language it has. */
  version(id: TemplateId, version: number, locale: Locale): Promise<Template | null>;
  /** The newest published version in the nearest language it has. */
  newest(id: TemplateId, locale: Locale): Promise<Template | null>;
  /** The languages a version exists in. */
  translations(id: TemplateId, version: number): Promise<readonly Locale[]>;
  /** The newest published version of every guide, once for each language it has. */
  all(): Promise<readonly Template[]>;
}

export interface EscalationRow {
  readonly escalation_id: EscalationId;
  readonly session_id: SessionId;
  readonly status: 'open' | 'claimed' | 'closed';
  readonly priority: Priority;
  readonly assignee: PersonId | null;
  readonly reason: string | null;
  readonly created_at: string;
}

/** A message that its platform has, as it showed a version. */
export interface SentMessage {
  readonly message_id: MessageId;
  readonly token: string;
  readonly version: number;
  readonly ref: MessageRef;
  readonly now: Date;
  /** Where a newer version is wanted already, the lease goes on until then. */
  readonly until: Date;
}

/** What the senders of visible messages ask of the database. A settlement counts only while its lease does. */
export interface MessageQueue {
  claim(query: {
    readonly channel: ChannelName;
    readonly limit: number;
    readonly token: string;
    readonly now: Date;
    readonly until: Date;
  }): Promise<readonly MessageRow[]>;
  /** Resolves with the message as it is wanted by now, where that is newer: it is still the sender's to draw. */
  sent(done: SentMessage): Promise<MessageRow | null>;
  postpone(later: {
    readonly message_id: MessageId;
    readonly token: string;
    readonly error: string;
    readonly next_attempt_at: Date;
    /** The message is gone from the platform: it is posted anew. */
    readonly forget_ref: boolean;
  }): Promise<void>;
  giveUp(lost: {
    readonly message_id: MessageId;
    readonly token: string;
    readonly error: string;
    readonly now: Date;
  }): Promise<void>;
  backlog(now: Date): Promise<{ readonly due: number; readonly oldest_seconds: number }>;
}

/** What is remembered of a person beyond their sessions. */
export interface People {
  /** The language they once switched to by hand. */
  locale(person: PersonId): Promise<Locale | null>;
  setLocale(person: PersonId, locale: Locale, now: Date): Promise<void>;
}

export interface Ranked {
  readonly template_id: TemplateId;
  /** The chance that this guide is meant. */
  readonly score: number;
}

/** Which guides fit a problem. */
export interface Picker {
  pick(problem: string, locale: Locale): Promise<Offer>;
  /** The guides nearest to a problem, the best first, however far; none where it says nothing at all. */
  nearest(problem: string, locale: Locale, limit: number): Promise<readonly Ranked[]>;
  /** Guides for words that are still being typed, the likeliest first: fast, by the words alone. */
  suggest(typed: string, locale: Locale, limit: number): Promise<readonly Candidate[]>;
}

/** The languages of the interface. */
export interface Texts {
  /** A text by its key, in the nearest language there is. */
  say(locale: Locale, key: string, params?: Readonly<Record<string, string | number>>): string;
  /** The nearest language of the interface to what a platform says (`es-MX` -> `es`). */
  nearest(locale: Locale | null): Locale;
  readonly languages: readonly { readonly locale: Locale; readonly name: string }[];
}

/** What happens at once after a commit, on the replica that made it; anything missed is found by polling. */
export interface AfterCommit {
  /** Sends messages this replica has leased. `session`: what a head shows, as it was committed. */
  send(rows: readonly MessageRow[], session: Session | null, token: string): void;
  /** The lease under which this replica is sending the session's message just now. */
  holds(session: Session): string | null;
  /** The session moved on while its message is in this replica's hands: its sender need not ask for it. */
  newer(session: Session): void;
  webhooks(): void;
  /** Something waits elsewhere: with the agents, for the person, at a time. */
  handOff(change: HandOffChange): void;
  /** Asks a model what this commit owes to it. `token`: the lease it is in hand under. */
  asks(asking: Asking, token: string): void;
}

/** A session's guide, rendered; `null` while variables are missing. */
export type GuideOf = (template: Template, session: Session) => Guide | null;

/** What every use case is built on. */
export interface Ground {
  readonly store: SessionStore;
  readonly templates: Templates;
  readonly picker: Picker;
  /** Whether a model may be asked just now; the picker's offers say so by themselves. */
  readonly mayAsk: () => Promise<boolean>;
  readonly people: People;
  readonly guideOf: GuideOf;
  readonly texts: Texts;
  readonly clock: Clock;
  readonly ids: NewIds;
  readonly after: AfterCommit;
  /** `null` where there is no page to continue a session on. */
  readonly links: Pick<Links, 'offer'> | null;
}
