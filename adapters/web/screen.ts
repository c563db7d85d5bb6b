import type { Home, Outgoing, Sent } from '../../src/app/channel.ts';
import type { FormName, Message, Press } from '../../src/engine/message.ts';
import type { Session } from '../../src/engine/session.ts';
import type { SessionId } from '../../src/ids.ts';
import { limits } from './limits.ts';
import type { BotItem, PersonItem, Platform } from './protocol.ts';
import { threadOf as handOffThread } from '../../src/engine/hand-off.ts';
import { paneOf, threadOf } from './seats.ts';
import { follow, show } from './visitors.ts';
import type { Visitor, Visitors } from './visitors.ts';

/**
 * What each platform would be sent for a message, and what its buttons carry. The playground is given the
 * adapters' own: adapters do not import each other.
 */
export interface Drawings {
  /** The message in plain words. */
  readonly words: (message: Message) => string;
  readonly platforms: Readonly<Record<Platform, Drawing>>;
}

export interface Drawing {
  readonly render: (message: Message) => object;
  /** What a button or a menu entry carries; `null` where it was not written by `render`. */
  readonly decode: (value: string) => Carried | null;
}

export type Carried =
  | { readonly press: Press; readonly form: FormName | null }
  /** All of a message that the platform has no room for. */
  | { readonly read: SessionId | null };

/** Puts what the application sends on the visitor's screen. */
export const putOnScreen = (visitors: Visitors, drawings: Drawings, now: Date, outgoing: Outgoing): Sent => {
  const visitor = visitors.byConversation(outgoing.conversation);
  const pane = paneOf(outgoing.conversation);
  if (visitor === null || pane === null) {
    return { gone: 'conversation', reason: 'not a conversation of the playground' };
  }
  if (outgoing.session_id !== null) follow(visitor, outgoing.session_id);

  // Words that cross stand in both panes under one id.
  const own = pane.seat === 'user' ? outgoing.message_id : `${pane.seat}-${outgoing.message_id}`;
  const pack = outgoing.opens_thread === true ? own : null;
  const drawn = botItem(drawings, outgoing.message, {
    id: own,
    at: now.toISOString(),
    seat: pane.seat,
    // A pack stays one when it is history, and edited as any message.
    thread: visitor.items.get(own)?.thread ?? pack ?? pane.thread,
    session_id: outgoing.session_id,
    version: outgoing.version,
  });
  const id = pane.seat === 'user' ? placeOf(visitor, outgoing, drawn) : own;
  const item = { ...drawn, id, at: visitor.items.get(id)?.at ?? drawn.at };
  show(visitor, item);
  return {
    sent: { item: outgoing.message_id },
    ...(pack !== null && { thread: threadOf(pane.id, pack) }),
  };
};

/** Where on the screen it goes: an edit of what was recovered without its id takes that place, and keeps it. */
const placeOf = (visitor: Visitor, outgoing: Outgoing, drawn: BotItem): string => {
  const { message_id, session_id, ref } = outgoing;
  const known = visitor.standIns.get(message_id) ?? message_id;
  if (session_id === null || visitor.items.has(known)) return known;
  const recovered = visitor.items.get(recoveredId(session_id));
  const isFree = ![...visitor.standIns.values()].includes(recoveredId(session_id));
  if (recovered?.kind !== 'bot' || !isFree || (ref === null && !sameLook(recovered, drawn))) return known;
  visitor.standIns.set(message_id, recovered.id);
  return recovered.id;
};

/**
 * Shows what the database knows of open sessions to a visitor of whom memory knows less, as after a restart.
 * The message comes without its id, so the next edit of that session's message takes its place.
 */
export const recover = (visitor: Visitor, home: Home, drawings: Drawings): void => {
  for (const { session, message } of home.sessions.toReversed()) {
    follow(visitor, session.session_id);
    if (isOnScreen(visitor, session)) continue;
    if (session.problem !== null) {
      show(visitor, personItem(`problem:${session.session_id}`, session.created_at, session.problem));
    }
    show(
      visitor,
      botItem(drawings, message, {
        id: recoveredId(session.session_id),
        at: session.updated_at,
        seat: 'user',
        thread: null,
        session_id: session.session_id,
        version: session.version,
      }),
    );
  }
  visitor.recovered = true;
};

/** The same for the agent's pane: the pack of a session that was handed over there. */
export const recoverPack = (visitor: Visitor, session: Session, pack: Message, drawings: Drawings): void => {
  const thread = handOffThread(session);
  const pane = thread === null ? null : paneOf(thread);
  if (pane === null || pane.id !== visitor.id || pane.thread === null || visitor.items.has(pane.thread))
    return;
  show(
    visitor,
    botItem(drawings, pack, {
      id: pane.thread,
      at: session.updated_at,
      seat: 'agent',
      thread: pane.thread,
      session_id: session.session_id,
      version: session.version,
    }),
  );
};

/** A person's words; the screen keeps the beginning of very long ones. */
export const personItem = (
  id: string,
  at: string,
  text: string,
  pane: Pick<PersonItem, 'seat' | 'thread'> = { seat: 'user', thread: null },
): PersonItem => ({ kind: 'person', id, at, ...pane, text: shorten(text), crossed: 'no', edited: false });

export const shorten = (text: string): string =>
  text.length <= limits.itemTextLength ? text : `${text.slice(0, limits.itemTextLength)}…`;

const recoveredId = (session: SessionId): string => `recovered:${session}`;

const isOnScreen = (visitor: Visitor, session: Session): boolean =>
  [...visitor.items.values()].some(
    (item) => item.kind === 'bot' && item.seat === 'user' && item.session_id === session.session_id,
  );

const sameLook = (left: BotItem, right: BotItem): boolean =>
  JSON.stringify(left.payloads) === JSON.stringify(right.payloads);

/** A message of the bot, as each platform would be sent it. */
export const botItem = (
  { words, platforms }: Drawings,
  message: Message,
  place: Pick<BotItem, 'id' | 'at' | 'seat' | 'thread' | 'session_id' | 'version'>,
): BotItem => {
  const { slack, discord, teams } = platforms;
  const payloads = {
    slack: slack.render(message),
    discord: discord.render(message),
    teams: teams.render(message),
  };
  return { kind: 'bot', ...place, locale: message.locale, text: words(message), payloads };
};
