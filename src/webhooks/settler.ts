import type { Clock } from '../app/ports.ts';
import type { Settlement, WebhookCondition, WebhookQueue } from '../app/webhook-store.ts';
import type { WebhookAttempt } from '../app/webhooks.ts';
import type { WebhookId } from '../ids.ts';
import { circuitLimits } from './circuit.ts';
import type { WebhookLog, WebhookMetrics } from './observe.ts';
import type { Verdict } from './schedule.ts';

/** One attempt, and what was decided after it. */
export interface Outcome {
  readonly settlement: Settlement;
  readonly verdict: Verdict;
  readonly webhook_id: WebhookId;
  readonly triggered_at: Date;
  /** The events behind it in its session wait for it. */
  readonly awaited: boolean;
}

/** Records outcomes: one statement at a time, and what ends meanwhile goes into the next one together. */
export interface Settler {
  add(outcome: Outcome): void;
  /** Resolves when everything added so far is recorded, or was abandoned. */
  idle(): Promise<void>;
  /** Records nothing more: the leases end, and the events are delivered again. */
  abandon(): void;
}

export const createSettler = ({
  queue,
  clock,
  log,
  metrics,
  batchSize,
  pause,
  onRecorded,
  onConditions,
  onGone,
}: {
  readonly queue: WebhookQueue;
  readonly clock: Clock;
  readonly log: WebhookLog;
  readonly metrics: WebhookMetrics | null;
  readonly batchSize: number;
  /** Waits before the next try when the database is away. */
  readonly pause: () => Promise<void>;
  readonly onRecorded: (outcome: Outcome) => void;
  /** Webhooks of the batch that fail, have failed, or rest; and how the latest attempts failed. */
  readonly onConditions: (
    conditions: readonly WebhookCondition[],
    failures: ReadonlyMap<WebhookId, WebhookAttempt>,
  ) => void;
  /** It answered that it wants no more. */
  readonly onGone: (webhookId: WebhookId, attempt: WebhookAttempt) => void;
}): Settler => {
  let waiting: Outcome[] = [];
  let recording: Promise<void> | null = null;
  let abandoned = false;

  const record = async (): Promise<void> => {
    let size = batchSize;
    while (waiting.length > 0 && !abandoned) {
      const batch = waiting.slice(0, size);
      const settled = await settle(batch);
      if (settled === null) {
        // Should one outcome be at fault, the others are not to wait behind it: ever fewer, and it goes to the end.
        size = Math.max(1, Math.floor(batch.length / 2));
        if (batch.length === 1) waiting = [...waiting.slice(1), ...batch];
        await pause();
        continue;
      }
      size = batchSize;
      waiting = waiting.slice(batch.length);
      for (const outcome of batch) {
        onRecorded(outcome);
        if (settled.has(outcome.settlement.event_id)) report(outcome);
      }
    }
  };

  const settle = async (batch: readonly Outcome[]): Promise<ReadonlySet<string> | null> => {
    try {
      const { settled, conditions } = await queue.settle(
        batch.map(({ settlement }) => settlement),
        { now: clock.now(), circuit: circuitLimits },
      );
      if (conditions.length > 0) onConditions(conditions, failuresOf(batch));
      return new Set(settled);
    } catch (error) {
      log.warn(
        { err: error, attempts: batch.length },
        'webhook attempts could not be recorded; trying again',
      );
      return null;
    }
  };

  const report = ({ settlement, verdict, webhook_id, triggered_at }: Outcome): void => {
    const { error, response_status } = settlement.attempt;
    const what = { webhook_id, event_id: settlement.event_id, error, response_status };
    if (verdict.status === 'pending') {
      log.info(what, 'webhook attempt failed; it will be tried again');
      return;
    }
    const age_ms = Math.max(0, clock.now().getTime() - triggered_at.getTime());
    metrics?.settled({ status: verdict.status, age_ms });
    if (verdict.status !== 'delivered') log.warn(what, 'webhook event was given up');
    if (verdict.status === 'failed' && verdict.disable) onGone(webhook_id, settlement.attempt);
  };

  return {
    add: (outcome) => {
      waiting.push(outcome);
      recording ??= record().finally(() => {
        recording = null;
      });
    },
    idle: async () => {
      while (recording !== null) await recording;
    },
    abandon: () => {
      abandoned = true;
    },
  };
};

const failuresOf = (batch: readonly Outcome[]): ReadonlyMap<WebhookId, WebhookAttempt> =>
  new Map(
    batch
      .filter(({ settlement }) => settlement.attempt.error !== null)
      .map(({ webhook_id, settlement }) => [webhook_id, settlement.attempt]),
  );
