import type { ClaimedEvent } from '../app/webhook-store.ts';
import type { WebhookAttempt } from '../app/webhooks.ts';
import { messageOf, meaningOf, type Telling } from './formats/message.ts';
import { payloadFor, type LinkTo } from './payload.ts';
import type { createPrepare } from './prepare.ts';
import type { Exchange, Sender } from './request.ts';
import type { DeliveryError } from './schedule.ts';
import type { SecretBytes } from './secret.ts';
import { bodySignature, signatureHeaders } from './sign.ts';

/** Says that somebody sent the event again by hand: a receiver that already has the `webhook-id` may skip it. */
const replayHeader = 'unstuck-replay';

/** Makes one attempt at one event. Never rejects: what cannot be sent is an exchange with an error too. */
export type Deliver = (event: ClaimedEvent, at: Date) => Promise<Exchange>;

export const createDeliver =
  ({
    prepare,
    sender,
    userAgent,
    linkTo,
    telling,
  }: {
    readonly prepare: ReturnType<typeof createPrepare>;
    readonly sender: Sender;
    readonly userAgent: string;
    readonly linkTo: LinkTo;
    readonly telling: Telling;
  }): Deliver =>
  async (event, at) => {
    const { webhook, event_id, replay_id } = event;
    const prepared = prepare(webhook, at);
    if ('error' in prepared) return unsent(at, prepared.error, prepared.detail);
    const { local, secrets, seeds, headers, mask } = prepared;
    const { url, body } =
      webhook.format === 'standard'
        ? { url: prepared.url, body: signedBody(event, linkTo, secrets[0]) }
        : messageOf(webhook.format, prepared.url, event, telling);
    const exchange = await sender.send({
      url,
      local,
      body,
      timeout_ms: webhook.timeout * 1000,
      headers: {
        'user-agent': userAgent,
        ...headers,
        'content-type': 'application/json',
        ...(replay_id !== null && { [replayHeader]: replay_id }),
        ...signatureHeaders({ id: event_id, at, body, secrets, seeds }),
      },
      mask,
    });
    return webhook.format === 'standard' ? exchange : { ...exchange, ...meaningOf(webhook.format, exchange) };
  };

/** The event with its signature at the end, written out once. */
const signedBody = (event: ClaimedEvent, linkTo: LinkTo, secret: SecretBytes): string => {
  const { payload, json } = payloadFor(event, linkTo);
  return `${json.slice(0, -1)},"signature":"${bodySignature(payload, secret)}"}`;
};

/** What is kept of an exchange. */
export const attemptOf = (exchange: Exchange, replayId: string | null): WebhookAttempt => ({
  at: exchange.at.toISOString(),
  duration_ms: exchange.duration_ms,
  response_status: exchange.response_status,
  error: exchange.error,
  detail: exchange.detail,
  response_headers: exchange.headers,
  response_body: exchange.body,
  response_truncated: exchange.truncated,
  replay_id: replayId,
});

export const brokenExchange = (at: Date): Exchange =>
  unsent(at, 'internal', 'The event could not be prepared; the log of Unstuck says more.');

const unsent = (at: Date, error: DeliveryError, detail: string): Exchange => ({
  at,
  duration_ms: 0,
  response_status: null,
  error,
  detail,
  headers: {},
  body: '',
  truncated: false,
  retry_after: null,
  rest_ms: 0,
});
