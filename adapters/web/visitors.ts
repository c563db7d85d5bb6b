import { createHash } from 'node:crypto';
import type { Session } from '../../src/engine/session.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';
import { limits } from './limits.ts';
import type { LiveEvent, Seat, ThreadItem, TimelineEntry } from './protocol.ts';
import { paneOf, seatsOf } from './seats.ts';
import type { Seated } from './seats.ts';

/** Somebody with the page open, and what they were shown. Gone after a restart; the sessions are not. */
export interface Visitor {
  readonly id: string;
  readonly person: PersonId;
  readonly conversation: ConversationId;
  readonly seats: Readonly<Record<Seat, Seated>>;
  /** In the order they appeared. */
  readonly items: Map<string, ThreadItem>;
  /** Messages that stand on the screen under another id than their own: they were there before it was known. */
  readonly standIns: Map<MessageId, string>;
  /** The timeline of each session, the newest session last. */
  readonly timelines: Map<SessionId, readonly TimelineEntry[]>;
  /** Sessions of other platforms that they came to by a link, as they were last seen here. */
  readonly continued: Map<SessionId, Session>;
  readonly listeners: Set<(event: LiveEvent) => void>;
  /** Whether what the database knows has been asked for. */
  recovered: boolean;
}

export interface Visitors {
  /** The visitor who holds this secret; a new one where nobody is known by it. */
  bySecret(secret: string): Visitor;
  byConversation(conversation: ConversationId): Visitor | null;
  /** The visitors who saw something of this session. */
  watching(session: SessionId): readonly Visitor[];
  all(): IterableIterator<Visitor>;
}

/**
 * The id stands in sessions, logs and webhooks; the secret is what the cookie holds. Who reads the one cannot
 * make the other of it.
 */
const visitorId = (secret: string): string =>
  createHash('sha256').update(`unstuck visitor ${secret}`).digest('base64url').slice(0, 22);

export const createVisitors = (): Visitors => {
  /** In the order of their last visit, so that the first are the ones to forget. */
  const known = new Map<string, Visitor>();

  const visit = (id: string): Visitor => {
    const visitor = known.get(id) ?? newVisitor(id);
    known.delete(id);
    known.set(id, visitor);
    forgetSome(known);
    return visitor;
  };

  return {
    bySecret: (secret) => visit(visitorId(secret)),
    byConversation: (conversation) => {
      const pane = paneOf(conversation);
      return pane && visit(pane.id);
    },
    watching: (session) => [...known.values()].filter((visitor) => visitor.timelines.has(session)),
    all: () => known.values(),
  };
};

const newVisitor = (id: string): Visitor => ({
  id,
  person: seatsOf(id).user.person,
  conversation: seatsOf(id).user.conversation,
  seats: seatsOf(id),
  items: new Map(),
  standIns: new Map(),
  timelines: new Map(),
  continued: new Map(),
  listeners: new Set(),
  recovered: false,
});

/** Those with the page open stay as long as there is anybody else to forget. */
const forgetSome = (known: Map<string, Visitor>): void => {
  while (known.size > limits.visitors) {
    const idle = [...known.values()].find((visitor) => visitor.listeners.size === 0);
    const [oldest] = known.keys();
    const id = idle?.id ?? oldest;
    if (id === undefined) return;
    known.delete(id);
  }
};

export const tell = (visitor: Visitor, event: LiveEvent): void => {
  for (const listener of visitor.listeners) listener(event);
};

/** Puts an item at the end, or a newer version of it in its place. */
export const show = (visitor: Visitor, item: ThreadItem): void => {
  visitor.items.set(item.id, item);
  tell(visitor, { name: 'item', data: item });
  const beside = [...visitor.items.values()].filter(({ seat }) => seat === item.seat);
  for (const { id } of beside.slice(0, -limits.itemsPerPane)) takeAway(visitor, id);
};

/** The hand-off that was handed over last: what the agent types is about it. */
export const latestThread = (visitor: Visitor): string | null =>
  [...visitor.items.values()].findLast(({ seat, thread }) => seat === 'agent' && thread !== null)?.thread ??
  null;

export const takeAway = (visitor: Visitor, id: string): void => {
  if (visitor.items.delete(id)) tell(visitor, { name: 'removed', data: { id } });
};

/** From now on the events of this session are shown. */
export const follow = (visitor: Visitor, session: SessionId): void => {
  if (visitor.timelines.has(session)) return;
  visitor.timelines.set(session, []);
  for (const [oldest] of visitor.timelines) {
    if (visitor.timelines.size <= limits.sessionsPerVisitor) break;
    visitor.timelines.delete(oldest);
  }
};
