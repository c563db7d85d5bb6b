import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answered } from './answering.ts';
import type { InteractionArrival } from './arrival.ts';
import type { Background } from './background.ts';
import { causeOf } from './log.ts';
import type { Log } from './log.ts';
import { parseInteraction } from './parse.ts';
import { pressIn, respondToPress } from './press-answer.ts';
import type { Redraws } from './redraws.ts';
import type { Reply } from './reply.ts';
import { isSigned, publicKeyOf, readBody, refuse, signedHead } from './verify.ts';

export interface EndpointOptions {
  readonly publicKey: string;
  readonly log: Log;
  readonly now: () => number;
  readonly background: Background;
  readonly answer: (arrival: InteractionArrival) => Promise<Answered | null>;
  readonly redraws: Redraws;
}

/**
 * Serves `POST /discord/interactions`: the answer to an interaction is the answer to its request.
 *
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding#receiving-an-interaction
 */
export function createEndpoint({ publicKey, log, now, background, answer, redraws }: EndpointOptions) {
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
    const arrival = parseInteraction(jsonOf(body));
    const press = pressIn(arrival, redraws);
    try {
      const answered = await answer(arrival);
      if (answered === null) return refuse(res, 400);
      await respondToPress(answered.reply, press, (reply) => respond(res, reply));
      if (answered.after !== null) background.run('a late answer', answered.after);
    } finally {
      press?.close();
    }
  }

  return (req: IncomingMessage, res: ServerResponse): void => {
    serve(req, res).catch((error: unknown) => {
      // Not acknowledged: Discord tells by itself that it did not work, and it can be pressed again.
      log.error(causeOf(error), 'discord: an interaction could not be handled');
      if (!res.headersSent) refuse(res, 503);
    });
  };
}

/**
 * Resolves with whether all of it left. Should it get lost on its way after that, Discord tells the presser that it did
 * not work, and the next press, made on what is shown there, draws the message as it stands.
 */
function respond(res: ServerResponse, reply: Reply): Promise<boolean> {
  if (res.headersSent || res.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    res.once('finish', () => resolve(true));
    res.once('close', () => resolve(false));
    const text = JSON.stringify(reply);
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    res.end(text);
  });
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
