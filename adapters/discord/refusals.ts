import type { Outgoing, Sent } from '../../src/app/channel.ts';
import type { Answer, Refusal } from './api.ts';
import { meaningOf } from './errors.ts';
import type { Log } from './log.ts';
import type { Place } from './places.ts';

/** What a message that was not sent comes to: tried again, posted anew, or given up. */

export interface Refusing {
  /** A person takes no direct messages. */
  readonly unreachable: (outgoing: Outgoing) => void;
  readonly log: Log;
}

export function sentOf(
  refusing: Refusing,
  outgoing: Outgoing,
  place: Place,
  answer: Exclude<Answer, { outcome: 'ok' }>,
): Sent {
  switch (answer.outcome) {
    case 'limited':
      return { retry: 'rate limited', after_ms: answer.after_ms };
    case 'failed':
      return { retry: answer.reason, after_ms: null };
    case 'refused':
      return refused(refusing, outgoing, place, answer);
  }
}

function refused(
  { log, unreachable }: Refusing,
  outgoing: Outgoing,
  place: Place,
  { code, status, reason }: Refusal,
): Sent {
  switch (meaningOf(code)) {
    case 'messageGone':
      return { gone: 'message' };
    case 'conversationGone':
      if (place.in === 'dm') unreachable(outgoing);
      return { gone: 'conversation', reason };
    default:
      if (status === 401) {
        log.error({ ...about(outgoing), reason }, 'discord: the token does not work; see docs/discord.md');
      } else {
        log.warn({ ...about(outgoing), reason }, 'discord: a message was refused');
      }
      return { retry: reason, after_ms: null };
  }
}

/** What the log says of a message. */
export const about = ({ message_id, session_id, attempt }: Outgoing): object => ({
  message_id,
  session_id,
  attempt,
});
