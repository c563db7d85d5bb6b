/**
 * The rows of the tables, by their columns' names. `Json` is what a `jsonb` column holds: whoever reads it knows which
 * shape was written there. `bigint` and `numeric` arrive as numbers (see data-source.ts).
 */
type Json = unknown;

export interface SessionRow {
  session_id: string;
  status: string;
  version: number;
  sequence: number;
  channel: string;
  conversation: string;
  person: string;
  locale: string;
  template_id: string | null;
  template_version: number | null;
  category: string | null;
  outcome: string | null;
  state: Json;
  problem: string | null;
  created_at: Date;
  updated_at: Date;
  expires_at: Date | null;
  forgotten_at: Date | null;
}

export interface SessionEventRow {
  session_id: string;
  position: number;
  at: Date;
  type: string;
  data: Json;
  outward_event: string | null;
  sequence: number | null;
  outward: Json;
}

export interface MessageRecord {
  message_id: string;
  session_id: string | null;
  conversation: string;
  channel: string;
  person: string;
  role: string;
  wanted: number;
  shown: number;
  ref: Json;
  content: Json;
  attempts: number;
  /** `null`: nothing to do. */
  next_attempt_at: Date | null;
  lease_until: Date | null;
  lease_token: string | null;
  last_error: string | null;
  failed_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface SeenRow {
  key: string;
  session_id: string | null;
  seen_at: Date;
}

export interface WebhookRow {
  webhook_id: string;
  /** As it may be shown; where that is not all of it, the whole is sealed. */
  url: string;
  url_encrypted: string | null;
  events: string[];
  /** Seconds. */
  timeout: number;
  /** Requests after the first one. */
  retry_attempts: number;
  enabled: boolean;
  format: string;
  description: string | null;
  /** `null`: the default secret serves. */
  secret_encrypted: string | null;
  secret_previous: Json;
  headers_encrypted: string | null;
  disabled_reason: string | null;
  disabled_at: Date | null;
  disabled_detail: string | null;
  options: Json;
  created_at: Date;
  updated_at: Date;
}

export interface WebhookEventRow {
  event_id: string;
  webhook_id: string;
  event: string;
  session_id: string | null;
  sequence: number | null;
  /** `{event, timestamp, data}` */
  payload: Json;
  status: 'pending' | 'delivered' | 'failed' | 'refused' | 'held';
  response_status: number | null;
  error: string | null;
  attempts: number;
  attempt_log: Json;
  triggered_at: Date;
  next_attempt_at: Date | null;
  delivered_at: Date | null;
  lease_until: Date | null;
  lease_token: string | null;
  /** The replay that queued it last. */
  replay_id: string | null;
}

export interface WebhookTotalsRow {
  webhook_id: string;
  successful: number;
  failed: number;
  refused: number;
  last_event_at: Date | null;
  /** How many attempts ended in each error, with the status where there was one: `{"status 500": 3}`. */
  error_counts: Json;
  failing_since: Date | null;
  failures: number;
  told: number;
  unreachable: number;
  opened_at: Date | null;
  resting_until: Date | null;
}

export interface TemplateRow {
  template_id: string;
  version: number;
  locale: string;
  category: string;
  status: 'draft' | 'published' | 'archived';
  content: Json;
  source: string;
  created_at: Date;
  published_at: Date | null;
  archived_at: Date | null;
  revision: number;
  changed_by: string | null;
  changed_at: Date | null;
}

export interface EscalationRecord {
  escalation_id: string;
  session_id: string;
  status: 'open' | 'claimed' | 'closed';
  priority: 'low' | 'normal' | 'high' | 'urgent';
  assignee: string | null;
  assignee_name: string | null;
  reason: string | null;
  place: string | null;
  thread: string | null;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
}

export interface RelayRecord {
  message_id: string;
  session_id: string;
  escalation_id: string;
  position: number;
  direction: 'to_person' | 'to_agents';
  author: string;
  author_name: string | null;
  /** `null`: taken back. */
  text: string | null;
  edited: boolean;
  over_line: boolean;
  files: Json;
  /** What the platform calls the message that was said, where it was said in chat. */
  source: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface RelayTargetRecord {
  message_id: string;
  part: 'person' | 'thread';
  /** What goes to one conversation goes in this order. */
  line: number;
  /** `null`: where it goes is not known yet. */
  conversation: string | null;
  channel: string | null;
  wanted: number;
  shown: number;
  ref: Json;
  attempts: number;
  next_attempt_at: Date | null;
  lease_until: Date | null;
  lease_token: string | null;
  last_error: string | null;
  failed_at: Date | null;
  delivered_at: Date | null;
}

export interface TimerRecord {
  timer_id: string;
  kind: string;
  session_id: string | null;
  payload: Json;
  due_at: Date;
  attempts: number;
  lease_until: Date | null;
  lease_token: string | null;
}

export interface ApiKeyRow {
  key_id: string;
  name: string;
  key_hash: string;
  scopes: string[];
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  created_by: string | null;
}

export interface IdempotencyRow {
  caller: string;
  key: string;
  request_hash: string;
  /** `null`: still in flight, until `lease_until`. */
  status: number | null;
  response: Json;
  created_at: Date;
  lease_until: Date;
}

export interface SettingRow {
  name: string;
  value: Json;
  updated_at: Date;
}

export interface PersonRow {
  person: string;
  name: string | null;
  locale: string | null;
  profile: Json;
  updated_at: Date;
}

/** A question to a model: queue and history in one. */
export interface DecisionRecord {
  decision_id: string;
  session_id: string;
  kind: 'pick' | 'reply';
  /** Until it is settled: what the person typed. */
  reply: Json;
  /** From the answer until it is put to the person. */
  answer: Json;
  options: Json;
  result: string | null;
  choice: string | null;
  question: string | null;
  details: string[];
  used: boolean | null;
  model: string | null;
  attempts: number;
  prompt_tokens: number;
  completion_tokens: number;
  duration_ms: number;
  tries: number;
  next_attempt_at: Date | null;
  lease_until: Date | null;
  lease_token: string | null;
  created_at: Date;
  settled_at: Date | null;
}

export interface ModelTokensRow {
  /** UTC, `2026-05-01`. */
  day: string;
  tokens: number;
}

export interface RoleRecord {
  person: string;
  role: 'agent' | 'admin';
  name: string | null;
  granted_by: string;
  updated_at: Date;
}

export interface AuditRecord {
  audit_id: string;
  at: Date;
  actor: string;
  actor_name: string | null;
  origin: string;
  action: string;
  target: string | null;
  before: Json;
  after: Json;
  settled: boolean;
}

export interface ClaimRecord {
  claim: string;
  code_hash: string;
  tries_left: number;
  expires_at: Date;
}
