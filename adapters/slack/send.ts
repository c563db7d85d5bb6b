import type { Desk, MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { Message, Part } from '../../src/engine/message.ts';
import type { ConversationId, MessageId } from '../../src/ids.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { meaningOf } from './errors.ts';
import type { Log } from './log.ts';
import { conversationOf, placeOf } from './places.ts';
import type { Place } from './places.ts';
import { findPosted } from './reconcile.ts';
import { renderMessage, renderText } from './render.ts';
import { stringAt } from './payload.ts';
import { shareFiles } from './sharing.ts';
import type { SharedFile } from './sharing.ts';
import { words } from './words.ts';

/** Marks a message as the one of this id, for finding it again. */
const metadataType = 'unstuck_message';

/** Where a message is in Slack. */
interface Ref extends MessageRef {
  readonly channel: string;
  readonly ts: string;
  /** Files of its that could not be brought along: each edit says so again. */
  readonly lost?: readonly string[];
}

export interface Sending {
  readonly api: Api;
  readonly text: Desk['text'];
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A file that may come through the next time is tried so often; then the words go on without it. */
const filesTriedAtMost = 3;

/** Nothing in a text is read as markup, and no link grows a preview. */
const asWritten = { parse: 'none', link_names: false } as const;
const asWrittenPost = { ...asWritten, mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

/**
 * Shows a message: edits it where it was posted, else posts it, with its files below. A post that was tried before is
 * looked for first, so that one that went through unnoticed is not there twice.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
export async function sendMessage(sending: Sending, outgoing: Outgoing): Promise<Sent> {
  const place = placeOf(outgoing.conversation);
  if (!place) return { gone: 'conversation', reason: 'not a conversation in Slack' };
  const known = outgoing.ref === null ? null : refOf(outgoing.ref);
  if (outgoing.ref !== null && !known) return { gone: 'message' };
  if (known) return edit(sending, outgoing, place, known);
  if (outgoing.attempt === 0) return anew(sending, outgoing, place);

  const { api, log, now } = sending;
  const found = await findPosted(api, place, { type: metadataType, id: outgoing.message_id, now: now() });
  if (found.found === 'unknown') {
    const { answer } = found;
    if (!cannotLook(answer)) return sentOf(answer, log, outgoing);
    log.error(
      { ...about(outgoing), error: answer.error },
      'slack: cannot look whether a message went through; it is sent again',
    );
    return anew(sending, outgoing, place);
  }
  if (found.found === 'no') return anew(sending, outgoing, place);
  const edited = await edit(sending, outgoing, place, { channel: found.channel, ts: found.ts });
  // There, but not to be edited any more: it would be found again for ever.
  if ('gone' in edited && edited.gone === 'message') return anew(sending, outgoing, place);
  return withFiles(sending, outgoing, place, edited, found.files);
}

const anew = async (sending: Sending, outgoing: Outgoing, place: Place): Promise<Sent> =>
  withFiles(sending, outgoing, place, await post(sending, outgoing, place), []);

/** The files of words that stand there by now; the words say which of them could not be brought along. */
async function withFiles(
  sending: Sending,
  outgoing: Outgoing,
  place: Place,
  worded: Sent,
  standing: readonly SharedFile[],
): Promise<Sent> {
  const { files = [], attempt } = outgoing;
  const ref = 'sent' in worded ? refOf(worded.sent) : null;
  if (files.length === 0 || ref === null) return worded;
  const { api, log } = sending;
  const { team } = place;
  const thread = place.in === 'dm' ? null : place.in === 'thread' ? place.thread : ref.ts;
  const shared = await shareFiles(api, { team, channel: ref.channel, thread }, files, standing);
  const { passing, error } = shared;
  if (passing !== null && attempt < filesTriedAtMost) return sentOf(passing, log, outgoing);
  const lost = [...shared.lost, ...shared.late];
  if (lost.length === 0) return worded;
  const level = error === 'missing_scope' ? 'error' : 'warn';
  log[level]({ ...about(outgoing), files: lost.length, error, passing }, 'slack: files were left behind');
  return edit(sending, outgoing, place, { ...ref, lost });
}

/** Without the right to read history nothing can be found; silence would be worse than a rare duplicate. */
const cannotLook = (answer: Answer): answer is Extract<Answer, { outcome: 'refused' }> =>
  answer.outcome === 'refused' && meaningOf(answer.error) === 'installation';

async function edit(sending: Sending, outgoing: Outgoing, place: Place, ref: Ref): Promise<Sent> {
  const { api, log } = sending;
  const { channel, ts } = ref;
  const call = (content: object): Promise<Answer> =>
    api.send(place.team, 'chat.update', { channel, ts, ...asWritten, ...content });
  const answer = await drawn(call, log, {
    ...outgoing,
    message: sayingWhatIsLost(sending, outgoing.message, ref),
  });
  return answer.outcome === 'ok'
    ? { sent: ref, ...threadBelow(outgoing, place, ref) }
    : sentOf(answer, log, outgoing);
}

function sayingWhatIsLost({ text }: Sending, message: Message, { lost = [] }: Ref): Message {
  if (lost.length === 0) return message;
  const hint = text(message.locale, words.filesLost, { names: lost.join(', ') });
  return { ...message, parts: [...message.parts, { type: 'hint', text: hint }] };
}

async function post({ api, log }: Sending, outgoing: Outgoing, place: Place): Promise<Sent> {
  const metadata = metadataOf(outgoing.message_id);
  const call = (content: object): Promise<Answer> =>
    api.send(place.team, 'chat.postMessage', { ...targetOf(place), ...asWrittenPost, metadata, ...content });
  const answer = await drawn(call, log, outgoing);
  if (answer.outcome !== 'ok') return sentOf(answer, log, outgoing);
  const channel = stringAt(answer.body, 'channel');
  const ts = stringAt(answer.body, 'ts');
  // Posted, but nobody knows where: the next attempt looks for it.
  if (channel === null || ts === null) return { retry: 'an answer without channel and ts', after_ms: null };
  return { sent: { channel, ts } satisfies Ref, ...threadBelow(outgoing, place, { channel, ts }) };
}

function targetOf(place: Place): object {
  switch (place.in) {
    case 'dm':
      return { channel: place.user };
    case 'channel':
      return { channel: place.channel };
    case 'thread':
      return { channel: place.channel, thread_ts: place.thread };
  }
}

/** What people say below a message of a channel comes from its thread; Slack need not be asked for one. */
function threadBelow(
  { opens_thread: opens }: Outgoing,
  place: Place,
  { channel, ts }: Ref,
): { readonly thread?: ConversationId } {
  if (opens !== true || place.in !== 'channel') return {};
  const thread = conversationOf({ in: 'thread', team: place.team, channel, thread: ts });
  return thread === null ? {} : { thread };
}

const metadataOf = (id: MessageId): object => ({
  event_type: metadataType,
  event_payload: { message_id: id },
});

/** Should Slack not take the blocks after all, the words alone are better than nothing. */
async function drawn(
  call: (content: object) => Promise<Answer>,
  log: Log,
  outgoing: Outgoing,
): Promise<Answer> {
  const answer = await call(renderMessage(outgoing.message));
  if (answer.outcome !== 'refused' || meaningOf(answer.error) !== 'unacceptable') return answer;
  // Slack takes no message with a picture that it cannot fetch; a link to it does not stop anybody.
  if (outgoing.message.parts.some(({ type }) => type === 'picture')) {
    log.warn({ ...about(outgoing), error: answer.error }, 'slack: a picture was not taken; sent as a link');
    return await drawn(call, log, { ...outgoing, message: withoutPictures(outgoing.message) });
  }
  log.error({ ...about(outgoing), error: answer.error }, 'slack: a message was not taken; sent as words');
  return call({ text: renderText(outgoing.message), blocks: [] });
}

const withoutPictures = (message: Message): Message => ({
  ...message,
  parts: message.parts.map((part): Part =>
    part.type === 'picture'
      ? { type: 'resources', label: part.alt, items: [{ title: part.url, url: part.url }] }
      : part,
  ),
});

function sentOf(answer: Exclude<Answer, { outcome: 'ok' }>, log: Log, outgoing: Outgoing): Sent {
  switch (answer.outcome) {
    case 'limited':
      return { retry: 'rate limited', after_ms: answer.after_ms };
    case 'failed':
      return { retry: answer.reason, after_ms: null };
    case 'refused':
      return refused(answer.error, log, outgoing);
  }
}

function refused(error: string, log: Log, outgoing: Outgoing): Sent {
  switch (meaningOf(error)) {
    case 'messageGone':
      return { gone: 'message' };
    case 'conversationGone':
      return { gone: 'conversation', reason: error };
    case 'installation':
      log.error(
        { ...about(outgoing), error },
        'slack: the installation does not allow this; see docs/slack.md',
      );
      return { retry: error, after_ms: null };
    default:
      log.warn({ ...about(outgoing), error }, 'slack: a message was refused');
      return { retry: error, after_ms: null };
  }
}

const about = ({ message_id, session_id, attempt }: Outgoing): object => ({
  channel: 'slack',
  message_id,
  session_id,
  attempt,
});

function refOf(ref: MessageRef): Ref | null {
  const channel = stringAt(ref, 'channel');
  const ts = stringAt(ref, 'ts');
  if (channel === null || ts === null) return null;
  const { lost } = ref;
  const names = Array.isArray(lost) ? lost.filter((name): name is string => typeof name === 'string') : [];
  return { channel, ts, ...(names.length === 0 ? {} : { lost: names }) };
}
