import type { ConversationId, DecisionId, EscalationId, PersonId, SessionId, TemplateId } from '../ids.ts';
import type { Agent, Destination, Helper, Priority, Relayed } from './escalation.ts';
import type { Guide, Locale, Template } from './template.ts';

export const channels = ['slack', 'discord', 'teams', 'web', 'api'] as const;
export type ChannelName = (typeof channels)[number];

/** The person a session belongs to. */
export interface User {
  readonly id: PersonId;
  readonly name: string | null;
  readonly locale: Locale;
}

/** A guide that may fit, `score` between 0 and 1. */
export interface Candidate {
  readonly template_id: TemplateId;
  readonly name: string;
  readonly description: string;
  readonly score: number;
  /** What this guide will ask for and the person's words say already; never a secret. */
  readonly details?: readonly Detail[];
}

/** A value for a variable of a guide, with what the person is told it is. */
export interface Detail {
  readonly name: string;
  readonly label: string;
  readonly value: string | number | boolean;
}

/** What the picker says of a problem: `sure` of the first candidate, `unsure` between them, or `none` fits. */
export interface Offer {
  readonly confidence: 'sure' | 'unsure' | 'none';
  readonly candidates: readonly Candidate[];
  /** The answer to this would tell. */
  readonly question?: string;
  /** A model is asked too: this is what the words say, and what stands where it is of no help. */
  readonly asking?: DecisionId;
}

/** Begins a session: with a problem and what the picker offers for it, with a template, or with neither. */
export interface StartCommand {
  readonly type: 'start';
  readonly session_id: SessionId;
  readonly channel: ChannelName;
  readonly conversation: ConversationId;
  readonly user: User;
  readonly problem: string | null;
  readonly offer: Offer | null;
  /** Given, the person has already chosen it. */
  readonly template: Template | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** "It broke again": the session that this one goes on from. */
  readonly previous: SessionId | null;
  /** Who began it for the person, who agreed; left out, nobody did. */
  readonly helper?: Helper;
}

export type Command =
  | { readonly type: 'describe'; readonly problem: string; readonly offer: Offer }
  /** `template: null` says "none of these". */
  | {
      readonly type: 'choose';
      readonly template_id: TemplateId | null;
      readonly template: Template | null;
      /** Whatever the words said already is asked again. */
      readonly afresh?: boolean;
    }
  /** What became of asking a model. `null`: what the words say stands. */
  | { readonly type: 'reoffer'; readonly decision: DecisionId; readonly offer: Offer | null }
  | { readonly type: 'provide_variables'; readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly type: 'complete_step';
      readonly success: boolean;
      readonly notes: string | null;
      readonly choice: string | null;
      /** The person says with it that the whole problem is solved, should this be the last step. */
      readonly solved: boolean;
    }
  /** The answer to "is it solved?". */
  | { readonly type: 'confirm'; readonly solved: boolean }
  /** To the step before; while details are asked for, to the answer before. */
  | { readonly type: 'back' }
  /** All the details that the guide asks for once more, and then its steps from the first. */
  | { readonly type: 'change_answers' }
  | { readonly type: 'restart' }
  /** Solved already, by whatever means. */
  | { readonly type: 'resolve' }
  | { readonly type: 'escalate'; readonly reason: string | null; readonly priority: Priority }
  /** The person takes an escalation back and goes on with the guide. */
  | { readonly type: 'take_back' }
  | HandOffCommand
  /** The person wants to be reminded of the step they are at. */
  | { readonly type: 'remind_later'; readonly minutes: number }
  | { readonly type: 'feedback'; readonly rating: number; readonly comment: string | null }
  | { readonly type: 'cancel' }
  | { readonly type: 'expire' }
  | { readonly type: 'change_language'; readonly locale: Locale };

/** What agents do with a session that was handed to them, and what the program does about it by itself. */
export type HandOffCommand =
  | { readonly type: 'claim'; readonly agent: Agent }
  | { readonly type: 'release' }
  /** Gives it to somebody, whoever has it now. */
  | { readonly type: 'assign'; readonly agent: Agent; readonly to: Agent }
  | { readonly type: 'prioritise'; readonly agent: Agent; readonly priority: Priority }
  /** Sends the person back to the guide, to a step or to where they were. */
  | { readonly type: 'return'; readonly agent: Agent; readonly step: number | null }
  /** Begins another guide for the person. */
  | { readonly type: 'start_guide'; readonly agent: Agent; readonly template: Template | null }
  | { readonly type: 'close'; readonly agent: Agent; readonly solved: boolean }
  /** What agents say in the thread goes to the person from now on, or does no longer. */
  | { readonly type: 'open_line'; readonly agent: Agent; readonly open: boolean }
  /** To the next place. `agent: null`: nobody claimed it here. `further`: there is a next place. */
  | { readonly type: 'pass_on'; readonly agent: Agent | null; readonly further: boolean }
  /** Words cross; over the line only while it is open. */
  | { readonly type: 'relay'; readonly message: Relayed }
  /** Words that crossed were changed, or taken back (`text: null`). */
  | {
      readonly type: 'amend';
      readonly message: Pick<Relayed, 'message_id' | 'direction' | 'author'>;
      readonly text: string | null;
    }
  /** The program: it goes to this place, `null` where there is none left. */
  | { readonly type: 'place'; readonly destination: Destination | null }
  /** The program: it stands there, and this is where people talk about it. */
  | { readonly type: 'arrive'; readonly key: string; readonly thread: ConversationId }
  /** The program: that place cannot be written to any more. */
  | { readonly type: 'displace'; readonly key: string; readonly reason: string }
  /** The program: reminds the place that nobody has claimed it, once more. */
  | { readonly type: 'remind_agents'; readonly reminder: number };

/** What `decide` may know beside the command and the state; everything impure is passed in here. */
export interface Facts {
  readonly now: string;
  /** The version the session is pinned to, as it stands in the session's language; `null` before one is confirmed. */
  readonly template: Template | null;
  /** That version rendered with the session's variables; `null` while some are missing. */
  readonly guide: Guide | null;
  /** Set when the pinned version was withdrawn: what may be started in its place. */
  readonly withdrawn: { readonly replacement: Template | null } | null;
  /** The languages in which the pinned version exists. */
  readonly translations: readonly Locale[];
  readonly newEscalationId: EscalationId;
}

/** Why a command was not accepted. Words for it are in the locale files, HTTP statuses in `http/problem.ts`. */
export const refusals = [
  'already_done',
  'already_rated',
  'already_escalated',
  'claimed_by_another',
  'guide_withdrawn',
  'invalid_choice',
  'invalid_variables',
  'line_closed',
  'no_further_place',
  'no_guide_yet',
  'no_such_step',
  'not_a_candidate',
  'not_choosing',
  'not_collecting',
  'not_confirming',
  'not_escalated',
  'not_rateable',
  'nothing_to_go_back_to',
  'session_closed',
] as const;
export type Refusal = (typeof refusals)[number];

/**
 * Something wrong in what somebody gave us: where it is (`steps_template[1].title`), which kind it is (for
 * programs) and what to do about it (an English sentence, for people).
 */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface Refused {
  readonly refused: Refusal;
  /** Which fields are wrong, where the refusal is about fields. */
  readonly errors?: readonly FieldError[];
}
