import type { Vault } from '../app/webhook-store.ts';
import type { SecretBytes } from './secret.ts';

/** What is kept of a webhook under lock: its secrets, the values of its headers, some addresses. */

export const sealSecret = (vault: Vault, webhookId: string, secret: SecretBytes): string =>
  vault.seal(Buffer.from(secret).toString('base64'), secretContext(webhookId));

export const openSecret = (vault: Vault, webhookId: string, sealed: string): SecretBytes =>
  Buffer.from(vault.open(sealed, secretContext(webhookId)), 'base64');

export const sealHeaders = (
  vault: Vault,
  webhookId: string,
  headers: Readonly<Record<string, string>>,
): string | null =>
  Object.keys(headers).length === 0 ? null : vault.seal(JSON.stringify(headers), headersContext(webhookId));

export const openHeaders = (
  vault: Vault,
  webhookId: string,
  sealed: string,
): Readonly<Record<string, string>> =>
  JSON.parse(vault.open(sealed, headersContext(webhookId))) as Record<string, string>;

/** The seed of an ed25519 key. */
export const sealSeed = (vault: Vault, webhookId: string, seed: Uint8Array): string =>
  vault.seal(Buffer.from(seed).toString('base64'), seedContext(webhookId));

export const openSeed = (vault: Vault, webhookId: string, sealed: string): Uint8Array =>
  Buffer.from(vault.open(sealed, seedContext(webhookId)), 'base64');

/** An address that is a secret. */
export const sealUrl = (vault: Vault, webhookId: string, url: string): string =>
  vault.seal(url, urlContext(webhookId));

export const openUrl = (vault: Vault, webhookId: string, sealed: string): string =>
  vault.open(sealed, urlContext(webhookId));

const secretContext = (webhookId: string): string => `support_webhooks/${webhookId}/secret`;
const seedContext = (webhookId: string): string => `support_webhooks/${webhookId}/signing_key`;
const urlContext = (webhookId: string): string => `support_webhooks/${webhookId}/url`;
const headersContext = (webhookId: string): string => `support_webhooks/${webhookId}/headers`;
