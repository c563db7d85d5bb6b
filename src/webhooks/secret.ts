/** The bytes both signatures are made with. */
export type SecretBytes = Uint8Array;

/** What a secret may measure. Encoded: Standard Webhooks 1.0.0, "Signature scheme" (192 to 512 bits). */
export const secretLimits = {
  encoded: { min: 24, max: 64 },
  plain: { min: 8, max: 256 },
  /** What is generated: 256 bits, the size of the hash. */
  generated: 32,
} as const;

const prefix = 'whsec_';
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const loneSurrogate = /\p{Surrogate}/u;

/**
 * The bytes of a secret as a person writes it: `whsec_` and the base64 of 24–64 bytes, or plain text of 8–256
 * bytes, which stands for its UTF-8 bytes. Text that starts with `whsec_` is never taken as plain: a secret
 * that was copied badly would sign with bytes no receiver has.
 */
export const parseSecret = (
  text: string,
): { readonly bytes: SecretBytes } | { readonly invalid: 'not_base64' | 'length' | 'not_text' } => {
  if (text.startsWith(prefix)) {
    const encoded = text.slice(prefix.length);
    if (!base64.test(encoded)) return { invalid: 'not_base64' };
    const bytes = Buffer.from(encoded, 'base64');
    return within(bytes, secretLimits.encoded) ? { bytes } : { invalid: 'length' };
  }
  if (loneSurrogate.test(text)) return { invalid: 'not_text' };
  const bytes = Buffer.from(text, 'utf8');
  return within(bytes, secretLimits.plain) ? { bytes } : { invalid: 'length' };
};

const within = (bytes: SecretBytes, { min, max }: { readonly min: number; readonly max: number }): boolean =>
  bytes.length >= min && bytes.length <= max;

/** The form that every public `standardwebhooks` library takes, whatever form the secret was given in. */
export const formatSecret = (bytes: SecretBytes): string => prefix + Buffer.from(bytes).toString('base64');
