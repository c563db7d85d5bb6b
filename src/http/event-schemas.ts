import { z } from 'zod';
import { webhookTestEvent } from '../app/webhooks.ts';
import { channels } from '../engine/command.ts';
import { directions, priorities } from '../engine/escalation.ts';
import type { OutwardEventName } from '../engine/outward.ts';
import { timestamp } from './fields.ts';
import { operationalEventSchemas } from './operational-event-schemas.ts';

/** What receivers of webhooks get: each event as it leaves. Fields may be added; none is taken away. */

export const user = z.object({
  id: z.string().describe("The person: `slack:T…:U…`, or `api:` and the caller's own id."),
  name: z.string().nullable(),
  locale: z.string(),
});
export const values = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .describe("The guide's variables; a secret one is masked.");
const step = { step_number: z.int(), title: z.string() };
const notes = z.string().nullable().describe('What the person wrote about it.');
const duration = z.int().describe('From the start of the session to this event.');

export const cause = z.enum(['asked', 'step_failed', 'failures_in_a_row', 'guide_exhausted']);
export const steps = z
  .array(
    z.object({
      ...step,
      result: z.enum(['completed', 'failed']),
      notes,
      choice: z.string().nullable(),
      at: timestamp,
    }),
  )
  .readonly();
export const agentSchema = z.object({
  id: z.string().describe("`slack:T…:U…`, or `api:` and the caller's own id."),
  name: z.string().nullable(),
});
const handOff = { user, escalation_id: z.string() };

const always = {
  session_id: z.string(),
  sequence: z.int().describe('Counts the outward events of the session from 1, without a gap.'),
  channel: z.enum(channels),
  template_id: z.string().nullable().describe('The guide; null until one is chosen.'),
  template_version: z.int().nullable(),
};

const envelope = <Name extends string, Data extends z.ZodRawShape>(event: Name, what: string, data: Data) =>
  z
    .object({
      event: z.literal(event),
      timestamp: timestamp.describe('When it happened, in UTC.'),
      data: z.object({ ...always, ...data }),
      signature: z.string().describe('Hex HMAC-SHA256 over the canonical JSON of the other three.'),
    })
    .describe(what);

export const eventSchemas = {
  session_started: envelope('session_started', 'Somebody asked for help.', {
    user,
    locale: z.string(),
    problem: z.string().nullable().describe('In their own words.'),
    previous_session_id: z.string().nullable().describe('The session that this one takes up again.'),
  }),
  problem_detected: envelope('problem_detected', 'A guide was chosen for the problem.', {
    user,
    problem: z.string().nullable(),
    template_name: z.string(),
    category: z.string(),
    locale: z.string(),
    total_steps: z.int(),
    variables: values,
  }),
  step_completed: envelope('step_completed', 'A step was done, and its result was as expected.', {
    user,
    ...step,
    notes,
    choice: z.string().nullable().describe('The answer, where the step is a question.'),
  }),
  step_failed: envelope('step_failed', 'A step did not help.', { user, ...step, notes }),
  session_resolved: envelope('session_resolved', 'The problem is solved.', {
    user,
    problem: z.string().nullable(),
    outcome: z.enum(['confirmed', 'implied', 'escalated_solved']),
    steps_completed: z.int(),
    steps_failed: z.int(),
    duration_seconds: duration,
  }),
  session_escalated: envelope('session_escalated', 'The session was handed to people.', {
    user,
    problem: z.string().nullable(),
    escalation_id: z.string(),
    cause,
    reason: z.string().nullable(),
    priority: z.enum(priorities),
    template_name: z.string().nullable(),
    category: z.string().nullable(),
    variables: values,
    steps,
    duration_seconds: duration,
    conversation: z.string(),
    total_steps: z.int().nullable(),
    current_step: z.int().nullable().describe('Where the person stood.'),
    previous_session_id: z.string().nullable(),
  }),
  feedback_received: envelope('feedback_received', 'The person said how it was.', {
    user,
    rating: z.int().min(1).max(5),
    comment: z.string().nullable(),
    outcome: z
      .enum(['confirmed', 'implied', 'escalated', 'escalated_solved', 'escalated_unsolved', 'abandoned'])
      .nullable(),
  }),
  escalation_claimed: envelope('escalation_claimed', 'Somebody of the team has the session now.', {
    ...handOff,
    assignee: agentSchema,
    assigned_by: agentSchema.nullable().describe('Who gave it to them; null where they took it.'),
    priority: z.enum(priorities).nullable(),
    waited_seconds: z.int().describe('From when it was handed over.'),
  }),
  escalation_returned: envelope('escalation_returned', 'The person goes on with a guide.', {
    ...handOff,
    by: agentSchema,
    taken_back: z.boolean().describe('By the person themselves.'),
  }),
  escalation_closed: envelope('escalation_closed', 'The team is done with it.', {
    ...handOff,
    by: agentSchema.nullable().describe('null: the person said so, or gave up.'),
    solved: z.boolean(),
    outcome: z.enum(['escalated_solved', 'escalated_unsolved', 'abandoned']),
    open_seconds: z.int(),
  }),
  message_relayed: envelope('message_relayed', 'Words cross between the person and the team.', {
    ...handOff,
    message_id: z.string().describe('The same when it is edited or taken back.'),
    direction: z.enum(directions),
    change: z.enum(['new', 'edited', 'deleted']),
    author: agentSchema,
    text: z.string().describe('Empty where it was taken back.'),
    files: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.int() })).readonly(),
  }),
  session_expired: envelope('session_expired', 'Nobody went on with it; it was closed as abandoned.', {
    user,
    problem: z.string().nullable(),
    outcome: z.enum(['abandoned']),
    last_step: z.int().nullable(),
    steps_completed: z.int(),
    steps_failed: z.int(),
    duration_seconds: duration,
  }),
  [webhookTestEvent]: envelope(webhookTestEvent, 'Sent by hand to see whether a receiver works.', {
    webhook_id: z.string(),
    message: z.string(),
  }),
} satisfies Record<OutwardEventName | typeof webhookTestEvent, z.ZodType>;

type Json = Readonly<Record<string, unknown>>;

/** For the `webhooks` of an OpenAPI 3.1 document: what Unstuck sends, and what it makes of the answer. */
export const describedEvents = (toJson: (schema: z.ZodType) => Json): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries<z.ZodType>({ ...eventSchemas, ...operationalEventSchemas }).map(([name, schema]) => [
      name,
      {
        post: {
          operationId: `receive${name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`,
          tags: ['Webhooks'],
          summary: schema.description,
          security: [],
          parameters: signatureHeaders,
          requestBody: { required: true, content: { 'application/json': { schema: toJson(schema) } } },
          responses: {
            '2XX': { description: 'It was taken. Anything else is tried again, save for 410.' },
            '410': { description: 'It wants no more of them: the webhook is switched off.' },
          },
        },
      },
    ]),
  );

/** Standard Webhooks 1.0.0, "Webhook headers". */
const signatureHeaders = [
  ['webhook-id', 'The same over all attempts and replays of one event.'],
  ['webhook-timestamp', 'Of this attempt, in seconds since 1970.'],
  ['webhook-signature', '`v1,` and base64 HMAC-SHA256 over `id.timestamp.body`; several, between blanks.'],
].map(([name, description]) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
}));
