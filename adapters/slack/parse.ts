import type { Arrival } from './arrival.ts';
import { nothing } from './arrival.ts';
import { authorOf, paneAt, teamOf } from './origin.ts';
import { parseCommand, parsePress, parseShortcut, parseSubmission } from './parse-interactions.ts';
import { parseMessage } from './parse-words.ts';
import { isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/** Reads the body of a request that was verified; anything that is not for the bot is `nothing`. */
export function parseRequest(body: unknown): Arrival {
  if (!isPayload(body)) return nothing('no object');
  if (isPayload(body['event'])) return parseEvent(body, body['event']);
  if (stringAt(body, 'command') !== null) return parseCommand(body);
  switch (body['type']) {
    case 'block_actions':
      return parsePress(body);
    case 'message_action':
      return parseShortcut(body);
    case 'view_submission':
      return parseSubmission(body);
    default:
      return nothing('unknown type');
  }
}

function parseEvent(body: Payload, event: Payload): Arrival {
  const team = teamOf(body);
  switch (event['type']) {
    case 'app_mention':
    case 'message':
      return parseMessage(body, event, team);
    case 'app_home_opened': {
      if (event['tab'] !== 'home') return nothing('another tab');
      const author = authorOf(body, team, stringAt(event, 'user'), null);
      return author ? { kind: 'home', author } : nothing('no user');
    }
    case 'assistant_thread_started':
      return parsePane(body, objectAt(event, 'assistant_thread'), team);
    case 'tokens_revoked': {
      const { bot } = objectAt(event, 'tokens');
      return Array.isArray(bot) && bot.length === 0 ? nothing('tokens of people') : removedFrom(body, team);
    }
    case 'app_uninstalled':
      return removedFrom(body, team);
    default:
      return nothing('unknown event');
  }
}

/** The second that the event names is over by then. */
const removedFrom = (body: Payload, team: string | null): Arrival => {
  const { event_time: seconds } = body;
  return { kind: 'removed', team, at: typeof seconds === 'number' ? (seconds + 1) * 1000 : null };
};

function parsePane(body: Payload, started: Payload, team: string | null): Arrival {
  const author = authorOf(body, team, stringAt(started, 'user_id'), null);
  const pane = author && paneAt(author, stringAt(started, 'channel_id'), stringAt(started, 'thread_ts'));
  return author && pane ? { kind: 'pane', author, pane } : nothing('incomplete');
}
