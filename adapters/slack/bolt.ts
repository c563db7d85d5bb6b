import type { ServerResponse } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import type { AnyMiddlewareArgs, ReceiverEvent } from '@slack/bolt';
import { causeOf, sdkLogger } from './log.ts';
import type { Log } from './log.ts';
import type { Reply } from './handle.ts';
import { endpoint } from './verify.ts';

export interface BoltOptions {
  readonly log: Log;
  readonly now: () => number;
  /** Decides and commits, and says what the acknowledgement holds; rejects where nothing may be acknowledged. */
  readonly handle: (body: unknown) => Promise<Reply>;
}

/** After how long Slack has given up waiting. */
const deadlineMs = 3001;

/**
 * Bolt as the one who reads and acknowledges what the door let in; everything it would do beyond that (ask who the bot is
 * with every request, keep conversations in memory, look for a listener) is off.
 */
export function createBolt({ log, now, handle }: BoltOptions): HTTPReceiver['requestListener'] {
  const logger = sdkLogger(log, now);
  const receiver = new HTTPReceiver({
    // The door has: see verify.ts.
    signatureVerification: false,
    signingSecret: '',
    endpoints: endpoint,
    logger,
    // Events too are acknowledged after the commit: without it they are before any handler runs.
    processBeforeResponse: true,
    processEventErrorHandler: ({ error, response }) => {
      log.error(
        { channel: 'slack', ...causeOf(error) },
        'slack: a request could not be handled; Slack sends it again',
      );
      if (!response.headersSent) unavailable(response);
      // Ends Bolt's own waiting for an acknowledgement.
      return Promise.resolve(true);
    },
    unhandledRequestHandler: ({ response }) => {
      log.warn({ channel: 'slack' }, 'slack: a request was not handled in time');
      if (!response.headersSent) unavailable(response);
    },
    unhandledRequestTimeoutMillis: deadlineMs,
  });
  const app = new KnowingApp({
    receiver,
    logger,
    authorize: () => Promise.resolve({}),
    ignoreSelf: false,
    convoStore: false,
    attachFunctionToken: false,
  });
  app.use(async (args) => {
    const reply = await handle(args.body);
    await acknowledgeOf(args)?.(reply);
  });
  // The default handler logs whatever the error holds; and one that does not reject would acknowledge a loss.
  app.error((error) => Promise.reject(error));
  return receiver.requestListener;
}

/** Events have none: Bolt has kept theirs before, and sends it when the handler is done. */
const acknowledgeOf = (args: AnyMiddlewareArgs): ((reply: Reply) => Promise<void>) | undefined =>
  (args as { ack?: (reply: Reply) => Promise<void> }).ack;

/** Acknowledges what Bolt has no name for (`app_rate_limited`, an empty object) instead of leaving it to the deadline. */
class KnowingApp extends App {
  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { body } = event;
    const named = ['event', 'command', 'actions', 'name'].some((field) => body[field] !== undefined);
    if (!named && !namedTypes.includes(body['type'])) return event.ack();
    return super.processEvent(event);
  }
}
const namedTypes: readonly unknown[] = ['shortcut', 'message_action', 'view_submission', 'view_closed'];

function unavailable(response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '5', 'content-length': 0 });
  response.end();
}
