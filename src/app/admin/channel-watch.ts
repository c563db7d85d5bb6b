import type { ChannelName } from '../../engine/command.ts';
import type { Leadership } from '../channel.ts';
import type { Clock } from '../ports.ts';
import type { Alerts } from './alerts.ts';

/** A channel to which nothing gets through. */
export interface Stuck {
  readonly channel: ChannelName;
  /** Messages that were tried again and again. */
  readonly waiting: number;
  readonly error: string | null;
}

/** Looks at what is owed to the platforms. */
export interface ChannelHealth {
  /** Channels with messages tried so often, to which nothing was sent since. */
  stuck(tries: number, since: Date): Promise<readonly Stuck[]>;
}

const everyMs = 60_000;
/** By then a message has been tried for more than a minute. */
const tries = 7;
const quietMs = 2 * 60_000;

/** Tells admins of a platform that is out of reach, and when it is back; one replica looks. */
export const createChannelWatch = (parts: {
  readonly health: ChannelHealth;
  readonly alerts: Pick<Alerts, 'channel'>;
  readonly leadership: Leadership;
  readonly clock: Clock;
  readonly log: { warn(fields: object, text: string): void };
}) => {
  const { health, alerts, leadership, clock, log } = parts;
  const state: { timer: NodeJS.Timeout | null; lost: ReadonlySet<ChannelName> } = {
    timer: null,
    lost: new Set(),
  };

  const look = async (): Promise<void> => {
    if (!(await leadership.lead('channel watch', 2 * everyMs))) return;
    const stuck = await health.stuck(tries, new Date(clock.now().getTime() - quietMs));
    const lost = new Set(stuck.map(({ channel }) => channel));
    for (const one of stuck) alerts.channel(one.channel, one);
    for (const channel of state.lost) if (!lost.has(channel)) alerts.channel(channel, null);
    state.lost = lost;
  };

  return {
    look,
    start(): void {
      state.timer = setInterval(() => {
        look().catch((error: unknown) =>
          log.warn({ err: error }, 'whether the channels are in reach is not known; again in a minute'),
        );
      }, everyMs);
    },
    stop(): void {
      if (state.timer !== null) clearInterval(state.timer);
      state.timer = null;
    },
  };
};
