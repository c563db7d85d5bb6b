import type { Change, MessageRow } from '../../src/app/ports.ts';
import { apply } from '../../src/engine/apply.ts';
import type { StartCommand } from '../../src/engine/command.ts';
import type { SessionEvent } from '../../src/engine/event.ts';
import { decideStart } from '../../src/engine/decide.ts';
import type { Session } from '../../src/engine/session.ts';
import type { ConversationId, MessageId, PersonId, SessionId } from '../../src/ids.ts';

export const noon = new Date('2026-03-01T12:00:00.000Z');
export const later = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000);

/** "Ana writes to the bot on Slack": a session with its first message, as a change to be appended. */
export const anaStarts = (
  id: string,
  { seen = null, conversation = 'slack:T1:dm:U1' }: { seen?: string | null; conversation?: string } = {},
): Change => {
  const command: StartCommand = {
    type: 'start',
    session_id: id as SessionId,
    channel: 'slack',
    conversation: conversation as ConversationId,
    user: { id: 'slack:T1:U1' as PersonId, name: 'Ana', locale: 'es' },
    problem: 'no puedo entrar',
    offer: null,
    template: null,
    variables: {},
    previous: null,
  };
  const decision = decideStart(command);
  if ('refused' in decision) throw new Error(decision.refused);
  const { session, entries } = apply(null, decision.events, noon.toISOString());
  return {
    expected: null,
    session,
    entries,
    messages: [{ do: 'post', row: headOf(session, `msg_${id}`) }],
    seen,
    lease: { token: `lease_${id}`, until: later(30) },
    held: null,
  };
};

const headOf = (session: Session, id: string): MessageRow => ({
  message_id: id as MessageId,
  session_id: session.session_id,
  conversation: session.conversation,
  person: session.user.id,
  role: 'head',
  wanted: session.version,
  shown: -1,
  ref: null,
  content: null,
  attempts: 0,
});

/** What happens next in a session, as a change to be appended. */
export const goesOn = (before: Session, ...events: readonly SessionEvent[]): Change => {
  const { session, entries } = apply(before, events, noon.toISOString());
  return {
    expected: before.version,
    session,
    entries,
    messages: [{ do: 'show', version: session.version }],
    seen: null,
    lease: { token: `lease_${session.session_id}_${session.version}`, until: later(30) },
    held: null,
  };
};

/** The session is cancelled: the smallest change there is. */
export const cancels = (session: Session, seen: string | null = null): Change => ({
  ...goesOn(session, { type: 'session_cancelled' }),
  seen,
});
