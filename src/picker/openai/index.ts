import { setTimeout as pause } from 'node:timers/promises';
import type {
  Advice,
  Adviser,
  AdviceFailure,
  AdviceResult,
  ModelQuestion,
  Spent,
  TokenBudget,
} from '../../app/advice/port.ts';
import type { Clock } from '../../app/ports.ts';
import { readAnswer } from './answer.ts';
import { createCall } from './call.ts';
import type { Called, ModelServer } from './call.ts';
import { createCircuit } from './circuit.ts';
import { createMask } from './mask.ts';
import type { Mask } from './mask.ts';
import { promptFor } from './prompt.ts';
import type { Prompt } from './prompt.ts';

export interface OpenAiOptions {
  readonly server: ModelServer;
  /** Tokens that all replicas together may spend in a day (UTC). */
  readonly dailyTokens: number;
  readonly tokens: TokenBudget;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: { warn(fields: object, text: string): void; error(fields: object, text: string): void };
  readonly record: (result: AdviceResult, spent: Spent) => void;
  /** All that an answer may take, attempts included; 4 s by default. */
  readonly budgetMs?: number;
}

const answerWithinMs = 4_000;
/** Before the second and the third attempt, where time is left. */
const pausesMs = [100, 400];
/** With less of the time left, another attempt is not worth it. */
const leastLeft = 0.25;
/** That a day's tokens are spent is looked up again after so long. */
const spentForMs = 60_000;

const unasked: Spent = {
  model: null,
  attempts: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  duration_ms: 0,
};

/** Asks a model by the `openai` package. What leaves is in docs/model.md. */
export const createOpenAiAdviser = (options: OpenAiOptions): Adviser => {
  const { server, dailyTokens, tokens, clock, random, log, record, budgetMs = answerWithinMs } = options;
  const call = createCall(server);
  const now = (): number => clock.now().getTime();
  const circuit = createCircuit(now);
  let spentUntil = 0;

  const attempt = async (prompt: Prompt): Promise<{ readonly called: Called; readonly attempts: number }> => {
    const deadline = performance.now() + budgetMs;
    const signal = AbortSignal.timeout(budgetMs);
    for (let attempts = 1; ; attempts += 1) {
      const called = await call(prompt, signal);
      const pauseMs = pausesMs[attempts - 1];
      if ('content' in called || called.againAfterMs === null || pauseMs === undefined) {
        return { called, attempts };
      }
      const waitMs = Math.max(called.againAfterMs, pauseMs * (0.75 + random() / 2));
      if (deadline - performance.now() - waitMs < budgetMs * leastLeft) return { called, attempts };
      await pause(waitMs);
    }
  };

  /** What it says of itself tells nothing of the server: a person's words may have made it say so. */
  const judge = (called: Called): void => {
    if (!('failure' in called)) return circuit.succeeded();
    const { failure, hopeless, reason } = called;
    const fields = { model: server.model, result: failure, reason };
    if (hopeless) log.error(fields, 'the model server takes no request of ours: see `npm run doctor`');
    else log.warn(fields, 'the model was of no help: what the words say stands');
    return isServers(failure) ? circuit.failed(hopeless) : circuit.succeeded();
  };

  const asked = async (question: ModelQuestion, prompt: Prompt, mask: Mask): Promise<Advice> => {
    const began = performance.now();
    const { called, attempts } = await attempt(prompt);
    judge(called);
    const spent: Spent = {
      model: server.model,
      attempts,
      prompt_tokens: called.tokens?.prompt ?? 0,
      completion_tokens: called.tokens?.completion ?? 0,
      duration_ms: Math.round(performance.now() - began),
    };
    return 'content' in called
      ? { ...readAnswer(called.content, question, mask), spent }
      : { result: called.failure, spent };
  };

  const ask = async (question: ModelQuestion): Promise<Advice> => {
    if (!circuit.isClosed()) return { result: 'circuit_open', spent: unasked };
    const mask = createMask(question.known);
    const prompt = promptFor(question, mask);
    // Counted before it is spent, so that replicas together stay within the day's tokens.
    const day = clock.now().toISOString().slice(0, 10);
    const reserved = estimate(prompt);
    if (!(await tokens.take(day, reserved, dailyTokens))) {
      spentUntil = now() + spentForMs;
      log.warn({ daily_tokens: dailyTokens }, 'the tokens of the day are spent: the words alone pick guides');
      return { result: 'over_budget', spent: unasked };
    }
    if (!circuit.enter()) {
      await tokens.correct(day, -reserved);
      return { result: 'circuit_open', spent: unasked };
    }
    const advice = await asked(question, prompt, mask).catch((error: unknown) => {
      circuit.failed(false);
      throw error;
    });
    await tokens.correct(day, costOf(advice, reserved) - reserved);
    return advice;
  };

  return {
    ready: () => circuit.isClosed() && now() >= spentUntil,
    ask: async (question) => {
      const advice = await ask(question);
      record(advice.result, advice.spent);
      return advice;
    },
  };
};

const isServers = (failure: AdviceFailure): boolean =>
  failure === 'late' || failure === 'rate_limited' || failure === 'unavailable' || failure === 'rejected';

/** Three bytes a token is more than any language takes, the schema and the answer included. */
const estimate = ({ instructions, data, schema, completion_tokens }: Prompt): number =>
  Math.ceil(Buffer.byteLength(`${instructions}${data}${JSON.stringify(schema)}`) / 3) + completion_tokens;

/** A server that does not say what was spent, or not in time, may have spent all of it. */
const costOf = ({ result, spent }: Advice, reserved: number): number => {
  const told = spent.prompt_tokens + spent.completion_tokens;
  const free = result === 'rate_limited' || result === 'unavailable' || result === 'rejected';
  return told > 0 || free ? told : reserved;
};
