import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBolt } from './bolt.ts';
import type { Reply } from './handle.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { readBody, refuse, refusedByBody, refusedByHead } from './verify.ts';

export type Listener = (req: IncomingMessage, res: ServerResponse) => void;

/** `POST /slack/events`: what is not Slack's is refused before it costs anything. */
export interface Door {
  readonly listener: Listener;
  /** From now on requests are handled; until then, and after `close`, they are answered with 503. */
  open(handle: (body: unknown) => Promise<Reply>): void;
  close(): void;
}

export interface DoorOptions {
  readonly signingSecret: string;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly answered: (status: number, ms: number) => void;
}

export function createDoor({ signingSecret, log, now, answered }: DoorOptions): Door {
  let serve: Listener | null = null;
  return {
    open: (handle) => {
      serve = createBolt({ signingSecret, log, now, handle });
    },
    close: () => {
      serve = null;
    },
    listener(req, res) {
      const began = now();
      res.once('finish', () => answered(res.statusCode, now() - began));
      const serving = serve;
      const status = serving === null ? 503 : refusedByHead(req, { now });
      if (status !== null || serving === null) return refuse(res, status ?? 503);
      readBody(req).then(
        (body) => {
          if (body === null) return refuse(res, 413);
          const read = Object.assign(req, { rawBody: body });
          const refused = refusedByBody(read, { signingSecret, now });
          return refused === null ? serving(read, res) : refuse(res, refused);
        },
        (error: unknown) => log.debug({ channel: 'slack', ...causeOf(error) }, 'slack: a request broke off'),
      );
    },
  };
}
