import type { Keep } from '../../src/app/channel.ts';
import type { Background } from './background.ts';
import { isPayload, numberAt, snowflakeAt, stringAt } from './payload.ts';

/** A channel in which a conversation goes on, and the last that was said and heard there. */
export interface Seen {
  readonly channel: string;
  /** `null`: direct messages. */
  readonly guild: string | null;
  readonly last: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * What was heard last in each conversation, so that nothing is lost while nobody listens: the gateway repeats
 * nothing after a takeover.
 */
export interface PlacesSeen {
  /** The bot wrote there for the first time: what is said from now on matters. */
  began(seen: Omit<Seen, 'at'>): void;
  /** Somebody's words there were heard, and are kept. */
  heard(seen: Omit<Seen, 'at'>): Promise<void>;
  all(): Promise<readonly Seen[]>;
  forget(channel: string): Promise<void>;
}

const mostRemembered = 10_000;

export function createPlacesSeen(keep: Keep, background: Background, now: () => number): PlacesSeen {
  /** Those that are in the drawer already: a conversation begins once. */
  const begun = new Set<string>();
  const remember = (channel: string): void => {
    begun.add(channel);
    const [oldest] = begun;
    if (begun.size > mostRemembered && oldest !== undefined) begun.delete(oldest);
  };
  const put = ({ channel, guild, last }: Omit<Seen, 'at'>): Promise<void> =>
    keep.put(keyOf(channel), { guild, last, at: now() });

  return {
    began(seen) {
      if (begun.has(seen.channel)) return;
      remember(seen.channel);
      background.run('remembering a conversation', async () => {
        if ((await keep.get(keyOf(seen.channel))) === null) await put(seen);
      });
    },
    async heard(seen) {
      remember(seen.channel);
      await put(seen);
    },
    async all() {
      const rows = await keep.list(prefix);
      return rows.flatMap(({ key, value }) => {
        const seen = read(key.slice(prefix.length), value);
        return seen === null ? [] : [seen];
      });
    },
    async forget(channel) {
      begun.delete(channel);
      await keep.remove(keyOf(channel));
    },
  };
}

const prefix = 'seen:';
const keyOf = (channel: string): string => `${prefix}${channel}`;

function read(channel: string, value: unknown): Seen | null {
  if (!isPayload(value)) return null;
  const last = snowflakeAt(value, 'last');
  return last === null
    ? null
    : { channel, guild: stringAt(value, 'guild'), last, at: numberAt(value, 'at') ?? 0 };
}
