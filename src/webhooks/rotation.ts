import type { KeptSigningKey, Vault, WebhookRow } from '../app/webhook-store.ts';
import { sealSecret, sealSeed } from './sealed.ts';
import type { SecretBytes } from './secret.ts';
import { seedLength, signingKeyOf, type SigningKey } from './signing-key.ts';

/** Replaced secrets that sign at the same time: each makes the header longer. */
const mostPrevious = 10;
const hour = 3_600_000;

/** A new secret or key, and what becomes of those before: they go on signing for the overlap, each until its own end. */
export interface Rotation {
  /** The keys with this one first; `null`: none any more. */
  keysAfter(
    row: WebhookRow,
    asked: SigningKey | 'generate' | null,
    overlapHours: number,
    now: Date,
  ): readonly KeptSigningKey[] | undefined;
  /** The row with a new secret, and a new key where it has one. */
  rotated(row: WebhookRow, secret: SecretBytes, overlapHours: number, now: Date): WebhookRow;
}

export const createRotation = ({
  vault,
  randomBytes,
  defaultSecret,
}: {
  readonly vault: Vault;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly defaultSecret: SecretBytes | null;
}): Rotation => {
  const keysAfter: Rotation['keysAfter'] = (row, asked, overlapHours, now) => {
    if (asked === null) return undefined;
    const { seed, publicKey } = asked === 'generate' ? signingKeyOf(randomBytes(seedLength)) : asked;
    const until = endOf(overlapHours, now);
    const kept = stillWanted(overlapHours, row.options.signing_keys ?? [])
      .map((key) => ({ ...key, until: key.until ?? until }))
      .filter((key) => key.public_key !== publicKey && new Date(key.until) > now);
    const seed_encrypted = sealSeed(vault, row.webhook_id, seed);
    return [{ seed_encrypted, public_key: publicKey, until: null }, ...kept.slice(0, mostPrevious)];
  };

  return {
    keysAfter,
    rotated: (row, secret, overlapHours, now) => {
      const replaced =
        row.secret_encrypted ??
        (defaultSecret === null ? null : sealSecret(vault, row.webhook_id, defaultSecret));
      const before = [
        ...(replaced === null ? [] : [{ secret_encrypted: replaced, until: endOf(overlapHours, now) }]),
        ...row.secret_previous,
      ];
      return {
        ...row,
        secret_encrypted: sealSecret(vault, row.webhook_id, secret),
        secret_previous: stillWanted(overlapHours, before)
          .filter(({ until }) => new Date(until) > now)
          .slice(0, mostPrevious),
        options:
          row.options.signing_keys === undefined
            ? row.options
            : { ...row.options, signing_keys: keysAfter(row, 'generate', overlapHours, now) },
        updated_at: now,
      };
    },
  };
};

const endOf = (overlapHours: number, now: Date): string =>
  new Date(now.getTime() + overlapHours * hour).toISOString();

/** Without an overlap all of them end: whoever asks for that fears that somebody has them. */
const stillWanted = <T>(overlapHours: number, before: readonly T[]): readonly T[] =>
  overlapHours === 0 ? [] : before;
