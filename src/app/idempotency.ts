/** A request under an `Idempotency-Key`. */
export interface KeyedRequest {
  readonly caller: string;
  readonly key: string;
  /** Over method, path and body: the same for the same request only. */
  readonly request_hash: string;
}

/** An answer as it was given, sealed: it may hold a secret that is shown once. */
export interface KeptAnswer {
  readonly status: number;
  readonly sealed: string;
}

export type Begun =
  /** Nobody asked this before: carry it out, then `finish` or `abandon` it with this lease. */
  | { readonly begun: 'new' }
  | { readonly begun: 'done'; readonly answer: KeptAnswer }
  | { readonly begun: 'in_progress' }
  /** The key stands for another request. */
  | { readonly begun: 'reused' };

/** Remembers the answers to keyed requests. A lease that ran out lets the same request begin anew. */
export interface IdempotencyStore {
  begin(
    request: KeyedRequest,
    time: { readonly now: Date; readonly lease_until: Date; readonly forgotten_before: Date },
  ): Promise<Begun>;
  finish(request: KeyedRequest, lease_until: Date, answer: KeptAnswer): Promise<void>;
  abandon(request: KeyedRequest, lease_until: Date): Promise<void>;
  /** Removes what is older, at most so many; resolves with how many. */
  forget(before: Date, limit: number): Promise<number>;
}
