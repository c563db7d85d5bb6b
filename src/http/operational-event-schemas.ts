import { z } from 'zod';
import { operationalEvents, type OperationalEventName } from '../app/webhooks.ts';
import { timestamp } from './fields.ts';

/** What the webhooks get that asked to hear how others are doing. */

/** They belong to no session; a receiver that reads these fields of every event finds them all the same. */
const always = {
  session_id: z.null(),
  sequence: z.null(),
  channel: z.null(),
  template_id: z.null(),
  template_version: z.null(),
};

const data = z.object({
  ...always,
  webhook_id: z.string().describe('The webhook it is about, which is never told itself.'),
  url: z.string().describe('Masked where whoever knows it can post.'),
  description: z.string().nullable(),
  reason: z.enum(['failing', 'gone']).nullable().describe('Why it was switched off; gone: it answered 410.'),
  failing_since: timestamp.nullable().describe('Since then every attempt has failed.'),
  failing_for_seconds: z.int(),
  failed_attempts: z.int().describe('Since then.'),
  error: z.string().nullable().describe('Of the last attempt.'),
  response_status: z.int().nullable(),
  detail: z.string().nullable().describe('The same in words.'),
  disables_at: timestamp.nullable().describe('When it is switched off if it goes on failing.'),
});

const descriptions: Readonly<Record<OperationalEventName, string>> = {
  webhook_failing: 'Nothing but failures at a webhook for an hour, a day, three days: told once each.',
  webhook_disabled: 'A webhook was switched off: nothing but failures for too long, or it answered 410.',
  webhook_recovered: 'A webhook that was told to be failing has taken an event again.',
};

export const operationalEventSchemas = Object.fromEntries(
  operationalEvents.map((event) => [
    event,
    z
      .object({
        event: z.literal(event),
        timestamp: timestamp.describe('When it was noticed, in UTC.'),
        data,
        signature: z.string().describe('Hex HMAC-SHA256 over the canonical JSON of the other three.'),
      })
      .describe(descriptions[event]),
  ]),
) as unknown as Readonly<Record<OperationalEventName, z.ZodType>>;
