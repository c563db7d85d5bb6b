import { parsePersonId } from '../../../ids.ts';
import type { PersonId } from '../../../ids.ts';
import type { Clock } from '../../ports.ts';
import type { RestSessions } from '../../rest.ts';
import type { Forgot, Privacy } from '../privacy.ts';
import type { UseCasesOf } from '../use-cases.ts';

/** People forgotten: by an admin, or because they ask for it. */
export const peopleCases = (parts: {
  readonly privacy: Privacy;
  readonly sessions: Pick<RestSessions, 'command'>;
  readonly clock: Clock;
}): UseCasesOf<'people erase' | 'people forget-me'> => {
  const { privacy, sessions, clock } = parts;

  const forget = async (person: PersonId): Promise<Forgot> => {
    for (const id of await privacy.open(person)) await sessions.command(id, { type: 'cancel' }, null);
    return await privacy.forget(person, clock.now());
  };

  return {
    'people erase': {
      run: async ({ person }) => {
        const id = parsePersonId(person);
        return id === null ? { refused: 'not_found' } : { ok: await forget(id) };
      },
      // By their new name: the old one must not stay in the log.
      target: (_asked, forgot) => forgot?.forgotten_as ?? null,
      after: ({ sessions: count }) => ({ sessions: count }),
    },
    'people forget-me': {
      run: async (_asked, actor) =>
        actor.kind === 'person' ? { ok: await forget(actor.id) } : { refused: 'not_found' },
      target: (_asked, forgot) => forgot?.forgotten_as ?? null,
      after: ({ sessions: count }) => ({ sessions: count }),
    },
  };
};
