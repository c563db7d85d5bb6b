import { ago, facts, hint, nextPage, percent, refusal, shown, text } from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';
import { flat } from './flat.ts';

const auditPageSize = 8;

const audit = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, options } = asking;
  const { actor = null, action = null, cursor = null } = options;
  const listed = await asking.do('audit', { actor, action, cursor, limit: auditPageSize });
  if (!('ok' in listed)) return refusal(asking, listed);
  const { items, next_cursor } = listed.ok;
  return shown(
    say('admin.audit'),
    items.length === 0
      ? [text(say('admin.audit_none'))]
      : [
          facts(
            items.map((line) => [
              `${line.action}${line.target === null ? '' : ` · ${line.target}`}`,
              [
                `${line.actor_name ?? line.actor} (${line.origin})`,
                ...differences(line.before, line.after),
                ago(locale, now, line.at, ''),
                ...(line.settled ? [] : [say('admin.audit_unsettled')]),
              ].join(' · '),
            ]),
          ),
        ],
    nextPage(asking, 'audit', next_cursor),
  );
};

/** What a line changed, as far as a line of text holds it. */
const differences = (before: unknown, after: unknown): readonly string[] => {
  const was = new Map(flat(before));
  const is = new Map(flat(after));
  const changed = [...is].filter(([path, value]) => path !== 'updated_at' && was.get(path) !== value);
  return before === null || after === null
    ? []
    : changed.slice(0, 3).map(([path, value]) => `${path}: ${was.get(path) ?? '–'} → ${value}`);
};

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
  const each = Array.from({ length: days }, (_, index) =>
    new Date(since.getTime() + index * dayMs).toISOString().slice(0, 10),
  ).map((day) => sessions.by_day.find((one) => one.day === day));
  const row = (
    name: string,
    of: 'started' | 'solved' | 'escalated' | 'abandoned',
  ): readonly [string, string] => {
    const values = each.map((day) => day?.[of] ?? 0);
    return [name, `${sparkline(values)} ${values.reduce((sum, value) => sum + value, 0)}`];
  };
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

/** The installation as a whole. */
export const installationPages: ChatVerbs = {
  stats: { verb: 'stats', usage: '[days=30]', run: stats },
  audit: { verb: 'audit', usage: '[actor=slack:T…:U…] [action=webhook_removed]', run: audit },
};
