import type { ChannelName } from '../../engine/command.ts';
import type { PersonId } from '../../ids.ts';
import type { Scope } from '../api-keys.ts';
import { roles, verbs } from './verbs.ts';
import type { Role, Verb, VerbName } from './verbs.ts';

/** Who asks for something, and from where. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly id: PersonId;
      readonly name: string | null;
      readonly role: Role;
      readonly origin: ChannelName;
    }
  | {
      readonly kind: 'key';
      /** `key:admin` for the key of the environment, else `key:` and the key's id. */
      readonly id: `key:${string}`;
      readonly name: string | null;
      readonly scopes: readonly Scope[];
      readonly origin: 'rest';
    };

/** Each scope with those that include it. */
const includedIn: Readonly<Record<Scope, readonly Scope[]>> = {
  sessions: ['sessions', 'agents', 'admin'],
  agents: ['agents', 'admin'],
  admin: ['admin'],
};

export const hasScope = (scopes: readonly Scope[], needed: Scope): boolean =>
  includedIn[needed].some((including) => scopes.includes(including));

const hasRole = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed);

/** The one check of who may administer what. */
export const mayDo = (actor: Actor, name: VerbName): boolean => {
  const { role, scope }: Verb = verbs[name];
  return actor.kind === 'person' ? hasRole(actor.role, role) : hasScope(actor.scopes, scope);
};
