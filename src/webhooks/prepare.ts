import type { ClaimedEvent, Vault } from '../app/webhook-store.ts';
import { isSecretUrl, secretTextsOf } from './formats/platforms.ts';
import { createMask, type Mask } from './mask.ts';
import type { DeliveryError } from './schedule.ts';
import { openHeaders, openSecret, openSeed, openUrl } from './sealed.ts';
import { formatSecret, type SecretBytes } from './secret.ts';
import type { Targets } from './target.ts';

type ClaimedWebhook = ClaimedEvent['webhook'];

/** Everything that the requests to one webhook have in common. */
export interface Prepared {
  readonly url: URL;
  /** It was registered as local: this machine is open to it, where that is allowed at all. */
  readonly local: boolean;
  /** The newest first. */
  readonly secrets: readonly [SecretBytes, ...SecretBytes[]];
  readonly seeds: readonly Uint8Array[];
  /** Those it was registered with, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Takes all of its secrets out of what is kept. */
  readonly mask: Mask;
}
export type Unprepared = { readonly error: DeliveryError; readonly detail: string };

/**
 * Opens what is sealed and judges the address, once for all events of a claim. The address is judged anew with every
 * claim, as the rules may have become stricter since it was registered, and at every connection.
 */
export const createPrepare = ({
  targets,
  vault,
  defaultSecret,
}: {
  readonly targets: Targets;
  readonly vault: Vault;
  readonly defaultSecret: SecretBytes | null;
}): ((webhook: ClaimedWebhook, at: Date) => Prepared | Unprepared) => {
  const prepare = (webhook: ClaimedWebhook, at: Date): Prepared | Unprepared => {
    const keys = readKeys(vault, webhook, defaultSecret, at);
    if ('error' in keys) return keys;
    const local = webhook.options.local === true;
    const judged = ((local ? targets.local : null) ?? targets).judgeUrl(keys.address);
    if ('refused' in judged) return { error: judged.refused.code, detail: judged.refused.message };
    const { url } = judged;
    const { secrets, seeds, headers } = keys;
    const texts = [
      ...secrets.flatMap(secretTexts),
      ...Object.values(headers),
      ...(isSecretUrl(url, webhook.format) ? secretTextsOf(url) : []),
    ];
    return { url, local, secrets, seeds, headers, mask: createMask(texts) };
  };

  // The events of one claim share their webhook.
  const prepared = new WeakMap<ClaimedWebhook, Prepared | Unprepared>();
  return (webhook, at) => {
    const known = prepared.get(webhook);
    if (known !== undefined) return known;
    const made = prepare(webhook, at);
    prepared.set(webhook, made);
    return made;
  };
};

interface Keys extends Pick<Prepared, 'secrets' | 'seeds' | 'headers'> {
  readonly address: string;
}

const readKeys = (
  vault: Vault,
  webhook: ClaimedWebhook,
  defaultSecret: SecretBytes | null,
  at: Date,
): Keys | Unprepared => {
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
      address:
        webhook.url_encrypted === null ? webhook.url : openUrl(vault, webhook_id, webhook.url_encrypted),
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
