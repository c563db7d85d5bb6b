import { z } from 'zod';
import {
  webhookFormats,
  webhookHeld,
  webhookLimits,
  webhookOrderings,
  webhookPayloads,
  webhookRetryPolicies,
  webhookSubscriptions,
} from '../app/webhooks.ts';
import { channels } from '../engine/command.ts';
import { timestamp } from './fields.ts';

/** What is sent to webhooks' routes. */

const filterNames = z
  .array(z.string().max(webhookLimits.filter.name))
  .max(webhookLimits.filter.names)
  .nullable()
  .optional();

/** Describes only: the webhook manager checks it all at once. */
export const configSchema = z.object({
  url: z.string().max(webhookLimits.url),
  local: z
    .boolean()
    .optional()
    .describe('The URL is on this machine; only where HOST is loopback, and not in production.'),
  events: z.array(z.enum(webhookSubscriptions)),
  channels: z.array(z.enum(channels)).nullable().optional(),
  categories: filterNames.describe('Only sessions with a guide of these categories, once it is chosen.'),
  templates: filterNames.describe('Only sessions with these guides, once one is chosen.'),
  payload: z
    .enum(webhookPayloads)
    .optional()
    .describe('redacted: no text that a person wrote or that may name one; thin: ids alone.'),
  ordering: z
    .enum(webhookOrderings)
    .optional()
    .describe('strict: an event waits until the one before it in its session is delivered or given up.'),
  secret: z.string().nullable().optional(),
  signing_key: z
    .string()
    .nullable()
    .optional()
    .describe('For v1a (ed25519) beside v1: "generate", or whsk_ and base64; null: none.'),
  timeout: z.int().min(webhookLimits.timeout.min).max(webhookLimits.timeout.max).optional(),
  retry_attempts: z
    .int()
    .min(webhookLimits.retry_attempts.min)
    .max(webhookLimits.retry_attempts.max)
    .optional(),
  retry_policy: z.enum(webhookRetryPolicies).optional(),
  headers: z.record(z.string(), z.string()).nullable().optional(),
  format: z
    .enum(webhookFormats)
    .optional()
    .describe('Left out: that of the chat platform whose incoming webhook the URL is, else standard.'),
  disable_after_days: z
    .int()
    .min(webhookLimits.disable_after_days.min)
    .max(webhookLimits.disable_after_days.max)
    .nullable()
    .optional()
    .describe('Switched off after so many days of nothing but failures; null: never.'),
  description: z.string().max(webhookLimits.description).nullable().optional(),
  enabled: z.boolean().optional(),
});

const overlapRule = `must be from ${webhookLimits.overlap_hours.min} to ${webhookLimits.overlap_hours.max}.`;
export const rotateBody = z
  .object({
    overlap_hours: z
      .number()
      .min(webhookLimits.overlap_hours.min, { error: overlapRule })
      .max(webhookLimits.overlap_hours.max, { error: overlapRule })
      .optional(),
  })
  .nullish();

export const pauseBody = z
  .object({
    reason: z.string().max(webhookLimits.description).nullable().optional().describe('Shown with it.'),
  })
  .nullish();

export const resumeBody = z
  .object({
    held: z
      .enum(webhookHeld)
      .optional()
      .describe('deliver: what was held leaves now; keep: it stays, for a replay.'),
  })
  .nullish();

export const replayBody = z
  .object({
    since: timestamp.optional(),
    until: timestamp.optional(),
    session_id: z.string().optional(),
    status: z.enum(['delivered', 'failed', 'refused', 'held']).optional(),
  })
  .nullish();
