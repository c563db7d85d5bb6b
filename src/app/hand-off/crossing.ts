import { cleanText } from '../../engine/plain-text.ts';
import { split } from '../../engine/shown-text.ts';
import { longestText } from '../../engine/show/forms.ts';
import type { Agent, Direction } from '../../engine/escalation.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId, SessionId } from '../../ids.ts';
import type { Attachment } from '../channel.ts';
import type { NewIds } from '../ports.ts';
import type { Outcome, Sessions } from '../sessions.ts';
import { crossingFiles } from './files.ts';
import type { RefusedFile } from './files.ts';
import type { Relays } from './ports.ts';

export interface Saying {
  readonly direction: Direction;
  readonly author: Agent;
  readonly text: string;
  readonly files?: readonly Attachment[];
  /** Said in the thread while the line was open. */
  readonly over_line?: boolean;
  /** What the platform calls the message; the same again is said once. */
  readonly source?: string | null;
  /** The mark of a request without a message of its own. */
  readonly seen?: string | null;
  /** What the first piece is called; a new id by default. */
  readonly message_id?: MessageId;
}

export interface Said {
  /** A `duplicate` where there was nothing to say: nothing is decided. */
  readonly outcome: Outcome;
  /** What crossed: one message for each piece that fits everywhere. */
  readonly messages: readonly MessageId[];
  readonly refused: readonly RefusedFile[];
}

/** Words that cross between the person and the agents: said, changed, taken back. */
export const createCrossing = (sessions: Sessions, relays: Relays, ids: Pick<NewIds, 'message'>) => ({
  /** Long words cross in pieces, one after the other; whoever sends them again sends only those that are missing. */
  async say(id: SessionId, saying: Saying, fits: (session: Session) => boolean = () => true): Promise<Said> {
    const { direction, author, text, files = [], over_line = false, source = null, seen = source } = saying;
    const { taken, refused } = crossingFiles(files);
    const pieces = split(cleanText(text), longestText);
    const messages: MessageId[] = [];
    let outcome: Outcome = { kind: 'duplicate' };
    // Of nothing but files that may not cross, nothing does.
    const said = pieces.length > 0 ? pieces : taken.length > 0 ? [''] : [];
    for (const [index, piece] of said.entries()) {
      const message_id = (index === 0 ? saying.message_id : null) ?? ids.message();
      const last = index === said.length - 1;
      outcome = await sessions.command(
        id,
        (session) =>
          fits(session)
            ? {
                type: 'relay',
                message: {
                  message_id,
                  direction,
                  author,
                  text: piece,
                  files: last ? taken : [],
                  over_line,
                  source,
                },
              }
            : 'stale',
        { seen: seen === null || index === 0 ? seen : `${seen}#${index}` },
      );
      if (outcome.kind === 'done') messages.push(message_id);
      else if (outcome.kind !== 'duplicate') break;
    }
    return { outcome, messages, refused };
  },

  /** Words that were said before are different now, or gone; `null` where they never crossed. */
  async change(source: string, text: string | null, seen: string | null): Promise<SessionId | null> {
    const parts = await relays.bySource(source);
    const pieces = text === null ? [] : split(cleanText(text), longestText);
    for (const [index, relay] of parts.entries()) {
      const { message_id, direction, author } = relay;
      const now =
        index === parts.length - 1
          ? pieces.slice(index).join('\n').slice(0, longestText)
          : (pieces[index] ?? '');
      const becomes = now === '' && relay.files.length === 0 ? null : now;
      if (becomes === relay.text) continue;
      await sessions.command(
        relay.session_id,
        () => ({
          type: 'amend',
          message: { message_id, direction, author },
          text: text === null ? null : becomes,
        }),
        { seen: seen === null || index === 0 ? seen : `${seen}#${index}` },
      );
    }
    return parts[0]?.session_id ?? null;
  },
});
export type Crossing = ReturnType<typeof createCrossing>;
