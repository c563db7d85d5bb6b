import type { FieldError } from '../../engine/command.ts';
import type { TemplateInput } from '../../engine/normalize-template.ts';
import type { SessionStatus } from '../../engine/session.ts';
import type { Guide, Locale, Template } from '../../engine/template.ts';
import type { PersonId } from '../../ids.ts';
import type { ApiKeyRecord, Scope } from '../api-keys.ts';
import type { EscalationRow, Page } from '../ports.ts';
import type { SessionRefusal, SessionView } from '../rest.ts';
import type { Settings } from '../settings.ts';
import type { Period, Statistics } from '../statistics.ts';
import type { Draft, EditOutcome, Imported, TemplateVersion } from '../template-editor.ts';
import type { TemplateRecord } from '../templates.ts';
import type {
  RegisteredWebhook,
  Webhook,
  WebhookEvent,
  WebhookEventQuery,
  WebhookHeld,
  WebhookOutcome,
  WebhookReplay,
  WebhookReplayProgress,
  WebhookReplayQuery,
  WebhookStats,
} from '../webhooks.ts';
import type { AuditLine, AuditQuery } from './audit.ts';
import type { Forgot } from './privacy.ts';
import type { Actor } from './rights.ts';
import type { RoleRow } from './role-store.ts';
import type { Role, VerbName } from './verbs.ts';

/** What an administrator's request comes to. `invalid` names each wrong field. */
export type Outcome<T, Refusal extends string = never> =
  { readonly ok: T } | { readonly refused: Refusal } | { readonly invalid: readonly FieldError[] };

export type Paging = { readonly limit?: number; readonly cursor?: string };
type Id = { readonly id: string };
/** `null`: what is published now. */
type AtVersion = Id & { readonly version: number | 'draft' | null; readonly locale: Locale | null };
interface Does<Given, Told> {
  readonly asked: Given;
  readonly answer: Told;
}

export type SessionAnswer =
  | { readonly ok: SessionView }
  | { readonly refused: 'not_found' }
  | {
      readonly refused: SessionRefusal;
      readonly errors?: readonly FieldError[];
      readonly session: SessionView | null;
    };

/** What each verb asks for, and what it answers. */
export interface UseCases {
  'webhooks list': Does<Paging, WebhookOutcome<Page<Webhook>>>;
  'webhooks add': Does<
    { readonly id: string | null; readonly config: unknown },
    WebhookOutcome<RegisteredWebhook>
  >;
  'webhooks show': Does<Id, WebhookOutcome<Webhook>>;
  'webhooks change': Does<Id & { readonly patch: unknown }, WebhookOutcome<Webhook>>;
  'webhooks pause': Does<Id & { readonly reason?: string | null }, WebhookOutcome<Webhook>>;
  'webhooks resume': Does<Id & { readonly held?: WebhookHeld }, WebhookOutcome<Webhook>>;
  'webhooks remove': Does<Id, WebhookOutcome<{ readonly webhook_id: string }>>;
  'webhooks stats': Does<Id, WebhookOutcome<WebhookStats>>;
  'webhooks events': Does<Id & WebhookEventQuery, WebhookOutcome<Page<WebhookEvent>>>;
  'webhooks event': Does<Id, WebhookOutcome<WebhookEvent>>;
  'webhooks test': Does<Id, WebhookOutcome<WebhookEvent>>;
  'webhooks rotate': Does<
    Id & { readonly overlap_hours?: number },
    WebhookOutcome<{ readonly secret: string }>
  >;
  'webhooks replay': Does<Id & WebhookReplayQuery, WebhookOutcome<WebhookReplay>>;
  'webhooks progress': Does<Id & { readonly replay_id: string }, WebhookOutcome<WebhookReplayProgress>>;
  'webhooks resend': Does<Id, WebhookOutcome<WebhookEvent>>;

  'templates list': Does<
    { readonly category: string | null; readonly locale: Locale | null },
    Outcome<readonly Template[]>
  >;
  'templates add': Does<{ readonly input: unknown }, Outcome<Template, 'taken'>>;
  'templates drafts': Does<object, Outcome<readonly TemplateRecord[]>>;
  'templates versions': Does<Id, EditOutcome<readonly TemplateVersion[]>>;
  'templates show': Does<AtVersion, EditOutcome<TemplateRecord>>;
  'templates preview': Does<
    AtVersion & { readonly variables: Readonly<Record<string, unknown>> },
    EditOutcome<Guide>
  >;
  'templates edit': Does<
    Id & { readonly input: unknown; readonly locale: Locale | null; readonly revision: number | null },
    EditOutcome<Draft, 'conflict'>
  >;
  'templates discard': Does<Id, EditOutcome<{ readonly template_id: string }>>;
  'templates publish': Does<
    Id & { readonly locales: readonly Locale[] | null },
    EditOutcome<TemplateVersion>
  >;
  'templates rollback': Does<Id & { readonly version: number }, EditOutcome<TemplateVersion>>;
  'templates archive': Does<Id, EditOutcome<{ readonly template_id: string }>>;
  'templates import': Does<
    { readonly templates: readonly unknown[]; readonly publish: boolean },
    Outcome<readonly Imported[]>
  >;
  'templates export': Does<Id & { readonly version: number | null }, EditOutcome<readonly TemplateInput[]>>;

  'sessions list': Does<
    { readonly status: SessionStatus | null; readonly limit: number; readonly cursor: string | null },
    Outcome<Page<SessionView>>
  >;
  'sessions show': Does<Id, Outcome<SessionView, 'not_found'>>;
  'sessions close': Does<Id & { readonly seen: string | null }, SessionAnswer>;

  'escalations list': Does<
    {
      readonly status: EscalationRow['status'] | null;
      readonly assignee: PersonId | null;
      readonly limit: number;
      readonly cursor: string | null;
    },
    Outcome<Page<EscalationRow>>
  >;

  stats: Does<Period, Outcome<Statistics>>;

  'roles list': Does<object, Outcome<readonly RoleRow[]>>;
  'roles set': Does<
    { readonly person: string; readonly role: string; readonly name?: string | null },
    Outcome<Omit<RoleRow, 'role'> & { readonly role: Role }, 'role_fixed'>
  >;
  'roles remove': Does<
    { readonly person: string },
    Outcome<{ readonly person: PersonId }, 'not_found' | 'role_fixed'>
  >;

  'people erase': Does<{ readonly person: string }, Outcome<Forgot, 'not_found'>>;
  'people forget-me': Does<object, Outcome<Forgot, 'not_found'>>;

  'settings show': Does<object, Outcome<Settings>>;
  'settings set': Does<{ readonly settings: Settings }, Outcome<Settings>>;

  'keys list': Does<object, Outcome<readonly ApiKeyRecord[]>>;
  'keys add': Does<{ readonly name: string; readonly scopes: readonly string[] }, Outcome<NewApiKey>>;
  'keys revoke': Does<Id, Outcome<{ readonly key_id: string }, 'not_found'>>;

  audit: Does<AuditQuery, Outcome<Page<AuditLine>>>;
}

/** A key as it is shown this once. */
export interface NewApiKey {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly key: string;
}

export type Asked<V extends VerbName> = UseCases[V]['asked'];
export type Answer<V extends VerbName> = UseCases[V]['answer'];
export type Ok<V extends VerbName> = Extract<Answer<V>, { readonly ok: unknown }>['ok'];

/** The one implementation behind a verb, and what the audit log is told of it. */
export interface UseCase<V extends VerbName> {
  run(asked: Asked<V>, actor: Actor): Promise<Answer<V>>;
  /** What it is about; with what came of it once that is known. */
  readonly target?: (asked: Asked<V>, ok: Ok<V> | null) => string | null;
  readonly before?: (asked: Asked<V>) => Promise<unknown>;
  readonly after?: (ok: Ok<V>, asked: Asked<V>) => unknown;
}
export type UseCasesOf<Name extends VerbName> = { readonly [V in Name]: UseCase<V> };
