import { parseSessionId } from '../../../ids.ts';
import type { Escalations, RestSessions } from '../../rest.ts';
import type { UseCasesOf } from '../use-cases.ts';

/** Other people's sessions, looked at and closed. */
export const sessionCases = (
  sessions: Pick<RestSessions, 'list' | 'get' | 'command'>,
  escalations: Pick<Escalations, 'list'>,
): UseCasesOf<'sessions list' | 'sessions show' | 'sessions close' | 'escalations list'> => ({
  'sessions list': { run: async (query) => ({ ok: await sessions.list(query) }) },
  'sessions show': {
    run: async ({ id }) => {
      const known = parseSessionId(id);
      const view = known && (await sessions.get(known));
      return view ? { ok: view } : { refused: 'not_found' };
    },
  },
  'sessions close': {
    run: async ({ id, seen }) => {
      const known = parseSessionId(id);
      const outcome = known && (await sessions.command(known, { type: 'cancel' }, seen));
      if (!outcome) return { refused: 'not_found' };
      return 'done' in outcome ? { ok: outcome.done } : outcome;
    },
    target: ({ id }) => id,
    before: async ({ id }) => {
      const known = parseSessionId(id);
      const view = known && (await sessions.get(known));
      return view && { status: view.session.phase.name };
    },
    after: ({ session }) => ({ status: session.phase.name }),
  },
  'escalations list': { run: async (query) => ({ ok: await escalations.list(query) }) },
});
