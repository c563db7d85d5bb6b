import type { Clock } from '../app/ports.ts';
import type { Vault, WebhookStore } from '../app/webhook-store.ts';
import type { WebhookAlert, Webhooks } from '../app/webhooks.ts';
import { createDeliver } from './delivery.ts';
import type { WebhookIds } from './manager-options.ts';
import { createWebhookManager } from './manager.ts';
import type { WebhookLog, WebhookMetrics } from './observe.ts';
import type { Telling } from './formats/message.ts';
import type { LinkTo } from './payload.ts';
import { createPrepare } from './prepare.ts';
import { createSender } from './request.ts';
import { parseSecret, type SecretBytes } from './secret.ts';
import { createTargets, type TargetOptions } from './target.ts';
import { createWatch } from './watch.ts';
import { createWorker, type WebhookWorker, type WorkerSettings } from './worker.ts';

export interface WebhooksOptions {
  readonly store: WebhookStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: {
    /** In [0, 1). */
    number(): number;
    bytes(size: number): Uint8Array;
  };
  readonly ids: WebhookIds & {
    /** Names a lease. */
    token(): string;
  };
  readonly log: WebhookLog;
  readonly metrics?: WebhookMetrics;
  /** `WEBHOOK_SECRET`, in either of its forms. */
  readonly defaultSecret: string | null;
  readonly targets: TargetOptions;
  readonly userAgent: string;
  /** Where a whole event can be read; `null`: nowhere by HTTP. */
  readonly linkTo?: LinkTo;
  /** How events are told to people, at the webhooks of chat platforms. */
  readonly telling: Telling;
  /** Hears of webhooks that go on failing, that were switched off for it, and that work again: each once, on one replica. */
  readonly onHealth?: (alert: WebhookAlert) => void;
  /** Events were queued by hand: other replicas may want to know. */
  readonly onQueued?: () => void;
  readonly worker?: Partial<WorkerSettings>;
}

/** The two halves of webhooks: what is done by hand, and what delivers. Nothing runs before `worker.start()`. */
export const createWebhooks = (
  options: WebhooksOptions,
): { readonly manager: Webhooks; readonly worker: WebhookWorker } => {
  const { store, vault, clock, random, ids, log, userAgent } = options;
  const targets = createTargets(options.targets);
  const sender = createSender({ targets, clock });
  const defaultSecret = options.defaultSecret === null ? null : secretBytes(options.defaultSecret);
  const worker = createWorker({
    queue: store,
    deliver: createDeliver({
      prepare: createPrepare({ targets, vault, defaultSecret }),
      sender,
      userAgent,
      linkTo: options.linkTo ?? (() => null),
      telling: options.telling,
    }),
    watch: (wake) =>
      createWatch({
        store,
        clock,
        log,
        metrics: options.metrics ?? null,
        onHealth: options.onHealth ?? (() => {}),
        wake,
      }),
    close: () => sender.close(),
    clock,
    random: () => random.number(),
    newToken: () => ids.token(),
    log,
    metrics: options.metrics ?? null,
    settings: options.worker,
  });
  const manager = createWebhookManager({
    store,
    vault,
    targets,
    clock,
    ids,
    randomBytes: (size) => random.bytes(size),
    defaultSecret,
    wake: () => {
      worker.wake();
      options.onQueued?.();
    },
  });
  return { manager, worker };
};

const secretBytes = (text: string): SecretBytes => {
  const parsed = parseSecret(text);
  if ('bytes' in parsed) return parsed.bytes;
  throw new TypeError(
    'The default webhook secret is neither whsec_ with 24 to 64 bytes nor a text of 8 to 256 bytes',
  );
};
