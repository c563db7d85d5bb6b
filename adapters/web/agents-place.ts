import type { AgentsPlace } from '../../src/app/channel.ts';
import { paneOf, seatsOf } from './seats.ts';

const how =
  'A place of the playground is called by its visitor: web: and the 22 characters that stand in the ids of their sessions.';

/** The agent's pane beside a visitor's own: there the visitor is the team. */
export const findAgentsPlace = (conversation: string): AgentsPlace => {
  const pane = paneOf(conversation.trim());
  return pane === null
    ? { unusable: 'not_found', how }
    : { place: seatsOf(pane.id).agent.conversation, name: '#agents' };
};
