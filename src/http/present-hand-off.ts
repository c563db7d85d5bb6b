import { z } from 'zod';
import type { Relay } from '../app/hand-off/ports.ts';
import type { EscalationRow } from '../app/ports.ts';
import { directions, priorities } from '../engine/escalation.ts';
import { channels } from '../engine/command.ts';
import type { Pack } from '../engine/pack.ts';
import { agentSchema, cause, steps, user, values } from './event-schemas.ts';
import { timestamp } from './fields.ts';
import { escalationSchema } from './present-session.ts';

/** How what agents work with looks to other programs. */

export const escalationItemSchema = escalationSchema.extend({
  session_id: z.string(),
  created_at: timestamp,
});

/** Everything an agent needs to go on where the bot left off. */
export const packSchema = z
  .object({
    user,
    channel: z.enum(channels),
    conversation: z.string(),
    problem: z.string().nullable(),
    cause,
    reason: z.string().nullable(),
    priority: z.enum(priorities),
    guide: z
      .object({
        template_id: z.string(),
        template_version: z.int(),
        name: z.string(),
        category: z.string(),
        total_steps: z.int(),
        current_step: z.int().nullable(),
      })
      .nullable(),
    variables: values,
    steps,
    seconds_spent: z.int().describe('From the start of the session until it was handed over.'),
    previous_session_id: z.string().nullable(),
  })
  .meta({ id: 'Pack' });

/** Words that cross between the person and the agents, and whether they have arrived. */
export const relayedSchema = z
  .object({
    message_id: z.string(),
    session_id: z.string(),
    escalation_id: z.string(),
    direction: z.enum(directions),
    author: agentSchema,
    text: z.string().nullable().describe('null: it was taken back.'),
    edited: z.boolean(),
    files: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.int() })),
    status: z.enum(['pending', 'delivered', 'failed']),
    error: z.string().nullable().describe('Why it has not arrived, where it was tried.'),
    created_at: timestamp,
    delivered_at: timestamp.nullable(),
  })
  .meta({ id: 'RelayedMessage' });

export const presentEscalation = (row: EscalationRow): z.output<typeof escalationItemSchema> => ({
  escalation_id: row.escalation_id,
  session_id: row.session_id,
  status: row.status,
  priority: row.priority,
  assignee: row.assignee,
  reason: row.reason,
  created_at: row.created_at,
});

export const presentPack = (pack: Pack): z.output<typeof packSchema> => ({
  ...pack,
  user: { ...pack.user },
  guide: pack.guide && { ...pack.guide },
  variables: { ...pack.variables },
  steps: pack.steps.map((step) => ({ ...step })),
});

export const presentRelayed = (relay: Relay): z.output<typeof relayedSchema> => ({
  message_id: relay.message_id,
  session_id: relay.session_id,
  escalation_id: relay.escalation_id,
  direction: relay.direction,
  author: { ...relay.author },
  text: relay.text,
  edited: relay.edited,
  files: relay.files.map(({ name, type, bytes }) => ({ name, type, bytes })),
  status: relay.status,
  error: relay.error,
  created_at: relay.created_at,
  delivered_at: relay.delivered_at,
});
