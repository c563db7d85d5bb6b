import pg from 'pg';
import type { Database } from './data-source.ts';
import { failureReason } from './database-errors.ts';
import type { StoreLog } from './embedded.ts';

/**
 * Tells the other replicas that there are new webhook events, so that they need not wait for their next look. It is
 * rung after the commit and not by it: PostgreSQL lets transactions that notify commit one after the other
 * (docs/adr/0017-replicas-are-called-after-the-commit.md). The embedded database has one process, and nobody to call.
 */
export interface Bell {
  /** Soon and seldom: several rings within a moment are one. */
  ring(): void;
  /** Calls `heard` when another replica rang, or when that may have been missed. */
  start(heard: () => void): void;
  stop(): Promise<void>;
}

const channel = 'unstuck_webhook_events';
/** Milliseconds in which several rings are one. */
const quietMs = 50;
/** Milliseconds between two tries to listen. */
const usualRetryMs = 5_000;

export const createBell = (
  { dataSource, kind }: Database,
  {
    name,
    log,
    retryMs = usualRetryMs,
  }: {
    /** Tells replicas apart. */
    readonly name: string;
    readonly log: StoreLog;
    readonly retryMs?: number;
  },
): Bell => {
  const { options } = dataSource;
  const { connectionString } = ('extra' in options ? options.extra : {}) as { connectionString?: string };
  if (kind === 'embedded' || connectionString === undefined) {
    return { ring: () => {}, start: () => {}, stop: async () => {} };
  }

  let heard: (() => void) | null = null;
  let listener: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let quiet: NodeJS.Timeout | null = null;
  let again = false;
  let stopped = false;

  const notify = async (): Promise<void> => {
    try {
      await dataSource.query('SELECT pg_notify($1, $2)', [channel, name]);
    } catch (error) {
      // They look for themselves, a little later.
      log.warn({ reason: failureReason(error) }, 'the other replicas could not be called');
    }
  };

  const ring = (): void => {
    if (stopped) return;
    if (quiet !== null) {
      again = true;
      return;
    }
    void notify();
    quiet = setTimeout(() => {
      quiet = null;
      if (!again) return;
      again = false;
      ring();
    }, quietMs);
    quiet.unref();
  };

  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString, application_name: 'unstuck listener', keepAlive: true });
    const lost = (error: unknown): void => {
      if (listener !== client || stopped) return;
      listener = null;
      log.warn({ reason: failureReason(error) }, 'the calls of other replicas are not heard; trying again');
      // It is lost already: there is nothing more to say about how it ended.
      client.end().catch(() => {});
      retry = setTimeout(() => void listen(), retryMs);
      retry.unref();
    };
    listener = client;
    client.on('error', lost);
    client.on('end', () => lost(new Error('the connection ended')));
    client.on('notification', ({ payload }) => {
      if (payload !== name) heard?.();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      heard?.();
    } catch (error) {
      lost(error);
    }
  };

  return {
    ring,
    start: (onHeard) => {
      heard = onHeard;
      void listen();
    },
    stop: async () => {
      stopped = true;
      if (quiet !== null) clearTimeout(quiet);
      if (retry !== null) clearTimeout(retry);
      await listener?.end();
    },
  };
};
