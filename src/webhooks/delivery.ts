import type { ClaimedEvent, Vault } from '../app/webhook-store.ts';
import type { WebhookAttempt } from '../app/webhooks.ts';
import type { Exchange, Sender } from './request.ts';
import type { DeliveryError } from './schedule.ts';
import { formatSecret, type SecretBytes } from './secret.ts';
import { messageOf, meaningOf, type Telling } from './formats/message.ts';
import { isSecretUrl, secretTextsOf } from './formats/platforms.ts';
import { bodySignature, signatureHeaders, type SignedPayload } from './sign.ts';
import { openHeaders, openSecret, openSeed, openUrl } from './sealed.ts';
import { payloadFor, type LinkTo } from './payload.ts';
import type { Targets } from './target.ts';

/** Says that somebody sent the event again by hand: a receiver that already has the `webhook-id` may skip it. */
const replayHeader = 'unstuck-replay';

/** Makes one attempt at one event. Never rejects: what cannot be sent is an exchange with an error too. */
export type Deliver = (event: ClaimedEvent, at: Date) => Promise<Exchange>;

export const createDeliver =
  ({
    targets,
    sender,
    vault,
    defaultSecret,
    userAgent,
    linkTo,
    telling,
  }: {
    readonly targets: Targets;
    readonly sender: Sender;
    readonly vault: Vault;
    readonly defaultSecret: SecretBytes | null;
    readonly userAgent: string;
    readonly linkTo: LinkTo;
    readonly telling: Telling;
  }): Deliver =>
  async (event, at) => {
    const { webhook } = event;
    const keys = readKeys(vault, webhook, defaultSecret, at);
    if ('error' in keys) return unsent(at, keys.error, keys.detail);
    // Judged anew: the rules may have become stricter since it was registered.
    const local = webhook.options.local === true;
    const judged = ((local ? targets.local : null) ?? targets).judgeUrl(keys.url);
    if ('refused' in judged) return unsent(at, judged.refused.code, judged.refused.message);
    const [newest] = keys.secrets;

    const { url, body } =
      webhook.format === 'standard'
        ? { url: judged.url, body: signedBody(payloadFor(event, linkTo), newest) }
        : messageOf(webhook.format, judged.url, event, telling);
    const exchange = await sender.send({
      url,
      local,
      body,
      timeout_ms: webhook.timeout * 1000,
      headers: {
        'user-agent': userAgent,
        ...keys.headers,
        'content-type': 'application/json',
        ...(event.replay_id === null ? {} : { [replayHeader]: event.replay_id }),
        ...signatureHeaders({ id: event.event_id, at, body, ...keys }),
      },
      secrets: [
        ...keys.secrets.flatMap(secretTexts),
        ...Object.values(keys.headers),
        ...(isSecretUrl(judged.url, webhook.format) ? secretTextsOf(url) : []),
      ],
    });
    return webhook.format === 'standard' ? exchange : { ...exchange, ...meaningOf(webhook.format, exchange) };
  };

const signedBody = (payload: SignedPayload, secret: SecretBytes): string =>
  JSON.stringify({ ...payload, signature: bodySignature(payload, secret) });

/** Everything secret that one request needs; the newest secret first. */
const readKeys = (
  vault: Vault,
  webhook: ClaimedEvent['webhook'],
  defaultSecret: SecretBytes | null,
  at: Date,
):
  | {
      readonly secrets: readonly [SecretBytes, ...SecretBytes[]];
      readonly seeds: readonly Uint8Array[];
      readonly headers: Readonly<Record<string, string>>;
      readonly url: string;
    }
  | { readonly error: DeliveryError; readonly detail: string } => {
  const { webhook_id, secret_encrypted, secret_previous, headers_encrypted, options } = webhook;
  try {
    const newest =
      secret_encrypted === null ? defaultSecret : openSecret(vault, webhook_id, secret_encrypted);
    if (newest === null) {
      return {
        error: 'no_secret',
        detail: 'WEBHOOK_SECRET is not set any more, and it has no secret of its own.',
      };
    }
    const previous = secret_previous
      .filter(({ until }) => new Date(until) > at)
      .map((replaced) => openSecret(vault, webhook_id, replaced.secret_encrypted));
    const headers = headers_encrypted === null ? {} : openHeaders(vault, webhook_id, headers_encrypted);
    return {
      url: webhook.url_encrypted === null ? webhook.url : openUrl(vault, webhook_id, webhook.url_encrypted),
      secrets: [newest, ...previous],
      seeds: (options.signing_keys ?? [])
        .filter(({ until }) => until === null || new Date(until) > at)
        .map(({ seed_encrypted }) => openSeed(vault, webhook_id, seed_encrypted)),
      headers: Object.fromEntries(
        Object.entries(headers)
          .map(([name, value]) => [name.toLowerCase(), value] as const)
          // It says application/json, as ours does.
          .filter(([name]) => name !== 'content-type'),
      ),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { error: 'unreadable_secret', detail: `Was ENCRYPTION_KEY changed? ${reason}` };
  }
};

const secretTexts = (secret: SecretBytes): readonly string[] => {
  const encoded = formatSecret(secret);
  const forms = [encoded, encoded.slice(encoded.indexOf('_') + 1)];
  const text = Buffer.from(secret).toString('utf8');
  return Buffer.from(text).equals(secret) ? [...forms, text] : forms;
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
