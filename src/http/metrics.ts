import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../app/metrics.ts';

/** Seconds; a platform's deadline (3 s, 5 s, 15 s) is a bucket's edge. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 15, 30];

export interface MetricsOptions {
  /** Asked whenever the numbers are read; seconds the oldest due work has waited. */
  readonly outboxAge: () => Promise<{ readonly messages: number; readonly webhook_events: number }>;
  /** Told when that cannot be known: the gauge then reads NaN. */
  readonly unknown: (error: unknown) => void;
  /** Adds the process's own numbers: memory, event loop, garbage collection. */
  readonly process: boolean;
}

/** Counts for Prometheus, in a registry of its own. */
export const createMetrics = ({
  outboxAge,
  unknown,
  process,
}: MetricsOptions): Metrics & { readonly registry: Registry } => {
  const registry = new Registry();
  const registers = [registry];
  if (process) collectDefaultMetrics({ register: registry });

  const commands = new Counter({
    name: 'unstuck_commands_total',
    help: 'Inputs from people and programs, by channel and what became of them',
    labelNames: ['channel', 'result'],
    registers,
  });
  const acknowledgements = new Histogram({
    name: 'unstuck_acknowledge_seconds',
    help: 'From the arrival of an input to the answer its platform takes for "received"',
    labelNames: ['channel'],
    buckets,
    registers,
  });
  const attempts = new Histogram({
    name: 'unstuck_webhook_attempt_seconds',
    help: 'Attempts to deliver a webhook event, by result',
    labelNames: ['result'],
    buckets,
    registers,
  });
  const deliveries = new Histogram({
    name: 'unstuck_delivery_seconds',
    help: 'Webhook events by their end, from the commit that triggered them',
    labelNames: ['result'],
    buckets: [...buckets, 60, 300, 3_600, 86_400],
    registers,
  });
  const webhookAlerts = new Counter({
    name: 'unstuck_webhook_alerts_total',
    help: 'Webhooks that went on failing, were switched off for it, or work again, by what was told',
    labelNames: ['event'],
    registers,
  });
  const messages = new Histogram({
    name: 'unstuck_message_seconds',
    help: 'Attempts to show a message, by channel and result',
    labelNames: ['channel', 'result'],
    buckets,
    registers,
  });
  const handOffs = new Counter({
    name: 'unstuck_escalation_alarms_total',
    help: 'Escalations that nobody could be told of, and of those the ones that found somebody after all',
    labelNames: ['result'],
    registers,
  });
  const platformCalls = new Counter({
    name: 'unstuck_platform_calls_total',
    help: "Calls of the platforms' APIs, by channel, method and outcome",
    labelNames: ['channel', 'method', 'outcome'],
    registers,
  });
  const modelCalls = new Histogram({
    name: 'unstuck_model_seconds',
    help: 'Questions to the model by result, and how long the answer took, attempts included',
    labelNames: ['result'],
    buckets,
    registers,
  });
  const modelTokens = new Counter({
    name: 'unstuck_model_tokens_total',
    help: 'Tokens that the model server says were spent, by kind',
    labelNames: ['kind'],
    registers,
  });
  const requests = new Histogram({
    name: 'unstuck_http_request_seconds',
    help: 'HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const age = new Gauge({
    name: 'unstuck_outbox_age_seconds',
    help: 'How long the oldest outgoing work that is due has waited',
    labelNames: ['kind'],
    registers,
    collect: async () => {
      try {
        const ages = await outboxAge();
        age.set({ kind: 'message' }, ages.messages);
        age.set({ kind: 'webhook_event' }, ages.webhook_events);
      } catch (error) {
        unknown(error);
        age.set({ kind: 'message' }, Number.NaN);
        age.set({ kind: 'webhook_event' }, Number.NaN);
      }
    },
  });

  return {
    registry,
    command: (channel, result) => commands.inc({ channel, result }),
    acknowledged: (channel, seconds) => acknowledgements.observe({ channel }, seconds),
    attempt: (result, seconds) => attempts.observe({ result }, seconds),
    platformCall: (channel, method, outcome) => platformCalls.inc({ channel, method, outcome }),
    delivery: (result, seconds) => deliveries.observe({ result }, seconds),
    handOff: (result) => handOffs.inc({ result }),
    webhookAlert: (event) => webhookAlerts.inc({ event }),
    message: (channel, result, seconds) => messages.observe({ channel, result }, seconds),
    modelAsked: (result, { duration_ms, prompt_tokens, completion_tokens }) => {
      modelCalls.observe({ result }, duration_ms / 1000);
      modelTokens.inc({ kind: 'prompt' }, prompt_tokens);
      modelTokens.inc({ kind: 'completion' }, completion_tokens);
    },
    httpRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
  };
};
