import type { Desk } from '../../src/app/channel.ts';
import { placeOf as agentsPlaceOf, threadOf } from '../../src/engine/hand-off.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Api } from './api.ts';
import type { Background } from './background.ts';
import type { Log } from './log.ts';
import { placeOf, userOf } from './places.ts';
import { addToThread } from './threads.ts';

const mostRemembered = 10_000;

/**
 * The same desk, where whoever has a case is in its thread: Discord tells only those in a thread of what is said there.
 */
export function withJoins(
  desk: Desk,
  { api, background, log }: { readonly api: Api; readonly background: Background; readonly log: Log },
): Desk {
  /** Who was added last, by the thread. */
  const added = new Map<string, string>();

  const join = ({ thread, user }: Joining): void => {
    if (added.get(thread) === user) return;
    added.delete(thread);
    added.set(thread, user);
    const [oldest] = added.keys();
    if (added.size > mostRemembered && oldest !== undefined) added.delete(oldest);
    background.run('adding an agent to a thread', async () => {
      const answer = await addToThread(api, thread, user);
      if (answer.outcome === 'ok') return;
      added.delete(thread);
      log.warn({ thread, ...answer }, 'discord: an agent could not be added to the thread of their case');
    });
  };

  return {
    ...desk,
    async receive(input) {
      const receipt = await desk.receive(input);
      const joining = receipt.kind === 'accepted' ? joiningIn(receipt.session) : null;
      if (joining !== null) join(joining);
      return receipt;
    },
  };
}

interface Joining {
  readonly thread: string;
  readonly user: string;
}

function joiningIn(session: Session): Joining | null {
  const { escalation } = session;
  const conversation = threadOf(session);
  // Without a thread, what is said stands in the channel itself, where nobody has to be added.
  const isThread = conversation !== null && conversation !== agentsPlaceOf(session)?.conversation;
  const place = isThread ? placeOf(conversation) : null;
  if (place?.in !== 'guild' || escalation?.status !== 'claimed' || escalation.assignee === null) return null;
  const user = userOf(escalation.assignee);
  return user === null ? null : { thread: place.channel, user };
}
