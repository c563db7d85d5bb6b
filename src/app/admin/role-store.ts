import type { PersonId } from '../../ids.ts';
import type { Role } from './verbs.ts';

export interface RoleRow {
  readonly person: PersonId;
  readonly role: Exclude<Role, 'user'>;
  readonly name: string | null;
  /** Who gave it: a person, `key:…`, or `ADMIN_USERS`. */
  readonly granted_by: string;
  /** `null` where the environment gives it. */
  readonly updated_at: string | null;
}

/** Who is more than a user. */
export interface RoleStore {
  find(person: PersonId): Promise<RoleRow['role'] | null>;
  /** Admins first, then by person. */
  list(): Promise<readonly RoleRow[]>;
  set(row: Omit<RoleRow, 'updated_at'>, now: Date): Promise<void>;
  /** `false`: there was none. */
  remove(person: PersonId): Promise<boolean>;
}

/** Roles, those of the environment included: they cannot be taken away from within. */
export interface RoleBook {
  roleOf(person: PersonId): Promise<Role>;
  /** Whether they may act on hand-offs wherever they are. */
  mayWork(person: PersonId): Promise<boolean>;
  list(): Promise<readonly RoleRow[]>;
  isFixed(person: PersonId): boolean;
  hasAdmin(): Promise<boolean>;
}

/** How the list names who gave a role that cannot be taken away in chat. */
const fixedBy = 'ADMIN_USERS';

/** @param letIn admins by another door, for a while: the playground's */
export const createRoleBook = (
  store: RoleStore,
  adminUsers: readonly PersonId[],
  letIn: (person: PersonId) => boolean = () => false,
): RoleBook => {
  const fixed = new Set(adminUsers);
  const roleOf = async (person: PersonId): Promise<Role> =>
    fixed.has(person) || letIn(person) ? 'admin' : ((await store.find(person)) ?? 'user');
  const list = async (): Promise<readonly RoleRow[]> => [
    ...adminUsers.map((person): RoleRow => ({
      person,
      role: 'admin',
      name: null,
      granted_by: fixedBy,
      updated_at: null,
    })),
    ...(await store.list()).filter(({ person }) => !fixed.has(person)),
  ];
  return {
    roleOf,
    mayWork: async (person) => (await roleOf(person)) !== 'user',
    list,
    isFixed: (person) => fixed.has(person),
    hasAdmin: async () => (await list()).some(({ role }) => role === 'admin'),
  };
};
