import { webhookLimits } from '../app/webhooks.ts';
import type { WebhookCondition } from '../app/webhook-store.ts';
import type { WebhookId } from '../ids.ts';

/** A condition as it comes inside JSON. */
export interface ConditionJson {
  readonly webhook_id: WebhookId;
  readonly failing_since: string | null;
  readonly failures: number;
  readonly told: number;
  readonly opened_at: string | null;
  readonly resting_until: string | null;
  readonly disable_after_days: number | null;
}

/** Of `totals` and their `webhook`. */
export const conditionSql = `jsonb_build_object(
    'webhook_id', totals.webhook_id,
    'failing_since', totals.failing_since,
    'failures', totals.failures,
    'told', totals.told,
    'opened_at', totals.opened_at,
    'resting_until', totals.resting_until,
    'disable_after_days', coalesce(
      webhook.options -> 'disable_after_days',
      to_jsonb(${webhookLimits.disable_after_days.default})
    )
  )`;

export const conditionOf = ({
  failing_since,
  opened_at,
  resting_until,
  ...rest
}: ConditionJson): WebhookCondition => ({
  ...rest,
  failing_since: dateOf(failing_since),
  opened_at: dateOf(opened_at),
  resting_until: dateOf(resting_until),
});

const dateOf = (iso: string | null): Date | null => (iso === null ? null : new Date(iso));
