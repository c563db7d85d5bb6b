import type { Message } from '../../engine/message.ts';
import type { Session } from '../../engine/session.ts';
import type { Input, Receipt } from '../channel.ts';
import type { MessageId } from '../../ids.ts';
import type { Asking } from '../advice/decisions.ts';
import { messageLeaseMs } from '../lease.ts';
import type { Ground, Loaded } from '../ports.ts';
import { plainNote, readingNote } from './note-messages.ts';

/** Messages that change no session: what is said once, and a session's message drawn again as it stands. */
export const createNotes = ({
  store,
  texts,
  clock,
  ids,
  after,
}: Pick<Ground, 'store' | 'texts' | 'clock' | 'ids' | 'after'>) => {
  const newLease = () => ({
    token: ids.message(),
    until: new Date(clock.now().getTime() + messageLeaseMs),
  });

  /** Says something beside a session, durably, once for each delivery of the input. */
  const says = async (
    input: Input,
    session: Session,
    message: Message,
    { id = ids.message(), decision }: { readonly id?: MessageId; readonly decision?: Asking } = {},
  ): Promise<Receipt> => {
    const row = {
      message_id: id,
      session_id: session.session_id,
      conversation: input.conversation,
      person: input.user.id,
      role: 'note' as const,
      wanted: 0,
      shown: -1,
      ref: null,
      content: message,
      attempts: 0,
    };
    const lease = newLease();
    const posted = await store.post([row], null, input.key, lease, decision);
    if (posted === 'duplicate') return { kind: 'duplicate' };
    const leased = posted.leased.map(({ ref, attempts }) => ({ ...row, ref, attempts }));
    if (leased.length > 0) after.send(leased, null, lease.token);
    if (decision) after.asks(decision, lease.token);
    return { kind: 'accepted', session, note: null };
  };

  return {
    says,

    /** Says one of the interface's texts. */
    async saysText(input: Input, session: Session, key: string): Promise<Receipt> {
      return await says(input, session, plainNote(session.locale, texts.say(session.locale, key)));
    },

    /** Says that a reply is being read, and owes that to a model. */
    async reads(input: Input, session: Session, words: string): Promise<Receipt> {
      const { session_id, version } = session;
      const id = ids.message();
      const reply = { words, version, note: id };
      return await says(input, session, readingNote(session, words, texts), {
        id,
        decision: { decision_id: ids.decision(), session_id, reply },
      });
    },

    /** The session's message as it stands, where it is. */
    async redraw({ session, head }: Loaded): Promise<void> {
      if (!head) return;
      const lease = newLease();
      const posted = await store.post([], head.message_id, null, lease);
      if (posted === 'duplicate') return;
      const leased = posted.leased.map(({ ref, attempts }) => ({ ...head, ref, attempts }));
      if (leased.length > 0) after.send(leased, session, lease.token);
    },
  };
};
export type Notes = ReturnType<typeof createNotes>;
