import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../app/ports.ts';
import type { ClaimedEvent, Lease, WebhookCondition, WebhookQueue } from '../app/webhook-store.ts';
import type { EventId } from '../ids.ts';
import { createAlarm, endsWithin } from './alarm.ts';
import { findingOf } from './circuit.ts';
import { attemptOf, brokenExchange, type Deliver } from './delivery.ts';
import { intervals } from './formats/platforms.ts';
import type { WebhookLog, WebhookMetrics } from './observe.ts';
import { createPace, type PaceLimits } from './pace.ts';
import type { Exchange } from './request.ts';
import { judgeAttempt } from './schedule.ts';
import { createSettler } from './settler.ts';
import { createTurns, type LeasedEvent } from './turns.ts';
import type { Watch } from './watch.ts';

/**
 * Delivers what is due: claims it with a lease, makes one attempt, settles. It may die at any instruction: a lease
 * ends by itself, and another worker delivers the event under the same id.
 */
export interface WebhookWorker {
  start(): void;
  /** Something may be due: looks at once. Cheap; to be called after each commit that wrote events. */
  wake(): void;
  /** Without `start`: delivers and settles everything that is due now; answers how many attempts it made. */
  runDue(): Promise<number>;
  /** Takes on nothing more, gives what is under way some seconds to end, and gives the rest back. */
  stop(): Promise<void>;
}

export interface WorkerSettings {
  readonly pace: PaceLimits;
  /** Events claimed for each request that may be under way: a claim of many costs little more than one of few. */
  readonly ahead: number;
  /** Events in one claim. */
  readonly claimSize: number;
  /** Attempts in one settlement. */
  readonly settleSize: number;
  /** Milliseconds between two looks when nobody wakes it: for what replicas that died have left. */
  readonly pollMs: number;
  /** Milliseconds a lease outlasts the webhook's timeout: half for waiting its turn, half for settling. */
  readonly marginMs: number;
  /** Milliseconds before the next try when the database is away. */
  readonly awayMs: number;
  /** Milliseconds that `stop` waits; the program has ten seconds to end. */
  readonly drainMs: number;
}

const defaults: WorkerSettings = {
  pace: { total: 256, perWebhook: 16, perOrigin: 64 },
  ahead: 2,
  claimSize: 256,
  settleSize: 256,
  pollMs: 1_000,
  marginMs: 15_000,
  awayMs: 1_000,
  drainMs: 7_000,
};

/** Retries that come this soon, in milliseconds, wake the worker by themselves; later ones are found by looking. */
const soon = 60_000;

export const createWorker = (options: {
  readonly queue: WebhookQueue;
  readonly deliver: Deliver;
  /** Looks after the health of webhooks. `wake`: there is something new to deliver. */
  readonly watch: (wake: () => void) => Watch;
  /** Ends the connections. */
  readonly close: () => Promise<void>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Makes the tokens of leases. */
  readonly newToken: () => string;
  readonly log: WebhookLog;
  readonly metrics: WebhookMetrics | null;
  readonly settings?: Partial<WorkerSettings>;
}): WebhookWorker => {
  const { queue, deliver, close, clock, random, newToken, log, metrics } = options;
  const settings = { ...defaults, ...options.settings };
  const pace = createPace(settings.pace);
  const alarm = createAlarm();
  const watch = options.watch(() => alarm.ring());
  const capacity = settings.pace.total * settings.ahead;
  /** Leased by us and not recorded yet: event -> its lease's token. */
  const held = new Map<EventId, string>();
  let phase: 'working' | 'draining' | 'abandoned' = 'working';
  let running: Promise<void> | null = null;
  /** The last claim left something behind: for want of room in all, or for these webhooks. */
  let crowded = false;
  /** Resolves when everything that was given back is; it never rejects. */
  let givingBack: Promise<void> = Promise.resolve();
  /** Attempts made so far. */
  let made = 0;
  const crowdedWebhooks = new Set<string>();

  const settler = createSettler({
    queue,
    clock,
    log,
    metrics,
    batchSize: settings.settleSize,
    pause: () => sleep(settings.awayMs),
    onRecorded: ({ settlement, verdict, awaited }) => {
      held.delete(settlement.event_id);
      if (verdict.status !== 'pending') {
        if (awaited) alarm.ring();
        return;
      }
      const wait = verdict.next_attempt_at.getTime() - clock.now().getTime();
      // Timers may be a little early, and then nothing would be due yet.
      if (wait <= soon) alarm.ringIn(Math.max(0, wait) + 10);
    },
    onConditions: (conditions, failures) => {
      for (const condition of conditions) letRest(condition);
      watch.see(conditions, failures);
    },
    onGone: (webhookId, attempt) => watch.gone(webhookId, attempt),
  });

  const turns = createTurns({
    pace,
    run: async (leased) => {
      // What is left of the lease would not do for a request and its settlement.
      const late = clock.now().getTime() - leased.since > settings.marginMs / 2;
      if (late) {
        await giveBack([leased]);
        return null;
      }
      const exchange = await attempt(leased.event);
      made += 1;
      if (phase !== 'abandoned') conclude(leased, exchange);
      return exchange.error === null;
    },
    onLeft: (webhookId) => {
      // Half empty, so that the next claim is worth its while.
      if (crowded && turns.size() <= capacity / 2) alarm.ring();
      if (crowdedWebhooks.has(webhookId) && isHalfEmpty(webhookId)) alarm.ring();
    },
  });

  /** What was claimed ahead for a webhook that rests is not to use up its retries. */
  const letRest = ({ webhook_id, resting_until }: WebhookCondition): void => {
    const rest = resting_until === null ? 0 : resting_until.getTime() - clock.now().getTime();
    if (rest <= 0) return;
    if (rest <= soon) alarm.ringIn(rest + 10);
    const waiting = turns.take(webhook_id);
    if (waiting.length === 0) return;
    const before = givingBack;
    givingBack = giveBack(waiting).then(() => before);
  };

  const shareOf = (webhookId: string): number => pace.allowance(webhookId) * settings.ahead;
  const isHalfEmpty = (webhookId: string): boolean => turns.size(webhookId) <= shareOf(webhookId) / 2;

  const claim = async (): Promise<number> => {
    const limit = Math.min(settings.claimSize, capacity - turns.size());
    crowded = limit <= 0;
    if (crowded) return 0;
    const rooms: Record<string, number> = {};
    for (const id of [...pace.known(), ...turns.webhookIds()]) rooms[id] = shareOf(id) - turns.size(id);
    const per_webhook = pace.initial * settings.ahead;
    const token = newToken();
    const now = clock.now();
    const margin_ms = settings.marginMs;
    const events = await queue.claim({ token, now, limit, per_webhook, rooms, margin_ms, intervals });

    const leased = events.map((event) => ({ event, token, since: now.getTime() }));
    for (const { event_id } of events) held.set(event_id, token);
    if (phase !== 'working') {
      await giveBack(leased);
      return 0;
    }
    crowded = events.length === limit;
    crowdedWebhooks.clear();
    for (const [id, room] of Object.entries(rooms)) if (room <= 0) crowdedWebhooks.add(id);
    for (const [id, count] of countByWebhook(events)) {
      if (count >= (rooms[id] ?? per_webhook)) crowdedWebhooks.add(id);
    }
    turns.add(leased);
    for (const { webhook } of events) {
      const interval = intervals[webhook.format];
      if (interval !== undefined) alarm.ringIn(interval);
    }
    // Some may have left while we were asking.
    if ([...crowdedWebhooks].some(isHalfEmpty)) alarm.ring();
    return events.length;
  };

  const attempt = async (event: ClaimedEvent): Promise<Exchange> => {
    const at = clock.now();
    try {
      return await deliver(event, at);
    } catch (error) {
      // A bug of ours, but one that must count: an event that cannot be sent would be claimed for ever.
      log.error({ err: error, event_id: event.event_id }, 'webhook event could not be prepared');
      return brokenExchange(at);
    }
  };

  const conclude = ({ event, token }: LeasedEvent, exchange: Exchange): void => {
    const { webhook, event_id, triggered_at } = event;
    const now = clock.now();
    const verdict = judgeAttempt({
      error: exchange.error,
      attempts: event.attempts + 1,
      retry_attempts: webhook.retry_attempts,
      policy: webhook.options.retry_policy ?? 'default',
      retry_after: exchange.retry_after,
      now,
      random: random(),
    });
    const { found, rest_ms } = findingOf(exchange, now);
    metrics?.attempt({ error: exchange.error, duration_ms: exchange.duration_ms });
    settler.add({
      verdict,
      webhook_id: webhook.webhook_id,
      triggered_at,
      awaited: webhook.options.ordering === 'strict',
      settlement: {
        event_id,
        token,
        status: verdict.status,
        attempt: attemptOf(exchange, event.replay_id),
        next_attempt_at: verdict.status === 'pending' ? verdict.next_attempt_at : null,
        delivered_at: verdict.status === 'delivered' ? now : null,
        found,
        rest_until: rest_ms > 0 ? new Date(now.getTime() + rest_ms) : null,
      },
    });
  };

  const giveBack = async (leased: readonly LeasedEvent[]): Promise<void> => {
    for (const { event } of leased) held.delete(event.event_id);
    await release(leased.map(({ event, token }) => ({ event_id: event.event_id, token })));
  };

  const release = async (leases: readonly Lease[]): Promise<void> => {
    if (leases.length === 0) return;
    try {
      await queue.release(leases);
    } catch (error) {
      log.warn(
        { err: error },
        'webhook events could not be given back; they come again when their lease ends',
      );
    }
  };

  const work = async (): Promise<void> => {
    while (phase === 'working') {
      let wait = settings.pollMs;
      try {
        const claimed = await claim();
        // There may be more, and there may be room for it.
        if (claimed === settings.claimSize) wait = 0;
      } catch (error) {
        log.warn({ err: error }, 'webhook events could not be claimed; trying again');
        wait = settings.awayMs;
      }
      await alarm.wait(wait);
    }
  };

  const allRecorded = async (): Promise<void> => {
    await turns.idle();
    await settler.idle();
    await givingBack;
    await watch.idle();
  };

  return {
    start: () => {
      running ??= work();
    },
    wake: () => alarm.ring(),
    runDue: async () => {
      const before = made;
      for (;;) {
        const claimed = await claim();
        await allRecorded();
        if (claimed === 0) return made - before;
      }
    },
    stop: async () => {
      if (phase !== 'working') return;
      phase = 'draining';
      alarm.ring();
      const drained = (async () => {
        await running;
        await giveBack(turns.close());
        await allRecorded();
      })();
      const ended = await endsWithin(settings.drainMs, drained);
      phase = 'abandoned';
      settler.abandon();
      if (!ended) {
        log.warn({ events: held.size }, 'webhook events still under way are given back');
        const leases = [...held].map(([event_id, token]) => ({ event_id, token }));
        await endsWithin(settings.awayMs, release(leases));
      }
      await close();
    },
  };
};

const countByWebhook = (events: readonly ClaimedEvent[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { webhook } of events) counts.set(webhook.webhook_id, (counts.get(webhook.webhook_id) ?? 0) + 1);
  return counts;
};
