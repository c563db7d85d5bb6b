import type { DeliverySign, Keep } from '../../src/app/channel.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { messageAt } from './message-key.ts';
import type { MessageAt } from './message-key.ts';

const reactions = { arrived: 'white_check_mark', failed: 'x' } as const satisfies Record<
  DeliverySign,
  string
>;

/** The sign is there already, or there is nothing to put it on any more. */
const noMatter = ['already_reacted', 'no_reaction', 'message_not_found', 'is_archived', 'thread_locked'];

/**
 * Reactions on people's own messages, which say whether their words arrived at the other side. Rejects where one
 * could not be put there.
 *
 * @see https://docs.slack.dev/reference/methods/reactions.add
 */
export function createSigns(api: Api, keep: Keep): (of: string, sign: DeliverySign) => Promise<void> {
  const add = (at: MessageAt, name: string): Promise<Answer> =>
    api.ask(at.team, 'reactions.add', (client) =>
      client.reactions.add({ channel: at.channel, timestamp: at.ts, name }),
    );
  const remove = (at: MessageAt, name: string): Promise<Answer> =>
    api.ask(at.team, 'reactions.remove', (client) =>
      client.reactions.remove({ channel: at.channel, timestamp: at.ts, name }),
    );

  return async (of, sign) => {
    const at = messageAt(of);
    // Words that came by a form or a command have no message of their own.
    if (at === null) return;
    const failure = `failed:${of}`;
    if (sign === 'failed') await keep.put(failure, true);
    expectDone(await add(at, reactions[sign]));
    // Sent again and arrived: the cross beside the tick would say the opposite.
    if (sign !== 'arrived' || (await keep.get(failure)) !== true) return;
    expectDone(await remove(at, reactions.failed));
    await keep.remove(failure);
  };
}

function expectDone(answer: Answer): void {
  if (answer.outcome === 'ok') return;
  if (answer.outcome === 'refused' && noMatter.includes(answer.error)) return;
  throw new Error(
    answer.outcome === 'refused' && answer.error === 'missing_scope'
      ? 'Slack: the app lacks reactions:write; paste the manifest again, then reinstall it'
      : `Slack: ${'error' in answer ? answer.error : answer.outcome}`,
  );
}
