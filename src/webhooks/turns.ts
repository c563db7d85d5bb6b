import type { ClaimedEvent } from '../app/webhook-store.ts';
import type { Pace } from './pace.ts';

/** An event that is ours until its lease ends. */
export interface LeasedEvent {
  readonly event: ClaimedEvent;
  readonly token: string;
  /** When it was claimed, in milliseconds since 1970. */
  readonly since: number;
}

/**
 * The events of one webhook take turns by session: those of one session one after the other, in their order, and
 * each session its turn. How many are under way is for `Pace` to say.
 */
export interface Turns {
  add(events: readonly LeasedEvent[]): void;
  /** How many are here, waiting or under way: all, or those of one webhook. */
  size(webhookId?: string): number;
  webhookIds(): Iterable<string>;
  /** Gives out what waits for one webhook. */
  take(webhookId: string): readonly LeasedEvent[];
  /** Starts nothing more, and gives out what waits. */
  close(): readonly LeasedEvent[];
  /** Resolves when nothing is here any more. */
  idle(): Promise<void>;
}

interface Turn {
  readonly key: string;
  readonly webhookId: string;
  readonly origin: string;
  readonly events: LeasedEvent[];
}

export const createTurns = ({
  pace,
  run,
  onLeft,
}: {
  readonly pace: Pace;
  /** Never rejects; whether the receiver took it, `null` if it was not asked. */
  readonly run: (leased: LeasedEvent) => Promise<boolean | null>;
  readonly onLeft: (webhookId: string) => void;
}): Turns => {
  /** By webhook and session, waiting or under way. */
  const turns = new Map<string, Turn>();
  /** By webhook, those that wait. */
  const waiting = new Map<string, Turn[]>();
  const originOf = createOriginOf();
  const sizes = new Map<string, number>();
  let size = 0;
  let closed = false;
  let onIdle: (() => void)[] = [];

  const resize = (webhookId: string, change: number): void => {
    size += change;
    const left = (sizes.get(webhookId) ?? 0) + change;
    if (left === 0) sizes.delete(webhookId);
    else sizes.set(webhookId, left);
    if (size > 0) return;
    for (const resolve of onIdle.splice(0)) resolve();
  };

  const queue = (turn: Turn): void => {
    const line = waiting.get(turn.webhookId);
    if (line === undefined) waiting.set(turn.webhookId, [turn]);
    else line.push(turn);
  };

  const startOf = (webhookId: string, line: Turn[]): void => {
    let served = false;
    for (let turn = line[0]; turn !== undefined && pace.enter(webhookId, turn.origin); turn = line[0]) {
      line.shift();
      served = true;
      void takeTurn(turn);
    }
    if (!served) return;
    // Whoever was served goes behind those that were not.
    waiting.delete(webhookId);
    if (line.length > 0) waiting.set(webhookId, line);
  };

  const startWhatMay = (): void => {
    for (const [webhookId, line] of waiting) {
      if (closed || pace.isFull()) return;
      startOf(webhookId, line);
    }
  };

  /** What waits in these turns. A turn that is under way ends by itself when it finds nothing more. */
  const emptied = (chosen: readonly Turn[]): readonly LeasedEvent[] => {
    const waitingTurns = new Set([...waiting.values()].flat());
    for (const turn of chosen) if (waitingTurns.has(turn)) turns.delete(turn.key);
    const left = chosen.flatMap((turn) => turn.events.splice(0));
    for (const { event } of left) resize(event.webhook.webhook_id, -1);
    return left;
  };

  const takeTurn = async (turn: Turn): Promise<void> => {
    const leased = turn.events.shift();
    const succeeded = leased === undefined ? null : await run(leased);
    // Then others may have waited for this very place.
    const wasFull = pace.isFull(turn.origin);
    pace.leave(turn.webhookId, turn.origin, succeeded);
    if (turn.events.length > 0) queue(turn);
    else turns.delete(turn.key);
    resize(turn.webhookId, -1);
    onLeft(turn.webhookId);
    if (wasFull) startWhatMay();
    else startNextOf(turn.webhookId);
  };

  const startNextOf = (webhookId: string): void => {
    const line = waiting.get(webhookId);
    if (line !== undefined && !closed) startOf(webhookId, line);
  };

  return {
    add: (events) => {
      for (const leased of events) {
        const { webhook, session_id, event_id } = leased.event;
        const key = session_id === null ? event_id : `${webhook.webhook_id} ${session_id}`;
        const turn = turns.get(key);
        if (turn === undefined) {
          const made = {
            key,
            webhookId: webhook.webhook_id,
            origin: originOf(webhook),
            events: [leased],
          };
          turns.set(key, made);
          queue(made);
        } else turn.events.push(leased);
        resize(webhook.webhook_id, 1);
      }
      startWhatMay();
    },
    size: (webhookId) => (webhookId === undefined ? size : (sizes.get(webhookId) ?? 0)),
    webhookIds: () => sizes.keys(),
    take: (webhookId) => {
      const left = emptied([...turns.values()].filter((turn) => turn.webhookId === webhookId));
      waiting.delete(webhookId);
      return left;
    },
    close: () => {
      closed = true;
      const left = emptied([...turns.values()]);
      waiting.clear();
      return left;
    },
    idle: () =>
      new Promise((resolve) => {
        if (size === 0) resolve();
        else onIdle = [...onIdle, resolve];
      }),
  };
};

/** The events of one claim share their webhook, whose address need not be read for each. */
const createOriginOf = (): ((webhook: ClaimedEvent['webhook']) => string) => {
  const known = new WeakMap<ClaimedEvent['webhook'], string>();
  return (webhook) => {
    let origin = known.get(webhook);
    if (origin === undefined) {
      origin = URL.canParse(webhook.url) ? new URL(webhook.url).origin : webhook.url;
      known.set(webhook, origin);
    }
    return origin;
  };
};
