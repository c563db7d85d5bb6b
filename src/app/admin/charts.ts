import type { Locale } from '../../engine/template.ts';
import type { ChannelName } from '../../engine/command.ts';
import type { Clock } from '../ports.ts';
import { createRecent } from '../recent.ts';
import type { DayNumbers, StatisticsReader } from '../statistics.ts';

/** Days from `since`, a midnight in UTC. */
export interface ChartAsked {
  readonly since: Date;
  readonly days: number;
  readonly locale: Locale;
}

/** Pictures of the numbers, at addresses that chats can show them from. */
export interface Charts {
  /** `null`: nothing of ours is in this platform's reach. */
  address(asked: ChartAsked, channel: ChannelName): string | null;
  /** The PNG behind an address; `null`: it is none of ours, or too old. */
  picture(token: string): Promise<Uint8Array | null>;
  /** The PNG itself, of the numbers as they are now. */
  draw(asked: ChartAsked): Promise<Uint8Array>;
}

/** So long an address works: platforms keep the picture themselves, once it was seen. */
const addressDays = 7;
/** Many see one answer, and every one of their apps asks. */
const freshMs = 60_000;
const keptAtMost = 20;
const dayMs = 24 * 3_600_000;
const context = 'chart';

export const createCharts = (parts: {
  readonly vault: {
    seal(plain: string, context: string): string;
    /** @throws where it was sealed elsewhere or changed */
    open(sealed: string, context: string): string;
  };
  /** Where a token is looked up, as seen from a platform. */
  readonly at: (token: string, channel: ChannelName) => string | null;
  readonly statistics: StatisticsReader;
  readonly paint: (days: readonly DayNumbers[], locale: Locale) => Promise<Uint8Array>;
  readonly clock: Clock;
}): Charts => {
  const { vault, at, statistics, paint, clock } = parts;
  const painted = createRecent<string, { readonly until: number; readonly png: Promise<Uint8Array> }>(
    keptAtMost,
  );

  const opened = (token: string): (ChartAsked & { readonly expires: number }) | null => {
    try {
      const [since, days, locale, expires] = JSON.parse(vault.open(token, context)) as [
        number,
        number,
        string,
        number,
      ];
      return { since: new Date(since), days, locale, expires };
    } catch {
      // Whatever it is, we did not make it.
      return null;
    }
  };

  const draw = async ({ since, days, locale }: ChartAsked): Promise<Uint8Array> => {
    const until = new Date(since.getTime() + days * dayMs);
    const { sessions } = await statistics.read({ since, until });
    return await paint(everyDay(sessions.by_day, since, days), locale);
  };

  return {
    draw,
    address: ({ since, days, locale }, channel) => {
      const expires = clock.now().getTime() + addressDays * dayMs;
      return at(vault.seal(JSON.stringify([since.getTime(), days, locale, expires]), context), channel);
    },
    picture: async (token) => {
      const asked = opened(token);
      const now = clock.now().getTime();
      if (asked === null || asked.expires <= now) return null;
      const before = painted.take(token);
      const one =
        before !== undefined && before.until > now ? before : { until: now + freshMs, png: draw(asked) };
      painted.keep(token, one);
      try {
        return await one.png;
      } catch (error) {
        painted.take(token);
        throw error;
      }
    },
  };
};

const none: Omit<DayNumbers, 'day'> = {
  started: 0,
  solved: 0,
  escalated: 0,
  abandoned: 0,
  by_outcome: {
    confirmed: 0,
    implied: 0,
    escalated_solved: 0,
    escalated: 0,
    escalated_unsolved: 0,
    abandoned: 0,
    open: 0,
  },
};

/** Those without sessions too. */
export const everyDay = (known: readonly DayNumbers[], since: Date, days: number): readonly DayNumbers[] =>
  Array.from({ length: days }, (_, index) => {
    const day = new Date(since.getTime() + index * dayMs).toISOString().slice(0, 10);
    return known.find((one) => one.day === day) ?? { day, ...none };
  });
