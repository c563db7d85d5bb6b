import type { Channel } from './app/channel.ts';
import type { Metrics } from './app/metrics.ts';
import type { Clock, MessageQueue, MessageRow, SessionStore } from './app/ports.ts';
import { fraction, token } from './chance.ts';
import type { ChannelName } from './engine/command.ts';
import { createSender } from './outbox/sender.ts';
import type { Sender, SenderLog, SenderParts } from './outbox/sender.ts';

/** One sender for each channel. */
export const createSenders = (
  parts: Pick<SenderParts, 'draw' | 'packed'> & {
    readonly channels: readonly Channel[];
    readonly queue: MessageQueue;
    readonly store: Pick<SessionStore, 'load'>;
    readonly clock: Clock;
    readonly log: SenderLog;
    readonly metrics: Pick<Metrics, 'message'> | null;
  },
) => {
  const { channels, queue, store, draw, packed, clock, log, metrics } = parts;
  const senders = new Map<ChannelName, Sender>(
    channels.map((channel) => [
      channel.name,
      createSender({
        queue,
        channel,
        load: async ({ session_id }) =>
          session_id === null ? null : ((await store.load(session_id))?.session ?? null),
        draw,
        packed,
        clock,
        random: fraction,
        token,
        log,
        record: (result, seconds) => metrics?.message(channel.name, result, seconds),
      }),
    ]),
  );
  return {
    senders,
    senderOf: ({ conversation }: MessageRow): Sender | undefined =>
      senders.get(conversation.slice(0, conversation.indexOf(':')) as ChannelName),
  };
};
