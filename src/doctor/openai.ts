import { APIConnectionError, APIError } from 'openai';
import type { ModelQuestion, TokenBudget } from '../app/advice/port.ts';
import type { Clock } from '../app/ports.ts';
import type { Config } from '../config.ts';
import type { TemplateId } from '../ids.ts';
import { clientOf } from '../picker/openai/call.ts';
import { createOpenAiAdviser } from '../picker/openai/index.ts';
import { ok, problem, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

type OpenAi = NonNullable<Config['openai']>;

const timeoutMs = 10_000;

/** Asks the server for its model, then the model a question as people's would be: some 500 tokens. */
export const checkOpenAi = async (
  { openai }: Pick<Config, 'openai'>,
  { clock }: { readonly clock: Clock },
): Promise<readonly Finding[]> => {
  if (openai === null)
    return [
      skipped(
        'OpenAI',
        'Off: OPENAI_API_KEY not set. Guides are picked by their words.',
        'docs/model.md says what a model adds, and what leaves then.',
      ),
    ];
  const about = await checkModel(openai);
  return about.result === 'problem' ? [about] : [about, await checkAnswer(openai, clock)];
};

/** https://platform.openai.com/docs/api-reference/models/retrieve */
const checkModel = async ({ apiKey, baseUrl, model }: OpenAi): Promise<Finding> => {
  const about = 'OpenAI model';
  try {
    await clientOf({ apiKey, baseUrl }).models.retrieve(model, { signal: AbortSignal.timeout(timeoutMs) });
    return ok(about, `The key works, and the server has ${model}.`);
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    // A timeout has no status either.
    if (error instanceof APIConnectionError || error.status === undefined)
      return problem(
        about,
        `${baseUrl ?? 'api.openai.com'} gave no answer.`,
        'Check OPENAI_BASE_URL, name resolution, the firewall and the proxy of this machine.',
      );
    if (error.status === 401 || error.status === 403)
      return problem(
        about,
        `The server refuses the key: status ${String(error.status)}.`,
        'Set OPENAI_API_KEY to a key of that server that may use the model.',
      );
    if (error.code === 'model_not_found')
      return problem(
        about,
        `The server has no model called ${model}.`,
        'Set OPENAI_MODEL to one that it has.',
      );
    // Not every compatible server lists its models; whether it answers, the next question tells.
    return skipped(about, `The server does not say whether it has ${model}: status ${String(error.status)}.`);
  }
};

const sample: ModelQuestion = {
  kind: 'pick',
  words: 'nothing comes out of the printer',
  locale: 'en',
  guides: [
    ['printer', 'The printer does not print'],
    ['vpn', 'The VPN does not connect'],
  ].map(([id = '', name = '']) => ({
    template_id: id as TemplateId,
    name,
    description: '',
    examples: [],
    details: [],
  })),
  may_ask: true,
  known: [],
};
/** One question is within every budget. */
const unlimited: TokenBudget = { take: () => Promise.resolve(true), correct: () => Promise.resolve() };

const checkAnswer = async (server: OpenAi, clock: Clock): Promise<Finding> => {
  const about = 'OpenAI answer';
  const reasons: string[] = [];
  const listen = (fields: { readonly reason?: string }): void => void reasons.push(fields.reason ?? '');
  const { result, spent } = await createOpenAiAdviser({
    server,
    dailyTokens: Number.MAX_SAFE_INTEGER,
    tokens: unlimited,
    clock,
    random: () => 0,
    log: { warn: listen, error: listen },
    record: () => undefined,
  }).ask(sample);
  const seconds = (spent.duration_ms / 1000).toFixed(1);
  switch (result) {
    case 'chosen':
      return ok(
        about,
        `It picked a guide in ${seconds} s for ${spent.prompt_tokens + spent.completion_tokens} tokens.`,
      );
    case 'none':
    case 'question':
      return ok(about, `It answered in ${seconds} s as it was asked to, though it found no guide.`);
    case 'late':
      return problem(
        about,
        `It took longer than the ${seconds} s it has; the words alone would pick then.`,
        'Set OPENAI_MODEL to a faster one, without reasoning.',
      );
    case 'malformed':
    case 'truncated':
    case 'not_offered':
    case 'refused':
      return problem(
        about,
        `It does not answer in the shape it was given: ${result}.`,
        'Set OPENAI_MODEL to one that keeps to a JSON schema ("structured outputs").',
      );
    default:
      return problem(
        about,
        `The server does not take the request: ${reasons.at(-1) ?? result}.`,
        'It must know chat completions with response_format json_schema, temperature and max_completion_tokens.',
      );
  }
};
