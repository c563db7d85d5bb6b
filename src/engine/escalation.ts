import type { ConversationId, EscalationId, MessageId, PersonId } from '../ids.ts';
import type { Locale } from './template.ts';

export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** Why a session was handed to people. */
export type EscalationCause = 'asked' | 'step_failed' | 'failures_in_a_row' | 'guide_exhausted';

/** Somebody who acts for the team, on whatever platform. */
export interface Agent {
  readonly id: PersonId;
  readonly name: string | null;
}

/** Somebody of the team who began a session for its person, and stays at their side. */
export interface Helper extends Agent {
  /** Where they hear how it goes, and in which language. */
  readonly conversation: ConversationId;
  readonly locale: Locale;
}

/** A place where agents are told of hand-offs, as a route of the settings names it. */
export interface Destination {
  /** Channel and what the settings say of it (`slack:C123`): the same place has the same key. */
  readonly key: string;
  readonly conversation: ConversationId;
  /** How people call it: `#support`. */
  readonly name: string;
  readonly locale: Locale;
  /** When somebody is there, as the team words it; and after how long they usually answer. */
  readonly hours: string | null;
  readonly usual_wait_minutes: number | null;
}

/** Where the agents have a hand-off. `tried`: the keys of places that had it before. */
export type Placement =
  /** Nobody has been told yet. */
  | { readonly state: 'looking'; readonly tried: readonly string[] }
  /** On its way there; it has arrived once there is a thread below it. */
  | {
      readonly state: 'posted';
      readonly tried: readonly string[];
      readonly at: Destination;
      readonly thread: ConversationId | null;
    }
  /** There is no place left that could take it. */
  | { readonly state: 'nowhere'; readonly tried: readonly string[] };

/** A session handed to people. */
export interface Escalation {
  readonly escalation_id: EscalationId;
  readonly status: 'open' | 'claimed' | 'closed';
  readonly priority: Priority;
  readonly assignee: PersonId | null;
  readonly assignee_name: string | null;
  readonly cause: EscalationCause;
  readonly reason: string | null;
  readonly opened_at: string;
  /** The session's version it was opened with: what was drawn before belongs to an earlier one. */
  readonly opened_version: number;
  /** The last version that changed what its buttons would do: neither talk nor finding its place does. */
  readonly drawn_version: number;
  readonly placement: Placement;
  /** There was no place for it, which those in charge and the person know; until it has arrived in one. */
  readonly unreached?: boolean;
  /** What agents say in the thread goes to the person as well. */
  readonly line_open: boolean;
  /** Since when nobody has had it, while nobody has. */
  readonly waiting_since: string;
  /** How often its place was reminded of that. */
  readonly reminders: number;
}

export const directions = ['to_person', 'to_agents'] as const;
export type Direction = (typeof directions)[number];

/** A file that crossed with words: what it is, not what is in it. */
export interface RelayedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Where its platform has it; for that platform's adapter alone. */
  readonly from: Readonly<Record<string, unknown>>;
}

/** Words that cross between the person and the agents. */
export interface Relayed {
  readonly message_id: MessageId;
  readonly direction: Direction;
  readonly author: Agent;
  readonly text: string;
  readonly files: readonly RelayedFile[];
  /** Said in the hand-off's thread while the line was open, not handed over one by one. */
  readonly over_line: boolean;
  /** What the platform calls the message it was said in: an edit of it is an edit of this. */
  readonly source: string | null;
}
