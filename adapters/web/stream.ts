import { PassThrough } from 'node:stream';
import { limits } from './limits.ts';
import type { LiveEvent } from './protocol.ts';
import type { Visitor } from './visitors.ts';

/**
 * The open streams of server-sent events. A stream that cannot keep up is ended: the page connects again by
 * itself and begins with a snapshot, so nothing has to be kept for it.
 */
export interface Streams {
  /** `null` where the visitor has as many open already as one person needs. */
  open(visitor: Visitor, first: LiveEvent): PassThrough | null;
  ping(): void;
  /** Ends them all, and those that are opened later as soon as they said the first thing. */
  end(): void;
}

export const createStreams = (): Streams => {
  const open = new Set<PassThrough>();
  const state = { ended: false };

  const write = (stream: PassThrough, event: LiveEvent): void => {
    stream.write(frame(event));
    if (stream.writableLength > limits.streamBacklogBytes) stream.destroy();
  };

  return {
    open: (visitor, first) => {
      if (visitor.listeners.size >= limits.streamsPerVisitor) return null;
      const stream = new PassThrough();
      const listener = (event: LiveEvent): void => write(stream, event);
      open.add(stream);
      visitor.listeners.add(listener);
      stream.once('close', () => {
        open.delete(stream);
        visitor.listeners.delete(listener);
      });
      write(stream, first);
      // Asked for before the server began to close, and answered after: it would hold the server back.
      if (state.ended) stream.end();
      return stream;
    },
    ping: () => {
      for (const stream of open) write(stream, { name: 'ping', data: {} });
    },
    end: () => {
      state.ended = true;
      for (const stream of open) stream.end();
    },
  };
};

/** HTML, "Server-sent events": JSON has no line breaks of its own, so one `data` line is enough. */
const frame = ({ name, data }: LiveEvent): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
