import { RequestMethod } from 'discord.js';
import { Routes } from 'discord-api-types/v10';
import type { Answer, Api } from './api.ts';
import { idIn } from './calls.ts';

/** The direct messages with a person: a channel that Discord opens when it is asked for it, and then keeps. */
export interface Direct {
  channelOf(user: string): Promise<string | Exclude<Answer, { outcome: 'ok' }>>;
  /** It was seen somewhere: nobody has to ask. */
  know(user: string, channel: string): void;
}

const mostRemembered = 10_000;

export function createDirect(api: Api): Direct {
  const channels = new Map<string, string>();
  const know = (user: string, channel: string): void => {
    channels.delete(user);
    channels.set(user, channel);
    const [oldest] = channels.keys();
    if (channels.size > mostRemembered && oldest !== undefined) channels.delete(oldest);
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
  };
}
