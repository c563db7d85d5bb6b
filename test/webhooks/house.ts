import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type {
  WebhookAlert,
  WebhookEvent,
  WebhookHealth,
  WebhookOutcome,
  Webhooks,
} from '../../src/app/webhooks.ts';
import type { WebhookStore } from '../../src/app/webhook-store.ts';
import type { EventId, WebhookId } from '../../src/ids.ts';
import { packageRoot } from '../../src/package-root.ts';
import { createVault } from '../../src/store/crypto.ts';
import { createWebhookStore } from '../../src/store/webhooks.ts';
import { loadTexts } from '../../src/texts.ts';
import { createWebhooks } from '../../src/webhooks/webhooks.ts';
import type { WorkerSettings } from '../../src/webhooks/worker.ts';

const texts = loadTexts(join(packageRoot(), 'locales'), 'es');

export const noon = new Date('2026-03-01T12:00:00.000Z');

/** A clock that a test moves. */
export const createClock = () => {
  let time = noon.getTime();
  return {
    now: () => new Date(time),
    /** Seconds; negative ones step back. */
    pass: (seconds: number) => {
      time += seconds * 1000;
    },
  };
};
export type TestClock = ReturnType<typeof createClock>;

/** Time as it is, which no test moves. */
export const realClock = (): TestClock => ({ now: () => new Date(), pass: () => {} });

export interface HouseOptions {
  /** Tells replicas apart. */
  readonly name?: string;
  readonly clock?: TestClock;
  readonly defaultSecret?: string | null;
  readonly allowedNetworks?: readonly string[];
  readonly encryptionKey?: Buffer;
  readonly worker?: Partial<WorkerSettings>;
  /** Stands between worker and database. */
  readonly around?: (store: WebhookStore) => Partial<WebhookStore>;
}

/** One replica: the webhooks of a process, on a database that others may work on too. Retries have no jitter. */
export const createHouse = (dataSource: DataSource, options: HouseOptions = {}) => {
  const { name = 'a', clock = createClock() } = options;
  const logged: { readonly fields: object; readonly message: string }[] = [];
  const log = (fields: object, message: string): void => void logged.push({ fields, message });
  const alerts: WebhookAlert[] = [];
  const counted: string[] = [];
  let count = 0;
  const next = (prefix: string): string => `${prefix}${name}_${(count += 1)}`;
  const store = createWebhookStore(dataSource);
  const { manager, worker } = createWebhooks({
    store: { ...store, ...options.around?.(store) },
    vault: createVault(options.encryptionKey ?? Buffer.alloc(32, 7)),
    clock,
    random: { number: () => 0.5, bytes: (size) => Buffer.alloc(size, (count += 1)) },
    ids: {
      webhook: () => next('wh_') as WebhookId,
      event: () => next('evt_') as EventId,
      replay: () => next('rpl_'),
      token: () => next('lease_'),
    },
    log: { info: log, warn: log, error: log },
    defaultSecret: options.defaultSecret ?? null,
    targets: {
      production: false,
      allowedNetworks: options.allowedNetworks ?? ['127.0.0.0/8'],
      ownOrigin: () => null,
    },
    userAgent: 'Unstuck/test',
    onHealth: (alert) => alerts.push(alert),
    metrics: {
      attempt: () => {},
      settled: () => {},
      alert: (event) => counted.push(event),
    },
    telling: {
      sayIn: (locale) => (key, params) => texts.say(texts.nearest(locale), key, params),
      linkToSession: (id) => `https://unstuck.example/sessions/${id}`,
    },
    worker: options.worker,
  });

  /** Registers `wh_<name>` for all events. */
  const hook = async (url: string, config: object = {}): Promise<string> => {
    const id = next('wh_');
    ok(await manager.registerWebhook(id, { url, events: ['*'], ...config }));
    return id;
  };
  /** Something happens in a session: one event for this webhook, as a command's transaction writes it. */
  const happens = async (
    webhookId: string,
    { session = 'ses_1', sequence = 1, event = 'step_completed' } = {},
  ): Promise<string> => {
    const id = next('evt_') as EventId;
    const at = clock.now();
    await store.insertEvent({
      event_id: id,
      webhook_id: webhookId as WebhookId,
      event,
      session_id: session,
      sequence,
      payload: {
        event,
        timestamp: at.toISOString(),
        data: { session_id: session, sequence, channel: 'web', template_id: null, template_version: null },
      },
      triggered_at: at,
    });
    return id;
  };
  const event = async (id: string): Promise<WebhookEvent> => ok(await manager.getEvent(id));
  return { store, manager, worker, clock, logged, alerts, counted, hook, happens, event };
};

export const ok = <T>(outcome: WebhookOutcome<T>): T => {
  if ('ok' in outcome) return outcome.ok;
  throw new Error(JSON.stringify(outcome));
};

export const statsOf = async (manager: Webhooks, id: string) => ok(await manager.getStats(id));

/** Webhooks of other tests would get delivered too. */
export const forgetWebhooks = async (dataSource: DataSource): Promise<void> => {
  await dataSource.query('DELETE FROM support_webhooks');
};

/** The health of a webhook whose last attempt did not fail. */
export const healthy: WebhookHealth = {
  status: 'healthy',
  failing_since: null,
  failed_attempts: 0,
  disables_at: null,
  circuit: 'closed',
  resting_until: null,
};
