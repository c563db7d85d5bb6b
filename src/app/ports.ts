import type { Priority } from '../engine/command.ts';
import type { Recorded } from '../engine/event.ts';
import type { Message } from '../engine/message.ts';
import type { OutwardEvent } from '../engine/outward.ts';
import type { Session, SessionStatus } from '../engine/session.ts';
import type { Locale, Template } from '../engine/template.ts';
import type { ConversationId, EscalationId, MessageId, PersonId, SessionId, TemplateId } from '../ids.ts';
import type { MessageRef } from './channel.ts';

/** What the application asks of time, chance and ids, so that a test can answer. */
export interface Clock {
  now(): Date;
}
export interface NewIds {
  session(): SessionId;
  escalation(): EscalationId;
  message(): MessageId;
}

/** One visible message. `wanted` is the session version it should show, `shown` the one it shows. */
export interface MessageRow {
  readonly message_id: MessageId;
  readonly session_id: SessionId | null;
  readonly conversation: ConversationId;
  readonly person: PersonId;
  /** `head`: the session as it stands, edited in place. `past`: an earlier head, folded. `note`: said once. */
  readonly role: 'head' | 'past' | 'note';
  readonly wanted: number;
  readonly shown: number;
  readonly ref: MessageRef | null;
  /** A `note` says this; the others are rendered from the session. */
  readonly content: Message | null;
  readonly attempts: number;
}

/** What a command owes to people's screens; part of its transaction. */
export type MessageChange =
  | { readonly do: 'post'; readonly row: MessageRow }
  /** Draw the head anew: it shows an older version. */
  | { readonly do: 'show'; readonly message_id: MessageId; readonly version: number }
  /** The head becomes history: folded, its buttons gone. */
  | { readonly do: 'fold'; readonly message_id: MessageId; readonly version: number };

/** Everything one accepted command does, in one transaction. */
export interface Change {
  /** The version the decision was made on; `null` for a new session. */
  readonly expected: number | null;
  /** The session after the command. */
  readonly session: Session;
  readonly recorded: readonly Recorded[];
  /** What leaves for the outside: one webhook event for each subscribed webhook is written beside it. */
  readonly outward: readonly OutwardEvent[];
  readonly messages: readonly MessageChange[];
  /** What marks the platform's delivery as seen. */
  readonly seen: string | null;
  /** Leases the messages of this change to the caller, which sends them at once. */
  readonly lease: { readonly token: string; readonly until: Date };
}

export type Appended =
  /** `leased`: the messages that the caller now owns; another sender has the rest and will see the new version. */
  | { readonly appended: 'done'; readonly leased: readonly MessageId[]; readonly webhook_events: number }
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
  ): Promise<{ readonly leased: readonly MessageId[] } | 'duplicate'>;
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
