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

/** A key as it is listed; times are ISO 8601. */
export interface ApiKeyRecord extends ApiKey {
  /** A person, or `key:…`; `null` for those of earlier versions. */
  readonly created_by: string | null;
  readonly created_at: string;
  /** To the minute; `null`: never. */
  readonly last_used_at: string | null;
  readonly revoked_at: string | null;
}

/** Keys are known by the hex SHA-256 of what is sent; the key itself is kept nowhere. */
export interface ApiKeys {
  find(keyHash: string, now: Date): Promise<ApiKey | null>;
  add(key: ApiKey, keyHash: string, now: Date, createdBy?: string): Promise<void>;
  /** All of them, revoked ones too, the newest first. */
  list(): Promise<readonly ApiKeyRecord[]>;
  /** `false`: there is no such key, or it was revoked before. */
  revoke(keyId: string, now: Date): Promise<boolean>;
}
