import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../app/ports.ts';
import type { ClaimedEvent, WebhookQueue } from '../app/webhook-store.ts';
import type { EventId } from '../ids.ts';
import { createAlarm, endsWithin } from './alarm.ts';
import { attemptOf, brokenExchange, type Deliver } from './delivery.ts';
import { createLanes, type LaneLimits } from './lanes.ts';
import type { WebhookLog, WebhookMetrics } from './observe.ts';
import type { Exchange } from './request.ts';
import { judgeAttempt } from './schedule.ts';
import { createSettler } from './settler.ts';

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
  readonly lanes: LaneLimits;
  /** Events in one claim. */
  readonly claimSize: number;
  /** Attempts in one settlement. */
  readonly settleSize: number;
  /** Milliseconds between two looks when nobody wakes it: for what replicas that died have left. */
  readonly pollMs: number;
  /** Milliseconds a lease outlasts the webhook's timeout: for earlier events of the session, and for settling. */
  readonly marginMs: number;
  /** Milliseconds before the next try when the database is away. */
  readonly awayMs: number;
  /** Milliseconds that `stop` waits; the program has ten seconds to end. */
  readonly drainMs: number;
}

const defaults: WorkerSettings = {
  lanes: { total: 256, perWebhook: 16, perOrigin: 32 },
  claimSize: 128,
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
  const lanes = createLanes(settings.lanes);
  const alarm = createAlarm();
  /** Leased by us and not recorded yet: event -> its lease's token. */
  const held = new Map<EventId, string>();
  const underWay = new Set<Promise<void>>();
  let phase: 'working' | 'draining' | 'abandoned' = 'working';
  let claiming = false;
  /** The last claim may have left something behind for want of room. */
  let crowded = false;
  let running: Promise<void> | null = null;

  const settler = createSettler({
    queue,
    clock,
    log,
    metrics,
    batchSize: settings.settleSize,
    pause: () => sleep(settings.awayMs),
    onRecorded: ({ settlement, verdict }) => {
      held.delete(settlement.event_id);
      if (verdict.status !== 'pending') return;
      const wait = verdict.next_attempt_at.getTime() - clock.now().getTime();
      // Timers may be a little early, and then nothing would be due yet.
      if (wait <= soon) alarm.ringIn(Math.max(0, wait) + 10);
    },
  });

  const claim = async (): Promise<number> => {
    const limit = Math.min(settings.claimSize, lanes.room());
    if (limit <= 0) {
      crowded = true;
      return 0;
    }
    const token = newToken();
    claiming = true;
    const claimed = queue.claim({
      token,
      now: clock.now(),
      limit,
      per_webhook: settings.lanes.perWebhook,
      busy: lanes.busy(),
      margin_ms: settings.marginMs,
    });
    const events = await claimed.finally(() => {
      claiming = false;
    });
    for (const { event_id } of events) held.set(event_id, token);
    if (phase !== 'working') {
      await giveBack(token, events);
      return 0;
    }
    for (const turn of inTurns(events)) take(turn, token);
    crowded = events.length === limit || lanes.crowded();
    return events.length;
  };

  const take = (turn: readonly ClaimedEvent[], token: string): void => {
    const places = turn.map(({ webhook }) => [webhook.webhook_id, originOf(webhook.url)] as const);
    for (const place of places) lanes.enter(...place);
    const work = deliverInTurn(turn, token)
      .catch((error: unknown) =>
        log.error(
          { err: error },
          'webhook events could not be given back; they come again when their lease ends',
        ),
      )
      .finally(() => {
        for (const place of places) lanes.leave(...place);
        underWay.delete(work);
        if (crowded || claiming) alarm.ring();
      });
    underWay.add(work);
  };

  /** The events of one session for one webhook. After a failure the others do not wait: they are claimed anew. */
  const deliverInTurn = async (turn: readonly ClaimedEvent[], token: string): Promise<void> => {
    const begin = clock.now().getTime();
    for (const [index, event] of turn.entries()) {
      const exchange = await attempt(event);
      if (phase === 'abandoned') return;
      conclude(event, token, exchange);
      const rest = turn.slice(index + 1);
      // Half of what a lease has beyond one request is for those before; the other half is for settling.
      const late = clock.now().getTime() - begin > settings.marginMs / 2;
      if (rest.length > 0 && (exchange.error !== null || late || phase !== 'working')) {
        await giveBack(token, rest);
        alarm.ring();
        return;
      }
    }
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

  const conclude = (event: ClaimedEvent, token: string, exchange: Exchange): void => {
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
    metrics?.attempt({ error: exchange.error, duration_ms: exchange.duration_ms });
    settler.add({
      verdict,
      webhook_id: webhook.webhook_id,
      triggered_at,
      settlement: {
        event_id,
        token,
        status: verdict.status,
        attempt: attemptOf(exchange, event.replay_id),
        next_attempt_at: verdict.status === 'pending' ? verdict.next_attempt_at : null,
        delivered_at: verdict.status === 'delivered' ? now : null,
      },
    });
  };

  const giveBack = async (token: string, events: readonly ClaimedEvent[]): Promise<void> => {
    const ids = events.map(({ event_id }) => event_id);
    for (const id of ids) held.delete(id);
    await queue.release(token, ids);
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
    await Promise.all(underWay);
    await settler.idle();
  };

  return {
    start: () => {
      running ??= work();
    },
    wake: () => alarm.ring(),
    runDue: async () => {
      let attempts = 0;
      for (;;) {
        const claimed = await claim();
        await allRecorded();
        if (claimed === 0) return attempts;
        attempts += claimed;
      }
    },
    stop: async () => {
      if (phase !== 'working') return;
      phase = 'draining';
      alarm.ring();
      const ended = await endsWithin(
        settings.drainMs,
        Promise.all([running, allRecorded()]).then(allRecorded),
      );
      phase = 'abandoned';
      settler.abandon();
      if (!ended) await endsWithin(settings.awayMs, releaseHeld());
      await close();
    },
  };

  async function releaseHeld(): Promise<void> {
    log.warn({ events: held.size }, 'webhook events still under way are given back');
    const tokens = new Set(held.values());
    for (const token of tokens) {
      const ids = [...held].flatMap(([id, its]) => (its === token ? [id] : []));
      try {
        await queue.release(token, ids);
      } catch (error) {
        log.warn(
          { err: error },
          'webhook events could not be given back; they come again when their lease ends',
        );
      }
    }
  }
};

/** Events of one session keep their order, everything else is sent at the same time. */
const inTurns = (events: readonly ClaimedEvent[]): readonly (readonly ClaimedEvent[])[] => {
  const turns = new Map<string, ClaimedEvent[]>();
  for (const event of events) {
    const key =
      event.session_id === null ? event.event_id : `${event.webhook.webhook_id} ${event.session_id}`;
    const turn = turns.get(key);
    if (turn === undefined) turns.set(key, [event]);
    else turn.push(event);
  }
  return [...turns.values()];
};

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);
