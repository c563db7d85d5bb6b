import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBolt } from './bolt.ts';
import type { Reply } from './handle.ts';
import { causeOf, sdkLogger } from './log.ts';
import type { Log } from './log.ts';
import { answer, answerToBody, readBody, refusedByHead } from './verify.ts';

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

const notSigned =
  'slack: a request was not signed with SLACK_SIGNING_SECRET: it is of another app, or somebody pretends to be Slack';

export function createDoor({ signingSecret, log, now, answered }: DoorOptions): Door {
  let serve: Listener | null = null;
  // A flood of forged requests is a line a minute.
  const aMinuteApart = sdkLogger(log, now);
  return {
    open: (handle) => {
      serve = createBolt({ log, now, handle });
    },
    close: () => {
      serve = null;
    },
    listener(req, res) {
      const began = now();
      res.once('finish', () => answered(res.statusCode, now() - began));
      const serving = serve;
      const status = serving === null ? 503 : refusedByHead(req, { now });
      if (status !== null || serving === null) return answer(res, status ?? 503);
      readBody(req).then(
        (body) => {
          if (body === null) return answer(res, 413);
          const read = Object.assign(req, { rawBody: body });
          const here = answerToBody(read, { signingSecret, now });
          if (here === 401) aMinuteApart.warn(notSigned);
          return here === null ? serving(read, res) : answer(res, here);
        },
        (error: unknown) => log.debug({ channel: 'slack', ...causeOf(error) }, 'slack: a request broke off'),
      );
    },
  };
}
