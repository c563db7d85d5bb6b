import type { RestCommand, SessionOutcome } from '../app/rest.ts';
import type { Priority } from '../engine/escalation.ts';
import type { OutwardEvent } from '../engine/outward.ts';
import { presentSession } from '../http/present-session.ts';
import type { SessionJson } from '../http/present-session.ts';
import { parsePersonId, parseSessionId, parseTemplateId } from '../ids.ts';
import { toCamel } from './camel.ts';
import type { Camel } from './camel.ts';
import { LazyEngine } from './engine.ts';
import type { LibraryModel, LibraryOptions } from './engine.ts';
import { UnstuckRefusal } from './refusal.ts';
import { TemplateManager } from './template-manager.ts';
import { WebhookManager } from './webhook-manager.ts';

export interface TroubleshootingAgentOptions extends LibraryOptions {
  /** Lets a model help to pick the guide. Without it, and whenever it does not answer, the words decide. */
  readonly useLlm?: boolean;
  /** What `useLlm` asks with; without it nobody is asked. docs/model.md says what leaves then. */
  readonly openaiApiKey?: string;
  /** Another server with OpenAI's API; OpenAI's own by default. */
  readonly openaiBaseUrl?: string;
  /** `gpt-4.1-mini` by default. */
  readonly openaiModel?: string;
  /** Tokens that all programs on this database may spend in a day (UTC); 1,000,000 by default. */
  readonly openaiDailyTokens?: number;
}

export interface StartOptions {
  /** What is wrong, in the person's words. */
  readonly problem?: string;
  /** The guide, where it is known already. */
  readonly templateId?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whom the session belongs to; without it, somebody who gave no name. */
  readonly user?: { readonly id: string; readonly name?: string; readonly locale?: string };
}

/** A session as the REST API shows it, in camelCase. */
export type TroubleshootingSession = Camel<SessionJson>;

/**
 * Guided troubleshooting inside another program: the same engine, store and signed webhooks as the server's,
 * without its doors. Webhooks fire by themselves.
 *
 * @example
 * const agent = new TroubleshootingAgent({ dataDir: '.data' });
 * const session = await agent.startTroubleshooting({ problem: 'I forgot my password' });
 * await agent.close();
 */
export class TroubleshootingAgent {
  readonly webhooks: WebhookManager;
  readonly templates: TemplateManager;
  readonly #engine: LazyEngine;

  constructor(options: TroubleshootingAgentOptions = {}) {
    this.#engine = new LazyEngine(options, modelOf(options));
    this.webhooks = new WebhookManager(this.#engine);
    this.templates = new TemplateManager(this.#engine);
  }

  /**
   * Begins a session: at the guide's first step (or what is missing for it) with `templateId`, choosing between
   * candidates with `problem`, which may be given alone, as a text.
   * @throws {UnstuckRefusal} `unknown_template`, `invalid_variables`
   */
  async startTroubleshooting(start: string | StartOptions): Promise<TroubleshootingSession> {
    const { rest } = await this.#engine.core();
    const options: StartOptions = typeof start === 'string' ? { problem: start } : start;
    const { user = { id: 'anonymous' } } = options;
    const id = parsePersonId(`api:${user.id}`);
    if (id === null) {
      throw new UnstuckRefusal('invalid', [
        {
          path: 'user.id',
          code: 'invalid',
          message: 'user.id must be 1 to 240 characters without control characters.',
        },
      ]);
    }
    const templateId = options.templateId === undefined ? null : parseTemplateId(options.templateId);
    if (options.templateId !== undefined && templateId === null) throw new UnstuckRefusal('unknown_template');
    return present(
      await rest.start(
        {
          problem: options.problem ?? null,
          template_id: templateId,
          variables: options.variables ?? {},
          user: { id, name: user.name ?? null, locale: user.locale ?? null },
        },
        null,
      ),
    );
  }

  /** `null` where there is none. */
  async getSession(sessionId: string): Promise<TroubleshootingSession | null> {
    const id = parseSessionId(sessionId);
    const view = id && (await (await this.#engine.core()).rest.get(id));
    return view && toCamel(presentSession(view));
  }

  /** The events that left for the outside, in order. */
  async getEvents(sessionId: string): Promise<readonly OutwardEvent[]> {
    const id = parseSessionId(sessionId);
    const events = id && (await (await this.#engine.core()).rest.events(id));
    if (!events) throw new UnstuckRefusal('not_found');
    return events;
  }

  /** `null` says "none of these". */
  async chooseGuide(sessionId: string, templateId: string | null): Promise<TroubleshootingSession> {
    const id = templateId === null ? null : parseTemplateId(templateId);
    if (templateId !== null && id === null) throw new UnstuckRefusal('not_a_candidate');
    return await this.#command(sessionId, { type: 'choose', template_id: id });
  }

  async provideVariables(
    sessionId: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, { type: 'provide_variables', values });
  }

  /** `success: true` on the last step says that the problem is solved. */
  async completeStep(
    sessionId: string,
    { success, notes, choice }: { success: boolean; notes?: string; choice?: string },
  ): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, {
      type: 'complete_step',
      success,
      notes: notes ?? null,
      choice: choice ?? null,
    });
  }

  async goBack(sessionId: string): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, { type: 'back' });
  }

  async restart(sessionId: string): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, { type: 'restart' });
  }

  async resolve(sessionId: string): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, { type: 'resolve' });
  }

  async escalate(
    sessionId: string,
    { reason, priority = 'normal' }: { reason?: string; priority?: Priority } = {},
  ): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, { type: 'escalate', reason: reason ?? null, priority });
  }

  async giveFeedback(
    sessionId: string,
    { rating, comment }: { rating: number; comment?: string },
  ): Promise<TroubleshootingSession> {
    if (!Number.isInteger(rating) || rating < 1 || rating > 5) {
      throw new UnstuckRefusal('invalid', [
        { path: 'rating', code: 'invalid', message: 'rating must be a whole number from 1 to 5.' },
      ]);
    }
    return await this.#command(sessionId, { type: 'feedback', rating, comment: comment ?? null });
  }

  async cancel(sessionId: string): Promise<TroubleshootingSession> {
    return await this.#command(sessionId, { type: 'cancel' });
  }

  /** Finishes what is being delivered and lets go of the database. */
  async close(): Promise<void> {
    await this.#engine.close();
  }

  async #command(sessionId: string, command: RestCommand): Promise<TroubleshootingSession> {
    const id = parseSessionId(sessionId);
    const outcome = id && (await (await this.#engine.core()).rest.command(id, command, null));
    if (!outcome) throw new UnstuckRefusal('not_found');
    return present(outcome);
  }
}

const modelOf = (options: TroubleshootingAgentOptions): LibraryModel | null => {
  const { useLlm = false, openaiApiKey = '' } = options;
  if (!useLlm) return null;
  if (openaiApiKey === '') {
    process.emitWarning('useLlm needs openaiApiKey: until then guides are picked by their words.', {
      code: 'UNSTUCK_NO_LLM',
    });
    return null;
  }
  return {
    apiKey: openaiApiKey,
    baseUrl: options.openaiBaseUrl ?? null,
    model: options.openaiModel ?? 'gpt-4.1-mini',
    dailyTokens: options.openaiDailyTokens ?? 1_000_000,
  };
};

const present = (outcome: SessionOutcome): TroubleshootingSession => {
  if ('refused' in outcome) throw new UnstuckRefusal(outcome.refused, outcome.errors);
  return toCamel(presentSession(outcome.done));
};
