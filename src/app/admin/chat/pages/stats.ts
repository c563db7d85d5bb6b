import { dayOutcomes } from '../../../statistics.ts';
import type { DayNumbers } from '../../../statistics.ts';
import { everyDay } from '../../charts.ts';
import { chartWords } from '../../chart-words.ts';
import { facts, hint, percent, refusal, shown } from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';

const dayMs = 24 * 3_600_000;
const daysShown = 14;
const guidesShown = 6;
const blocks = '▁▂▃▄▅▆▇█';

/** One sign a day, the highest for the busiest: a chart wherever there is text, in light and in dark. */
const sparkline = (values: readonly number[]): string => {
  const most = Math.max(1, ...values);
  return values
    .map((value) => (value === 0 ? '·' : blocks[Math.max(0, Math.ceil((value / most) * blocks.length) - 1)]))
    .join('');
};

const stats = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, options } = asking;
  const days = Math.min(90, Math.max(1, Number(options['days'] ?? daysShown) || daysShown));
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const since = new Date(midnight - (days - 1) * dayMs);
  const read = await asking.do('stats', { since, until: null });
  if (!('ok' in read)) return refusal(asking, read);
  const { sessions, templates, deliveries } = read.ok;
  const each = everyDay(sessions.by_day, since, days);
  const row = (
    name: string,
    of: 'started' | 'solved' | 'escalated' | 'abandoned',
  ): readonly [string, string] => {
    const values = each.map((day) => day[of]);
    return [name, `${sparkline(values)} ${values.reduce((sum, value) => sum + value, 0)}`];
  };
  const address = asking.chart({ since, days });
  return shown(
    say('admin.stats_of', { count: days }),
    [
      facts([
        [say('admin.help_rate'), percent(locale, sessions.help_rate)],
        [
          say('admin.median'),
          sessions.median_minutes_to_solution === null
            ? '–'
            : say('admin.minutes', { minutes: sessions.median_minutes_to_solution }),
        ],
      ]),
      hint(say('admin.help_rate_is')),
      ...(address === null
        ? [hint(say('admin.stats_picture_how'))]
        : [{ type: 'picture' as const, url: address, alt: inWords(asking, each) }]),
      facts(
        [
          row(say('admin.stats_started'), 'started'),
          row(say('admin.stats_solved'), 'solved'),
          row(say('admin.stats_escalated'), 'escalated'),
          row(say('admin.stats_abandoned'), 'abandoned'),
        ],
        say('admin.stats_days'),
      ),
      ...(templates.length === 0
        ? []
        : [
            facts(
              templates.slice(0, guidesShown).map((one) => [
                `${one.template_id} v${one.template_version}`,
                say('admin.stats_guide', {
                  sessions: one.sessions,
                  resolved: one.resolved,
                  funnel:
                    one.steps.map(({ shown: seen, completed }) => `${completed}/${seen}`).join(' → ') || '–',
                  rating: one.rating ?? '–',
                }),
              ]),
              say('admin.stats_guides'),
            ),
          ]),
      facts([
        [
          'Webhooks',
          say('admin.webhook_in_short', {
            rate: percent(locale, deliveries.success_rate),
            total: deliveries.total,
            pending: deliveries.pending,
          }),
        ],
      ]),
    ],
    [7, 30, 90]
      .filter((one) => one !== days)
      .map((one) => ({ label: say('admin.stats_last', { days: one }), words: `stats days=${one}` })),
  );
};

/** What the picture shows, for those who do not see it. */
const inWords = ({ say }: Asking, days: readonly DayNumbers[]): string => {
  const { title, names } = chartWords(say, days.length);
  const sums = dayOutcomes
    .map((outcome) => ({ outcome, count: days.reduce((sum, day) => sum + day.by_outcome[outcome], 0) }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${names[outcome]}: ${count}`);
  return `${title}. ${sums.join('; ')}`;
};

/** How it goes. */
export const statsPages: ChatVerbs = {
  stats: { verb: 'stats', usage: '[days=30]', run: stats },
};
