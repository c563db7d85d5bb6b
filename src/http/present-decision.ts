import { z } from 'zod';
import type { Decision } from '../app/advice/decisions.ts';
import { adviceResults } from '../app/advice/port.ts';
import { timestamp } from './fields.ts';

/** What a model was asked once, and what came of it. */
export const decisionSchema = z
  .object({
    decision_id: z.string(),
    kind: z.enum(['pick', 'reply']).describe('A guide for a problem, or what a typed reply means.'),
    created_at: timestamp,
    result: z.enum(adviceResults).nullable().describe('null while it is being asked.'),
    candidates: z
      .array(z.object({ id: z.string(), score: z.number().nullable() }))
      .describe('What it could choose: guides with what the words say of each, or moves.'),
    choice: z.string().nullable().describe('One of the candidates; null: none of them.'),
    question: z.string().nullable().describe('What it asked back.'),
    details: z.array(z.string()).describe('The names of the variables it found in the words.'),
    used: z.boolean().nullable().describe('Whether it changed what the person saw: they may have moved on.'),
    model: z.string().nullable().describe('null: none was asked.'),
    attempts: z.int(),
    prompt_tokens: z.int(),
    completion_tokens: z.int(),
    duration_ms: z.int(),
  })
  .meta({ id: 'Decision' });

export const presentDecision = ({
  options,
  details,
  ...decision
}: Decision): z.output<typeof decisionSchema> => ({
  ...decision,
  candidates: [...options],
  details: [...details],
});
