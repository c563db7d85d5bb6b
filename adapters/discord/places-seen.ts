import type { Keep } from '../../src/app/channel.ts';
import type { Background } from './background.ts';
import { isLater, isPayload, numberAt, snowflakeAt, stringAt } from './payload.ts';

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
  /** Whether a conversation goes on there, whichever replica began it. */
  goesOn(channel: string): Promise<boolean>;
  /** Somebody's words there were heard, and are kept, or are none of the bot's business for good. */
  heard(seen: Omit<Seen, 'at'>): Promise<void>;
  all(): Promise<readonly Seen[]>;
  forget(channel: string): Promise<void>;
}

const mostRemembered = 10_000;

export function createPlacesSeen(keep: Keep, background: Background, now: () => number): PlacesSeen {
  /** Those that are in the drawer already, with the last that was heard: a conversation begins once. */
  const known = new Map<string, string>();
  const remember = (channel: string, last: string): void => {
    const before = known.get(channel) ?? '0';
    known.delete(channel);
    known.set(channel, isLater(last, before) ? last : before);
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
  };
  const put = ({ channel, guild, last }: Omit<Seen, 'at'>): Promise<void> =>
    keep.put(keyOf(channel), { guild, last, at: now() });

  return {
    began(seen) {
      if (known.has(seen.channel)) return;
      remember(seen.channel, seen.last);
      background.run('remembering a conversation', async () => {
        if ((await keep.get(keyOf(seen.channel))) === null) await put(seen);
      });
    },
    goesOn: async (channel) => known.has(channel) || (await keep.get(keyOf(channel))) !== null,
    async heard(seen) {
      const before = known.get(seen.channel);
      // What is fetched belatedly is older than what was heard meanwhile.
      if (before !== undefined && !isLater(seen.last, before)) return;
      remember(seen.channel, seen.last);
      await put(seen);
    },
    async all() {
      const rows = await keep.list(prefix);
      return rows.flatMap(({ key, value }) => {
        const seen = read(key.slice(prefix.length), value);
        if (seen === null) return [];
        remember(seen.channel, seen.last);
        return [seen];
      });
    },
    async forget(channel) {
      known.delete(channel);
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
