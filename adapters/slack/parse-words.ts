import type { Arrival } from './arrival.ts';
import { nothing } from './arrival.ts';
import { filesIn, linksIn } from './files.ts';
import { messageKey } from './message-key.ts';
import { authorOf, botOf, cameFrom, isDirect, paneAt } from './origin.ts';
import { isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import { fromSlackText, mentionedIn, mentions } from './slack-text.ts';

/** Subtypes that are still a person's words; all others are joins, new topics and the like. */
const spokenSubtypes: readonly unknown[] = [undefined, 'file_share', 'thread_broadcast'];

/** What people say in direct messages and threads, and after a mention; and what becomes of it afterwards. */
export function parseMessage(body: Payload, event: Payload, team: string | null): Arrival {
  if (event['subtype'] === 'message_changed' || event['subtype'] === 'message_deleted') {
    return parseEdit(body, event, team);
  }
  const bot = botOf(body);
  const user = stringAt(event, 'user');
  const channel = stringAt(event, 'channel');
  const ts = stringAt(event, 'ts');
  const home = stringAt(event, 'user_team') ?? stringAt(event, 'team');
  const author = authorOf(body, team, user, null, home);
  if (!author || channel === null || ts === null) return nothing('incomplete');
  if (!spokenSubtypes.includes(event['subtype']) || event['hidden'] === true) return nothing('not words');
  if (stringAt(event, 'bot_id') !== null || user === bot) return nothing('a bot');
  // Of two events for one post the first counts: the `message` tells of its files.
  if (event['type'] === 'app_mention' && event['upload'] === true && !Array.isArray(event['files'])) {
    return nothing('its files come with the message');
  }

  const raw = stringAt(event, 'text') ?? '';
  const direct = isDirect(channel);
  const addressed = direct || event['type'] === 'app_mention' || mentions(raw, bot);
  const threadTs = stringAt(event, 'thread_ts');
  if (!addressed && threadTs === null) return nothing('not addressed');
  const thread = direct ? null : (threadTs ?? ts);
  const came = cameFrom(author, { channel, thread, responseUrl: null, replaces: false });
  return came
    ? {
        kind: 'message',
        ...came,
        key: messageKey({ team: author.team, channel, ts }),
        text: wordsOf(event, bot),
        mentioned: mentionedIn(raw, bot),
        addressed,
        files: filesIn(event, author.team),
        pane: direct ? paneAt(author, channel, threadTs) : null,
      }
    : nothing('no place');
}

/** What was written, and the addresses of what was shared from elsewhere. */
const wordsOf = (message: Payload, bot: string | null): string =>
  [fromSlackText(stringAt(message, 'text') ?? '', bot), ...linksIn(message)]
    .filter((text) => text !== '')
    .join('\n');

/**
 * Slack calls much a change: a preview that was added to a link, a language that was recognised, a bot's next step.
 * People changed something where the words are others. What stays of a deleted message with answers below it is a
 * change, too.
 *
 * @see https://docs.slack.dev/reference/events/message/message_changed
 */
function parseEdit(body: Payload, event: Payload, team: string | null): Arrival {
  const before = objectAt(event, 'previous_message');
  const after = objectAt(event, 'message');
  const gone = event['subtype'] === 'message_deleted' || after['subtype'] === 'tombstone';
  const words = gone ? before : after;
  const bot = botOf(body);
  const user = stringAt(words, 'user');
  const channel = stringAt(event, 'channel');
  const ts = stringAt(before, 'ts') ?? stringAt(after, 'ts');
  const home = stringAt(words, 'user_team') ?? stringAt(words, 'team');
  const author = authorOf(body, team, user, null, home);
  if (!author || channel === null || ts === null) return nothing('incomplete');
  if (stringAt(words, 'bot_id') !== null || user === bot) return nothing('a bot');
  const raw = stringAt(words, 'text') ?? '';
  const same = 'text' in before ? raw === (stringAt(before, 'text') ?? '') : !isPayload(after['edited']);
  if (!gone && same) return nothing('the same words');

  const direct = isDirect(channel);
  const threadTs = stringAt(words, 'thread_ts');
  // What crosses was said in a thread or in the direct messages.
  if (!direct && threadTs === null) return nothing('not addressed');
  const thread = direct ? null : threadTs;
  const came = cameFrom(author, { channel, thread, responseUrl: null, replaces: false });
  const of = messageKey({ team: author.team, channel, ts });
  const version = gone ? 'gone' : (stringAt(objectAt(after, 'edited'), 'ts') ?? stringAt(event, 'ts') ?? '');
  if (!came) return nothing('no place');
  const text = gone ? null : wordsOf(words, bot);
  return { kind: 'edited', ...came, key: `${of}#${version}`, of, text, mentioned: mentionedIn(raw, bot) };
}
