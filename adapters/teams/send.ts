import type { Desk, MessageRef, Outgoing, Sent } from '../../src/app/channel.ts';
import type { Message } from '../../src/engine/message.ts';
import type { Answer, Connector, Target } from './connector.ts';
import { meaningOf } from './errors.ts';
import type { Log } from './log.ts';
import { stringAt } from './payload.ts';
import { conversationOf, placeOf, threadBelow } from './places.ts';
import type { Place } from './places.ts';
import type { References } from './references.ts';
import { renderMessage } from './render.ts';
import { renderText } from './render-text.ts';
import { words } from './words.ts';

/** Where a message is in Teams. */
interface Ref extends MessageRef, Target {
  readonly activity: string;
  /** Files of its that stayed behind: each edit says so again. */
  readonly lost?: readonly string[];
}

export interface Sending {
  readonly connector: Connector;
  readonly references: References;
  readonly text: Desk['text'];
  readonly log: Log;
}

/**
 * Shows a message: edits it where it was posted, else posts it. Nobody can ask Teams whether a post went through
 * whose answer was lost: it is posted again, and so is there twice at times.
 */
export async function sendMessage(sending: Sending, outgoing: Outgoing): Promise<Sent> {
  const place = placeOf(outgoing.conversation);
  if (!place) return { gone: 'conversation', reason: 'not a conversation in Teams' };
  if (outgoing.ref === null) return post(sending, outgoing, place);
  const ref = refOf(outgoing.ref);
  return ref === null ? { gone: 'message' } : edit(sending, outgoing, place, ref);
}

async function edit(sending: Sending, outgoing: Outgoing, place: Place, ref: Ref): Promise<Sent> {
  const { connector, log } = sending;
  const answer = await drawn(log, sayingWhatIsLost(sending, outgoing, ref.lost ?? []), (content) =>
    connector.update(ref, ref.activity, { ...content, id: ref.activity }),
  );
  return answer.outcome === 'ok'
    ? { sent: ref, ...threadOf(outgoing, place, ref.activity) }
    : sentOf(answer, log, outgoing);
}

async function post(sending: Sending, outgoing: Outgoing, place: Place): Promise<Sent> {
  const { connector, log } = sending;
  const target = await targetIn(sending, place);
  if (target === null) return { gone: 'conversation', reason: 'the bot has never been there' };
  if ('outcome' in target) return sentOf(target, log, outgoing);
  const lost = (outgoing.files ?? []).map(({ name }) => name);
  const answer = await drawn(log, sayingWhatIsLost(sending, outgoing, lost), (content) =>
    connector.post(target, content),
  );
  if (answer.outcome !== 'ok') return sentOf(answer, log, outgoing);
  const activity = stringAt(answer.body, 'id');
  // Posted, but nobody knows as what: it cannot be edited.
  if (activity === null) return { retry: 'an answer without an id', after_ms: null };
  const { service_url, conversation } = target;
  return {
    sent: { service_url, conversation, activity, ...(lost.length === 0 ? {} : { lost }) } satisfies Ref,
    ...threadOf(outgoing, place, activity),
  };
}

/**
 * A bot of Teams cannot put a file into a channel at all, and into a chat only after the person has agreed to it, by
 * which time the copy is gone: words go through, and say which files did not.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/bots-filesv4
 */
function sayingWhatIsLost({ text }: Sending, outgoing: Outgoing, lost: readonly string[]): Outgoing {
  if (lost.length === 0) return outgoing;
  const { message } = outgoing;
  const hint = text(message.locale, words.filesLost, { names: lost.join(', ') });
  return { ...outgoing, message: { ...message, parts: [...message.parts, { type: 'hint', text: hint }] } };
}

/** In a channel each message has a thread below it; a group chat is one conversation. */
function threadOf(
  { opens_thread, conversation }: Outgoing,
  place: Place,
  activity: string,
): Pick<Extract<Sent, { sent: unknown }>, 'thread'> {
  if (opens_thread !== true) return {};
  if (place.in === 'personal' || !place.conversation.includes('@thread.tacv2'))
    return { thread: conversation };
  const { tenant } = place;
  const thread = conversationOf({
    in: 'shared',
    tenant,
    conversation: threadBelow(place.conversation, activity),
  });
  return thread === null ? {} : { thread };
}

/** Where a place is; the chat with a person is opened where there is none yet. */
export async function targetIn(
  { connector, references }: Pick<Sending, 'connector' | 'references'>,
  place: Place,
): Promise<Target | null | Exclude<Answer, { outcome: 'ok' }>> {
  const reference = await references.find(place);
  if (reference === null || place.in !== 'personal' || reference.conversation !== null) {
    return reference?.conversation == null ? null : reference;
  }
  const answer = await connector.open(reference.service_url, {
    isGroup: false,
    bot: { id: reference.bot },
    members: [{ id: reference.account }],
    tenantId: place.tenant,
    channelData: { tenant: { id: place.tenant } },
  });
  if (answer.outcome !== 'ok') return answer;
  const conversation = stringAt(answer.body, 'id');
  if (conversation === null) return { outcome: 'failed', reason: 'no chat was opened' };
  await references.opened(place, reference, conversation);
  return { service_url: reference.service_url, conversation };
}

/** Should Teams not take the card after all, the words alone are better than nothing. */
async function drawn(
  log: Log,
  outgoing: Outgoing,
  call: (content: object) => Promise<Answer>,
): Promise<Answer> {
  const answer = await call(renderMessage(outgoing.message, outgoing.version > 0 ? 'session' : 'aside'));
  if (answer.outcome !== 'refused' || meaningOf(answer.status, answer.code) !== 'unacceptable') return answer;
  log.error({ ...about(outgoing), ...errorOf(answer) }, 'teams: a message was not taken; sent as words');
  return call(inWords(outgoing.message));
}

const inWords = (message: Message): object => ({
  type: 'message',
  textFormat: 'plain',
  text: renderText(message),
  attachments: [],
});

function sentOf(answer: Exclude<Answer, { outcome: 'ok' }>, log: Log, outgoing: Outgoing): Sent {
  switch (answer.outcome) {
    case 'limited':
      return { retry: answer.reason, after_ms: answer.after_ms };
    case 'failed':
      return { retry: answer.reason, after_ms: null };
    case 'refused':
      return refused(answer, log, outgoing);
  }
}

type Refusal = Extract<Answer, { outcome: 'refused' }>;

const errorOf = ({ status, code }: Refusal) => ({ status, error: code });

function refused(answer: Refusal, log: Log, outgoing: Outgoing): Sent {
  const reason = answer.code ?? `HTTP ${answer.status}`;
  switch (meaningOf(answer.status, answer.code)) {
    case 'messageGone':
      return { gone: 'message' };
    case 'conversationGone':
      // A message that is edited may be gone while its conversation is not: the post will tell.
      return outgoing.ref !== null && answer.code === null
        ? { gone: 'message' }
        : { gone: 'conversation', reason };
    case 'installation':
      log.error(
        { ...about(outgoing), ...errorOf(answer) },
        'teams: the registration does not allow this; see docs/teams.md',
      );
      return { retry: reason, after_ms: null };
    default:
      log.warn({ ...about(outgoing), ...errorOf(answer) }, 'teams: a message was refused');
      return { retry: reason, after_ms: null };
  }
}

const about = ({ message_id, session_id, attempt }: Outgoing): object => ({
  channel: 'teams',
  message_id,
  session_id,
  attempt,
});

function refOf(ref: MessageRef): Ref | null {
  const service_url = stringAt(ref, 'service_url');
  const conversation = stringAt(ref, 'conversation');
  const activity = stringAt(ref, 'activity');
  if (service_url === null || conversation === null || activity === null) return null;
  const { lost } = ref;
  const names = Array.isArray(lost) ? lost.filter((name): name is string => typeof name === 'string') : [];
  return { service_url, conversation, activity, ...(names.length === 0 ? {} : { lost: names }) };
}
