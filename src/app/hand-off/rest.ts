import { placeOf } from '../../engine/hand-off.ts';
import type { Agent } from '../../engine/escalation.ts';
import { packOf } from '../../engine/pack.ts';
import type { Session } from '../../engine/session.ts';
import { idPrefixes } from '../../ids.ts';
import type { EscalationId, MessageId, PersonId, SessionId } from '../../ids.ts';
import type { Ground } from '../ports.ts';
import type { Escalations, RestEscalations } from '../rest.ts';
import { createSessionViews } from '../session-views.ts';
import type { Outcome } from '../sessions.ts';
import type { Crossing } from './crossing.ts';
import type { Deeds } from './deeds.ts';
import type { Relays } from './ports.ts';

interface By {
  readonly agent: Agent | null;
  readonly caller: PersonId;
}

/** Agents' work for other programs: the use cases of the chat, spoken to by ids. */
export const createRestEscalations = (
  ground: Ground,
  parts: {
    readonly escalations: Escalations;
    readonly deeds: Deeds;
    readonly crossing: Crossing;
    readonly relays: Relays;
  },
): RestEscalations => {
  const { store, ids } = ground;
  const { escalations, deeds, crossing, relays } = parts;
  const { view, outcome: viewOf } = createSessionViews(ground);

  const found = async (id: EscalationId) => {
    const row = await escalations.find(id);
    const loaded = row && (await store.load(row.session_id));
    return loaded ? { row, session: loaded.session } : null;
  };

  const isOf =
    (id: EscalationId) =>
    ({ escalation }: Session): boolean =>
      escalation?.escalation_id === id;

  /** Whoever is not named is whoever has it: one key serves a team. */
  const actor = ({ agent, caller }: By, { escalation }: Session): Agent => {
    if (agent) return agent;
    return escalation?.status === 'claimed' && escalation.assignee !== null
      ? { id: escalation.assignee, name: escalation.assignee_name }
      : { id: caller, name: null };
  };

  /** A session may have been handed over again: what is closed stays closed. */
  const outcomeOf = async (result: Outcome, id: SessionId) =>
    await viewOf(
      result.kind === 'refused' && result.refused === 'stale'
        ? { ...result, refused: 'not_escalated' }
        : result,
      id,
    );

  const withMessage = async (result: Outcome, id: SessionId, message_id: MessageId) => {
    const outcome = await outcomeOf(result, id);
    if ('refused' in outcome) return outcome;
    const message = await relays.find(message_id);
    return message
      ? { done: outcome.done, message }
      : { refused: 'conflict' as const, session: outcome.done };
  };

  return {
    async find(id) {
      const both = await found(id);
      if (!both) return null;
      const { row, session } = both;
      const latest = isOf(id)(session);
      return {
        row,
        view: await view(session),
        pack: latest ? packOf(session) : null,
        place: latest ? (placeOf(session)?.conversation ?? null) : null,
      };
    },

    async act(id, deed, by, seen) {
      const both = await found(id);
      if (!both) return null;
      const { session } = both;
      // Who claims takes it for themselves, whoever has it.
      const agent = deed.do === 'claim' ? (by.agent ?? { id: by.caller, name: null }) : actor(by, session);
      const result = await deeds(session.session_id, deed, agent, { seen, fits: isOf(id) });
      return await outcomeOf(result, session.session_id);
    },

    async reply(id, text, by, seen) {
      const both = await found(id);
      if (!both) return null;
      const { session } = both;
      const message_id = messageOf(seen) ?? ids.message();
      const { outcome } = await crossing.say(
        session.session_id,
        { direction: 'to_person', author: actor(by, session), text, seen, message_id },
        isOf(id),
      );
      return await withMessage(outcome, session.session_id, message_id);
    },

    async write(id, text, seen) {
      const loaded = await store.load(id);
      if (!loaded) return null;
      const { session } = loaded;
      if (session.channel !== 'api') return 'forbidden';
      const message_id = messageOf(seen) ?? ids.message();
      const { outcome } = await crossing.say(id, {
        direction: 'to_agents',
        author: { id: session.user.id, name: session.user.name },
        text,
        seen,
        message_id,
      });
      return await withMessage(outcome, id, message_id);
    },

    async messages(id, after, limit) {
      return (await store.load(id)) ? await relays.list(id, after, limit) : null;
    },
  };
};

/** A marked request says the same message however often it is carried out: a crash may come before its answer. */
const messageOf = (seen: string | null): MessageId | null =>
  seen === null ? null : (`${idPrefixes.message}${seen.slice(seen.indexOf(':') + 1)}` as MessageId);
