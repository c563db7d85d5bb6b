import type { Clock, Texts } from './app/ports.ts';
import type { WebhookAlert } from './app/webhooks.ts';
import type { WebhookStore } from './app/webhook-store.ts';
import { bytes, fraction, newIds, token } from './chance.ts';
import type { CoreOptions } from './core-options.ts';
import type { Vault } from './store/crypto.ts';
import { createWebhooks } from './webhooks/webhooks.ts';

/** Webhooks as this installation has them: their manager, and the worker that delivers. */
export const createDelivery = (
  options: CoreOptions,
  {
    store,
    vault,
    clock,
    texts,
    onHealth,
    onQueued,
  }: {
    readonly store: WebhookStore;
    readonly vault: Vault;
    readonly clock: Clock;
    readonly texts: Texts;
    readonly onHealth: (alert: WebhookAlert) => void;
    readonly onQueued: () => void;
  },
) => {
  const { metrics } = options;
  return createWebhooks({
    store,
    vault,
    clock,
    random: { number: fraction, bytes },
    ids: { ...newIds, token, replay: token },
    log: options.log,
    metrics: {
      attempt: ({ error, duration_ms }) =>
        metrics?.attempt(error === null ? 'accepted' : 'failed', duration_ms / 1000),
      settled: ({ status, age_ms }) => metrics?.delivery(status, age_ms / 1000),
      alert: (event) => metrics?.webhookAlert(event),
    },
    defaultSecret: options.webhookSecret,
    targets: {
      production: options.production,
      allowedNetworks: options.allowedNetworks,
      ownOrigin: options.ownOrigin,
      loopback: options.loopback,
    },
    userAgent: options.userAgent,
    linkTo: options.linkToEvent,
    onHealth: (alert) => {
      options.onWebhookHealth?.(alert);
      onHealth(alert);
    },
    onQueued,
    telling: {
      sayIn: (locale) => {
        const language = texts.nearest(locale);
        return (key, params) => texts.say(language, key, params);
      },
      linkToSession: options.linkToSession ?? (() => null),
    },
  });
};
