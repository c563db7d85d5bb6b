import type { Say } from '../../engine/show/context.ts';
import { dayOutcomes } from '../statistics.ts';
import type { DayOutcome } from '../statistics.ts';

/** What a chart of sessions says, and what is said in its place. */
export const chartWords = (
  say: Say,
  days: number,
): {
  readonly title: string;
  readonly nothing: string;
  readonly names: Readonly<Record<DayOutcome, string>>;
} => ({
  title: say('admin.chart_title', { count: days }),
  nothing: say('admin.chart_nothing'),
  names: Object.fromEntries(
    dayOutcomes.map((outcome) => [
      outcome,
      say(outcome === 'open' ? 'admin.chart_open' : `webhook.outcome.${outcome}`),
    ]),
  ) as Record<DayOutcome, string>,
});
