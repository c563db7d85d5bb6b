import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import { bodyOf } from './api.ts';
import type { Answer, Api } from './api.ts';
import { idIn } from './calls.ts';
import { objectsAt, snowflakeAt } from './payload.ts';
import { readChannel } from './threads.ts';

/** The direct messages with a person: a channel that Discord opens when it is asked for it, and then keeps. */
export interface Direct {
  channelOf(user: string): Promise<string | Exclude<Answer, { outcome: 'ok' }>>;
  /** Who is in a channel of direct messages; `null` where it is none. */
  userIn(channel: string): Promise<string | null | Exclude<Answer, { outcome: 'ok' }>>;
  /** It was seen somewhere: nobody has to ask. */
  know(user: string, channel: string): void;
}

const mostRemembered = 10_000;

export function createDirect(api: Api): Direct {
  const channels = new Map<string, string>();
  const users = new Map<string, string>();
  const know = (user: string, channel: string): void => {
    remember(channels, user, channel);
    remember(users, channel, user);
  };
  return {
    know,
    async channelOf(user) {
      const known = channels.get(user);
      if (known !== undefined) return known;
      const channel = idIn(
        await api.ask({
          name: 'open_direct_messages',
          method: RequestMethod.Post,
          route: Routes.userChannels(),
          body: { recipient_id: user },
        }),
      );
      if (typeof channel === 'string') know(user, channel);
      return channel;
    },
    async userIn(channel) {
      const known = users.get(channel);
      if (known !== undefined) return known;
      const answer = await readChannel(api, channel);
      if (answer.outcome !== 'ok') return answer;
      const [person] = objectsAt(bodyOf(answer), 'recipients');
      const user = person === undefined ? null : snowflakeAt(person, 'id');
      if (user !== null) know(user, channel);
      return user;
    },
  };
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostRemembered && oldest !== undefined) map.delete(oldest);
}
