import type { DataSource } from 'typeorm';
import type { Adviser } from './app/advice/port.ts';
import { nobody } from './app/advice/settle.ts';
import type { Metrics } from './app/metrics.ts';
import type { Clock } from './app/ports.ts';
import type { Settings } from './app/settings.ts';
import { fraction } from './chance.ts';
import type { CoreOptions } from './core-options.ts';
import type { SenderLog } from './outbox/sender.ts';
import { createOpenAiAdviser } from './picker/openai/index.ts';
import { createTokenBudget } from './store/token-budget.ts';

/** Who is asked where the words leave open which guide is meant: a model, where there is one and it is not switched off. */
export const createModel = (
  model: CoreOptions['model'] | null,
  parts: {
    readonly dataSource: DataSource;
    readonly settings: () => Promise<Settings>;
    readonly clock: Clock;
    readonly log: SenderLog;
    readonly metrics: Pick<Metrics, 'modelAsked'> | null;
  },
): { readonly adviser: Adviser; readonly mayAsk: () => Promise<boolean> } => {
  const { dataSource, settings, clock, log, metrics } = parts;
  const adviser: Adviser =
    model == null
      ? nobody
      : createOpenAiAdviser({
          ...model,
          tokens: createTokenBudget(dataSource),
          clock,
          random: fraction,
          log,
          record: (result, spent) => metrics?.modelAsked(result, spent),
        });
  return {
    adviser,
    mayAsk: async () => adviser.ready() && (await settings()).llm?.enabled !== false,
  };
};
