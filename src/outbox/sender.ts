import type { Channel, Sent } from '../app/channel.ts';
import { messageLeaseMs } from '../app/lease.ts';
import type { Clock, MessageQueue, MessageRow } from '../app/ports.ts';
import type { Message } from '../engine/message.ts';
import type { Session } from '../engine/session.ts';
import { createInHand } from './in-hand.ts';
import type { Hold } from './in-hand.ts';
import { retryAfterMs } from './retry.ts';

/** About a day of trying: what nobody could be shown by then, nobody waits for. */
const attemptsAtMost = 1_500;
const batch = 20;
/** So long an edit waits to be recorded: a newer one takes its place, and those of a busy moment are recorded together. */
const settleWithinMs = 40;

export interface SenderLog {
  warn(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
}

export interface SenderParts {
  readonly queue: MessageQueue;
  readonly channel: Channel;
  /** The newest state of a session, to be drawn. */
  readonly load: (row: MessageRow) => Promise<Session | null>;
  readonly draw: (session: Session, role: MessageRow['role']) => Promise<Message>;
  /** What became of a hand-off's pack is told before it is recorded: a crash in between only tells it again. */
  readonly packed?: (row: MessageRow, result: Sent) => Promise<void>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly token: () => string;
  readonly log: SenderLog;
  /** One attempt, and how long it took. */
  readonly record: (result: 'sent' | 'retry' | 'gone', seconds: number) => void;
}

/**
 * Sends the visible messages of one channel: those just committed here at once, and every few seconds what is
 * due and in nobody's hands (a retry, or the rest of a replica that died).
 */
export const createSender = (parts: SenderParts) => {
  const { queue, channel, load, draw, packed, clock, random, token, log, record } = parts;
  const underWay = new Set<Promise<void>>();
  let sweeping: Promise<number> | null = null;
  let sweepAgain = false;
  const inHand = createInHand(settleWithinMs);

  const message = async (row: MessageRow, known: Session | null) => {
    if (row.content) return { message: row.content, version: row.wanted, session: null };
    const session = known ?? (await load(row));
    return session && { message: await draw(session, row.role), version: session.version, session };
  };

  const retryAt = (attempts: number, atLeastMs: number | null): Date =>
    new Date(clock.now().getTime() + retryAfterMs(attempts, random, atLeastMs));

  /** Resolves with the message where it is to be drawn once more, under the same lease. */
  const settle = async (
    row: MessageRow,
    lease: string,
    version: number,
    result: Sent,
    seconds: number,
  ): Promise<MessageRow | null> => {
    const { message_id } = row;
    if ('sent' in result) {
      record('sent', seconds);
      const now = clock.now();
      const until = new Date(now.getTime() + messageLeaseMs);
      return await queue.sent({ message_id, token: lease, version, ref: result.sent, now, until });
    }
    if ('retry' in result && row.attempts < attemptsAtMost) {
      record('retry', seconds);
      const next_attempt_at = retryAt(row.attempts, result.after_ms);
      log.warn(
        { channel: channel.name, message_id, attempts: row.attempts, reason: result.retry, next_attempt_at },
        'a message could not be sent yet',
      );
      await queue.postpone({
        message_id,
        token: lease,
        error: result.retry,
        next_attempt_at,
        forget_ref: false,
      });
      return null;
    }
    if ('gone' in result && result.gone === 'message' && row.role !== 'past') {
      await queue.postpone({
        message_id,
        token: lease,
        error: 'the message was deleted; posted anew',
        next_attempt_at: clock.now(),
        forget_ref: true,
      });
      sweepSoon();
      return null;
    }
    record('gone', seconds);
    const error =
      'retry' in result ? result.retry : result.gone === 'message' ? 'message deleted' : result.reason;
    log.error(
      { channel: channel.name, message_id, reason: error },
      'a message was given up: nobody can read it',
    );
    await queue.giveUp({ message_id, token: lease, error, now: clock.now() });
    return null;
  };

  const attempt = async (
    row: MessageRow,
    known: Session | null,
    lease: string,
    hold: Hold | null,
  ): Promise<MessageRow | null> => {
    const drawn = await message(row, known);
    if (!drawn) {
      await queue.giveUp({
        message_id: row.message_id,
        token: lease,
        error: 'its session no longer exists',
        now: clock.now(),
      });
      return null;
    }
    const began = clock.now().getTime();
    const result = await channel
      .send({
        message_id: row.message_id,
        conversation: row.conversation,
        person: row.person,
        session_id: row.session_id,
        version: drawn.version,
        message: drawn.message,
        ref: row.ref,
        attempt: Math.max(0, row.attempts - 1),
        ...(row.role === 'pack' && { opens_thread: true }),
      })
      .catch((error: unknown): Sent => {
        log.error(
          { channel: channel.name, message_id: row.message_id, err: error },
          'an adapter failed to send',
        );
        return { retry: error instanceof Error ? error.message : String(error), after_ms: null };
      });
    const seconds = Math.max(0, clock.now().getTime() - began) / 1000;
    if (row.role === 'pack') await packed?.(row, result);
    if ('sent' in result && hold && row.ref !== null) {
      // An edit that is followed by another leaves nothing to record; a post does, or it might be posted again.
      const newer = await hold.next();
      if (newer) {
        record('sent', seconds);
        return { ...row, ref: result.sent, wanted: newer.version, attempts: 1 };
      }
    }
    return await settle(row, lease, drawn.version, result, seconds);
  };

  /** Sends until nothing newer is wanted: who clicks quickly moves the session on while its message is on its way. */
  const deliver = async (row: MessageRow, known: Session | null, lease: string): Promise<void> => {
    const hold = row.role === 'head' && row.session_id !== null ? inHand.take(row.session_id, lease) : null;
    let next: MessageRow | null = row;
    let session = known;
    try {
      while (next) {
        next = await attempt(next, session, lease, hold);
        // Folded meanwhile, it says what its row says.
        session = next?.role === 'head' ? (hold?.newer() ?? null) : null;
      }
    } finally {
      hold?.release();
    }
  };

  const track = (work: Promise<void>): Promise<void> => {
    const watched = work
      // The lease runs out and the message is claimed again: nothing is lost, but somebody should know.
      .catch((error: unknown) => log.error({ channel: channel.name, err: error }, 'sending was interrupted'))
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
    return watched;
  };

  const claimAndSend = async (): Promise<number> => {
    let sent = 0;
    for (;;) {
      const now = clock.now();
      const lease = token();
      const until = new Date(now.getTime() + messageLeaseMs);
      const rows = await queue.claim({ channel: channel.name, limit: batch, token: lease, now, until });
      await Promise.all(rows.map((row) => track(deliver(row, null, lease))));
      sent += rows.length;
      if (rows.length < batch) return sent;
    }
  };

  const sweepWhileAsked = async (): Promise<number> => {
    let sent = 0;
    do {
      sweepAgain = false;
      sent += await claimAndSend();
    } while (sweepAgain);
    return sent;
  };

  /** Sends what is due and in nobody's hands; resolves with how many that were. */
  const sweep = (): Promise<number> => {
    sweeping ??= sweepWhileAsked().finally(() => {
      sweeping = null;
    });
    return sweeping;
  };

  /** From inside a delivery, which a sweep may be waiting for: asked for, never awaited. */
  const sweepSoon = (): void => {
    sweepAgain = true;
    if (!sweeping) void track(sweep().then(() => undefined));
  };

  return {
    /** Sends messages that this replica leased with its commit. */
    send: (rows: readonly MessageRow[], session: Session | null, lease: string): void => {
      // One conversation reads top down: what was folded first, then what is new.
      void track(
        rows.reduce(async (before, row) => {
          await before;
          await deliver(row, row.session_id === session?.session_id ? session : null, lease);
        }, Promise.resolve()),
      );
    },
    /** The lease under which the session's message is being sent; `null` while it is not. */
    holds: ({ session_id }: Session): string | null => inHand.leaseOf(session_id),
    newer: (session: Session): void => inHand.tell(session),
    sweep,
    /** Resolves when nothing is being sent any more. */
    idle: async (): Promise<void> => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};
export type Sender = ReturnType<typeof createSender>;
