import type { Clock } from '../app/ports.ts';
import type { Vault, WebhookStore } from '../app/webhook-store.ts';
import type { EventId, WebhookId } from '../ids.ts';
import type { SecretBytes } from './secret.ts';
import type { Targets } from './target.ts';

export interface WebhookIds {
  webhook(): WebhookId;
  event(): EventId;
  /** Names a replay, and a resending. */
  replay(): string;
}

export interface ManagerOptions {
  readonly store: WebhookStore;
  readonly vault: Vault;
  readonly targets: Targets;
  readonly clock: Clock;
  readonly ids: WebhookIds;
  readonly randomBytes: (size: number) => Uint8Array;
  /** For webhooks registered without a secret; `null`: each gets its own. */
  readonly defaultSecret: SecretBytes | null;
  /** Called when something may have become due. */
  readonly wake: () => void;
}
