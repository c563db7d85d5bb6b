import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts what must not be readable in the database. */
export interface Vault {
  /** `context` names the place of the secret (`webhook/wh_123/secret`): sealed there, it opens nowhere else. */
  seal(plain: string, context: string): string;
  /** @throws {VaultError} when it was sealed with another key or for another context, or was changed since */
  open(sealed: string, context: string): string;
}

export class VaultError extends Error {
  override readonly name = 'VaultError';
}

export const VAULT_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** `v1.` and base64url of nonce, tag and ciphertext. Another way of sealing would be `v2`. */
const VERSION = 'v1.';

/**
 * AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D allows 2^32 of them for one key), the context as
 * additional data.
 */
export function createVault(key: Buffer, random: (bytes: number) => Buffer = randomBytes): Vault {
  if (key.length !== VAULT_KEY_BYTES) throw new VaultError(`a vault's key has ${VAULT_KEY_BYTES} bytes`);

  return {
    seal: (plain, context) => {
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context, 'utf8'));
      const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url');
    },
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      if (!sealed.startsWith(VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES) {
        throw new VaultError(`the secret of ${context} is not in a format this version knows`);
      }
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const plain = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(plain).toString('utf8');
      } catch (error) {
        throw new VaultError(
          `the secret of ${context} does not open with this ENCRYPTION_KEY: it was sealed with another one, or changed`,
          { cause: error },
        );
      }
    },
  };
}
