import type { ConversationId, EscalationId, PersonId, SessionId, TemplateId } from '../ids.ts';
import type { Guide, Locale, Template } from './template.ts';

export const channels = ['slack', 'discord', 'teams', 'web', 'api'] as const;
export type ChannelName = (typeof channels)[number];

export const priorities = ['low', 'normal', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

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
}

/** What the picker says of a problem: `sure` of the first candidate, `unsure` between them, or `none` fits. */
export interface Offer {
  readonly confidence: 'sure' | 'unsure' | 'none';
  readonly candidates: readonly Candidate[];
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
}

export type Command =
  | { readonly type: 'describe'; readonly problem: string; readonly offer: Offer }
  /** `template: null` says "none of these". */
  | { readonly type: 'choose'; readonly template_id: TemplateId | null; readonly template: Template | null }
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
  | { readonly type: 'back' }
  | { readonly type: 'restart' }
  /** Solved already, by whatever means. */
  | { readonly type: 'resolve' }
  | { readonly type: 'escalate'; readonly reason: string | null; readonly priority: Priority }
  /** The person takes an escalation back and goes on with the guide. */
  | { readonly type: 'take_back' }
  | { readonly type: 'claim'; readonly agent: PersonId }
  | { readonly type: 'release' }
  | { readonly type: 'return'; readonly agent: PersonId; readonly step: number | null }
  | { readonly type: 'close'; readonly agent: PersonId; readonly solved: boolean }
  | { readonly type: 'feedback'; readonly rating: number; readonly comment: string | null }
  | { readonly type: 'cancel' }
  | { readonly type: 'expire' }
  | { readonly type: 'change_language'; readonly locale: Locale };

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
  'no_guide_yet',
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
