import type { MessageId } from '../../src/ids.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { objectAt, objectsAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import type { Place } from './places.ts';
import type { SharedFile } from './sharing.ts';

export type Found =
  | {
      readonly found: 'yes';
      readonly channel: string;
      readonly ts: string;
      /** The bot's files that stand below it: they were shared with it, as no other words went there since. */
      readonly files: readonly SharedFile[];
    }
  | { readonly found: 'no' }
  /** It could not be looked up. */
  | { readonly found: 'unknown'; readonly answer: Exclude<Answer, { outcome: 'ok' }> };

/** Retries come soon after: what was posted is among the latest messages of its conversation. */
const pages = 3;
const pageSize = 200;
/** For about a day a message is tried again: a long thread is not read from its very beginning. */
const lookBackMs = 26 * 60 * 60 * 1000;

/**
 * Looks for a message by the metadata it was posted with.
 *
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export async function findPosted(
  api: Api,
  place: Place,
  { type, id, now }: { readonly type: string; readonly id: MessageId; readonly now: number },
): Promise<Found> {
  const channel = place.in === 'dm' ? await directChannel(api, place) : place.channel;
  if (typeof channel !== 'string') return { found: 'unknown', answer: channel };
  const read: Payload[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const answer: Answer = await readPage(api, place, channel, { cursor, now });
    if (answer.outcome !== 'ok') return { found: 'unknown', answer };
    read.push(...objectsAt(answer.body, 'messages'));
    cursor = stringAt(objectAt(answer.body, 'response_metadata'), 'next_cursor');
    // A thread is told from its beginning: what stands below the words is on the pages after theirs.
    if (cursor === null || (place.in !== 'thread' && newest(read, type, id) !== null)) break;
  }
  const found = newest(read, type, id);
  const ts = found && stringAt(found, 'ts');
  return found && ts !== null
    ? { found: 'yes', channel, ts, files: filesBelow(read, found, ts) }
    : { found: 'no' };
}

/** The id of the direct messages with a person: they exist once something was posted there. */
async function directChannel(
  api: Api,
  { team, user }: Extract<Place, { in: 'dm' }>,
): Promise<string | Exclude<Answer, { outcome: 'ok' }>> {
  const answer = await api.ask(team, 'conversations.open', (client) =>
    client.conversations.open({ users: user }),
  );
  if (answer.outcome !== 'ok') return answer;
  return (
    stringAt(objectAt(answer.body, 'channel'), 'id') ?? { outcome: 'failed', reason: 'no channel was opened' }
  );
}

const readPage = (
  api: Api,
  place: Place,
  channel: string,
  { cursor, now }: { readonly cursor: string | null; readonly now: number },
): Promise<Answer> => {
  const paging = {
    limit: pageSize,
    include_all_metadata: true,
    ...(cursor === null ? {} : { cursor }),
  };
  const oldest = String((now - lookBackMs) / 1000);
  return place.in === 'thread'
    ? api.ask(place.team, 'conversations.replies', (client) =>
        client.conversations.replies({ channel, ts: place.thread, oldest, ...paging }),
      )
    : api.ask(place.team, 'conversations.history', (client) =>
        client.conversations.history({ channel, ...paging }),
      );
};

/** The newest one: an older one may be what cannot be edited any more. */
const newest = (messages: readonly Payload[], type: string, id: MessageId): Payload | null =>
  messages
    .filter((message) => isIt(message, type, id))
    .reduce<Payload | null>((last, message) => (last && tsOf(last) > tsOf(message) ? last : message), null);

const tsOf = (message: Payload): string => stringAt(message, 'ts') ?? '';

const filesBelow = (messages: readonly Payload[], found: Payload, ts: string): readonly SharedFile[] =>
  messages
    .filter((message) => tsOf(message) > ts && message['user'] === found['user'])
    .flatMap((message) => objectsAt(message, 'files'))
    .map((file) => ({ name: stringAt(file, 'name') ?? '', bytes: Number(file['size']) }));

const isIt = (message: Payload, type: string, id: MessageId): boolean => {
  const metadata = objectAt(message, 'metadata');
  return metadata['event_type'] === type && objectAt(metadata, 'event_payload')['message_id'] === id;
};
