import type { KeptWebhook, StoredStats, WebhookCondition, WebhookEventRow } from '../app/webhook-store.ts';
import type { Webhook, WebhookEvent, WebhookHealth, WebhookStats } from '../app/webhooks.ts';
import { disablesAt } from './health.ts';
import { masked } from './mask.ts';

/** Rows as the outside sees them: moments as ISO 8601, nothing secret. */

export const presentWebhook = (row: KeptWebhook, now: Date): Webhook => ({
  webhook_id: row.webhook_id,
  url: row.url,
  local: row.options.local ?? false,
  events: row.events,
  channels: row.options.channels ?? null,
  categories: row.options.categories ?? null,
  templates: row.options.templates ?? null,
  payload: row.options.payload ?? 'full',
  ordering: row.options.ordering ?? 'relaxed',
  public_keys: (row.options.signing_keys ?? [])
    .filter(({ until }) => until === null || new Date(until) > now)
    .map(({ public_key }) => public_key),
  timeout: row.timeout,
  retry_attempts: row.retry_attempts,
  retry_policy: row.options.retry_policy ?? 'default',
  headers: Object.fromEntries((row.options.header_names ?? []).map((name) => [name, masked])),
  format: row.format,
  disable_after_days: row.condition.disable_after_days,
  description: row.description,
  enabled: row.enabled,
  disabled_reason: row.disabled_reason,
  disabled_detail: row.disabled_detail,
  disabled_at: isoOrNull(row.disabled_at),
  health: healthOf(row.enabled, row.condition, now),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

const healthOf = (enabled: boolean, condition: WebhookCondition, now: Date): WebhookHealth => {
  const { failing_since, failures, opened_at, resting_until } = condition;
  const rests = resting_until !== null && resting_until > now;
  return {
    status: !enabled ? 'disabled' : failing_since === null ? 'healthy' : 'failing',
    failing_since: isoOrNull(failing_since),
    failed_attempts: failures,
    disables_at: enabled ? isoOrNull(disablesAt(condition)) : null,
    circuit: opened_at === null ? 'closed' : rests ? 'open' : 'half_open',
    resting_until: rests ? resting_until.toISOString() : null,
  };
};

export const presentEvent = (row: WebhookEventRow): WebhookEvent => ({
  event_id: row.event_id,
  webhook_id: row.webhook_id,
  event: row.event,
  session_id: row.session_id,
  sequence: row.sequence,
  status: row.status,
  response_status: row.response_status,
  error: row.error,
  attempts: row.attempt_log,
  payload: row.payload,
  triggered_at: row.triggered_at.toISOString(),
  next_attempt_at: row.status === 'pending' ? isoOrNull(row.next_attempt_at) : null,
  delivered_at: isoOrNull(row.delivered_at),
  replay_id: row.replay_id,
});

export const presentStats = (
  { error_counts, last_event_at, condition, ...stats }: StoredStats,
  now: Date,
): WebhookStats => ({
  ...stats,
  health: healthOf(stats.enabled, condition, now),
  last_event_at: isoOrNull(last_event_at),
  common_errors: commonErrors(error_counts),
});

/** From `{"status 500": 3, "status 404": 1, "timeout": 2}` to one entry for each kind, the most common first. */
const commonErrors = (counts: StoredStats['error_counts']): WebhookStats['common_errors'] => {
  const kinds = new Map<string, { count: number; response_statuses: Record<string, number> }>();
  for (const [key, count] of Object.entries(counts)) {
    const [error = key, status] = key.split(' ');
    const kind = kinds.get(error) ?? { count: 0, response_statuses: {} };
    kind.count += count;
    if (status !== undefined) kind.response_statuses[status] = count;
    kinds.set(error, kind);
  }
  return [...kinds]
    .map(([error, kind]) => ({ error, ...kind }))
    .toSorted((a, b) => b.count - a.count || a.error.localeCompare(b.error));
};

const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
