import type {
  RegisteredWebhook,
  Webhook,
  WebhookConfig as RestWebhookConfig,
  WebhookEvent,
  WebhookEventQuery,
  WebhookReplay,
  WebhookReplayQuery,
  WebhookStats,
} from '../app/webhooks.ts';
import type { Page } from '../app/ports.ts';
import { toCamel, toSnake } from './camel.ts';
import type { Camel } from './camel.ts';
import { LazyEngine } from './engine.ts';
import type { LibraryOptions } from './engine.ts';
import { valueOf } from './refusal.ts';

/** What a webhook is registered with; times in seconds. */
export type WebhookConfig = {
  readonly url: string;
  readonly events: readonly string[];
} & Partial<Omit<Camel<RestWebhookConfig>, 'url' | 'events'>>;

/** Registers webhooks and looks after their deliveries. Alone, it has a database of its own to be closed. */
export class WebhookManager {
  readonly #engine: LazyEngine;

  constructor(options: LibraryOptions | LazyEngine = {}) {
    this.#engine = options instanceof LazyEngine ? options : new LazyEngine(options);
  }

  /**
   * @param id `[A-Za-z0-9_-]{1,64}`; `null` makes one
   * @returns the webhook with its secret, shown this once (`null`: the default secret serves)
   * @throws {UnstuckRefusal} `taken`, or `invalid` with each wrong field
   * @example await agent.webhooks.registerWebhook('pager', { url: 'https://example.com/hook', events: ['session_escalated'] })
   */
  async registerWebhook(id: string | null, config: WebhookConfig): Promise<Camel<RegisteredWebhook>> {
    const { webhooks } = await this.#engine.core();
    return toCamel(valueOf(await webhooks.registerWebhook(id, toSnake(config))));
  }

  async getWebhook(id: string): Promise<Camel<Webhook>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.getWebhook(id)));
  }

  async listWebhooks(query: { limit?: number; cursor?: string } = {}): Promise<Camel<Page<Webhook>>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.listWebhooks(query)));
  }

  async updateWebhook(id: string, patch: Partial<WebhookConfig>): Promise<Camel<Webhook>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.updateWebhook(id, toSnake(patch))));
  }

  /** Switches it off; what happens meanwhile is held. */
  async pauseWebhook(id: string, options: { reason?: string } = {}): Promise<Camel<Webhook>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.pauseWebhook(id, options)));
  }

  /** Switches it on. What was held is delivered, unless it is to be kept for a replay. */
  async resumeWebhook(id: string, options: { held?: 'deliver' | 'keep' } = {}): Promise<Camel<Webhook>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.resumeWebhook(id, options)));
  }

  /** Its history goes with it. */
  async deleteWebhook(id: string): Promise<void> {
    valueOf(await (await this.#engine.core()).webhooks.deleteWebhook(id));
  }

  async getWebhookStats(id: string): Promise<Camel<WebhookStats>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.getStats(id)));
  }

  async listEvents(id: string, query: WebhookEventQuery = {}): Promise<Camel<Page<WebhookEvent>>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.listEvents(id, query)));
  }

  /** Sends a `webhook_test` event, whatever the webhook subscribed to. */
  async sendTest(id: string): Promise<Camel<WebhookEvent>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.sendTest(id)));
  }

  /** The old secret goes on signing beside the new one for `overlapHours` (24). */
  async rotateSecret(
    id: string,
    { overlapHours }: { overlapHours?: number } = {},
  ): Promise<{ secret: string }> {
    const { webhooks } = await this.#engine.core();
    return valueOf(await webhooks.rotateSecret(id, { overlap_hours: overlapHours }));
  }

  async replay(id: string, query: Camel<WebhookReplayQuery> = {}): Promise<Camel<WebhookReplay>> {
    const { webhooks } = await this.#engine.core();
    const { sessionId, ...rest } = query;
    return toCamel(valueOf(await webhooks.replay(id, { ...rest, session_id: sessionId })));
  }

  async resend(eventId: string): Promise<Camel<WebhookEvent>> {
    return toCamel(valueOf(await (await this.#engine.core()).webhooks.resend(eventId)));
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }
}
