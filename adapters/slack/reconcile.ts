import type { MessageId } from '../../src/ids.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { isPayload, objectAt, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';
import type { Place } from './places.ts';

export type Found =
  | { readonly found: 'yes'; readonly channel: string; readonly ts: string }
  | { readonly found: 'no' }
  /** It could not be looked up. */
  | { readonly found: 'unknown'; readonly answer: Exclude<Answer, { outcome: 'ok' }> };

/** Retries come soon after: what was posted is among the latest messages of its conversation. */
const pages = 3;
const pageSize = 200;

/**
 * Looks for a message by the metadata it was posted with.
 *
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export async function findPosted(api: Api, place: Place, type: string, id: MessageId): Promise<Found> {
  const channel = place.in === 'dm' ? await directChannel(api, place) : place.channel;
  if (typeof channel !== 'string') return { found: 'unknown', answer: channel };
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const answer: Answer = await readPage(api, place, channel, cursor);
    if (answer.outcome !== 'ok') return { found: 'unknown', answer };
    const { messages } = answer.body;
    const ts = Array.isArray(messages) ? tsOf(messages, type, id) : null;
    if (ts !== null) return { found: 'yes', channel, ts };
    cursor = stringAt(objectAt(answer.body, 'response_metadata'), 'next_cursor');
    if (cursor === null) break;
  }
  return { found: 'no' };
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

const readPage = (api: Api, place: Place, channel: string, cursor: string | null): Promise<Answer> => {
  const paging = { limit: pageSize, include_all_metadata: true, ...(cursor === null ? {} : { cursor }) };
  return place.in === 'thread'
    ? api.ask(place.team, 'conversations.replies', (client) =>
        client.conversations.replies({ channel, ts: place.thread, ...paging }),
      )
    : api.ask(place.team, 'conversations.history', (client) =>
        client.conversations.history({ channel, ...paging }),
      );
};

/** The newest one: an older one may be what cannot be edited any more. */
const tsOf = (messages: readonly unknown[], type: string, id: MessageId): string | null =>
  messages
    .filter(isPayload)
    .filter((message) => isIt(message, type, id))
    .map((message) => stringAt(message, 'ts'))
    .reduce((newest, ts) => (ts !== null && ts > (newest ?? '') ? ts : newest), null);

const isIt = (message: Payload, type: string, id: MessageId): boolean => {
  const metadata = objectAt(message, 'metadata');
  return metadata['event_type'] === type && objectAt(metadata, 'event_payload')['message_id'] === id;
};
