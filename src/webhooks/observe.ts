import type { OperationalEventName } from '../app/webhooks.ts';

/** The part of a pino logger this folder uses. Nothing secret and no person's words are given to it. */
export interface WebhookLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface WebhookMetrics {
  /** One request; `error` is null for a success. */
  attempt(attempt: { readonly error: string | null; readonly duration_ms: number }): void;
  /** The end of an event; `age_ms` counts from the commit that triggered it. */
  settled(event: { readonly status: 'delivered' | 'failed' | 'refused'; readonly age_ms: number }): void;
  /** Something about the health of a webhook was told. */
  alert(event: OperationalEventName): void;
}
