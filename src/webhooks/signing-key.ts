import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

/** An ed25519 key: what v1a signs with. */
export interface SigningKey {
  /** 32 bytes, from which everything else follows. */
  readonly seed: Uint8Array;
  /** `whpk_` and base64: what receivers verify with. It is no secret. */
  readonly publicKey: string;
}

/** Bytes. RFC 8032, 5.1.5. */
export const seedLength = 32;
/** RFC 8410, 7: what stands before the seed in PKCS#8, and before the public key in SPKI. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiLength = 12;

const prefix = 'whsk_';
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });

const publicBytes = (seed: Uint8Array): Buffer =>
  createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(spkiLength);

export const signingKeyOf = (seed: Uint8Array): SigningKey => ({
  seed,
  publicKey: `whpk_${publicBytes(seed).toString('base64')}`,
});

/**
 * `whsk_` and the base64 of the seed, or of the seed and its public key (Standard Webhooks 1.0.0, "Signature
 * scheme"); `null` for anything else, a public key that is not the seed's included.
 */
export const parseSigningKey = (text: string): SigningKey | null => {
  if (!text.startsWith(prefix) || !base64.test(text.slice(prefix.length))) return null;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64');
  if (bytes.length !== seedLength && bytes.length !== 2 * seedLength) return null;
  const seed = bytes.subarray(0, seedLength);
  const given = bytes.subarray(seedLength);
  return given.length === 0 || given.equals(publicBytes(seed)) ? signingKeyOf(seed) : null;
};

/** The signature of v1a, in base64. */
export const signWith = (seed: Uint8Array, text: string): string =>
  sign(null, Buffer.from(text), privateKey(seed)).toString('base64');
