import { z } from 'zod';
import type { SessionView } from '../app/rest.ts';
import { priorities } from '../engine/escalation.ts';
import { commandsOf, currentStepNumber, outcomeOf, statuses, statusOf } from '../engine/session.ts';
import type { Step } from '../engine/template.ts';
import { timestamp } from './fields.ts';

const pictureSchema = z
  .object({ image: z.string(), alt: z.string() })
  .meta({ id: 'Picture', description: 'An image by https URL, and what is on it in words.' });

export const instructionSchema = z.union([z.string(), pictureSchema]);

export const resourceSchema = z.union([
  z.string(),
  z.object({ title: z.string(), url: z.string() }),
  pictureSchema,
]);

export const stepSchema = z
  .object({
    step_number: z.int(),
    title: z.string(),
    description: z.string(),
    instructions: z.array(instructionSchema),
    expected_result: z.string(),
    warnings: z.array(z.string()),
    resources: z.array(resourceSchema),
    choices: z
      .array(z.object({ id: z.string(), label: z.string() }))
      .optional()
      .describe('Only where the step is a question: the choice to complete it with.'),
  })
  .meta({ id: 'Step' });

export const escalationSchema = z.object({
  escalation_id: z.string(),
  status: z.enum(['open', 'claimed', 'closed']),
  priority: z.enum(priorities),
  assignee: z.string().nullable(),
  reason: z.string().nullable(),
});

/** A session as the contract words it. */
export const sessionSchema = z
  .object({
    session_id: z.string(),
    status: z.enum(statuses),
    version: z.int().describe('Counts accepted commands.'),
    sequence: z.int().describe('Counts the events that left for the outside.'),
    channel: z.string(),
    user: z.object({ id: z.string(), name: z.string().nullable(), locale: z.string() }),
    locale: z.string(),
    problem: z.string().nullable(),
    template_id: z.string().nullable(),
    template_version: z.int().nullable(),
    candidates: z
      .array(z.object({ template_id: z.string(), name: z.string(), score: z.number() }))
      .describe('While choosing: the best first, score from 0 to 1.'),
    missing_variables: z
      .array(z.string())
      .describe('While collecting: the names of the required variables still to be given.'),
    current_step: stepSchema.nullable(),
    total_steps: z.int().nullable().describe('null before a guide is confirmed.'),
    outcome: z
      .enum(['confirmed', 'implied', 'abandoned', 'escalated', 'escalated_solved', 'escalated_unsolved'])
      .nullable(),
    escalation: escalationSchema.nullable(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Session' });
export type SessionJson = z.output<typeof sessionSchema>;

export const presentSession = ({ session, guide }: SessionView): SessionJson => {
  const { phase, chosen, user, escalation } = session;
  const current = currentStepNumber(session);
  const step = guide?.steps.find(({ step_number }) => step_number === current);
  return {
    session_id: session.session_id,
    status: statusOf(session),
    version: commandsOf(session),
    sequence: session.sequence,
    channel: session.channel,
    user: { id: user.id, name: user.name, locale: user.locale },
    locale: session.locale,
    problem: session.problem,
    template_id: chosen?.pin.template_id ?? null,
    template_version: chosen?.pin.version ?? null,
    candidates:
      phase.name === 'choosing'
        ? phase.candidates.map(({ template_id, name, score }) => ({ template_id, name, score }))
        : [],
    missing_variables: phase.name === 'collecting' ? [...phase.missing] : [],
    current_step: step ? presentStep(step) : null,
    total_steps: chosen?.total_steps ?? null,
    outcome: outcomeOf(session),
    escalation: escalation && {
      escalation_id: escalation.escalation_id,
      status: escalation.status,
      priority: escalation.priority,
      assignee: escalation.assignee,
      reason: escalation.reason,
    },
    created_at: session.created_at,
    updated_at: session.updated_at,
  };
};

export const presentStep = (step: Step): z.output<typeof stepSchema> => ({
  step_number: step.step_number,
  title: step.title,
  description: step.description,
  instructions: [...step.instructions],
  expected_result: step.expected_result,
  warnings: [...step.warnings],
  resources: [...step.resources],
  ...(step.choices.length > 0 && { choices: step.choices.map(({ id, label }) => ({ id, label })) }),
});
