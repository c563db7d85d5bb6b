import { EntitySchema } from 'typeorm';
import {
  flag,
  id,
  int,
  json,
  moment,
  momentOrNow,
  nullable,
  text,
  textList,
  withDefault,
} from './columns.ts';
import { ApiKeyEntity, AuditEntity, ClaimEntity, RoleEntity } from './admin-entities.ts';
import { DecisionEntity, ModelTokensEntity } from './decision-entities.ts';
import type {
  EscalationRecord,
  IdempotencyRow,
  MessageRecord,
  PersonRow,
  RelayRecord,
  RelayTargetRecord,
  SeenRow,
  SessionEventRow,
  SessionRow,
  SettingRow,
  TemplateRow,
  TimerRecord,
  WebhookEventRow,
  WebhookRow,
  WebhookTotalsRow,
} from './rows.ts';

/**
 * The tables as TypeORM sees them. Every property has its column's name, so a row is the same shape whether it comes
 * from a repository or from SQL.
 */

const SessionEntity = new EntitySchema<SessionRow>({
  name: 'support_sessions',
  columns: {
    session_id: id,
    status: text,
    version: int,
    sequence: int,
    channel: text,
    conversation: text,
    person: text,
    locale: text,
    template_id: nullable(text),
    template_version: nullable(int),
    category: nullable(text),
    outcome: nullable(text),
    state: json,
    problem: nullable(text),
    created_at: momentOrNow,
    updated_at: momentOrNow,
    expires_at: nullable(moment),
    forgotten_at: nullable(moment),
  },
});

const SessionEventEntity = new EntitySchema<SessionEventRow>({
  name: 'support_session_events',
  columns: {
    session_id: id,
    position: { ...int, primary: true },
    at: moment,
    type: text,
    data: json,
    outward_event: nullable(text),
    sequence: nullable(int),
    outward: nullable(json),
  },
});

const MessageEntity = new EntitySchema<MessageRecord>({
  name: 'support_messages',
  columns: {
    message_id: id,
    session_id: nullable(text),
    conversation: text,
    channel: text,
    person: text,
    role: text,
    wanted: int,
    shown: withDefault(int, -1),
    ref: nullable(json),
    content: nullable(json),
    attempts: withDefault(int, 0),
    next_attempt_at: nullable(moment),
    lease_until: nullable(moment),
    lease_token: nullable(text),
    last_error: nullable(text),
    failed_at: nullable(moment),
    created_at: momentOrNow,
    updated_at: momentOrNow,
  },
});

const SeenEntity = new EntitySchema<SeenRow>({
  name: 'support_seen',
  columns: { key: id, session_id: nullable(text), seen_at: momentOrNow },
});

const WebhookEntity = new EntitySchema<WebhookRow>({
  name: 'support_webhooks',
  columns: {
    webhook_id: id,
    url: text,
    url_encrypted: nullable(text),
    events: textList,
    timeout: withDefault(int, 10),
    retry_attempts: withDefault(int, 3),
    enabled: withDefault(flag, true),
    format: withDefault(text, 'standard'),
    description: nullable(text),
    secret_encrypted: nullable(text),
    secret_previous: withDefault(json, '[]'),
    headers_encrypted: nullable(text),
    disabled_reason: nullable(text),
    disabled_at: nullable(moment),
    disabled_detail: nullable(text),
    options: withDefault(json, '{}'),
    created_at: momentOrNow,
    updated_at: momentOrNow,
  },
});

const WebhookEventEntity = new EntitySchema<WebhookEventRow>({
  name: 'support_webhook_events',
  columns: {
    event_id: id,
    webhook_id: text,
    event: text,
    session_id: nullable(text),
    sequence: nullable(int),
    payload: json,
    status: withDefault(text, 'pending'),
    response_status: nullable(int),
    error: nullable(text),
    attempts: withDefault(int, 0),
    attempt_log: withDefault(json, '[]'),
    triggered_at: momentOrNow,
    next_attempt_at: nullable(moment),
    delivered_at: nullable(moment),
    lease_until: nullable(moment),
    lease_token: nullable(text),
    replay_id: nullable(text),
  },
});

const WebhookTotalsEntity = new EntitySchema<WebhookTotalsRow>({
  name: 'support_webhook_totals',
  columns: {
    webhook_id: id,
    successful: withDefault({ type: 'bigint' }, 0),
    failed: withDefault({ type: 'bigint' }, 0),
    refused: withDefault({ type: 'bigint' }, 0),
    last_event_at: nullable(moment),
    error_counts: withDefault(json, '{}'),
    failing_since: nullable(moment),
    failures: withDefault({ type: 'bigint' }, 0),
    told: withDefault(int, 0),
    unreachable: withDefault(int, 0),
    opened_at: nullable(moment),
    resting_until: nullable(moment),
  },
});

const TemplateEntity = new EntitySchema<TemplateRow>({
  name: 'support_templates',
  columns: {
    template_id: id,
    version: { ...int, primary: true },
    locale: id,
    category: text,
    status: text,
    content: json,
    source: withDefault(text, 'api'),
    created_at: momentOrNow,
    published_at: nullable(moment),
    archived_at: nullable(moment),
    revision: withDefault(int, 1),
    changed_by: nullable(text),
    changed_at: nullable(moment),
  },
});

const EscalationEntity = new EntitySchema<EscalationRecord>({
  name: 'support_escalations',
  columns: {
    escalation_id: id,
    session_id: text,
    status: text,
    priority: text,
    assignee: nullable(text),
    assignee_name: nullable(text),
    reason: nullable(text),
    place: nullable(text),
    thread: nullable(text),
    created_at: momentOrNow,
    updated_at: momentOrNow,
    closed_at: nullable(moment),
  },
});

const RelayEntity = new EntitySchema<RelayRecord>({
  name: 'support_relay',
  columns: {
    message_id: id,
    session_id: text,
    escalation_id: text,
    position: int,
    direction: text,
    author: text,
    author_name: nullable(text),
    text: nullable(text),
    edited: withDefault(flag, false),
    over_line: withDefault(flag, false),
    files: withDefault(json, '[]'),
    source: nullable(text),
    created_at: momentOrNow,
    updated_at: momentOrNow,
  },
});

const RelayTargetEntity = new EntitySchema<RelayTargetRecord>({
  name: 'support_relay_targets',
  columns: {
    message_id: id,
    part: id,
    line: { type: 'bigint', generated: 'increment' },
    conversation: nullable(text),
    channel: nullable(text),
    wanted: withDefault(int, 0),
    shown: withDefault(int, -1),
    ref: nullable(json),
    attempts: withDefault(int, 0),
    next_attempt_at: nullable(moment),
    lease_until: nullable(moment),
    lease_token: nullable(text),
    last_error: nullable(text),
    failed_at: nullable(moment),
    delivered_at: nullable(moment),
  },
});

const TimerEntity = new EntitySchema<TimerRecord>({
  name: 'support_timers',
  columns: {
    timer_id: id,
    kind: text,
    session_id: nullable(text),
    payload: withDefault(json, '{}'),
    due_at: moment,
    attempts: withDefault(int, 0),
    lease_until: nullable(moment),
    lease_token: nullable(text),
  },
});

const IdempotencyEntity = new EntitySchema<IdempotencyRow>({
  name: 'support_idempotency',
  columns: {
    caller: id,
    key: id,
    request_hash: text,
    status: nullable(int),
    response: nullable(json),
    created_at: momentOrNow,
    lease_until: moment,
  },
});

const SettingEntity = new EntitySchema<SettingRow>({
  name: 'support_settings',
  columns: { name: id, value: json, updated_at: momentOrNow },
});

const PersonEntity = new EntitySchema<PersonRow>({
  name: 'support_people',
  columns: {
    person: id,
    name: nullable(text),
    locale: nullable(text),
    profile: withDefault(json, '{}'),
    updated_at: momentOrNow,
  },
});

export const entities = [
  SessionEntity,
  SessionEventEntity,
  MessageEntity,
  SeenEntity,
  WebhookEntity,
  WebhookEventEntity,
  WebhookTotalsEntity,
  TemplateEntity,
  EscalationEntity,
  RelayEntity,
  RelayTargetEntity,
  TimerEntity,
  DecisionEntity,
  ModelTokensEntity,
  ApiKeyEntity,
  IdempotencyEntity,
  SettingEntity,
  PersonEntity,
  RoleEntity,
  AuditEntity,
  ClaimEntity,
] as const;
