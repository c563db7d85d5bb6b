import type { PersonId, SessionId } from '../ids.ts';

/** How long a link waits to be used. */
export const linkMinutes = 10;

/** Links that carry a session to the web, and who came by them. */
export interface LinkStore {
  /** Keeps a digest of the token, and forgets the links that nobody used. */
  put(token: string, session: SessionId, now: Date, expires: Date): Promise<void>;
  /** Uses a link up, and lets the visitor in. `null`: there is none, it was used, or it is too old. */
  redeem(token: string, visitor: PersonId, now: Date): Promise<SessionId | null>;
  /** The sessions that a visitor continues, the latest last. */
  of(visitor: PersonId): Promise<readonly SessionId[]>;
}

export interface Links {
  /** An address that takes the session along: once, within `linkMinutes`. Whoever has it is its owner there. */
  offer(session: SessionId): Promise<string>;
  redeem(token: string, visitor: PersonId): Promise<SessionId | null>;
  of(visitor: PersonId): Promise<readonly SessionId[]>;
}

export const createLinks = (
  store: LinkStore,
  {
    clock,
    newToken,
    at,
  }: {
    readonly clock: { now(): Date };
    readonly newToken: () => string;
    readonly at: (token: string) => string;
  },
): Links => ({
  offer: async (session) => {
    const token = newToken();
    const now = clock.now();
    await store.put(token, session, now, new Date(now.getTime() + linkMinutes * 60_000));
    return at(token);
  },
  redeem: (token, visitor) => store.redeem(token, visitor, clock.now()),
  of: (visitor) => store.of(visitor),
});
