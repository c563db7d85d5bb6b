import type { EscalationId, PersonId, SessionId, TemplateId } from '../ids.ts';
import type { Candidate, ChannelName, Priority, User } from './command.ts';
import type { ConversationId } from '../ids.ts';
import type { Locale, TemplatePin, Variables } from './template.ts';

/** How the guides in `guides_offered` are put to the person. */
export type OfferMode =
  /** Nothing is known of the problem yet: ask for it. */
  | 'ask'
  /** One guide: "is it this?". */
  | 'confirm'
  /** Up to three guides, or none of these. */
  | 'offer'
  /** Nothing fits: ask for other words. */
  | 'ask_again'
  /** Nothing fits the second time either: offer a human. */
  | 'nothing_found';

/** Why a session was handed to people. */
export type EscalationCause = 'asked' | 'step_failed' | 'failures_in_a_row' | 'guide_exhausted';

/** What happened in a session, in the past tense. Replaying them in order gives the session. */
export type SessionEvent =
  | {
      readonly type: 'session_started';
      readonly session_id: SessionId;
      readonly channel: ChannelName;
      readonly conversation: ConversationId;
      readonly user: User;
      readonly problem: string | null;
      readonly previous: SessionId | null;
    }
  | { readonly type: 'problem_described'; readonly problem: string }
  | {
      readonly type: 'guides_offered';
      readonly mode: OfferMode;
      readonly candidates: readonly Candidate[];
    }
  | {
      readonly type: 'guide_confirmed';
      readonly pin: TemplatePin;
      readonly name: string;
      readonly category: string;
      readonly total_steps: number;
      readonly variables: Variables;
      /** Names of variables of type `secret`: masked wherever they are shown. */
      readonly secrets: readonly string[];
      /** Names of the required variables still to be asked. */
      readonly missing: readonly string[];
    }
  | {
      readonly type: 'variables_provided';
      /** The guide's name, as far as it can be told with what is known now. */
      readonly name: string;
      readonly variables: Variables;
      readonly missing: readonly string[];
    }
  | { readonly type: 'step_shown'; readonly step_number: number }
  | {
      readonly type: 'step_completed';
      readonly step_number: number;
      readonly title: string;
      readonly notes: string | null;
      readonly choice: string | null;
    }
  | {
      readonly type: 'step_failed';
      readonly step_number: number;
      readonly title: string;
      readonly notes: string | null;
    }
  | { readonly type: 'resolution_asked' }
  | { readonly type: 'went_back'; readonly step_number: number }
  | { readonly type: 'guide_restarted' }
  | { readonly type: 'guide_withdrawn'; readonly replacement: TemplateId | null }
  | { readonly type: 'session_resolved'; readonly outcome: ResolvedOutcome }
  | {
      readonly type: 'session_escalated';
      readonly escalation_id: EscalationId;
      readonly cause: EscalationCause;
      readonly reason: string | null;
      readonly priority: Priority;
    }
  | { readonly type: 'escalation_claimed'; readonly assignee: PersonId }
  | { readonly type: 'escalation_released' }
  | { readonly type: 'escalation_returned'; readonly by: PersonId }
  | { readonly type: 'escalation_closed'; readonly by: PersonId | null; readonly solved: boolean }
  | { readonly type: 'feedback_received'; readonly rating: number; readonly comment: string | null }
  | { readonly type: 'language_changed'; readonly locale: Locale; readonly pin: TemplatePin | null }
  | { readonly type: 'session_cancelled' }
  | { readonly type: 'session_expired' };

export type ResolvedOutcome = 'confirmed' | 'implied' | 'escalated_solved';

/** An event as it is kept: when it happened, and the version of the session that its command made. */
export interface Recorded {
  readonly at: string;
  readonly version: number;
  readonly event: SessionEvent;
}
