import type { Desk } from '../../src/app/channel.ts';
import { isOver } from '../../src/engine/session.ts';
import type { Session } from '../../src/engine/session.ts';
import type { SessionId } from '../../src/ids.ts';
import type { WebChannelOptions } from './options.ts';
import { botItem, personItem } from './screen.ts';
import { follow, show } from './visitors.ts';
import type { Visitor } from './visitors.ts';

/**
 * Sessions of another platform that a visitor came to by their owner's link. They stay where they are; the page shows
 * their message as it stands, and what is done here is done by their owner.
 */
export interface Continued {
  /** Shows those that the visitor came to before. */
  recall(visitor: Visitor): Promise<void>;
  /** Shows the session as it is by now, if that is not what the page shows. */
  mirror(visitor: Visitor, id: SessionId): Promise<void>;
}

export const createContinued = (
  { continued, drawings }: Pick<WebChannelOptions, 'continued' | 'drawings'>,
  desk: () => Desk,
  changed: (session: SessionId) => void,
): Continued => {
  const mirror = async (visitor: Visitor, id: SessionId): Promise<void> => {
    const session = await continued.session(id);
    if (session === null) return;
    const before = visitor.continued.get(id);
    visitor.continued.set(id, session);
    if (before?.version === session.version) return;
    const message = await desk().message(id);
    if (message === null) return;
    if (before === undefined) {
      follow(visitor, id);
      if (session.problem !== null) {
        show(visitor, personItem(`problem:${id}`, session.created_at, session.problem));
      }
    }
    const place = {
      id: `continued:${id}`,
      at: session.updated_at,
      seat: 'user',
      thread: null,
      session_id: id,
      version: session.version,
    } as const;
    show(visitor, botItem(drawings, message, place));
    changed(id);
  };

  return {
    mirror,
    recall: async (visitor) => {
      for (const id of await continued.of(visitor.person)) await mirror(visitor, id);
    },
  };
};

/** The session that words are about: the one last shown, where it is somebody's from elsewhere. */
export const spokenTo = (visitor: Visitor): Session | null => {
  const last = [...visitor.timelines.keys()].at(-1);
  const session = last === undefined ? undefined : visitor.continued.get(last);
  return session && !isOver(session) ? session : null;
};
