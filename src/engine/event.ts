import type { ConversationId, DecisionId, EscalationId, SessionId, TemplateId } from '../ids.ts';
import type { Candidate, ChannelName, Offer, User } from './command.ts';
import type { Agent, Destination, EscalationCause, Helper, Priority, Relayed } from './escalation.ts';
import type { Locale, TemplatePin, Variables } from './template.ts';

/** How the guides in `guides_offered` are put to the person. */
export type OfferMode =
  /** Nothing is known of the problem yet: ask for it. */
  | 'ask'
  /** A model is being asked; the candidates are what the words say. */
  | 'looking'
  /** One guide: "is it this?". */
  | 'confirm'
  /** Up to three guides, or none of these. */
  | 'offer'
  /** Nothing fits: ask for other words. */
  | 'ask_again'
  /** Nothing fits the second time either: offer a human. */
  | 'nothing_found';

/** What is waited for while a guide is looked for, and how sure the words are without it. */
export interface Looking {
  readonly decision: DecisionId;
  readonly confidence: Offer['confidence'];
}

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
      readonly helper?: Helper;
    }
  | { readonly type: 'problem_described'; readonly problem: string }
  | {
      readonly type: 'guides_offered';
      readonly mode: OfferMode;
      readonly candidates: readonly Candidate[];
      /** Asked beside what is offered. */
      readonly question?: string;
      /** Where the mode is `looking`. */
      readonly looking?: Looking;
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
  /** Answers that are asked for once more: the person takes them back. */
  | {
      readonly type: 'answers_withdrawn';
      /** The guide's name without them. */
      readonly name: string;
      readonly variables: readonly string[];
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
  | HandOffEvent
  | { readonly type: 'feedback_received'; readonly rating: number; readonly comment: string | null }
  | { readonly type: 'language_changed'; readonly locale: Locale; readonly pin: TemplatePin | null }
  | { readonly type: 'reminder_set'; readonly at: string }
  | { readonly type: 'session_cancelled' }
  | { readonly type: 'session_expired' };

/** What happens to a session while people have it. */
export type HandOffEvent =
  /** `by`: who gave it to them, where they did not take it themselves. */
  | { readonly type: 'escalation_claimed'; readonly assignee: Agent; readonly by: Agent | null }
  | { readonly type: 'escalation_released' }
  | { readonly type: 'escalation_prioritised'; readonly by: Agent; readonly priority: Priority }
  /** Back to the guide. `by` is the person themselves where they took it back. */
  | { readonly type: 'escalation_returned'; readonly by: Agent }
  | { readonly type: 'escalation_closed'; readonly by: Agent | null; readonly solved: boolean }
  | { readonly type: 'escalation_placed'; readonly destination: Destination | null }
  | { readonly type: 'escalation_arrived'; readonly thread: ConversationId }
  /** `by: null`: nobody had claimed it. */
  | { readonly type: 'escalation_passed_on'; readonly by: Agent | null }
  | { readonly type: 'escalation_displaced'; readonly reason: string }
  | { readonly type: 'agents_reminded'; readonly reminder: number }
  | { readonly type: 'line_switched'; readonly by: Agent; readonly open: boolean }
  | ({ readonly type: 'message_relayed' } & Relayed)
  /** `text: null`: it was taken back. */
  | {
      readonly type: 'message_amended';
      readonly message: Pick<Relayed, 'message_id' | 'direction' | 'author'>;
      readonly text: string | null;
    };

export type ResolvedOutcome = 'confirmed' | 'implied' | 'escalated_solved';

/** An event as it is kept: when it happened, and the version of the session that its command made. */
export interface Recorded {
  readonly at: string;
  readonly version: number;
  readonly event: SessionEvent;
}
