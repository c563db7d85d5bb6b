import type { DataSource } from 'typeorm';
import type { Answer, Decision, DecisionStore, OpenDecision, Reply } from '../app/advice/decisions.ts';
import type { AdviceResult } from '../app/advice/port.ts';
import type { DecisionId, SessionId } from '../ids.ts';
import { answerColumns } from './decision-sql.ts';
import type { DecisionRecord } from './rows.ts';

/** What models were asked, in `support_decisions`. */
export const createDecisions = (dataSource: DataSource): DecisionStore => {
  // TypeORM answers an UPDATE … RETURNING with [rows, count].
  const update = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
    (await dataSource.query<[Row[], number]>(sql, [...parameters]))[0];

  return {
    claim: async ({ limit, token, now, until }) =>
      (
        await update<DecisionRecord>(
          `UPDATE support_decisions SET lease_token = $1, lease_until = $2, tries = tries + 1
           WHERE decision_id IN (
             SELECT decision_id FROM support_decisions
             WHERE next_attempt_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
             ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED
           ) RETURNING *`,
          [token, until, now, limit],
        )
      ).map(openDecision),

    answered: async (id, token, answer) => {
      const columns = answerColumns(answer);
      const rows = await update(
        `UPDATE support_decisions SET
           answer = $3, options = $4, result = $5, choice = $6, question = $7, details = $8, model = $9,
           attempts = $10, prompt_tokens = $11, completion_tokens = $12, duration_ms = $13
         WHERE decision_id = $1 AND lease_token = $2 RETURNING 1`,
        [
          id,
          token,
          JSON.stringify(answer),
          JSON.stringify(columns.options),
          columns.result,
          columns.choice,
          columns.question,
          columns.details,
          columns.model,
          columns.attempts,
          columns.prompt_tokens,
          columns.completion_tokens,
          columns.duration_ms,
        ],
      );
      return rows.length > 0;
    },

    settle: async (id, token, used, now) => {
      await update(
        `UPDATE support_decisions SET
           used = $3, settled_at = $4, answer = NULL, reply = NULL, next_attempt_at = NULL, lease_until = NULL,
           lease_token = NULL
         WHERE decision_id = $1 AND lease_token = $2 RETURNING 1`,
        [id, token, used, now],
      );
    },

    list: async (session) =>
      (
        await dataSource.query<DecisionRecord[]>(
          'SELECT * FROM support_decisions WHERE session_id = $1 ORDER BY created_at, decision_id',
          [session],
        )
      ).map(decision),
  };
};

const openDecision = (row: DecisionRecord): OpenDecision => ({
  decision_id: row.decision_id as DecisionId,
  session_id: row.session_id as SessionId,
  reply: row.reply as Reply | null,
  tries: row.tries,
  answer: row.answer as Answer | null,
});

const decision = (row: DecisionRecord): Decision => ({
  decision_id: row.decision_id as DecisionId,
  kind: row.kind,
  created_at: row.created_at.toISOString(),
  result: row.result as AdviceResult | null,
  options: row.options as Answer['options'],
  choice: row.choice,
  question: row.question,
  details: row.details,
  used: row.used,
  model: row.model,
  attempts: row.attempts,
  prompt_tokens: row.prompt_tokens,
  completion_tokens: row.completion_tokens,
  duration_ms: row.duration_ms,
});
