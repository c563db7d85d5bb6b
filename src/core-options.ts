import type { Channel } from './app/channel.ts';
import type { Metrics } from './app/metrics.ts';
import type { Clock } from './app/ports.ts';
import type { WebhookAlert } from './app/webhooks.ts';
import type { ChannelName } from './engine/command.ts';
import type { Locale } from './engine/template.ts';
import type { EscalationId, EventId, PersonId, SessionId } from './ids.ts';
import type { SenderLog } from './outbox/sender.ts';
import type { OpenAiOptions } from './picker/openai/index.ts';
import type { Database } from './store/data-source.ts';

export interface CoreOptions {
  readonly database: Database;
  /** 32 bytes: seals what must not lie readable in the database. */
  readonly encryptionKey: Buffer;
  readonly defaultLocale: Locale;
  /** Where the languages of the interface are. */
  readonly localesDir: string;
  readonly webhookSecret: string | null;
  readonly allowedNetworks: readonly string[];
  readonly production: boolean;
  /** Our own origin, where webhooks may go to it. */
  readonly ownOrigin: () => string | null;
  /** We listen on loopback alone; false by default. */
  readonly loopback?: boolean;
  /** Where a webhook's event can be read; nowhere by default. */
  readonly linkToEvent?: (id: EventId) => string | null;
  /** Where people can look at a session; nowhere by default. */
  readonly linkToSession?: (id: string) => string | null;
  /** Hears of escalations that nobody could be told of, and of those that found somebody in the end. */
  readonly onHandOffAlarm?: (alarm: {
    readonly escalation_id: EscalationId;
    readonly session_id: SessionId;
    /** `null`: somebody was told, in the end. */
    readonly reasons: readonly string[] | null;
  }) => void;
  /** Hears of webhooks that go on failing, were switched off for it, or work again: each once, on one replica. */
  readonly onWebhookHealth?: (alert: WebhookAlert) => void;
  /** Where a session is continued in a browser by a token; nowhere by default. */
  readonly continueAt?: (token: string) => string;
  /** Where a platform sees a chart; nowhere by default. */
  readonly chartAt?: (token: string, channel: ChannelName) => string | null;
  readonly channels: readonly Channel[];
  /** Admins whom nobody can dismiss in chat; nobody by default. */
  readonly adminUsers?: readonly PersonId[];
  /** Admins by another door, for a while; nobody by default. */
  readonly letIn?: (person: PersonId) => boolean;
  readonly userAgent: string;
  readonly log: SenderLog & { info(fields: object, text: string): void };
  /** A model that helps to pick guides; none by default. */
  readonly model?: ModelOptions | null;
  /** The system's by default. */
  readonly clock?: Clock;
  /** `null`: nobody counts. */
  readonly metrics: Metrics | null;
}

/** See src/picker/openai. */
export type ModelOptions = Pick<OpenAiOptions, 'server' | 'dailyTokens' | 'budgetMs'>;
