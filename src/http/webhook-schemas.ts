import { z } from 'zod';
import { channels } from '../engine/command.ts';
import {
  webhookEventStatuses,
  circuitStates,
  webhookFormats,
  webhookHealthStatuses,
  webhookOrderings,
  webhookPayloads,
  webhookRetryPolicies,
} from '../app/webhooks.ts';
import { timestamp } from './fields.ts';

/** Webhooks and their history as they are shown. */

const healthSchema = z
  .object({
    status: z.enum(webhookHealthStatuses),
    failing_since: timestamp.nullable().describe('Since then every attempt has failed.'),
    failed_attempts: z.int().describe('Since then.'),
    disables_at: timestamp.nullable().describe('When it is switched off if it goes on failing.'),
    circuit: z
      .enum(circuitStates)
      .describe('open: nobody was found, nothing is sent for a while; half_open: the next event is a probe.'),
    resting_until: timestamp.nullable().describe('Nothing is sent before then.'),
  })
  .meta({ id: 'WebhookHealth' });

export const webhookSchema = z
  .object({
    webhook_id: z.string(),
    url: z.string().describe('Masked where whoever knows it can post.'),
    local: z.boolean().describe('It is delivered to the machine Unstuck runs on.'),
    events: z.array(z.string()).readonly(),
    channels: z
      .array(z.enum(channels))
      .readonly()
      .nullable()
      .describe('null: the sessions of every channel.'),
    categories: z.array(z.string()).readonly().nullable(),
    templates: z.array(z.string()).readonly().nullable(),
    payload: z.enum(webhookPayloads),
    ordering: z.enum(webhookOrderings),
    public_keys: z
      .array(z.string())
      .readonly()
      .describe('whpk_… of the ed25519 keys that sign (v1a), the newest first.'),
    timeout: z.int().describe('Seconds.'),
    retry_attempts: z.int().describe('Requests after the first one.'),
    retry_policy: z.enum(webhookRetryPolicies),
    headers: z.record(z.string(), z.string()).describe('Every value masked.'),
    format: z.enum(webhookFormats),
    disable_after_days: z.int().nullable().describe('null: it is never switched off for failing.'),
    description: z.string().nullable(),
    enabled: z.boolean(),
    disabled_reason: z.string().nullable().describe('gone (it answered 410), failing, paused.'),
    disabled_detail: z.string().nullable().describe('Why, in words.'),
    disabled_at: timestamp.nullable(),
    health: healthSchema,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Webhook' });

const attemptSchema = z.object({
  at: timestamp,
  duration_ms: z.number(),
  response_status: z.int().nullable(),
  error: z.string().nullable(),
  detail: z.string().nullable(),
  response_headers: z.record(z.string(), z.string()),
  response_body: z.string(),
  response_truncated: z.boolean(),
  replay_id: z.string().nullable(),
});

export const webhookEventSchema = z
  .object({
    event_id: z.string().describe('The webhook-id that was sent.'),
    webhook_id: z.string(),
    event: z.string(),
    session_id: z.string().nullable(),
    sequence: z.int().nullable(),
    status: z.enum(webhookEventStatuses),
    response_status: z.int().nullable(),
    error: z.string().nullable(),
    attempts: z.array(attemptSchema).readonly(),
    payload: z.object({ event: z.string(), timestamp, data: z.unknown() }),
    triggered_at: timestamp,
    next_attempt_at: timestamp.nullable(),
    delivered_at: timestamp.nullable(),
    replay_id: z.string().nullable(),
  })
  .meta({ id: 'WebhookEvent' });

export const statsSchema = z
  .object({
    webhook_id: z.string(),
    url: z.string(),
    enabled: z.boolean(),
    total_events: z.int(),
    successful_events: z.int(),
    failed_events: z.int().describe('Have used up their retries.'),
    refused_events: z.int(),
    pending_events: z.int(),
    held_events: z.int(),
    success_rate: z.number().nullable().describe('Percent of the settled events.'),
    health: healthSchema,
    last_event_at: timestamp.nullable(),
    common_errors: z
      .array(
        z.object({ error: z.string(), count: z.int(), response_statuses: z.record(z.string(), z.int()) }),
      )
      .readonly(),
    delivery_ms: z
      .object({ p50: z.number(), p99: z.number() })
      .nullable()
      .describe('Milliseconds from commit to delivery over the latest deliveries.'),
  })
  .meta({ id: 'WebhookStats' });
