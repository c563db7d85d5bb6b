import type { User } from '../../engine/command.ts';
import type { Clock } from '../ports.ts';
import type { AuditLog } from './audit.ts';
import type { RoleBook, RoleStore } from './role-store.ts';

/** How long the code on the terminal serves, and how often it may be typed wrongly. */
export const claimLimits = { minutes: 15, tries: 5 } as const;

/** The code that makes the first admin. Only its hash is kept. */
export interface ClaimStore {
  /** Takes the place of the one before it. */
  put(codeHash: string, triesLeft: number, expiresAt: Date): Promise<void>;
  /** Uses up a try, and the code with it where it is the right one; `none`: there is no code that serves. */
  try(codeHash: string, now: Date): Promise<'right' | 'wrong' | 'none'>;
}

export type Claimed = { readonly ok: true } | { readonly refused: 'claim_wrong' | 'claim_none' };

export interface Claims {
  /** A new code while nobody is an admin; `null` once somebody is. For the terminal alone: it is never logged. */
  offer(): Promise<string | null>;
  claim(user: User, origin: string, code: string): Promise<Claimed>;
}

/** Typed from a terminal on a phone: letters and digits that look like no others. */
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

export const createClaims = (parts: {
  readonly store: ClaimStore;
  readonly roles: RoleStore;
  readonly book: RoleBook;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly bytes: (size: number) => Uint8Array;
  readonly hash: (text: string) => string;
  readonly newAuditId: () => string;
}): Claims => {
  const { store, roles, book, audit, clock, bytes, hash, newAuditId } = parts;

  // Five guesses at 31^8 codes.
  const newCode = (): string => {
    const letters = [...bytes(8)].map((byte) => alphabet[byte % alphabet.length]);
    return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
  };
  const read = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');

  return {
    async offer() {
      if (await book.hasAdmin()) return null;
      const code = newCode();
      const until = new Date(clock.now().getTime() + claimLimits.minutes * 60_000);
      await store.put(hash(read(code)), claimLimits.tries, until);
      return code;
    },

    async claim({ id, name }, origin, code) {
      const now = clock.now();
      const answer = await store.try(hash(read(code)), now);
      if (answer !== 'right') return { refused: answer === 'wrong' ? 'claim_wrong' : 'claim_none' };
      const audit_id = newAuditId();
      await audit.begin(
        { audit_id, actor: id, actor_name: name, origin, action: 'admin_claimed', target: id, before: null },
        now,
      );
      await roles.set({ person: id, role: 'admin', name, granted_by: 'terminal' }, now);
      await audit.settle(audit_id, { target: id, after: { role: 'admin' } });
      return { ok: true };
    },
  };
};
