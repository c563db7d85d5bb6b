import { webhookEventStatuses, webhookLimits } from '../app/webhooks.ts';
import type { WebhookEventPosition } from '../app/webhook-store.ts';
import type { FieldError } from '../engine/command.ts';
import { checkWholeNumber, wrong } from './validate.ts';

/** Reading what a list or a replay is asked with. Values come from query strings and bodies, so they are unknown. */

export const checkLimit = (
  limit: number | undefined,
): { readonly value: number } | { readonly errors: readonly FieldError[] } =>
  limit === undefined
    ? { value: webhookLimits.page.default }
    : checkWholeNumber('limit', { min: 1, max: webhookLimits.page.max }, 'entries', limit);

export type Order = 'newest' | 'oldest';

export const writeCursor = (order: Order, position: WebhookEventPosition): string =>
  Buffer.from(JSON.stringify([order, position.at, position.sequence, position.event_id])).toString(
    'base64url',
  );

/** `null`: not one of ours. */
export const readCursor = (
  cursor: string,
): { readonly order: Order; readonly position: WebhookEventPosition } | null => {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const [order, at, sequence, event_id] = value as unknown[];
  if (order !== 'newest' && order !== 'oldest') return null;
  if (typeof at !== 'string' || !isMoment(at)) return null;
  if (!isSequence(sequence) || typeof event_id !== 'string' || event_id.includes('\0')) return null;
  return { order, position: { at, sequence, event_id } };
};

const isSequence = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= lastSequence;
const lastSequence = 2 ** 31 - 1;

/** Behind everything of that moment. */
export const positionAt = (moment: string): WebhookEventPosition => ({
  at: moment,
  sequence: lastSequence,
  event_id: '',
});

/** ISO 8601 with a time zone: anything vaguer would mean another moment to somebody else. A bare date is its start in UTC. */
export const isMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) &&
  !Number.isNaN(Date.parse(text));

export const checkMoment = (path: string, value: unknown): readonly FieldError[] =>
  value === undefined || (typeof value === 'string' && isMoment(value))
    ? []
    : [wrong(path, 'invalid', `${path} must be a time such as 2025-01-31T12:00:00Z.`)];

export const checkStatus = (
  value: unknown,
  statuses: readonly string[] = webhookEventStatuses,
): readonly FieldError[] =>
  value === undefined || (statuses as readonly unknown[]).includes(value)
    ? []
    : [wrong('status', 'unknown', `status must be one of: ${statuses.join(', ')}.`)];
