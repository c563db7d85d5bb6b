import type { WebhookCondition } from '../app/webhook-store.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Chosen by us. */
export const healthPolicy = {
  /** Milliseconds of nothing but failures after which somebody is told, each once. */
  warnings: [hour, day, 3 * day],
  /** Fewer failed attempts prove nothing, however long ago the first was: two unlucky deployments, say. */
  least_failures: 10,
} as const;

export type HealthChange =
  /** It has been failing for as long as this stage says; 1 is the first. */
  | { readonly event: 'webhook_failing'; readonly stage: number }
  | { readonly event: 'webhook_disabled' }
  | { readonly event: 'webhook_recovered' };

/** What is to be told, or done, about a webhook in this condition; `null`: nothing new. */
export const judgeHealth = (
  { failing_since, failures, told, disable_after_days }: WebhookCondition,
  now: Date,
): HealthChange | null => {
  if (failing_since === null) return told > 0 ? { event: 'webhook_recovered' } : null;
  const duration = now.getTime() - failing_since.getTime();
  const window = disable_after_days === null ? Infinity : disable_after_days * day;
  if (duration >= window && failures >= healthPolicy.least_failures) return { event: 'webhook_disabled' };
  const stage = healthPolicy.warnings.filter((after) => duration >= after).length;
  return stage > told ? { event: 'webhook_failing', stage } : null;
};

/** When a webhook that goes on failing will be switched off; `null`: never. */
export const disablesAt = ({
  failing_since,
  disable_after_days,
}: Pick<WebhookCondition, 'failing_since' | 'disable_after_days'>): Date | null =>
  failing_since === null || disable_after_days === null
    ? null
    : new Date(failing_since.getTime() + disable_after_days * day);
