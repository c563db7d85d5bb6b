import { isPayload, objectsAt, snowflakeAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { administrator } from './rights.ts';

export interface Asked {
  /** With its overwrites. */
  readonly channel: Payload;
  /** All of its server. */
  readonly roles: readonly Payload[];
  /** Whose rights are asked for. */
  readonly member: Payload;
  readonly user: string;
  readonly guild: string;
}

/**
 * What somebody may do in a channel: what their roles grant in the server, then what the channel takes and gives, to
 * everybody, to their roles, to them.
 *
 * @see https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function grantedIn({ channel, roles, member, user, guild }: Asked): bigint {
  const named = member['roles'];
  const own = Array.isArray(named) ? (named as readonly unknown[]) : [];
  const base = roles
    .filter(({ id }) => id === guild || own.includes(id))
    .reduce((sum, role) => sum | bitsAt(role, 'permissions'), 0n);
  if ((base & administrator) !== 0n) return base;
  const overwrites = objectsAt(channel, 'permission_overwrites');
  const levels = [
    overwrites.filter(({ id }) => id === guild),
    overwrites.filter(({ id }) => id !== guild && own.includes(id)),
    overwrites.filter(({ id }) => id === user),
  ];
  return levels.reduce((granted, level) => {
    const together = (name: 'allow' | 'deny'): bigint =>
      level.reduce((sum, one) => sum | bitsAt(one, name), 0n);
    return (granted & ~together('deny')) | together('allow');
  }, base);
}

function bitsAt(payload: Payload, name: string): bigint {
  const written = stringAt(payload, name) ?? '';
  return /^\d{1,30}$/.test(written) ? BigInt(written) : 0n;
}

/** Roles as Discord lists them. */
export const rolesIn = (body: unknown): readonly Payload[] =>
  Array.isArray(body) ? body.filter(isPayload).filter((role) => snowflakeAt(role, 'id') !== null) : [];
