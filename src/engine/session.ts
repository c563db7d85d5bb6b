import type { ConversationId, SessionId, TemplateId } from '../ids.ts';
import type { Candidate, ChannelName, User } from './command.ts';
import type { Looking, OfferMode, ResolvedOutcome } from './event.ts';
import type { Escalation, Helper } from './escalation.ts';
import type { Locale, TemplatePin, Variables } from './template.ts';

export const statuses = [
  'choosing',
  'collecting',
  'in_progress',
  'resolved',
  'escalated',
  'cancelled',
  'expired',
] as const;
export type SessionStatus = (typeof statuses)[number];

export type Outcome = ResolvedOutcome | 'abandoned' | 'escalated' | 'escalated_unsolved';

/** Where a session stands. Each phase holds what exists in it and nothing else. */
export type Phase =
  | {
      readonly name: 'choosing';
      readonly mode: OfferMode;
      readonly candidates: readonly Candidate[];
      /** How often nothing was found: the second time a human is offered. */
      readonly misses: number;
      /** Asked just now: what is typed next answers it. */
      readonly question?: string;
      /** A question was asked before: nobody is questioned twice. */
      readonly questioned?: true;
      /** Where the mode is `looking`. */
      readonly looking?: Looking;
    }
  | { readonly name: 'collecting'; readonly missing: readonly string[] }
  | { readonly name: 'step'; readonly step_number: number }
  /** The guide is through; "is it solved?" is the question on the table. */
  | { readonly name: 'confirming'; readonly step_number: number }
  | { readonly name: 'withdrawn'; readonly replacement: TemplateId | null }
  | { readonly name: 'resolved'; readonly outcome: ResolvedOutcome }
  | {
      readonly name: 'escalated';
      /** Where the guide stood, should the person or an agent go back to it. */
      readonly from: ResumablePhase;
    }
  | { readonly name: 'closed'; readonly how: 'cancelled' | 'expired' | 'escalated_unsolved' };

/** The phases in which the person is still working on the problem with the bot. */
export type ResumablePhase = Extract<
  Phase,
  { name: 'choosing' | 'collecting' | 'step' | 'confirming' | 'withdrawn' }
>;

/** One accepted result of one showing of a step. */
export interface StepResult {
  readonly step_number: number;
  readonly title: string;
  readonly result: 'completed' | 'failed';
  readonly notes: string | null;
  readonly choice: string | null;
  readonly at: string;
}

/** The confirmed guide of a session. */
export interface Chosen {
  readonly pin: TemplatePin;
  readonly name: string;
  readonly category: string;
  readonly total_steps: number;
  readonly variables: Variables;
  readonly secrets: readonly string[];
}

export interface Feedback {
  readonly rating: number;
  readonly comment: string | null;
}

/** One person working through one guide. */
export interface Session {
  readonly session_id: SessionId;
  /** Counts accepted commands, the program's own among them: the guard against two at once. */
  readonly version: number;
  /** How many of those were the program's own about a hand-off: nobody outside gave them. Absent: none. */
  readonly bookkept?: number;
  /** Counts the events that left for the outside. */
  readonly sequence: number;
  readonly channel: ChannelName;
  readonly conversation: ConversationId;
  readonly user: User;
  readonly locale: Locale;
  readonly problem: string | null;
  readonly previous: SessionId | null;
  /** Who began it for the person: handed to people, it is theirs. Absent: nobody did. */
  readonly helper?: Helper;
  readonly phase: Phase;
  readonly chosen: Chosen | null;
  /** The steps shown to get here, the current one last; "back" takes the last one off. */
  readonly path: readonly number[];
  readonly results: readonly StepResult[];
  /** Since the guide was begun, begun again or taken up again after a human had it. */
  readonly failures_in_a_row: number;
  readonly escalation: Escalation | null;
  readonly feedback: Feedback | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The status the outside sees for a phase. */
export const statusOf = (session: Session): SessionStatus => {
  const { phase } = session;
  switch (phase.name) {
    case 'choosing':
    case 'collecting':
    case 'resolved':
    case 'escalated':
      return phase.name;
    case 'step':
    case 'confirming':
    case 'withdrawn':
      return 'in_progress';
    case 'closed':
      return phase.how === 'escalated_unsolved' ? 'escalated' : phase.how;
  }
};

export const outcomeOf = (session: Session): Outcome | null => {
  const { phase } = session;
  switch (phase.name) {
    case 'resolved':
      return phase.outcome;
    case 'escalated':
      return 'escalated';
    case 'closed':
      return phase.how === 'escalated_unsolved' ? phase.how : 'abandoned';
    case 'choosing':
    case 'collecting':
    case 'step':
    case 'confirming':
    case 'withdrawn':
      return null;
  }
};

/** How many commands people and programs gave: what is counted for the outside. */
export const commandsOf = ({ version, bookkept = 0 }: Session): number => version - bookkept;

/** Open for the bot: the person may still give commands that move the guide. */
export const isOpen = (session: Session): boolean =>
  session.phase.name !== 'resolved' && session.phase.name !== 'escalated' && session.phase.name !== 'closed';

/** Over for good: neither the bot nor a human has anything left to do. */
export const isOver = (session: Session): boolean =>
  session.phase.name === 'resolved' || session.phase.name === 'closed';

export const currentStepNumber = (session: Session): number | null =>
  session.phase.name === 'step' || session.phase.name === 'confirming' ? session.phase.step_number : null;
