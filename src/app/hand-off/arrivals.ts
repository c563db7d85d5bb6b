import { showArrival } from '../../engine/show/relay.ts';
import type { Arrival } from '../../engine/show/relay.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import type { Notes } from '../desk/notes.ts';
import { messageLeaseMs } from '../lease.ts';
import type { Ground } from '../ports.ts';
import { wordsOf } from './drawing.ts';
import type { RelayWork } from './ports.ts';

/**
 * What a person hears of their words to the team that did not arrive at once: one note where they said them, which is
 * true at every moment. A sign tells of all others.
 */
export const createArrivals = (
  { store, texts, clock, ids, after }: Pick<Ground, 'store' | 'texts' | 'clock' | 'ids' | 'after'>,
  notes: Notes,
) => {
  const sessionOf = async ({ relay }: RelayWork): Promise<Session | null> => {
    const loaded = relay.direction === 'to_agents' ? await store.load(relay.session_id) : null;
    // A program reads how it stands with its words.
    return loaded && loaded.session.channel !== 'api' ? loaded.session : null;
  };
  const noteOf = ({ relay }: RelayWork): MessageId => `late_${relay.message_id}` as MessageId;

  const shown = (work: RelayWork, arrival: Arrival, session: Session) =>
    showArrival(
      wordsOf(work.relay),
      arrival,
      session,
      (key, params) => texts.say(session.locale, key, params),
      session.locale,
    );

  const reword = async (work: RelayWork, arrival: Arrival, session: Session): Promise<void> => {
    const token = ids.message();
    const until = new Date(clock.now().getTime() + messageLeaseMs);
    const row = await store.reword(noteOf(work), shown(work, arrival, session), { token, until });
    if (row) after.send([row], null, token);
  };

  return {
    async tell(work: RelayWork, arrival: 'late' | 'undelivered'): Promise<void> {
      const session = await sessionOf(work);
      if (!session) return;
      const { user, channel, conversation } = session;
      const key = `undelivered:${work.relay.message_id}`;
      const said = await notes.says(
        { type: 'say', text: '', addressed: false, key, channel, conversation, user },
        session,
        shown(work, arrival, session),
        { id: noteOf(work) },
      );
      if (said.kind === 'duplicate') await reword(work, arrival, session);
    },

    /** Where the person was told that they have not, they are told that they have. */
    async arrived(work: RelayWork): Promise<void> {
      if (work.relay.error === null || work.part !== 'thread') return;
      const session = await sessionOf(work);
      if (session) await reword(work, 'in_the_end', session);
    },
  };
};
