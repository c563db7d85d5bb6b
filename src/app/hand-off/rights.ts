import { isWithin, placeOf, threadOf } from '../../engine/hand-off.ts';
import type { Session } from '../../engine/session.ts';
import type { ConversationId, PersonId } from '../../ids.ts';
import type { Settings } from '../settings.ts';
import type { Roles } from './ports.ts';
import { placesIn } from './routes.ts';
import type { FindPlace } from './routes.ts';

/**
 * Who may act for the team: whoever is in a place of the agents, there; and who has the role, anywhere. The check of
 * all that agents do in chat.
 */
export const createRights = (roles: Roles, settings: () => Promise<Settings>, findPlace: FindPlace) => {
  /** Whether a conversation is in one of the places that the settings name. */
  const isAgents = async (conversation: ConversationId): Promise<boolean> => {
    const channel = conversation.slice(0, conversation.indexOf(':'));
    for (const { to } of placesIn(await settings())) {
      if (to.channel !== channel) continue;
      const found = await findPlace(to);
      if ('place' in found && isWithin(conversation, found.place)) return true;
    }
    return false;
  };

  return {
    /** @param session the hand-off they act on; without one, whether they may ask about all of them */
    async mayAct(person: PersonId, conversation: ConversationId, session: Session | null): Promise<boolean> {
      const place = session && placeOf(session);
      if (session && threadOf(session) === conversation) return true;
      if (place && isWithin(conversation, place.conversation)) return true;
      return (await isAgents(conversation)) || (await roles.mayWork(person));
    },
  };
};
export type Rights = ReturnType<typeof createRights>;
