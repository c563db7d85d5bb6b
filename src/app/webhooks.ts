import type { ChannelName, FieldError } from '../engine/command.ts';
import { outwardEventNames } from '../engine/outward.ts';
import type { EventId, SessionId, WebhookId } from '../ids.ts';
import type { Page } from './ports.ts';

/**
 * Events about webhooks themselves. They belong to no session, are never sent to the webhook they are about, and have
 * to be asked for by name.
 */
export const operationalEvents = ['webhook_failing', 'webhook_disabled', 'webhook_recovered'] as const;
export type OperationalEventName = (typeof operationalEvents)[number];

/** What a webhook may ask for; `*` stands for all events of sessions, those of later versions too. */
export const webhookSubscriptions = [...outwardEventNames, '*', ...operationalEvents] as const;
export type WebhookSubscription = (typeof webhookSubscriptions)[number];

/** Sent by hand to any webhook, whatever it subscribed to. */
export const webhookTestEvent = 'webhook_test';

/** Chosen by us, except where a source is named. */
export const webhookLimits = {
  /** Characters. */
  url: 2048,
  description: 500,
  /** Filters by name; a name has as many characters as one of ours may have. */
  filter: { names: 100, name: 100 },
  /** Bytes of a body; a larger one is thinned. Standard Webhooks 1.0.0, "Payload size". */
  body: 20 * 1024,
  /** Seconds. */
  timeout: { min: 1, max: 30, default: 10 },
  /** Requests after the first one. */
  retry_attempts: { min: 0, max: 20, default: 3 },
  headers: { count: 20, name: 100, value: 4096 },
  /** Days of nothing but failures after which a webhook is switched off. */
  disable_after_days: { min: 1, max: 30, default: 5 },
  /** Hours that a replaced secret goes on signing. */
  overlap_hours: { min: 0, max: 168, default: 24 },
  /** Lists. */
  page: { default: 50, max: 200 },
} as const;

/** `standard`: the signed event. The others: a message for people, at an incoming webhook of that platform. */
export const webhookFormats = ['standard', 'slack', 'discord', 'teams'] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

/**
 * What a webhook gets to see of an event. `redacted`: no text that a person wrote or that may name one. `thin`: ids
 * alone, and where the rest can be read.
 */
export const webhookPayloads = ['full', 'redacted', 'thin'] as const;
export type WebhookPayloadPolicy = (typeof webhookPayloads)[number];

/** `strict`: an event waits until the one before it in its session is delivered or given up. */
export const webhookOrderings = ['relaxed', 'strict'] as const;
export type WebhookOrdering = (typeof webhookOrderings)[number];

/** `default`: 1 s, 5 s, 30 s, then growing. `standard`: the ten attempts in three days of Standard Webhooks. */
export const webhookRetryPolicies = ['default', 'standard'] as const;
export type WebhookRetryPolicy = (typeof webhookRetryPolicies)[number];

export const webhookEventStatuses = ['pending', 'delivered', 'failed', 'refused', 'held'] as const;
export type WebhookEventStatus = (typeof webhookEventStatuses)[number];

/** What a webhook is registered with. What is left out gets its default. */
export interface WebhookConfig {
  readonly url: string;
  /** The URL is on this machine: only where Unstuck listens on loopback, and not in production. Goes with `url`. */
  readonly local?: boolean;
  readonly events: readonly WebhookSubscription[];
  /** Only the sessions of these channels; left out, or null: all of them. */
  readonly channels?: readonly ChannelName[] | null;
  /** Only sessions with a guide of these categories, or with these guides, once it is chosen; null: all of them. */
  readonly categories?: readonly string[] | null;
  readonly templates?: readonly string[] | null;
  readonly payload?: WebhookPayloadPolicy;
  readonly ordering?: WebhookOrdering;
  /** `whsec_` and base64 of 24–64 bytes, or plain text of 8–256 bytes. */
  readonly secret?: string | null;
  /**
   * For signatures that a receiver verifies with a public key (v1a, ed25519), beside those made with the secret:
   * `generate`, or a key of your own, `whsk_` and base64. `null`: none.
   */
  readonly signing_key?: string | null;
  /** Seconds. */
  readonly timeout?: number;
  readonly retry_attempts?: number;
  readonly retry_policy?: WebhookRetryPolicy;
  /** Sent with every request; their values are never shown again. */
  readonly headers?: Readonly<Record<string, string>> | null;
  /** Left out: that of the platform whose incoming webhook `url` is, else `standard`. */
  readonly format?: WebhookFormat;
  /** It is switched off after so many days of nothing but failures; `null`: never. */
  readonly disable_after_days?: number | null;
  readonly description?: string | null;
  readonly enabled?: boolean;
}

/** A webhook as it is shown. */
export interface Webhook {
  readonly webhook_id: WebhookId;
  /** Masked where whoever knows it can post: that of a chat platform. */
  readonly url: string;
  /** It is delivered to this machine. */
  readonly local: boolean;
  readonly events: readonly string[];
  readonly channels: readonly ChannelName[] | null;
  readonly categories: readonly string[] | null;
  readonly templates: readonly string[] | null;
  readonly payload: WebhookPayloadPolicy;
  readonly ordering: WebhookOrdering;
  /** `whpk_` and base64 of the ed25519 keys that sign, the newest first. */
  readonly public_keys: readonly string[];
  readonly timeout: number;
  readonly retry_attempts: number;
  readonly retry_policy: WebhookRetryPolicy;
  /** Names as registered, every value masked. */
  readonly headers: Readonly<Record<string, string>>;
  readonly format: WebhookFormat;
  /** Days of nothing but failures; `null`: it is never switched off for that. */
  readonly disable_after_days: number | null;
  readonly description: string | null;
  readonly enabled: boolean;
  /** Why it is off: `gone` (it answered 410), `failing`, `paused`; `null` where `enabled` was set to false. */
  readonly disabled_reason: string | null;
  /** The same in words. */
  readonly disabled_detail: string | null;
  readonly disabled_at: string | null;
  readonly health: WebhookHealth;
  readonly created_at: string;
  readonly updated_at: string;
}

export const webhookHealthStatuses = ['healthy', 'failing', 'disabled'] as const;
/** `open`: nobody was found, and nothing is sent for a while. `half_open`: the next event is a probe. */
export const circuitStates = ['closed', 'open', 'half_open'] as const;

/** How the receiver is doing. */
export interface WebhookHealth {
  readonly status: (typeof webhookHealthStatuses)[number];
  /** Since then every attempt has failed; `null`: the last one did not. */
  readonly failing_since: string | null;
  readonly failed_attempts: number;
  /** When it will be switched off if it goes on failing; `null`: it will not. */
  readonly disables_at: string | null;
  readonly circuit: (typeof circuitStates)[number];
  /** Nothing is sent before then: the circuit is open, or the receiver asked for patience. */
  readonly resting_until: string | null;
}

/** What is told of a webhook: the data of the operational events. Times are ISO 8601. */
export interface WebhookAlert {
  readonly event: OperationalEventName;
  readonly webhook_id: WebhookId;
  readonly url: string;
  readonly description: string | null;
  /** Why it was switched off; `null` where it was not. */
  readonly reason: 'failing' | 'gone' | null;
  readonly failing_since: string | null;
  readonly failing_for_seconds: number;
  readonly failed_attempts: number;
  /** Of the last attempt. */
  readonly error: string | null;
  readonly response_status: number | null;
  readonly detail: string | null;
  /** When it will be switched off if it goes on failing; `null`: it will not. */
  readonly disables_at: string | null;
}

/** `null` where the default secret serves; never shown a second time. */
export type RegisteredWebhook = Webhook & { readonly secret: string | null };

/** One request that was made, or refused before it was made. */
export interface WebhookAttempt {
  /** ISO 8601: when it began. */
  readonly at: string;
  readonly duration_ms: number;
  readonly response_status: number | null;
  /** The kind of failure; `null` for a success. */
  readonly error: string | null;
  /** The failure in words. */
  readonly detail: string | null;
  readonly response_headers: Readonly<Record<string, string>>;
  /** The first 16 KB, secrets masked. */
  readonly response_body: string;
  readonly response_truncated: boolean;
  /** The replay this request belongs to. */
  readonly replay_id: string | null;
}

/** One event bound for one webhook. */
export interface WebhookEvent {
  /** The `webhook-id` that was sent, the same over all attempts and replays. */
  readonly event_id: EventId;
  readonly webhook_id: WebhookId;
  readonly event: string;
  readonly session_id: string | null;
  readonly sequence: number | null;
  readonly status: WebhookEventStatus;
  /** Of the last attempt. */
  readonly response_status: number | null;
  readonly error: string | null;
  readonly attempts: readonly WebhookAttempt[];
  /** What is signed and sent, without the signature. */
  readonly payload: { readonly event: string; readonly timestamp: string; readonly data: unknown };
  readonly triggered_at: string;
  readonly next_attempt_at: string | null;
  readonly delivered_at: string | null;
  /** The replay that queued it last. */
  readonly replay_id: string | null;
}

export interface WebhookStats {
  readonly webhook_id: WebhookId;
  readonly url: string;
  readonly enabled: boolean;
  readonly total_events: number;
  readonly successful_events: number;
  /** Have used up their retries. */
  readonly failed_events: number;
  /** Were never sent: the address is one we do not deliver to. */
  readonly refused_events: number;
  /** Waiting, those held back while the webhook is off included. */
  readonly pending_events: number;
  readonly held_events: number;
  /** Percent of the settled events; `null` while there are none. */
  readonly success_rate: number | null;
  readonly health: WebhookHealth;
  readonly last_event_at: string | null;
  /** Over all attempts, the most common first; `response_statuses` says how often each status was answered. */
  readonly common_errors: readonly {
    readonly error: string;
    readonly count: number;
    readonly response_statuses: Readonly<Record<string, number>>;
  }[];
  /** Milliseconds from commit to delivery over the latest 1000 deliveries; `null` while there are none. */
  readonly delivery_ms: { readonly p50: number; readonly p99: number } | null;
}

export const webhookHeld = ['deliver', 'keep'] as const;
/** What becomes of the held events when a webhook is switched on. */
export type WebhookHeld = (typeof webhookHeld)[number];

export type WebhookRefusal = 'not_found' | 'taken' | 'webhook_disabled';

/** What an administrator's request comes to. `invalid` names each wrong field. */
export type WebhookOutcome<T> =
  { readonly ok: T } | { readonly refused: WebhookRefusal } | { readonly invalid: readonly FieldError[] };

export interface WebhookEventQuery {
  readonly status?: WebhookEventStatus;
  /**
   * An event's id, or a time (ISO 8601): what came after it, the oldest first, for a receiver that asks what
   * it missed. Without it, the newest come first.
   */
  readonly after?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Which events to send again; those that wait already are left as they are. */
export interface WebhookReplayQuery {
  /** ISO 8601, inclusive. */
  readonly since?: string;
  /** ISO 8601, exclusive. */
  readonly until?: string;
  readonly session_id?: SessionId | string;
  /** Default: every settled or held one. */
  readonly status?: Exclude<WebhookEventStatus, 'pending'>;
}

export interface WebhookReplay {
  readonly replay_id: string;
  readonly webhook_id: WebhookId;
  /** How many events were queued again. */
  readonly queued: number;
}

/** How the events of a replay stand. */
export interface WebhookReplayProgress {
  readonly replay_id: string;
  readonly webhook_id: WebhookId;
  readonly total: number;
  /** Delivered, or given up. */
  readonly done: number;
  /** Of those, given up. */
  readonly failed: number;
  readonly counts: Readonly<Record<WebhookEventStatus, number>>;
}

/** Everything that is done to webhooks by hand. Configurations are taken unread: every rule is checked here. */
export interface Webhooks {
  /** `id` null: one is made. */
  registerWebhook(id: string | null, config: unknown): Promise<WebhookOutcome<RegisteredWebhook>>;
  getWebhook(id: string): Promise<WebhookOutcome<Webhook>>;
  listWebhooks(query: {
    readonly limit?: number;
    readonly cursor?: string;
  }): Promise<WebhookOutcome<Page<Webhook>>>;
  /** Changes what is named; `secret` is changed by `rotateSecret` alone. */
  updateWebhook(id: string, patch: unknown): Promise<WebhookOutcome<Webhook>>;
  /** Switches it off: what happens meanwhile is held. `reason`, in words, is shown with it. */
  pauseWebhook(id: string, options: { readonly reason?: string | null }): Promise<WebhookOutcome<Webhook>>;
  /** Switches it on, whyever it was off. What was held is delivered, unless it is to be kept for a replay. */
  resumeWebhook(id: string, options: { readonly held?: WebhookHeld }): Promise<WebhookOutcome<Webhook>>;
  /** Its history goes with it. */
  deleteWebhook(id: string): Promise<WebhookOutcome<{ readonly webhook_id: WebhookId }>>;
  getStats(id: string): Promise<WebhookOutcome<WebhookStats>>;
  listEvents(id: string, query: WebhookEventQuery): Promise<WebhookOutcome<Page<WebhookEvent>>>;
  getEvent(eventId: string): Promise<WebhookOutcome<WebhookEvent>>;
  sendTest(id: string): Promise<WebhookOutcome<WebhookEvent>>;
  rotateSecret(
    id: string,
    options: { readonly overlap_hours?: number },
  ): Promise<WebhookOutcome<{ readonly secret: string }>>;
  replay(id: string, query: WebhookReplayQuery): Promise<WebhookOutcome<WebhookReplay>>;
  replayProgress(id: string, replayId: string): Promise<WebhookOutcome<WebhookReplayProgress>>;
  resend(eventId: string): Promise<WebhookOutcome<WebhookEvent>>;
}
