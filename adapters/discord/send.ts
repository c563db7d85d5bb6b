import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Outgoing, Sent } from '../../src/app/channel.ts';
import type { Message } from '../../src/engine/message.ts';
import type { Answer, Api } from './api.ts';
import { uploadsOf } from './attached.ts';
import { createMessage, editMessage, idIn, isFailure } from './calls.ts';
import type { DiscordMessage } from './components.ts';
import type { Direct } from './direct.ts';
import { meaningOf } from './errors.ts';
import { marked, nonceOf } from './mark.ts';
import { plainNote, renderNote } from './notes.ts';
import { conversationOf, placeOf } from './places.ts';
import type { Place } from './places.ts';
import { findPosted } from './reconcile.ts';
import type { Redraws } from './redraws.ts';
import { refOf } from './refs.ts';
import type { Ref } from './refs.ts';
import { about, sentOf } from './refusals.ts';
import type { Refusing } from './refusals.ts';
import { renderMessage } from './render.ts';
import { shareFiles } from './sharing.ts';
import { openThreadBelow } from './threads.ts';
import { forMentions } from './typing-hints.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';

export interface Sending extends Refusing {
  readonly api: Api;
  readonly direct: Direct;
  readonly redraws: Redraws;
  readonly text: Text;
  /** The bot's own user. */
  readonly bot: string;
  /** Whether the bot hears what is said in a server without its name. */
  readonly hears: boolean;
  /** A first message stands in that channel: the conversation lives there. */
  readonly posted: (place: Place, channel: string, message: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Shows a message: edits it where it was posted, else posts it. A post that was tried before is looked for
 * first, so that one that went through unnoticed is not there twice.
 *
 * @see https://docs.discord.com/developers/resources/message#create-message
 */
export async function sendMessage(sending: Sending, outgoing: Outgoing): Promise<Sent> {
  const { direct } = sending;
  const place = placeOf(outgoing.conversation);
  if (!place) return { gone: 'conversation', reason: 'not a conversation in Discord' };
  const known = outgoing.ref === null ? null : refOf(outgoing.ref);
  if (outgoing.ref !== null && !known) return { gone: 'message' };
  if (known) return withThread(sending, outgoing, place, await edit(sending, outgoing, place, known));
  const channel = place.in === 'dm' ? await direct.channelOf(place.user) : place.channel;
  if (isFailure(channel)) return sentOf(sending, outgoing, place, channel);
  const below = async (worded: Sent, standing: readonly string[]): Promise<Sent> =>
    withThread(sending, outgoing, place, await withFiles(sending, outgoing, place, worded, standing));
  const found = outgoing.attempt === 0 ? null : await lookFor(sending, outgoing, channel);
  if (isFailure(found)) return sentOf(sending, outgoing, place, found);
  if (found !== null) {
    const edited = await edit(sending, outgoing, place, found.ref);
    // There, but not to be edited any more: it would be found again for ever.
    if (!('gone' in edited) || edited.gone !== 'message') return below(edited, found.files);
  }
  return below(await post(sending, outgoing, place, channel), []);
}

/** A file that may come through the next time is tried so often; then the words go on without it. */
const filesTriedAtMost = 3;

/** The files of words that stand there by now; the words say which of them could not be brought along. */
async function withFiles(
  sending: Sending,
  outgoing: Outgoing,
  place: Place,
  worded: Sent,
  standing: readonly string[],
): Promise<Sent> {
  const { message_id, attempt, files = [] } = outgoing;
  const ref = 'sent' in worded ? refOf(worded.sent) : null;
  if (files.length === 0 || ref === null) return worded;
  const { api, log } = sending;
  const uploads = uploadsOf(files);
  const where = { channel: ref.channel, nonce: nonceOf(message_id, 0, 'files') };
  const { lost, reason, passing } = await shareFiles(api, where, uploads, standing);
  if (passing !== null && attempt < filesTriedAtMost) return sentOf(sending, outgoing, place, passing);
  const late = passing === null ? [] : uploads.filter(({ name }) => !standing.includes(name));
  const left = uploads.filter((upload) => lost.includes(upload) || late.includes(upload));
  if (left.length === 0) return worded;
  log.warn({ ...about(outgoing), files: left.length, reason, passing }, 'discord: files were left behind');
  return edit(sending, outgoing, place, { ...ref, lost: left.map(({ file }) => file.name) });
}

/** Where people talk below it. It has the message's own id, so that no attempt opens a second one. */
async function withThread(sending: Sending, outgoing: Outgoing, place: Place, sent: Sent): Promise<Sent> {
  const ref = 'sent' in sent && outgoing.opens_thread === true ? refOf(sent.sent) : null;
  if (ref === null || place.in !== 'guild') return sent;
  const { api, log } = sending;
  const thread =
    ref.thread ?? (await openThreadBelow(api, ref.channel, ref.message, nameOf(outgoing.message)));
  if (isFailure(thread)) {
    // What is there is found again and edited, and its thread is asked for once more.
    if (thread.outcome !== 'refused') return sentOf(sending, outgoing, place, thread);
    log.error(
      { ...about(outgoing), reason: thread.reason },
      'discord: no thread could be opened below a hand-off; see docs/discord.md',
    );
    return sent;
  }
  const conversation = conversationOf({ ...place, channel: thread });
  if (conversation === null) return sent;
  if (ref.thread === undefined) sending.posted(place, thread, thread);
  return { sent: { ...ref, thread } satisfies Ref, thread: conversation };
}

const nameOf = ({ parts, summary }: Message): string =>
  parts.find((part) => part.type === 'title')?.text ?? summary;

type Failure = Exclude<Answer, { outcome: 'ok' }>;

/** The message where it went through before; `null` where it did not, as far as anybody can tell. */
async function lookFor(
  { api, bot, log }: Sending,
  outgoing: Outgoing,
  channel: string,
): Promise<{ readonly ref: Ref; readonly files: readonly string[] } | null | Failure> {
  const found = await findPosted(api, channel, bot, outgoing.message_id);
  switch (found.found) {
    case 'yes':
      return { ref: { channel, message: found.message }, files: found.files };
    case 'no':
      return null;
    case 'unknown': {
      const { answer } = found;
      if (answer.outcome !== 'refused' || !mayNotLook.includes(answer.code)) return answer;
      // Its nonce still finds one that was posted within the last minutes.
      log.warn(
        { ...about(outgoing), reason: answer.reason },
        'discord: cannot look whether a message went through; it is sent again',
      );
      return null;
    }
  }
}

/** Without the right to read the history. Whether it may write there, posting tells. */
const mayNotLook: readonly number[] = [50001, 50013];

async function edit(sending: Sending, outgoing: Outgoing, place: Place, ref: Ref): Promise<Sent> {
  const { api, redraws } = sending;
  const said = sayingWhatIsLost(sending, outgoing, ref);
  const call = async (message: DiscordMessage): Promise<Answer> =>
    (await redraws.redraw(ref.message, message))
      ? { outcome: 'ok', body: null }
      : await editMessage(api, ref.channel, ref.message, message);
  let answer = await drawn(sending, said, place, call);
  if (answer.outcome === 'refused' && meaningOf(answer.code) === 'archived') {
    const opened = await reopen(api, ref.channel);
    answer = opened.outcome === 'ok' ? await drawn(sending, said, place, call) : opened;
  }
  return answer.outcome === 'ok' ? { sent: ref } : sentOf(sending, outgoing, place, answer);
}

/** A thread goes to sleep after a day without words; a post wakes it up, an edit does not. */
const reopen = (api: Api, thread: string): Promise<Answer> =>
  api.ask({
    name: 'reopen_thread',
    method: RequestMethod.Patch,
    route: Routes.channel(thread),
    body: { archived: false },
  });

async function post(sending: Sending, outgoing: Outgoing, place: Place, channel: string): Promise<Sent> {
  const { message_id, version, attempt } = outgoing;
  const ref = await create(sending, outgoing, place, channel, nonceOf(message_id, version));
  if (isFailure(ref)) return sentOf(sending, outgoing, place, ref);
  if (attempt === 0) return { sent: ref };
  // Its nonce may have found an earlier attempt's, which shows what was true then, or was deleted since.
  const edited = await edit(sending, outgoing, place, ref);
  if (!('gone' in edited) || edited.gone !== 'message') return edited;
  const fresh = nonceOf(message_id, version, String(sending.now()));
  const anew = await create(sending, outgoing, place, channel, fresh);
  return isFailure(anew) ? sentOf(sending, outgoing, place, anew) : { sent: anew };
}

async function create(
  sending: Sending,
  outgoing: Outgoing,
  place: Place,
  channel: string,
  nonce: string,
): Promise<Ref | Failure> {
  const message = idIn(
    await drawn(sending, outgoing, place, (content) => createMessage(sending.api, channel, nonce, content)),
  );
  if (isFailure(message)) return message;
  sending.posted(place, channel, message);
  return { channel, message };
}

function sayingWhatIsLost({ text }: Sending, outgoing: Outgoing, { lost = [] }: Ref): Outgoing {
  if (lost.length === 0) return outgoing;
  const { message } = outgoing;
  const hint = text(message.locale, words.filesLost, { names: lost.join(', ') });
  return { ...outgoing, message: { ...message, parts: [...message.parts, { type: 'hint', text: hint }] } };
}

/** Should Discord not take the components after all, the words alone are better than nothing. */
async function drawn(
  { text, hears, log }: Sending,
  outgoing: Outgoing,
  place: Place,
  call: (message: DiscordMessage) => Promise<Answer>,
): Promise<Answer> {
  const message = place.in === 'guild' && !hears ? forMentions(outgoing.message, text) : outgoing.message;
  const answer = await call(marked(renderMessage(message, text), outgoing.message_id));
  if (answer.outcome !== 'refused' || meaningOf(answer.code) !== 'unacceptable') return answer;
  log.error({ ...about(outgoing), reason: answer.reason }, 'discord: a message was not taken; sent as words');
  return call(marked(inWords(message), outgoing.message_id));
}

const inWords = ({ summary }: Message): DiscordMessage => renderNote(plainNote(summary));
