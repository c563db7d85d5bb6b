import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { DeliverySign, Keep } from '../../src/app/channel.ts';
import type { ConversationId } from '../../src/ids.ts';
import { bodyOf } from './api.ts';
import type { Answer, Api } from './api.ts';
import type { Direct } from './direct.ts';
import { messageIn } from './message-key.ts';
import { snowflakeAt } from './payload.ts';
import { placeOf } from './places.ts';
import { readChannel } from './threads.ts';

const reactions = { arrived: '✅', failed: '❌' } as const satisfies Record<DeliverySign, string>;

/** There is nothing to put a sign on any more, or nobody who wants one from the bot. */
const noMatter: readonly number[] = [
  10003, // Unknown channel
  10008, // Unknown message
  30010, // Maximum number of reactions reached
  50083, // The thread is archived
  90001, // Reaction was blocked
  160005, // Thread is locked
];
/** Without the right to look, or to react. */
const lacksRight: readonly number[] = [50001, 50013];

/** Where a person's message is. */
interface At {
  readonly channel: string;
  readonly message: string;
}

/**
 * Reactions on people's own messages, which say whether their words arrived at the other side. Rejects where one
 * could not be put there.
 *
 * @see https://docs.discord.com/developers/resources/message#create-reaction
 */
export function createSigns({
  api,
  direct,
  keep,
}: {
  readonly api: Api;
  readonly direct: Direct;
  readonly keep: Keep;
}) {
  const react = async (
    { channel, message }: At,
    sign: DeliverySign,
    method: RequestMethod,
  ): Promise<void> => {
    const emoji = encodeURIComponent(reactions[sign]);
    expectDone(
      await api.ask({
        name: method === RequestMethod.Put ? 'react' : 'take_back_reaction',
        method,
        route: Routes.channelMessageOwnReaction(channel, message, emoji),
      }),
    );
  };

  return async (conversation: ConversationId, of: string, sign: DeliverySign): Promise<void> => {
    const message = messageIn(of);
    const place = placeOf(conversation);
    // Words that came by a form or a command have no message of their own.
    if (message === null || place === null) return;
    const channel =
      place.in === 'dm' ? await direct.channelOf(place.user) : await spokenIn(api, place.channel, message);
    if (typeof channel !== 'string') return expectDone(channel);
    const at = { channel, message };
    const failure = `failed:${message}`;
    if (sign === 'failed') await keep.put(failure, true);
    await react(at, sign, RequestMethod.Put);
    // Sent again and arrived: the cross beside the tick would say the opposite.
    if (sign !== 'arrived' || (await keep.get(failure)) !== true) return;
    await react(at, 'failed', RequestMethod.Delete);
    await keep.remove(failure);
  };
}

/** The mention that a thread was opened below has the thread's id, and stands in the channel above it. */
async function spokenIn(
  api: Api,
  channel: string,
  message: string,
): Promise<string | Exclude<Answer, { outcome: 'ok' }>> {
  if (channel !== message) return channel;
  const answer = await readChannel(api, channel);
  return answer.outcome === 'ok' ? (snowflakeAt(bodyOf(answer), 'parent_id') ?? channel) : answer;
}

function expectDone(answer: Answer): void {
  if (answer.outcome === 'ok') return;
  if (answer.outcome === 'refused' && noMatter.includes(answer.code)) return;
  throw new Error(
    answer.outcome === 'refused' && lacksRight.includes(answer.code)
      ? 'Discord: the bot lacks "Add Reactions" or "Read Message History" there; see docs/discord.md'
      : `Discord: ${'reason' in answer ? answer.reason : answer.outcome}`,
  );
}
