import type {
  AdviceResult,
  PickQuestion,
  ReplyQuestion,
  Spent,
  TokenBudget,
} from '../../../src/app/advice/port.ts';
import type { TemplateId } from '../../../src/ids.ts';
import { createOpenAiAdviser } from '../../../src/picker/openai/index.ts';
import type { OpenAiOptions } from '../../../src/picker/openai/index.ts';
import { standInModel } from '../../support/openai-stand-in.ts';
import type { OpenAiStandIn } from '../../support/openai-stand-in.ts';

/** Two guides that the words may be about, one of which asks for details. */
export const about = (words: string, change: Partial<PickQuestion> = {}): PickQuestion => ({
  kind: 'pick',
  words,
  locale: 'en',
  guides: [
    {
      template_id: 'printer' as TemplateId,
      name: 'The printer does not print',
      description: 'Paper, ink and drivers.',
      examples: ['nothing comes out of the printer'],
      details: [
        { name: 'model', description: 'Which printer is it?', type: 'string', required: true, choices: [] },
        { name: 'mail', description: 'Your address', type: 'email', required: false, choices: [] },
      ],
    },
    {
      template_id: 'vpn' as TemplateId,
      name: 'The VPN does not connect',
      description: 'Tunnels.',
      examples: [],
      details: [],
    },
  ],
  may_ask: true,
  known: [],
  ...change,
});

export const replying = (words: string): ReplyQuestion => ({
  kind: 'reply',
  words,
  locale: 'en',
  shown: 'Turn the printer off and on.',
  moves: [
    { id: 'done', means: 'the step worked' },
    { id: 'failed', means: 'the step did not work' },
  ],
  known: [],
});

/** The tokens of a day, kept in memory. */
const inMemory = (): TokenBudget & { readonly spent: Map<string, number> } => {
  const spent = new Map<string, number>();
  const add = (day: string, tokens: number): void => void spent.set(day, (spent.get(day) ?? 0) + tokens);
  return {
    spent,
    take: async (day, tokens, limit) => {
      if ((spent.get(day) ?? 0) + tokens > limit) return false;
      add(day, tokens);
      return true;
    },
    correct: async (day, tokens) => add(day, tokens),
  };
};

/** An adviser that asks the stand-in; time can be moved, and what it records and logs is kept. */
export const adviserOf = (standIn: OpenAiStandIn, change: Partial<OpenAiOptions> = {}) => {
  const recorded: (readonly [AdviceResult, Spent])[] = [];
  const logged: object[] = [];
  const tokens = inMemory();
  let ahead = 0;
  const adviser = createOpenAiAdviser({
    server: { apiKey: 'sk-right', baseUrl: standIn.baseUrl, model: standInModel },
    dailyTokens: 100_000,
    tokens,
    clock: { now: () => new Date(Date.UTC(2026, 4, 1, 10) + ahead) },
    random: () => 0,
    log: {
      warn: (fields, text) => logged.push({ ...fields, text }),
      error: (fields, text) => logged.push({ ...fields, text }),
    },
    record: (...one) => recorded.push(one),
    ...change,
  });
  return {
    ...adviser,
    recorded,
    logged,
    tokens,
    pass: (seconds: number): void => {
      ahead += seconds * 1000;
    },
  };
};
