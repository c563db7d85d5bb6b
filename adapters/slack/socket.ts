import { SocketModeClient } from '@slack/socket-mode';
import { WebAPIRateLimitedError } from '@slack/web-api';
import type { Connection } from './connection.ts';
import { isTokenDead } from './errors.ts';
import type { Reply } from './handle.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { isPayload } from './payload.ts';
import { within } from './within.ts';

/** Slack by a connection that we open: nothing of ours has to be reachable from outside. */
export interface Socket {
  /** Begins to connect, and waits a while for it; goes on trying by itself. */
  start(): Promise<void>;
  /** Takes nothing new, answers what is under way, and hangs up. */
  stop(): Promise<void>;
}

export interface SocketOptions {
  readonly appToken: string;
  readonly connection: Connection;
  readonly log: Log;
  /** Decides and commits, and says what the acknowledgement holds; rejects where nothing may be acknowledged. */
  readonly handle: (body: unknown) => Promise<Reply>;
  readonly now: () => number;
  /** An envelope was answered, or not (503), so long after it came. */
  readonly answered: (status: number, ms: number) => void;
  /** So long after a connection ended or failed for the nth time in a row the next one is tried. */
  readonly reconnectMs?: readonly [number, ...number[]];
}

/** What the SDK hands over for each envelope. */
interface Envelope {
  readonly ack: (response?: Record<string, unknown>) => Promise<void>;
  readonly body: unknown;
  readonly accepts_response_payload: boolean;
}

/** Slack ends connections every few hours: the first try follows at once. */
const patience = [0, 1000, 2000, 5000, 10_000, 30_000] as const;
/** The token will not work before somebody has changed something. */
const hopelessMs = 60_000;
/** What lasts so long was connected; what ends sooner failed. */
const settledMs = 10_000;
const startWithinMs = 5000;
const hangUpWithinMs = 1000;

/**
 * Socket Mode with the SDK's client, which connects, keeps alive and acknowledges. It is not left to reconnect by
 * itself: it gives up for good when Slack cannot be reached, and the rejection is nobody's.
 *
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function createSocket(options: SocketOptions): Socket {
  const { appToken, connection, log, handle, now, answered, reconnectMs = patience } = options;
  const underWay = new Set<Promise<void>>();
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    ...(connection.clientOptions.logger === undefined ? {} : { logger: connection.clientOptions.logger }),
    clientOptions: { ...connection.clientOptions },
  });
  let stopped = false;
  let failures = 0;
  let lastProblem: string | null = null;
  let retry: NodeJS.Timeout | undefined;
  let connectedAt: number | null = null;
  let connecting: Promise<void> = Promise.resolve();

  const answer = async ({ ack, body, accepts_response_payload: takesReply }: Envelope): Promise<void> => {
    const began = now();
    try {
      const reply = await handle(body);
      await ack(takesReply && reply !== undefined ? { ...reply } : undefined);
      answered(200, now() - began);
    } catch (error) {
      answered(503, now() - began);
      log.error(
        { channel: 'slack', ...causeOf(error) },
        'slack: an envelope was not acknowledged; Slack sends events again',
      );
    }
  };

  client.on('slack_event', (envelope: Envelope) => {
    // Another connection, or this one's next, gets it again.
    if (stopped || !isPayload(envelope.body)) return;
    const going = answer(envelope).finally(() => underWay.delete(going));
    underWay.add(going);
  });

  const connect = async (): Promise<void> => {
    retry = undefined;
    try {
      await client.start();
      if (stopped) return;
      connectedAt = now();
      lastProblem = null;
      log.info({ channel: 'slack' }, 'slack: connected by Socket Mode');
    } catch (error) {
      again(error);
    }
  };

  /** After a connection that ended, or could not be made. */
  const again = (error: unknown): void => {
    if (stopped || retry !== undefined) return;
    failures = connectedAt !== null && now() - connectedAt >= settledMs ? 0 : failures + 1;
    connectedAt = null;
    const wait = waitAfter(error, reconnectMs[Math.min(failures, reconnectMs.length - 1)] ?? hopelessMs);
    tellOnce(error);
    retry = setTimeout(() => {
      connecting = connect();
    }, wait);
  };

  /** A Slack that is away for an hour is one line. */
  const tellOnce = (error: unknown): void => {
    if (error === undefined) return;
    const { error: problem } = causeOf(error);
    if (problem === lastProblem) return;
    lastProblem = problem;
    log.error(
      { channel: 'slack', error: problem },
      'slack: no Socket Mode connection yet; see docs/slack.md',
    );
  };

  client.on('disconnected', (error?: Error) => {
    // While `start` waits, it rejects by itself.
    if (connectedAt !== null) again(error);
  });

  return {
    start() {
      connecting = connect();
      return within(connecting, startWithinMs);
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      while (underWay.size > 0) await Promise.all(underWay);
      const hangUp = async (): Promise<void> => {
        await client.disconnect();
        // A connection that was only being made is hung up when it is there.
        await connecting;
        await client.disconnect();
      };
      await within(hangUp(), hangUpWithinMs);
    },
  };
}

function waitAfter(error: unknown, otherwise: number): number {
  if (error instanceof WebAPIRateLimitedError) return Math.max(otherwise, error.retryAfter * 1000);
  const code = (error as { readonly data?: { readonly error?: unknown } } | undefined)?.data?.error;
  return typeof code === 'string' && isTokenDead(code) ? Math.max(otherwise, hopelessMs) : otherwise;
}
