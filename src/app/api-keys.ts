/**
 * What a key may do: `sessions` starts and drives sessions and reads guides; `agents` also answers escalations;
 * `admin` may do everything.
 */
export const scopes = ['sessions', 'agents', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export interface ApiKey {
  readonly key_id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
}

/** Keys are known by the hex SHA-256 of what is sent; the key itself is kept nowhere. */
export interface ApiKeys {
  find(keyHash: string, now: Date): Promise<ApiKey | null>;
  add(key: ApiKey, keyHash: string, now: Date): Promise<void>;
  /** `false`: there is no such key, or it was revoked before. */
  revoke(keyId: string, now: Date): Promise<boolean>;
}
