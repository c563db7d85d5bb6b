import type { MessageId } from '../../src/ids.ts';
import type { Answer, Api } from './api.ts';
import { filesBelow } from './attached.ts';
import { readMessages } from './calls.ts';
import { markOf } from './mark.ts';
import { isPayload, numberAt, objectAt, objectsAt, snowflakeAt } from './payload.ts';
import type { Payload } from './payload.ts';

export type Found =
  | {
      readonly found: 'yes';
      readonly message: string;
      /** The names of the bot's files that stand below it: they came with it, as no other words went there since. */
      readonly files: readonly string[];
    }
  | { readonly found: 'no' }
  /** It could not be looked up. */
  | { readonly found: 'unknown'; readonly answer: Exclude<Answer, { outcome: 'ok' }> };

/** Retries come soon after: what was posted is among the latest messages of its conversation. */
const pages = 3;
const pageSize = 100;

/** Looks for a message by the mark it was posted with; `bot` is who posted it. */
export async function findPosted(api: Api, channel: string, bot: string, id: MessageId): Promise<Found> {
  const mark = markOf(id);
  const read: Payload[] = [];
  let before: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const query = { limit: String(pageSize), ...(before === null ? {} : { before }) };
    const answer: Answer = await readMessages(api, channel, query);
    if (answer.outcome !== 'ok') return { found: 'unknown', answer };
    const messages = Array.isArray(answer.body) ? answer.body.filter(isPayload) : [];
    read.push(...messages);
    const posted = messages.find((message) => isIt(message, bot, mark));
    const message = posted === undefined ? null : snowflakeAt(posted, 'id');
    if (message !== null) return { found: 'yes', message, files: filesBelow(read, message, bot) };
    const oldest = messages.at(-1);
    before = oldest === undefined ? null : snowflakeAt(oldest, 'id');
    if (before === null || messages.length < pageSize) break;
  }
  return { found: 'no' };
}

const isIt = (message: Payload, bot: string, mark: number): boolean => {
  const [first] = objectsAt(message, 'components');
  return objectAt(message, 'author')['id'] === bot && first !== undefined && numberAt(first, 'id') === mark;
};
