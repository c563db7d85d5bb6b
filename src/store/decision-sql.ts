import type { Answer, Asking, Decided } from '../app/advice/decisions.ts';
import { adviceLeaseMs } from '../app/lease.ts';

/** What is owed to a model, as a part of the statement that commits: see append-sql.ts. */
const columns = `decision_id text, session_id text, kind text, reply jsonb, options jsonb, result text, choice text,
    question text, details text[], used boolean, model text, attempts integer, prompt_tokens integer,
    completion_tokens integer, duration_ms integer, settled boolean`;

/**
 * Whoever writes it has it in hand: `token` is the lease.
 *
 * @param from what yields the rows
 * @param decision the column that holds the decision, as `decisionRow` writes it, or NULL
 */
export const insertDecision = (
  from: string,
  { decision, token, now }: Readonly<Record<'decision' | 'token' | 'now', string>>,
): string => `
  INSERT INTO support_decisions
    (decision_id, session_id, kind, reply, options, result, choice, question, details, used, model, attempts,
     prompt_tokens, completion_tokens, duration_ms, tries, next_attempt_at, lease_until, lease_token, created_at,
     settled_at)
  SELECT d.decision_id, d.session_id, d.kind, d.reply, d.options, d.result, d.choice, d.question, d.details, d.used,
    d.model, d.attempts, d.prompt_tokens, d.completion_tokens, d.duration_ms,
    CASE WHEN d.settled THEN 0 ELSE 1 END, CASE WHEN NOT d.settled THEN ${now} END,
    CASE WHEN NOT d.settled THEN ${now} + interval '${adviceLeaseMs} milliseconds' END, CASE WHEN NOT d.settled THEN ${token} END, ${now},
    CASE WHEN d.settled THEN ${now} END
  FROM ${from}, jsonb_to_record(${decision}) AS d(${columns})
  WHERE ${decision} IS NOT NULL`;

export const decisionRow = (asking: Asking | Decided): Record<string, unknown> => ({
  decision_id: asking.decision_id,
  session_id: asking.session_id,
  kind: asking.reply === null ? 'pick' : 'reply',
  reply: asking.reply,
  settled: 'advice' in asking,
  used: 'advice' in asking ? asking.used : null,
  ...('advice' in asking ? answerColumns(asking) : unanswered),
});

/** What is kept of an answer for good. */
export const answerColumns = ({ advice, options }: Answer) => ({
  options,
  result: advice.result,
  choice: advice.result === 'chosen' ? advice.choice : null,
  question: advice.result === 'question' ? advice.question : null,
  details: advice.result === 'chosen' ? Object.keys(advice.details) : [],
  ...advice.spent,
});

const unanswered = {
  options: [],
  result: null,
  choice: null,
  question: null,
  details: [],
  model: null,
  attempts: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  duration_ms: 0,
};
