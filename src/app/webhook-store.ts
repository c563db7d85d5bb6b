import type { ChannelName } from '../engine/command.ts';
import type { EventId, WebhookId } from '../ids.ts';
import type {
  WebhookAlert,
  WebhookAttempt,
  WebhookEventStatus,
  WebhookFormat,
  WebhookHeld,
  WebhookOrdering,
  WebhookPayloadPolicy,
  WebhookReplayQuery,
  WebhookRetryPolicy,
} from './webhooks.ts';

/** Encrypts what is kept. `context` names the row and column, so that a sealed text moved elsewhere does not open. */
export interface Vault {
  seal(plain: string, context: string): string;
  /** Throws where the text was not sealed with this key for this context. */
  open(sealed: string, context: string): string;
}

/** A webhook as it is kept: what is secret is sealed. */
export interface WebhookRow {
  readonly webhook_id: WebhookId;
  /** As it may be shown. */
  readonly url: string;
  /** The real one, where that is a secret; `null`: it is `url`. */
  readonly url_encrypted: string | null;
  readonly events: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly retry_attempts: number;
  readonly enabled: boolean;
  readonly format: WebhookFormat;
  readonly description: string | null;
  /** `null`: the default secret serves. */
  readonly secret_encrypted: string | null;
  /** Replaced ones that still sign, the newest first. */
  readonly secret_previous: readonly PreviousSecret[];
  readonly headers_encrypted: string | null;
  readonly disabled_reason: string | null;
  readonly disabled_at: Date | null;
  /** Why, in words. */
  readonly disabled_detail: string | null;
  readonly options: {
    readonly retry_policy?: WebhookRetryPolicy;
    /** What is not in it is never queued. Absent: everything is. */
    readonly channels?: readonly ChannelName[];
    readonly categories?: readonly string[];
    readonly templates?: readonly string[];
    readonly payload?: WebhookPayloadPolicy;
    readonly ordering?: WebhookOrdering;
    /** Of the sealed headers, so that a list needs no key. */
    readonly header_names?: readonly string[];
    /** ed25519 keys that sign beside the secret, the newest first. */
    readonly signing_keys?: readonly KeptSigningKey[];
    /** Days of nothing but failures; absent: the default, null: never. */
    readonly disable_after_days?: number | null;
    /** Registered for a receiver on this machine, by this very URL. */
    readonly local?: boolean;
  };
  readonly created_at: Date;
  readonly updated_at: Date;
}
export interface KeptSigningKey {
  readonly seed_encrypted: string;
  readonly public_key: string;
  /** ISO 8601; `null`: until it is replaced. */
  readonly until: string | null;
}
export interface PreviousSecret {
  readonly secret_encrypted: string;
  /** ISO 8601. */
  readonly until: string;
}

export interface WebhookPayload {
  readonly event: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One event bound for one webhook, as it is kept. */
export interface WebhookEventRow {
  readonly event_id: EventId;
  readonly webhook_id: WebhookId;
  readonly event: string;
  readonly session_id: string | null;
  readonly sequence: number | null;
  readonly payload: WebhookPayload;
  readonly status: WebhookEventStatus;
  readonly response_status: number | null;
  readonly error: string | null;
  /** Since it was last queued; the log has those of all times. */
  readonly attempts: number;
  readonly attempt_log: readonly WebhookAttempt[];
  readonly triggered_at: Date;
  readonly next_attempt_at: Date | null;
  readonly delivered_at: Date | null;
  readonly replay_id: string | null;
  /** Where it stands in its webhook's history. */
  readonly position: WebhookEventPosition;
}
export type NewWebhookEvent = Pick<
  WebhookEventRow,
  'event_id' | 'webhook_id' | 'event' | 'session_id' | 'sequence' | 'payload' | 'triggered_at'
>;
export interface WebhookEventPosition {
  /** ISO 8601 with microseconds, as precise as the database has it. */
  readonly at: string;
  readonly sequence: number;
  readonly event_id: string;
}

/** What a worker needs to make one attempt. */
export interface ClaimedEvent {
  readonly event_id: EventId;
  readonly session_id: string | null;
  readonly payload: WebhookPayload;
  readonly attempts: number;
  readonly triggered_at: Date;
  readonly sequence: number | null;
  readonly replay_id: string | null;
  /** The same object for all events of one claim. */
  readonly webhook: Pick<
    WebhookRow,
    | 'webhook_id'
    | 'url'
    | 'url_encrypted'
    | 'format'
    | 'timeout'
    | 'retry_attempts'
    | 'secret_encrypted'
    | 'secret_previous'
    | 'headers_encrypted'
    | 'options'
  >;
}

export interface Claim {
  /** Names this claim: only its holder may settle what it got. */
  readonly token: string;
  readonly now: Date;
  /** At most so many events in all. */
  readonly limit: number;
  /** At most so many for one webhook, save for those that have a number of their own. */
  readonly per_webhook: number;
  readonly rooms: Readonly<Record<string, number>>;
  /** A lease lasts the webhook's timeout and so many milliseconds. */
  readonly margin_ms: number;
  /** Milliseconds between two events of one webhook, by its format; none where it is not named. */
  readonly intervals: Readonly<Record<string, number>>;
}

export interface Lease {
  readonly event_id: EventId;
  readonly token: string;
}

/** What one attempt came to. */
export interface Settlement extends Lease {
  readonly status: 'pending' | 'delivered' | 'failed' | 'refused';
  readonly attempt: WebhookAttempt;
  readonly next_attempt_at: Date | null;
  readonly delivered_at: Date | null;
  /** Whether somebody was there, who had time for it; `null`: nobody was asked. */
  readonly found: boolean | null;
  /** The receiver wants nothing before. */
  readonly rest_until: Date | null;
}

/** When a webhook's circuit opens, and how long it rests then. */
export interface CircuitLimits {
  /** Attempts in a row that found nobody. */
  readonly opens_after: number;
  /** Doubled after each probe that finds nobody either. */
  readonly first_rest_ms: number;
  readonly longest_rest_ms: number;
}

/** How the receiver of a webhook is doing. */
export interface WebhookCondition {
  readonly webhook_id: WebhookId;
  /** Since then every attempt has failed; `null`: the last one did not. */
  readonly failing_since: Date | null;
  /** Attempts that have failed since. */
  readonly failures: number;
  /** The last stage of warning that was told; 0: none. */
  readonly told: number;
  /** The circuit is open since then. */
  readonly opened_at: Date | null;
  /** Nothing is sent before then. */
  readonly resting_until: Date | null;
  /** It is switched off after so many days of nothing but failures; `null`: never. */
  readonly disable_after_days: number | null;
}

/** The queue as its workers see it. Nothing here holds a transaction open between two calls. */
export interface WebhookQueue {
  /** Leases what is due, fairly between webhooks, the oldest of each first. */
  claim(claim: Claim): Promise<readonly ClaimedEvent[]>;
  /**
   * Only where the lease is still held and the webhook still there: `settled` are those. `conditions` are of the
   * webhooks among them that fail, have failed, or rest.
   */
  settle(
    settlements: readonly Settlement[],
    at: { readonly now: Date; readonly circuit: CircuitLimits },
  ): Promise<{ readonly settled: readonly EventId[]; readonly conditions: readonly WebhookCondition[] }>;
  /** Gives claimed events back untouched. */
  release(leases: readonly Lease[]): Promise<void>;
  /** Since when the event that is overdue the longest has been due; `null` where none is. */
  overdueSince(now: Date): Promise<Date | null>;
}

/** Something to tell about a webhook, and what is to be written so that it is told once. */
export interface Announcement {
  readonly change:
    | { readonly event: 'webhook_failing'; readonly stage: number }
    | { readonly event: 'webhook_disabled' | 'webhook_recovered' };
  readonly alert: WebhookAlert;
  readonly payload: WebhookPayload;
  readonly now: Date;
}

/** A webhook as it is kept, and how its receiver is doing. */
export type KeptWebhook = WebhookRow & { readonly condition: WebhookCondition };

/** What the health of webhooks is told by. */
export interface WebhookAlerts {
  find(id: WebhookId): Promise<KeptWebhook | null>;
  /**
   * Marks the stage as told, the webhook as well again, or switches it off and holds back what it still had to get; in
   * the same statement the webhooks that asked for it get the event, never the one it is about. `false`: somebody else
   * was first, or it is not so any more.
   */
  announce(announcement: Announcement): Promise<boolean>;
}

/** Webhooks and their history as administrators see them. */
export interface WebhookStore extends WebhookQueue, WebhookAlerts {
  /** `false`: the id is taken. */
  insert(row: WebhookRow): Promise<boolean>;
  list(query: { readonly limit: number; readonly after: WebhookId | null }): Promise<readonly KeptWebhook[]>;
  /**
   * Reads, lets `change` decide, writes, and lets nobody in between. Switching off holds the waiting events back; what
   * was known of the receiver is forgotten when it is switched on, and with a new address. `null`: there is no such
   * webhook.
   *
   * @param held what becomes of held events: `deliver`, `keep`, or the first only if the webhook is switched on by it
   */
  update(
    id: WebhookId,
    change: (row: WebhookRow) => WebhookRow,
    held?: WebhookHeld,
  ): Promise<KeptWebhook | null>;
  /** Its events and totals go with it. `false`: there is no such webhook. */
  remove(id: WebhookId): Promise<boolean>;
  /** A new event, without any attempt. `false`: its webhook is not there any more. */
  insertEvent(row: NewWebhookEvent): Promise<boolean>;
  findEvent(id: EventId): Promise<WebhookEventRow | null>;
  listEvents(query: {
    readonly webhook_id: WebhookId;
    readonly status: WebhookEventStatus | null;
    readonly order: 'newest' | 'oldest';
    readonly limit: number;
    /** Goes on behind this row, or this time. */
    readonly after: WebhookEventPosition | null;
  }): Promise<readonly WebhookEventRow[]>;
  /** The numbers of the view, the errors, and the delays among the latest `sample` events. */
  stats(id: WebhookId, sample: number): Promise<StoredStats | null>;
  /** Queues settled and held events anew, the oldest first, and takes them out of the totals. */
  requeue(query: {
    readonly webhook_id: WebhookId;
    readonly event_id: EventId | null;
    readonly filter: Pick<WebhookReplayQuery, 'since' | 'until' | 'session_id' | 'status'>;
    readonly replay_id: string;
    readonly now: Date;
  }): Promise<number>;
  /** Makes an event that waits for its next attempt due at once. */
  hasten(id: EventId, now: Date): Promise<void>;
  replayCounts(id: WebhookId, replayId: string): Promise<Readonly<Record<WebhookEventStatus, number>>>;
}

export interface StoredStats {
  readonly webhook_id: WebhookId;
  readonly url: string;
  readonly enabled: boolean;
  readonly total_events: number;
  readonly successful_events: number;
  readonly failed_events: number;
  readonly refused_events: number;
  readonly pending_events: number;
  readonly held_events: number;
  readonly success_rate: number | null;
  readonly last_event_at: Date | null;
  readonly condition: WebhookCondition;
  /** Attempts that failed, by `errorKey`. */
  readonly error_counts: Readonly<Record<string, number>>;
  readonly delivery_ms: { readonly p50: number; readonly p99: number } | null;
}
