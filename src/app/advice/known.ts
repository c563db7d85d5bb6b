import type { Session } from '../../engine/session.ts';
import type { Private } from './port.ts';

/** What of a session must not leave, whatever it looks like: its person's name, and what they gave in confidence. */
export const knownOf = ({ user, chosen }: Pick<Session, 'user' | 'chosen'>): readonly Private[] => [
  ...(chosen?.secrets ?? []).flatMap((name) => {
    const value = chosen?.variables[name];
    return value === undefined ? [] : [{ kind: 'SECRET' as const, value: String(value) }];
  }),
  ...(user.name === null ? [] : [{ kind: 'NAME' as const, value: user.name }]),
];
