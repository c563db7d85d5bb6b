import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answered } from './answering.ts';
import type { InteractionArrival } from './arrival.ts';
import type { Background } from './background.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { parseInteraction } from './parse.ts';
import { isSigned, publicKeyOf, readBody, refuse, signedHead } from './verify.ts';

export interface EndpointOptions {
  readonly publicKey: string;
  readonly log: Log;
  readonly now: () => number;
  readonly background: Background;
  readonly answer: (arrival: InteractionArrival) => Promise<Answered | null>;
}

/**
 * Serves `POST /discord/interactions`: the answer to an interaction is the answer to its request.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#receiving-an-interaction
 */
export function createEndpoint({ publicKey, log, now, background, answer }: EndpointOptions) {
  const key = publicKeyOf(publicKey);

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const signed = signedHead(req, now());
    if (typeof signed === 'number') return refuse(res, signed);
    const body = await readBody(req).catch((error: unknown) => {
      log.debug(causeOf(error), 'discord: a request broke off');
      return 'broken' as const;
    });
    if (body === 'broken') return;
    if (body === null) return refuse(res, 413);
    if (!isSigned(key, signed, body)) return refuse(res, 401);
    const answered = await answer(parseInteraction(jsonOf(body)));
    if (answered === null) return refuse(res, 400);
    const text = JSON.stringify(answered.reply);
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    res.end(text);
    if (answered.after !== null) background.run('a late answer', answered.after);
  }

  return (req: IncomingMessage, res: ServerResponse): void => {
    serve(req, res).catch((error: unknown) => {
      // Not acknowledged: Discord tells by itself that it did not work, and it can be pressed again.
      log.error(causeOf(error), 'discord: an interaction could not be handled');
      if (!res.headersSent) refuse(res, 503);
    });
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
