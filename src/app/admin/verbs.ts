import type { Scope } from '../api-keys.ts';

/** Roles of people, each including the ones before it. */
export const roles = ['user', 'agent', 'admin'] as const;
export type Role = (typeof roles)[number];

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Verb {
  /** Below the REST prefix; `null`: chat alone has it. */
  readonly route: `${Method} /${string}` | null;
  /** What a person has to be. */
  readonly role: Role;
  /** What a key has to be allowed. */
  readonly scope: Scope;
  /** How the audit log calls it; `null`: it changes nothing. */
  readonly audit: string | null;
}

const verb = (
  route: Verb['route'],
  audit: string | null = null,
  role: Role = 'admin',
  scope: Scope = role === 'admin' ? 'admin' : role === 'agent' ? 'agents' : 'sessions',
): Verb => ({ route, role, scope, audit });

/**
 * Everything that is administered, by the words of the chat (`/troubleshoot-admin webhooks pause …`). Chat and REST
 * come to the same use case, by the same check, and leave the same line in the audit log.
 */
export const verbs = {
  'webhooks list': verb('GET /webhooks'),
  'webhooks add': verb('POST /webhooks', 'webhook_added'),
  'webhooks show': verb('GET /webhooks/{id}'),
  'webhooks change': verb('PATCH /webhooks/{id}', 'webhook_changed'),
  'webhooks pause': verb('POST /webhooks/{id}/pause', 'webhook_paused'),
  'webhooks resume': verb('POST /webhooks/{id}/resume', 'webhook_resumed'),
  'webhooks remove': verb('DELETE /webhooks/{id}', 'webhook_removed'),
  'webhooks stats': verb('GET /webhooks/{id}/stats'),
  'webhooks events': verb('GET /webhooks/{id}/events'),
  'webhooks event': verb('GET /webhook-events/{id}'),
  'webhooks test': verb('POST /webhooks/{id}/test', 'webhook_tested'),
  'webhooks rotate': verb('POST /webhooks/{id}/rotate-secret', 'webhook_secret_rotated'),
  'webhooks replay': verb('POST /webhooks/{id}/replay', 'webhook_replayed'),
  'webhooks progress': verb('GET /webhooks/{id}/replays/{replay_id}'),
  'webhooks resend': verb('POST /webhook-events/{id}/resend', 'webhook_event_resent'),

  'templates list': verb('GET /templates', null, 'admin', 'sessions'),
  'templates add': verb('POST /templates', 'template_added'),
  'templates drafts': verb('GET /templates/drafts'),
  'templates versions': verb('GET /templates/{id}/versions'),
  'templates show': verb('GET /templates/{id}/versions/{version}'),
  'templates preview': verb('POST /templates/{id}/versions/{version}/preview'),
  'templates edit': verb('PUT /templates/{id}/draft', 'template_draft_saved'),
  'templates discard': verb('DELETE /templates/{id}/draft', 'template_draft_discarded'),
  'templates publish': verb('POST /templates/{id}/publish', 'template_published'),
  'templates rollback': verb('POST /templates/{id}/rollback', 'template_rolled_back'),
  'templates archive': verb('POST /templates/{id}/archive', 'template_archived'),
  'templates import': verb('POST /templates/import', 'templates_imported'),
  'templates export': verb('GET /templates/{id}/export'),

  'sessions list': verb('GET /sessions', null, 'agent', 'sessions'),
  'sessions show': verb('GET /sessions/{id}', null, 'agent', 'sessions'),
  'sessions close': verb('POST /sessions/{id}/cancel', 'session_closed', 'admin', 'sessions'),

  'escalations list': verb('GET /escalations', null, 'agent'),

  stats: verb('GET /stats'),

  'roles list': verb('GET /roles'),
  'roles set': verb('PUT /roles/{person}', 'role_set'),
  'roles remove': verb('DELETE /roles/{person}', 'role_removed'),

  'people erase': verb('POST /people/{person}/erase', 'person_erased'),
  'people forget-me': verb(null, 'person_forgotten', 'user'),

  'settings show': verb('GET /settings'),
  'settings set': verb('PUT /settings', 'settings_changed'),

  'keys list': verb('GET /keys'),
  'keys add': verb('POST /keys', 'key_added'),
  'keys revoke': verb('DELETE /keys/{id}', 'key_revoked'),

  audit: verb('GET /audit'),
} as const satisfies Readonly<Record<string, Verb>>;

export type VerbName = keyof typeof verbs;
