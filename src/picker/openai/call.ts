import OpenAI, { APIConnectionError, APIError } from 'openai';
import { z } from 'zod';
import type { AdviceFailure } from '../../app/advice/port.ts';
import { narrowFetch } from './narrow-fetch.ts';
import type { Prompt } from './prompt.ts';

/** A server that speaks OpenAI's chat completions. */
export interface ModelServer {
  readonly apiKey: string;
  /** `null`: OpenAI's own. */
  readonly baseUrl: string | null;
  readonly model: string;
}

interface Tokens {
  readonly prompt: number;
  readonly completion: number;
}

/** What one request came to. `tokens: null`: the server did not say. */
export type Called =
  | { readonly content: string; readonly tokens: Tokens | null }
  | {
      readonly failure: AdviceFailure;
      readonly tokens: Tokens | null;
      /** The same request may succeed, not before so many milliseconds; `null`: not soon. */
      readonly againAfterMs: number | null;
      /** Nothing will succeed until somebody has mended it: the key, the model, the account. */
      readonly hopeless: boolean;
      /** For the log; never what the server wrote, which may repeat what it was sent. */
      readonly reason: string;
    };

export type Call = (prompt: Prompt, signal: AbortSignal) => Promise<Called>;

/** https://platform.openai.com/docs/api-reference/chat/object, as far as it is read. */
const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() })
    .nullish(),
});

const ownUrl = 'https://api.openai.com/v1';

/** The client of a server. All that the package would look up in the environment is given: that has one reader. */
export const clientOf = ({ apiKey, baseUrl }: Pick<ModelServer, 'apiKey' | 'baseUrl'>): OpenAI =>
  new OpenAI({
    apiKey,
    baseURL: baseUrl ?? ownUrl,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    // It would wait for as long as the server says; here the time is short, and an attempt is counted.
    maxRetries: 0,
    // A redirect would carry a person's words to a host that nobody has set.
    fetchOptions: { redirect: 'error' },
    fetch: narrowFetch,
  });

/** One request and no more; what goes wrong is an answer. */
export const createCall = (server: ModelServer): Call => {
  const client = clientOf(server);
  return async ({ instructions, data, schema, completion_tokens }, signal) => {
    let answer: unknown;
    try {
      answer = await client.chat.completions.create(
        {
          model: server.model,
          messages: [
            { role: 'system', content: instructions },
            { role: 'user', content: data },
          ],
          response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
          max_completion_tokens: completion_tokens,
          temperature: 0,
        },
        { signal },
      );
    } catch (error) {
      return failed(error, signal);
    }
    return readCompletion(answer);
  };
};

const readCompletion = (answer: unknown): Called => {
  const read = completion.safeParse(answer);
  const [choice] = read.data?.choices ?? [];
  const usage = read.data?.usage;
  const tokens = usage ? { prompt: usage.prompt_tokens, completion: usage.completion_tokens } : null;
  if (!choice) return { ...failure('malformed', 'the answer is no chat completion'), tokens };
  const { finish_reason, message } = choice;
  if (message.refusal || finish_reason === 'content_filter') {
    return { ...failure('refused', 'it refused to answer'), tokens };
  }
  if (finish_reason === 'length') return { ...failure('truncated', 'the answer was cut off'), tokens };
  return message.content
    ? { content: message.content, tokens }
    : { ...failure('malformed', 'the answer is empty'), tokens };
};

const failed = (error: unknown, signal: AbortSignal): Called => {
  if (signal.aborted) return failure('late', 'no answer in time');
  if (error instanceof APIConnectionError) {
    return failure('unavailable', 'no connection', { againAfterMs: 0 });
  }
  if (error instanceof APIError) return failedWith(error as APIError);
  // What `fetch` throws while it reads a body; by name, since it may come from another realm than ours.
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : null;
  if (name === 'SyntaxError') return failure('malformed', 'the answer is no JSON');
  if (name === 'RangeError') return failure('malformed', 'the answer is too long');
  if (name === 'TypeError') return failure('unavailable', 'the connection broke');
  throw error;
};

/** https://platform.openai.com/docs/guides/error-codes */
const failedWith = ({ status, code, headers }: APIError): Called => {
  const reason = `status ${status}${code ? `, ${code}` : ''}`;
  // Azure's way to refuse.
  if (code === 'content_filter') return failure('refused', reason);
  if (code === 'insufficient_quota' || status === 401 || status === 403 || status === 404) {
    return failure('rejected', reason, { hopeless: true });
  }
  const againAfterMs = retryAfterMs(headers);
  if (status === 429) return failure('rate_limited', reason, { againAfterMs });
  if (status === 408 || (status !== undefined && status >= 500)) {
    return failure('unavailable', reason, { againAfterMs });
  }
  return failure('rejected', reason);
};

const failure = (
  result: AdviceFailure,
  reason: string,
  { againAfterMs = null, hopeless = false }: { againAfterMs?: number | null; hopeless?: boolean } = {},
): Extract<Called, { failure: unknown }> => ({
  failure: result,
  tokens: null,
  againAfterMs,
  hopeless,
  reason,
});

const retryAfterMs = (headers: Headers | undefined): number => {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(ms)) return ms;
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
};
