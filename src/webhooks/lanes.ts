/** How many requests may be under way at the same time. */
export interface LaneLimits {
  readonly total: number;
  /** So that a receiver that hangs holds back its own events alone. */
  readonly perWebhook: number;
  /** For all webhooks of one origin together; passed by those that are not known to be there yet. */
  readonly perOrigin: number;
}

/** Counts what is under way, and says what more may be taken on. */
export interface Lanes {
  enter(webhookId: string, origin: string): void;
  leave(webhookId: string, origin: string): void;
  room(): number;
  /** Some webhook or origin can take no more. */
  crowded(): boolean;
  /** How many of `perWebhook` are taken, for each webhook that has any; all of them where its origin is full. */
  busy(): Readonly<Record<string, number>>;
}

export const createLanes = ({ total, perWebhook, perOrigin }: LaneLimits): Lanes => {
  const webhooks = new Map<string, number>();
  const origins = new Map<string, { count: number; readonly webhookIds: Set<string> }>();
  let count = 0;
  return {
    enter: (webhookId, origin) => {
      count += 1;
      webhooks.set(webhookId, (webhooks.get(webhookId) ?? 0) + 1);
      const there = origins.get(origin) ?? { count: 0, webhookIds: new Set() };
      there.count += 1;
      there.webhookIds.add(webhookId);
      origins.set(origin, there);
    },
    leave: (webhookId, origin) => {
      count -= 1;
      const left = (webhooks.get(webhookId) ?? 1) - 1;
      if (left === 0) webhooks.delete(webhookId);
      else webhooks.set(webhookId, left);
      const there = origins.get(origin);
      if (there === undefined) return;
      there.count -= 1;
      if (there.count === 0) origins.delete(origin);
    },
    room: () => total - count,
    crowded: () =>
      [...webhooks.values()].some((taken) => taken >= perWebhook) ||
      [...origins.values()].some((origin) => origin.count >= perOrigin),
    busy: () => {
      const full = [...origins.values()].filter((origin) => origin.count >= perOrigin);
      return {
        ...Object.fromEntries(webhooks),
        ...Object.fromEntries(
          full.flatMap(({ webhookIds }) => [...webhookIds].map((id) => [id, perWebhook])),
        ),
      };
    },
  };
};
