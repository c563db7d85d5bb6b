import type { ConversationId, PersonId } from '../../src/ids.ts';
import type { Seat } from './protocol.ts';

/** A visitor plays three people: whoever is stuck, an agent of the team, and an admin. */
export const seats = ['user', 'agent', 'admin'] as const satisfies readonly Seat[];

export interface Seated {
  readonly person: PersonId;
  readonly conversation: ConversationId;
  /** What the others call them. */
  readonly name: string;
}

const prefix = 'web:';
const agentsPart = 'agents';

/** Their places are within the visitor's own, so whoever may act in one may act for no other visitor. */
export const seatsOf = (id: string): Readonly<Record<Seat, Seated>> => {
  const own = `${prefix}${id}`;
  const seat = (person: string, conversation: string, name: string): Seated => ({
    person: person as PersonId,
    conversation: conversation as ConversationId,
    name,
  });
  return {
    user: seat(own, own, 'Sam'),
    agent: seat(`${own}.agent`, `${own}:${agentsPart}`, 'Alex'),
    admin: seat(`${own}.admin`, `${own}:admin`, 'Admin'),
  };
};

/** The thread below a pack is called by the pack. */
export const threadOf = (id: string, pack: string): ConversationId =>
  `${seatsOf(id).agent.conversation}:${pack}` as ConversationId;

/** Whose pane a conversation is, and in which thread of it; `null` where it is not one of the playground. */
export const paneOf = (
  conversation: string,
): { readonly id: string; readonly seat: Seat; readonly thread: string | null } | null => {
  const [, id, part, thread = null] =
    /^web:([\w-]+)(?::(agents|admin)(?::([\w-]+))?)?$/.exec(conversation) ?? [];
  if (id === undefined) return null;
  if (part === undefined) return { id, seat: 'user', thread: null };
  return { id, seat: part === agentsPart ? 'agent' : 'admin', thread };
};
