import type { ChannelName } from '../../engine/command.ts';
import type { Agent, Direction, RelayedFile } from '../../engine/escalation.ts';
import type { Message } from '../../engine/message.ts';
import type { DeliveryStatus } from '../../engine/show/relay.ts';
import type { ConversationId, EscalationId, MessageId, PersonId, SessionId } from '../../ids.ts';
import type { MessageRef } from '../channel.ts';

/** What a command does to a hand-off beside its session; part of the command's transaction. */
export interface HandOffChange {
  /** Messages that stand in other conversations than the session's: a new pack, a reminder. */
  readonly posts: readonly HandOffPost[];
  readonly pack: PackChange | null;
  readonly relays: readonly NewRelay[];
  readonly amended: { readonly message_id: MessageId; readonly text: string | null } | null;
  /** What waits for the agents goes there from now on; `null` as the outer value: nothing changes. */
  readonly thread: { readonly conversation: ConversationId | null } | null;
  readonly timers: readonly TimerChange[];
}

export interface HandOffPost {
  readonly message_id: MessageId;
  readonly conversation: ConversationId;
  readonly person: PersonId;
  readonly role: 'pack' | 'note';
  readonly content: Message | null;
}

export type PackChange =
  | { readonly do: 'show' }
  /** It becomes history: its buttons gone. */
  | { readonly do: 'fold'; readonly content: Message }
  /** Nobody can write there any more. */
  | { readonly do: 'drop' };

export interface NewRelay {
  readonly message_id: MessageId;
  readonly escalation_id: EscalationId;
  readonly direction: Direction;
  readonly author: Agent;
  readonly text: string;
  readonly files: readonly RelayedFile[];
  readonly over_line: boolean;
  readonly source: string | null;
  readonly targets: readonly RelayTarget[];
}

/** A place that shows words which cross. */
export interface RelayTarget {
  readonly part: 'person' | 'thread';
  /** `null`: the agents were not told yet; it waits. */
  readonly conversation: ConversationId | null;
}

export type TimerKind = 'hand_off' | 'idle' | 'later' | 'watch';
export type TimerChange =
  | {
      readonly do: 'set';
      readonly timer_id: string;
      readonly kind: TimerKind;
      readonly due_at: string;
      readonly payload: Readonly<Record<string, unknown>>;
    }
  | { readonly do: 'cancel'; readonly timer_id: string };

/** Words that cross, as they are kept, and how it stands with them. */
export interface Relay {
  readonly message_id: MessageId;
  readonly session_id: SessionId;
  readonly escalation_id: EscalationId;
  readonly position: number;
  readonly direction: Direction;
  readonly author: Agent;
  readonly text: string | null;
  readonly edited: boolean;
  readonly over_line: boolean;
  readonly files: readonly RelayedFile[];
  readonly source: string | null;
  readonly created_at: string;
  readonly status: DeliveryStatus;
  /** Why they have not arrived, where an attempt was made. */
  readonly error: string | null;
  readonly delivered_at: string | null;
}

/** Words that cross. */
export interface Relays {
  find(id: MessageId): Promise<Relay | null>;
  /** What a message on a platform was relayed as: several, where it was long. */
  bySource(source: string): Promise<readonly Relay[]>;
  /** In the order in which they were said, those after a position. */
  list(id: SessionId, after: number, limit: number): Promise<readonly Relay[]>;
  /** The latest few, the newest last. */
  tail(id: SessionId, limit: number): Promise<readonly Relay[]>;
  /** Sends at once what was given up or waits for its next try; `false` where nothing does. */
  retry(id: MessageId, now: Date): Promise<boolean>;
}

/** Words on their way to one conversation, in the hands of whoever claimed them. */
export interface RelayWork {
  readonly relay: Relay;
  readonly part: RelayTarget['part'];
  readonly conversation: ConversationId;
  readonly wanted: number;
  readonly ref: MessageRef | null;
  readonly attempts: number;
}

/**
 * The queue of words on their way. Of each conversation only the first that waits can be claimed, so that they arrive
 * in order whoever sends them.
 */
export interface RelayQueue {
  claim(query: {
    readonly channel: ChannelName;
    /** Of this conversation alone. */
    readonly conversation: ConversationId | null;
    readonly limit: number;
    readonly token: string;
    readonly now: Date;
    readonly until: Date;
  }): Promise<readonly RelayWork[]>;
  /** `told`: the conversation that now shows that it has arrived, where there is one. */
  sent(
    work: RelayWork,
    token: string,
    ref: MessageRef,
    now: Date,
  ): Promise<{ readonly told: ConversationId | null }>;
  postpone(work: RelayWork, token: string, error: string, at: Date): Promise<void>;
  /** Nobody will read it there; `told` as above. */
  giveUp(
    work: RelayWork,
    token: string,
    error: string,
    now: Date,
  ): Promise<{ readonly told: ConversationId | null }>;
}

/** Something that is due at a time. */
export interface Timer {
  readonly timer_id: string;
  readonly kind: TimerKind;
  readonly session_id: SessionId | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly due_at: string;
  readonly attempts: number;
}

/** When it is due again, with what it must remember; `null`: never. */
export type NextTime = {
  readonly due_at: Date;
  readonly payload?: Readonly<Record<string, unknown>>;
} | null;

export interface Timers {
  claim(query: {
    readonly limit: number;
    readonly token: string;
    readonly now: Date;
    readonly until: Date;
  }): Promise<readonly Timer[]>;
  /** It has done its work: due again then, or never. Counts only while the lease does. */
  settle(timer: Timer, token: string, next: NextTime): Promise<void>;
  /** It failed: due again then. */
  postpone(timer: Timer, token: string, due_at: Date): Promise<void>;
  /** When it is due; `null` where there is none. */
  dueAt(timer_id: string): Promise<Date | null>;
  /** Makes it where there is none; who calls at the same time makes it once. */
  ensure(timer: Omit<Timer, 'attempts'>): Promise<void>;
  /**
   * Makes an `idle` timer for each session begun since, at most so many; resolves with the moment up to which all
   * have theirs.
   */
  watch(query: {
    readonly since: Date;
    readonly until: Date;
    readonly due_after_ms: number;
    readonly limit: number;
  }): Promise<Date>;
}

/** Who worked on hand-offs, and whose a thread is. */
export interface HandOffs {
  /** The session whose hand-off is talked about there, the open one first. */
  byThread(thread: ConversationId): Promise<SessionId | null>;
  /** Who worked on hand-offs of late. */
  agents(limit: number): Promise<readonly Agent[]>;
  /** Open ones: everybody's, or only an agent's. */
  open(
    agent: PersonId | null,
    limit: number,
  ): Promise<readonly { readonly escalation_id: EscalationId; readonly session_id: SessionId }[]>;
}

/** Who may act on hand-offs wherever they are: everybody else only in the agents' own places. */
export interface Roles {
  mayWork(person: PersonId): Promise<boolean>;
}

/** What somebody in charge has to hear of. */
export interface HandOffAlarm {
  /** An escalation that nobody could be told of; `null`: they could be, in the end. */
  unplaced(escalation: EscalationId, session: SessionId, reasons: readonly string[] | null): void;
}
