import type { FieldError, Refusal } from '../engine/command.ts';
import type { Agent, Priority } from '../engine/escalation.ts';
import type { OutwardEvent } from '../engine/outward.ts';
import type { Session, SessionStatus } from '../engine/session.ts';
import type { Guide, Locale, Template } from '../engine/template.ts';
import type { EscalationId, PersonId, SessionId, TemplateId } from '../ids.ts';
import type { Decision } from './advice/decisions.ts';
import type { Pack } from '../engine/pack.ts';
import type { Deed } from './hand-off/deeds.ts';
import type { Relay } from './hand-off/ports.ts';
import type { EscalationRow, Page } from './ports.ts';

/** A session as other programs see it. */
export interface SessionView {
  readonly session: Session;
  /** The guide as confirmed, its secrets masked; `null` before there is one, or while variables are missing. */
  readonly guide: Guide | null;
}

/** Why a request came to nothing, where the engine's own refusals do not say it. */
export type SessionRefusal =
  | Refusal
  /** No published guide has this id. */
  | 'unknown_template'
  /** Others kept changing the session; asking again may do. */
  | 'conflict';

export type SessionOutcome =
  | { readonly done: SessionView }
  | {
      readonly refused: SessionRefusal;
      readonly errors?: readonly FieldError[];
      /** As it stands; `null` where none was begun. */
      readonly session: SessionView | null;
    };

/** A new session by REST: the caller answers for the person. */
export interface RestStart {
  readonly problem: string | null;
  /** Given, the person has already chosen it. */
  readonly template_id: TemplateId | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `locale: null`: the default one. */
  readonly user: { readonly id: PersonId; readonly name: string | null; readonly locale: Locale | null };
}

/** What may be asked of a session by REST: the engine's commands before anything was looked up for them. */
export type RestCommand =
  | { readonly type: 'choose'; readonly template_id: TemplateId | null }
  | { readonly type: 'provide_variables'; readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly type: 'complete_step';
      readonly success: boolean;
      readonly notes: string | null;
      readonly choice: string | null;
    }
  | { readonly type: 'back' }
  | { readonly type: 'restart' }
  | { readonly type: 'resolve' }
  | { readonly type: 'escalate'; readonly reason: string | null; readonly priority: Priority }
  | { readonly type: 'feedback'; readonly rating: number; readonly comment: string | null }
  | { readonly type: 'cancel' };

/**
 * Sessions for other programs. `seen` (`api:` and at most 60 characters of an id) marks a request, so that repeating
 * it after a crash decides nothing twice: it then answers with the session as it stands.
 */
export interface RestSessions {
  start(start: RestStart, seen: string | null): Promise<SessionOutcome>;
  command(id: SessionId, command: RestCommand, seen: string | null): Promise<SessionOutcome | null>;
  get(id: SessionId): Promise<SessionView | null>;
  list(query: {
    readonly status: SessionStatus | null;
    readonly limit: number;
    readonly cursor: string | null;
  }): Promise<Page<SessionView>>;
  events(id: SessionId): Promise<readonly OutwardEvent[] | null>;
  /** What a model was asked for the session, the oldest first. */
  decisions(id: SessionId): Promise<readonly Decision[] | null>;
}

/** Guides for other programs. A guide in another locale than asked for is the nearest there is. */
export interface RestTemplates {
  /** The newest published version of each; `locale: null`: in the default language, where it has that. */
  list(query: {
    readonly category: string | null;
    readonly locale: Locale | null;
  }): Promise<readonly Template[]>;
  get(id: TemplateId, locale: Locale | null): Promise<Template | null>;
  render(
    id: TemplateId,
    variables: Readonly<Record<string, unknown>>,
    locale: Locale | null,
  ): Promise<
    { readonly ok: Guide } | { readonly refused: 'not_found' } | { readonly invalid: readonly FieldError[] }
  >;
  /** Takes what it is given unread: every rule is checked there. Published as version 1. */
  create(
    input: unknown,
  ): Promise<
    { readonly ok: Template } | { readonly refused: 'taken' } | { readonly invalid: readonly FieldError[] }
  >;
}

export const escalationStatuses = ['open', 'claimed', 'closed'] as const;

/** What agents do, for other programs. `seen` as in `RestSessions`. */
export interface RestEscalations {
  /** With its session; `null` where there is none by that id. */
  find(id: EscalationId): Promise<{
    readonly row: EscalationRow;
    readonly view: SessionView;
    /** `null` where the session was handed over again since: the pack is of the last time. */
    readonly pack: Pack | null;
    readonly place: string | null;
  } | null>;
  /** `agent: null`: whoever has it, else the key itself (`caller`). */
  act(
    id: EscalationId,
    deed: Deed,
    by: { readonly agent: Agent | null; readonly caller: PersonId },
    seen: string | null,
  ): Promise<SessionOutcome | null>;
  /** Writes to the person. */
  reply(
    id: EscalationId,
    text: string,
    by: { readonly agent: Agent | null; readonly caller: PersonId },
    seen: string | null,
  ): Promise<{ readonly done: SessionView; readonly message: Relay } | RefusedOutcome | null>;
  /** Writes to the agents as the person, for whom the caller answers; `forbidden`: who can speak for themselves. */
  write(
    id: SessionId,
    text: string,
    seen: string | null,
  ): Promise<{ readonly done: SessionView; readonly message: Relay } | RefusedOutcome | 'forbidden' | null>;
  /** What crossed in a session, in order, after a position. */
  messages(id: SessionId, after: number, limit: number): Promise<readonly Relay[] | null>;
}

type RefusedOutcome = Extract<SessionOutcome, { refused: unknown }>;

/** Reads what was handed to people; it is changed by the commands of its session. */
export interface Escalations {
  find(id: EscalationId): Promise<EscalationRow | null>;
  /** The newest first. */
  list(query: {
    readonly status: EscalationRow['status'] | null;
    /** Only those that somebody has claimed. */
    readonly assignee?: PersonId | null;
    readonly limit: number;
    readonly cursor: string | null;
  }): Promise<Page<EscalationRow>>;
}
