import type { Channel, FileCopy, Sent } from '../app/channel.ts';
import type { RelayQueue, RelayWork } from '../app/hand-off/ports.ts';
import { messageLeaseMs } from '../app/lease.ts';
import type { Clock } from '../app/ports.ts';
import type { Message } from '../engine/message.ts';
import type { ConversationId } from '../ids.ts';
import { retryAfterMs } from './retry.ts';
import type { SenderLog } from './sender.ts';

/** About a day of trying. */
const attemptsAtMost = 1_500;
const batch = 50;
/** After so many attempts (about 40 s) the author hears that their words have not arrived yet. */
const attemptsInSilence = 7;

export interface RelaySenderParts {
  readonly queue: RelayQueue;
  readonly channel: Channel;
  /** What is shown there, with copies of its files; `null`: there is nothing to show any more. */
  readonly draw: (
    work: RelayWork,
  ) => Promise<{ readonly message: Message; readonly files: readonly FileCopy[] } | null>;
  readonly news: {
    /** A conversation has something to show: on whatever channel it is. */
    told(conversation: ConversationId): void;
    arrived(work: RelayWork): void;
    /** Not yet, for long enough that its author should know. */
    late(work: RelayWork): Promise<void>;
    failed(work: RelayWork, reason: string): Promise<void>;
    /** The agents' thread cannot be written to; `false`: it is not where they are now. */
    displaced(work: RelayWork, reason: string): Promise<boolean>;
  };
  readonly clock: Clock;
  readonly random: () => number;
  readonly token: () => string;
  readonly log: SenderLog;
  /** One attempt, and how long it took. */
  readonly record: (result: 'sent' | 'retry' | 'gone', seconds: number) => void;
}

interface Held {
  readonly work: RelayWork;
  readonly lease: string;
}

/** What waits for one conversation is being sent. */
interface Turn {
  /** Something was said since the last look. */
  again: boolean;
  /** Claimed for it already by who looked for all. */
  found: Held | null;
}

/**
 * Sends the words that cross, on one channel: each conversation one by one and in order, all conversations at the same
 * time, so that one which does not answer holds up nobody else.
 */
export const createRelaySender = (parts: RelaySenderParts) => {
  const { queue, channel, draw, news, clock, random, token, log, record } = parts;
  const busy = new Map<ConversationId, Turn>();
  const underWay = new Set<Promise<void>>();

  const send = async (work: RelayWork): Promise<Sent | null> => {
    const drawn = await draw(work);
    if (!drawn) return null;
    return await channel
      .send({
        message_id: work.relay.message_id,
        conversation: work.conversation,
        person: work.relay.author.id,
        session_id: work.relay.session_id,
        version: work.wanted,
        message: drawn.message,
        ref: work.ref,
        attempt: Math.max(0, work.attempts - 1),
        ...(drawn.files.length > 0 && { files: drawn.files }),
      })
      .catch((error: unknown): Sent => {
        log.error(
          { channel: channel.name, message_id: work.relay.message_id, err: error },
          'an adapter failed to send',
        );
        return { retry: error instanceof Error ? error.message : String(error), after_ms: null };
      });
  };

  const giveUp = async (work: RelayWork, lease: string, reason: string): Promise<void> => {
    record('gone', 0);
    const { told } = await queue.giveUp(work, lease, reason, clock.now());
    if (told !== null) news.told(told);
    await news.failed(work, reason);
  };

  const later = async (
    work: RelayWork,
    lease: string,
    reason: string,
    afterMs: number | null,
  ): Promise<void> => {
    const at = new Date(clock.now().getTime() + retryAfterMs(work.attempts, random, afterMs));
    await queue.postpone(work, lease, reason, at);
  };

  /** Whether the next of the conversation may follow. */
  const settle = async (work: RelayWork, lease: string, result: Sent | null): Promise<boolean> => {
    if (result === null) {
      await queue.giveUp(work, lease, 'there is nothing to show any more', clock.now());
      return true;
    }
    // Whoever removed what we wrote there does not want it back.
    const sent =
      'sent' in result
        ? result.sent
        : work.ref !== null && 'gone' in result && result.gone === 'message'
          ? work.ref
          : null;
    if (sent !== null) {
      const { told } = await queue.sent(work, lease, sent, clock.now());
      if (told !== null) news.told(told);
      news.arrived(work);
      return true;
    }
    if ('retry' in result && work.attempts < attemptsAtMost) {
      record('retry', 0);
      if (work.attempts === attemptsInSilence) await news.late(work);
      await later(work, lease, result.retry, result.after_ms);
      return false;
    }
    const reason = 'retry' in result ? result.retry : 'reason' in result ? result.reason : 'message deleted';
    log.warn(
      { channel: channel.name, message_id: work.relay.message_id, part: work.part, reason },
      'words could not be delivered: nobody can read them there',
    );
    if (work.part === 'thread' && (await news.displaced(work, reason))) {
      await later(work, lease, reason, null);
      return false;
    }
    await giveUp(work, lease, reason);
    return true;
  };

  const deliver = async (work: RelayWork, lease: string): Promise<boolean> => {
    const began = clock.now().getTime();
    const result = await send(work);
    if (result && 'sent' in result) record('sent', Math.max(0, clock.now().getTime() - began) / 1000);
    return await settle(work, lease, result);
  };

  const claim = async (conversation: ConversationId | null, limit: number): Promise<readonly Held[]> => {
    const now = clock.now();
    const lease = token();
    const until = new Date(now.getTime() + messageLeaseMs);
    const work = await queue.claim({ channel: channel.name, conversation, limit, token: lease, now, until });
    return work.map((one) => ({ work: one, lease }));
  };

  /** Everything that waits for one conversation, one after the other. */
  const run = async (conversation: ConversationId, first: Held | null): Promise<void> => {
    const turn: Turn = { again: first === null, found: first };
    busy.set(conversation, turn);
    const next = async (): Promise<Held | null> => {
      while (turn.again || turn.found) {
        const { found } = turn;
        turn.found = null;
        if (found) return found;
        turn.again = false;
        const [claimed] = await claim(conversation, 1);
        if (claimed) return claimed;
      }
      return null;
    };
    try {
      for (let held = await next(); held; held = await next()) {
        if (await deliver(held.work, held.lease)) turn.again = true;
      }
    } finally {
      busy.delete(conversation);
    }
    // Asked for between the last look and now.
    if (turn.again || turn.found) track(run(conversation, turn.found));
  };

  const track = (work: Promise<void>): void => {
    const watched = work
      // The lease runs out and the words are claimed again: nothing is lost, but somebody should know.
      .catch((error: unknown) => log.error({ channel: channel.name, err: error }, 'relaying was interrupted'))
      .finally(() => underWay.delete(watched));
    underWay.add(watched);
  };

  const wake = (conversation: ConversationId): void => {
    const turn = busy.get(conversation);
    if (turn) turn.again = true;
    else track(run(conversation, null));
  };

  return {
    /** Something waits for this conversation. */
    wake,
    /** Whatever is due and in nobody's hands: a retry, or the rest of a replica that died. */
    sweep: async (): Promise<void> => {
      for (const held of await claim(null, batch)) {
        const { conversation } = held.work;
        const turn = busy.get(conversation);
        // Found between two of those that are being sent there: it is the next of them.
        if (turn) turn.found = held;
        else track(run(conversation, held));
      }
    },
    idle: async (): Promise<void> => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};
export type RelaySender = ReturnType<typeof createRelaySender>;
