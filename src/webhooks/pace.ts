/** How many requests may be under way at the same time. */
export interface PaceLimits {
  readonly total: number;
  /** For one webhook, once it has shown that it takes so many. */
  readonly perWebhook: number;
  /** For all webhooks of one origin together. */
  readonly perOrigin: number;
}

/**
 * Counts what is under way and gives each webhook as much as it takes: a success is worth one request more at the
 * same time, a failure halves them. A receiver that hangs, or asks for patience, is soon down to one.
 */
export interface Pace {
  /** `false`: there is no room for it now. */
  enter(webhookId: string, origin: string): boolean;
  /** `succeeded` null: nothing was tried. */
  leave(webhookId: string, origin: string, succeeded: boolean | null): void;
  /** No request more may be under way, to this origin or at all. */
  isFull(origin?: string): boolean;
  /** What a webhook may have under way. */
  allowance(webhookId: string): number;
  /** Webhooks whose allowance is not that of a new one. */
  known(): Iterable<string>;
  readonly initial: number;
}

export const createPace = ({ total, perWebhook, perOrigin }: PaceLimits): Pace => {
  const initial = Math.max(1, Math.floor(perWebhook / 4));
  const allowances = new Map<string, number>();
  const webhooks = new Map<string, number>();
  const origins = new Map<string, number>();
  let count = 0;

  const allowance = (webhookId: string): number => allowances.get(webhookId) ?? initial;
  const isFull = (origin?: string): boolean =>
    count >= total || (origin !== undefined && (origins.get(origin) ?? 0) >= perOrigin);
  return {
    initial,
    allowance,
    isFull,
    known: () => allowances.keys(),
    enter: (webhookId, origin) => {
      if (isFull(origin)) return false;
      if ((webhooks.get(webhookId) ?? 0) >= allowance(webhookId)) return false;
      count += 1;
      add(webhooks, webhookId, 1);
      add(origins, origin, 1);
      return true;
    },
    leave: (webhookId, origin, succeeded) => {
      count -= 1;
      add(webhooks, webhookId, -1);
      add(origins, origin, -1);
      if (succeeded === null) return;
      const before = allowance(webhookId);
      const after = succeeded ? Math.min(perWebhook, before + 1) : Math.max(1, Math.floor(before / 2));
      if (after === initial) allowances.delete(webhookId);
      else allowances.set(webhookId, after);
    },
  };
};

const add = (counts: Map<string, number>, key: string, change: number): void => {
  const next = (counts.get(key) ?? 0) + change;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
};
