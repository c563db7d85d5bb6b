import type { Page } from '../ports.ts';

/** One change: who made it, from where, and what was so before and after it. */
export interface AuditLine {
  readonly audit_id: string;
  readonly at: string;
  /** A person, or `key:…`. */
  readonly actor: string;
  readonly actor_name: string | null;
  /** The channel it was asked in, or `rest`. */
  readonly origin: string;
  readonly action: string;
  readonly target: string | null;
  readonly before: unknown;
  readonly after: unknown;
  /** `false`: it was begun, and nobody told how it ended. */
  readonly settled: boolean;
}

export interface AuditQuery {
  readonly actor: string | null;
  readonly action: string | null;
  readonly limit: number;
  readonly cursor: string | null;
}

/** What was changed by whom. Lines are written before the change, so that none is missing after a crash. */
export interface AuditLog {
  begin(line: Omit<AuditLine, 'after' | 'settled' | 'at'>, now: Date): Promise<void>;
  settle(id: string, told: { readonly target: string | null; readonly after: unknown }): Promise<void>;
  /** Nothing came of it. */
  drop(id: string): Promise<void>;
  /** The newest first. */
  list(query: AuditQuery): Promise<Page<AuditLine>>;
}

const secretNames = /secret|password|token|signing_key|^key$|authorization|private/i;
const hidden = '•••';

/** Anything that might be a secret by its name, hidden; what the audit log keeps. */
export const masked = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretNames.test(name) && typeof inner === 'string' ? hidden : masked(inner),
    ]),
  );
};
