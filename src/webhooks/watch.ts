import type { Clock } from '../app/ports.ts';
import type { WebhookAlerts, WebhookCondition, WebhookRow } from '../app/webhook-store.ts';
import type { WebhookAlert } from '../app/webhooks.ts';
import type { WebhookId } from '../ids.ts';
import { disablesAt, judgeHealth, type HealthChange } from './health.ts';
import type { WebhookLog, WebhookMetrics } from './observe.ts';

/** The last failure of a webhook, as it is kept of the attempt. */
export interface Failure {
  readonly error: string | null;
  readonly response_status: number | null;
  readonly detail: string | null;
}

/**
 * Tells of webhooks that go on failing, switches them off in the end, and tells when they work again: by the log, a
 * metric, an event for the webhooks that asked for it, and whoever listens in this process. Of all replicas, the one
 * whose statement changes the row tells.
 */
export interface Watch {
  see(conditions: readonly WebhookCondition[], failures: ReadonlyMap<WebhookId, Failure>): void;
  /** It answered that it wants no more. */
  gone(webhookId: WebhookId, failure: Failure): void;
  /** Resolves when everything seen so far was told. */
  idle(): Promise<void>;
}

export interface WatchOptions {
  readonly store: WebhookAlerts;
  readonly clock: Clock;
  readonly log: WebhookLog;
  readonly metrics: WebhookMetrics | null;
  /** Called once for each alert, on one replica. */
  readonly onHealth: (alert: WebhookAlert) => void;
  /** There is a new event to deliver. */
  readonly wake: () => void;
}

export const createWatch = ({ store, clock, log, metrics, onHealth, wake }: WatchOptions): Watch => {
  let telling: Promise<void> = Promise.resolve();

  const soon = (webhook_id: WebhookId, work: () => Promise<void>): void => {
    telling = telling.then(work).catch((error: unknown) => {
      // The next attempt that fails finds the same condition.
      log.warn({ err: error, webhook_id }, 'the health of a webhook could not be told');
    });
  };

  const act = async (
    change: HealthChange,
    condition: WebhookCondition,
    reason: 'failing' | 'gone',
    failure: Failure | undefined,
  ): Promise<void> => {
    const webhook = await store.find(condition.webhook_id);
    if (webhook === null) return;
    const now = clock.now();
    const alert = alertOf(change, webhook, condition, reason, failure, now);
    if (!(await store.announce({ change, alert, payload: payloadOf(alert, now), now }))) return;
    const { webhook_id, event, detail } = alert;
    log.warn(
      { webhook_id, alert: event, reason: alert.reason },
      `${sentences[event]}${detail ? `: ${detail}` : ''}`,
    );
    metrics?.alert(event);
    wake();
    onHealth(alert);
  };

  return {
    see: (conditions, failures) => {
      for (const condition of conditions) {
        const change = judgeHealth(condition, clock.now());
        if (change === null) continue;
        const { webhook_id } = condition;
        soon(webhook_id, () => act(change, condition, 'failing', failures.get(webhook_id)));
      }
    },
    gone: (webhook_id, failure) =>
      soon(webhook_id, () =>
        act({ event: 'webhook_disabled' }, { ...unknownCondition, webhook_id }, 'gone', failure),
      ),
    idle: async () => {
      await telling;
    },
  };
};

const sentences: Readonly<Record<WebhookAlert['event'], string>> = {
  webhook_failing: 'webhook keeps failing',
  webhook_disabled: 'webhook was switched off',
  webhook_recovered: 'webhook works again',
};

const unknownCondition = {
  failing_since: null,
  failures: 0,
  told: 0,
  opened_at: null,
  resting_until: null,
  disable_after_days: null,
} as const;

const alertOf = (
  { event }: HealthChange,
  { webhook_id, url, description }: WebhookRow,
  condition: WebhookCondition,
  reason: 'failing' | 'gone',
  failure: Failure | undefined,
  now: Date,
): WebhookAlert => {
  const { failing_since, failures } = condition;
  return {
    event,
    webhook_id,
    url,
    description,
    reason: event === 'webhook_disabled' ? reason : null,
    failing_since: failing_since?.toISOString() ?? null,
    failing_for_seconds:
      failing_since === null ? 0 : Math.floor((now.getTime() - failing_since.getTime()) / 1000),
    failed_attempts: failures,
    error: failure?.error ?? null,
    response_status: failure?.response_status ?? null,
    detail: failure?.detail ?? null,
    disables_at: event === 'webhook_failing' ? (disablesAt(condition)?.toISOString() ?? null) : null,
  };
};

/** What every event's data has is there, so that a receiver which expects it takes this as any other. */
const payloadOf = ({ event, ...about }: WebhookAlert, now: Date) => ({
  event,
  timestamp: now.toISOString(),
  data: {
    session_id: null,
    sequence: null,
    channel: null,
    template_id: null,
    template_version: null,
    ...about,
  },
});
