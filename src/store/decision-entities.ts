import { EntitySchema } from 'typeorm';
import {
  flag,
  id,
  int,
  json,
  moment,
  momentOrNow,
  nullable,
  text,
  textList,
  withDefault,
} from './columns.ts';
import type { DecisionRecord, ModelTokensRow } from './rows.ts';

export const DecisionEntity = new EntitySchema<DecisionRecord>({
  name: 'support_decisions',
  columns: {
    decision_id: id,
    session_id: text,
    kind: text,
    reply: nullable(json),
    answer: nullable(json),
    options: withDefault(json, '[]'),
    result: nullable(text),
    choice: nullable(text),
    question: nullable(text),
    details: withDefault(textList, '{}'),
    used: nullable(flag),
    model: nullable(text),
    attempts: withDefault(int, 0),
    prompt_tokens: withDefault(int, 0),
    completion_tokens: withDefault(int, 0),
    duration_ms: withDefault(int, 0),
    tries: withDefault(int, 0),
    next_attempt_at: nullable(moment),
    lease_until: nullable(moment),
    lease_token: nullable(text),
    created_at: momentOrNow,
    settled_at: nullable(moment),
  },
});

export const ModelTokensEntity = new EntitySchema<ModelTokensRow>({
  name: 'support_model_tokens',
  columns: { day: { type: 'date', primary: true }, tokens: { type: 'bigint' } },
});
