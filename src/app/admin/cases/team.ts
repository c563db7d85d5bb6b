import type { FieldError } from '../../../engine/command.ts';
import { parsePersonId } from '../../../ids.ts';
import { scopes as allScopes } from '../../api-keys.ts';
import type { ApiKeys, Scope } from '../../api-keys.ts';
import type { Clock } from '../../ports.ts';
import type { RoleBook, RoleStore } from '../role-store.ts';
import type { UseCasesOf } from '../use-cases.ts';
import { roles as allRoles } from '../verbs.ts';

const keyNameLimit = 80;

const invalid = (
  path: string,
  message: string,
  code: 'invalid' | 'unknown' = 'invalid',
): { readonly invalid: readonly FieldError[] } => ({
  invalid: [{ path, code, message: `${path} ${message}` }],
});

/** Who may do what: people by their roles, programs by their keys. */
export const teamCases = (parts: {
  readonly roles: RoleStore;
  readonly book: RoleBook;
  readonly keys: ApiKeys;
  readonly clock: Clock;
  readonly newKey: () => { readonly key_id: string; readonly key: string; readonly hash: string };
}): UseCasesOf<'roles list' | 'roles set' | 'roles remove' | 'keys list' | 'keys add' | 'keys revoke'> => {
  const { roles, book, keys, clock, newKey } = parts;

  const roleNow = async ({ person }: { readonly person: string }): Promise<unknown> => {
    const id = parsePersonId(person);
    return id && { role: await book.roleOf(id) };
  };

  return {
    'roles list': { run: async () => ({ ok: await book.list() }) },
    'roles set': {
      run: async ({ person, role, name }, actor) => {
        const id = parsePersonId(person);
        const wanted = allRoles.find((one) => one === role);
        if (id === null) return invalid('person', 'must be an id such as slack:T…:U… or discord:….');
        if (wanted === undefined) return invalid('role', `must be one of ${allRoles.join(', ')}.`, 'unknown');
        if (book.isFixed(id)) return { refused: 'role_fixed' };
        const now = clock.now();
        const row = { person: id, name: name ?? null, granted_by: actor.id };
        if (wanted === 'user') {
          await roles.remove(id);
          return { ok: { ...row, role: 'user', updated_at: now.toISOString() } };
        }
        await roles.set({ ...row, role: wanted }, now);
        return { ok: { ...row, role: wanted, updated_at: now.toISOString() } };
      },
      target: ({ person }) => person,
      before: roleNow,
      after: ({ role }) => ({ role }),
    },
    'roles remove': {
      run: async ({ person }) => {
        const id = parsePersonId(person);
        if (id === null) return { refused: 'not_found' };
        if (book.isFixed(id)) return { refused: 'role_fixed' };
        return (await roles.remove(id)) ? { ok: { person: id } } : { refused: 'not_found' };
      },
      target: ({ person }) => person,
      before: roleNow,
      after: () => ({ role: 'user' }),
    },

    'keys list': { run: async () => ({ ok: await keys.list() }) },
    'keys add': {
      run: async ({ name, scopes }, actor) => {
        const called = name.trim();
        if (called === '' || called.length > keyNameLimit)
          return invalid('name', `must be 1 to ${keyNameLimit} characters long.`);
        const unknown = scopes.filter((scope) => !allScopes.some((one) => one === scope));
        if (scopes.length === 0 || unknown.length > 0)
          return invalid('scopes', `must be some of ${allScopes.join(', ')}.`, 'unknown');
        const granted: Scope[] = allScopes.filter((scope) => scopes.includes(scope));
        const { key_id, key, hash } = newKey();
        await keys.add({ key_id, name: called, scopes: granted }, hash, clock.now(), actor.id);
        return { ok: { key_id, name: called, scopes: granted, key } };
      },
      target: ({ name }, made) => made?.key_id ?? name,
      after: ({ name, scopes }) => ({ name, scopes }),
    },
    'keys revoke': {
      run: async ({ id }) =>
        (await keys.revoke(id, clock.now())) ? { ok: { key_id: id } } : { refused: 'not_found' },
      target: ({ id }) => id,
      before: async ({ id }) => {
        const known = (await keys.list()).find(({ key_id }) => key_id === id);
        return known === undefined ? null : { name: known.name, scopes: known.scopes };
      },
      after: () => ({ revoked: true }),
    },
  };
};
