import type { NewWebhookEvent } from '../app/webhook-store.ts';
import { webhookTestEvent } from '../app/webhooks.ts';
import type { EventId, WebhookId } from '../ids.ts';

/**
 * What is sent by hand to see whether a receiver works. Its data has what all events have, so that a receiver
 * which expects that takes it as any other.
 */
export const testEvent = (webhook_id: WebhookId, event_id: EventId, now: Date): NewWebhookEvent => ({
  event_id,
  webhook_id,
  event: webhookTestEvent,
  session_id: null,
  sequence: null,
  payload: {
    event: webhookTestEvent,
    timestamp: now.toISOString(),
    data: {
      session_id: 'ses_test',
      sequence: 1,
      channel: 'api',
      template_id: null,
      template_version: null,
      webhook_id,
      message: 'This is a test event. There is no such session.',
    },
  },
  triggered_at: now,
});
