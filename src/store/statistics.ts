import type { DataSource } from 'typeorm';
import { dayOutcomes } from '../app/statistics.ts';
import type {
  DayNumbers,
  Period,
  Statistics,
  StatisticsReader,
  StepFunnel,
  TemplateNumbers,
} from '../app/statistics.ts';
import { statuses } from '../engine/session.ts';
import type { Outcome, SessionStatus } from '../engine/session.ts';
import type { TemplateId } from '../ids.ts';

const outcomes: readonly Outcome[] = [
  'confirmed',
  'implied',
  'abandoned',
  'escalated',
  'escalated_solved',
  'escalated_unsolved',
];

/** Sessions begun in the period: $1 and $2. */
const begun = `($1::timestamptz IS NULL OR session.created_at >= $1) AND ($2::timestamptz IS NULL OR session.created_at < $2)`;

const countSessions = `
SELECT session.status, session.outcome, session.channel, count(*)::integer AS count
FROM support_sessions AS session WHERE ${begun}
GROUP BY session.status, session.outcome, session.channel`;

const solvedByWord = `session.outcome IN ('confirmed', 'escalated_solved')`;

const measure = `
SELECT
  round(100.0 * count(*) FILTER (WHERE ${solvedByWord})
    / nullif(count(*) FILTER (WHERE session.status IN ('resolved', 'cancelled', 'expired')), 0), 1)::float8 AS help_rate,
  round((percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM solved.at - session.created_at) / 60)
    FILTER (WHERE solved.at IS NOT NULL))::numeric, 1)::float8 AS median_minutes_to_solution
FROM support_sessions AS session
LEFT JOIN LATERAL (
  SELECT max(happened.at) AS at FROM support_session_events AS happened
  WHERE happened.session_id = session.session_id AND happened.outward_event = 'session_resolved'
    AND ${solvedByWord}
) AS solved ON true
WHERE ${begun}`;

const countDays = `
SELECT
  to_char(session.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
  count(*)::integer AS started,
  count(*) FILTER (WHERE ${solvedByWord})::integer AS solved,
  count(*) FILTER (WHERE session.outcome IN ('escalated', 'escalated_solved', 'escalated_unsolved'))::integer
    AS escalated,
  count(*) FILTER (WHERE session.outcome = 'abandoned')::integer AS abandoned,
  jsonb_build_object(${dayOutcomes
    .map(
      (outcome) => `'${outcome}', count(*) FILTER (WHERE coalesce(session.outcome, 'open') = '${outcome}')`,
    )
    .join(', ')}) AS by_outcome
FROM support_sessions AS session WHERE ${begun}
GROUP BY 1 ORDER BY 1`;

const countTemplates = `
SELECT
  session.template_id,
  session.template_version,
  count(*)::integer AS sessions,
  count(*) FILTER (WHERE session.status = 'resolved')::integer AS resolved,
  count(*) FILTER (WHERE session.outcome IN ('escalated', 'escalated_solved', 'escalated_unsolved'))::integer
    AS escalated,
  count(*) FILTER (WHERE session.outcome = 'abandoned')::integer AS abandoned,
  round(avg((session.state -> 'feedback' ->> 'rating')::integer), 2) AS rating
FROM support_sessions AS session
WHERE session.template_id IS NOT NULL AND ${begun}
GROUP BY session.template_id, session.template_version
ORDER BY sessions DESC, session.template_id, session.template_version DESC`;

const countSteps = `
SELECT
  session.template_id,
  session.template_version,
  (happened.data -> 'event' ->> 'step_number')::integer AS step_number,
  count(*) FILTER (WHERE happened.type = 'step_shown')::integer AS shown,
  count(*) FILTER (WHERE happened.type = 'step_completed')::integer AS completed,
  count(*) FILTER (WHERE happened.type = 'step_failed')::integer AS failed
FROM support_sessions AS session
JOIN support_session_events AS happened USING (session_id)
WHERE session.template_id IS NOT NULL AND ${begun}
  AND happened.type IN ('step_shown', 'step_completed', 'step_failed')
GROUP BY session.template_id, session.template_version, step_number
ORDER BY step_number`;

const countDeliveries = `
SELECT
  coalesce(sum(total_events), 0)::bigint AS total,
  coalesce(sum(successful_events), 0)::bigint AS delivered,
  coalesce(sum(failed_events), 0)::bigint AS failed,
  coalesce(sum(refused_events), 0)::bigint AS refused,
  coalesce(sum(pending_events), 0)::bigint AS pending,
  round(
    100.0 * sum(successful_events) / nullif(sum(successful_events + failed_events + refused_events), 0), 2
  ) AS success_rate
FROM vw_webhook_stats`;

/** Work that is due, not what waits for its next try. */
type Pinned = { readonly template_id: TemplateId; readonly template_version: number };

/** The numbers, counted from what is kept. */
export const createStatistics = (dataSource: DataSource): StatisticsReader => ({
  read: async ({ since, until }: Period): Promise<Statistics> => {
    const period = [since, until];
    const sessions = await dataSource.query<
      { status: SessionStatus; outcome: Outcome | null; channel: string; count: number }[]
    >(countSessions, period);
    const templates = await dataSource.query<Omit<TemplateNumbers, 'steps'>[]>(countTemplates, period);
    const steps = await dataSource.query<(Pinned & StepFunnel)[]>(countSteps, period);
    const [measured] = await dataSource.query<
      Pick<Statistics['sessions'], 'help_rate' | 'median_minutes_to_solution'>[]
    >(measure, period);
    const by_day = await dataSource.query<DayNumbers[]>(countDays, period);
    const [deliveries] = await dataSource.query<Statistics['deliveries'][]>(countDeliveries);
    if (deliveries === undefined || measured === undefined) throw new Error('A sum without a row');

    const sum = (of: (row: (typeof sessions)[number]) => boolean): number =>
      sessions.filter(of).reduce((total, { count }) => total + count, 0);
    const numbersOf = <Name extends string>(
      names: readonly Name[],
      of: (row: (typeof sessions)[number]) => string | null,
    ): Record<Name, number> =>
      Object.fromEntries(names.map((name) => [name, sum((row) => of(row) === name)])) as Record<Name, number>;

    return {
      sessions: {
        total: sum(() => true),
        by_status: numbersOf(statuses, ({ status }) => status),
        by_outcome: numbersOf(outcomes, ({ outcome }) => outcome),
        by_channel: numbersOf(
          [...new Set(sessions.map(({ channel }) => channel))].toSorted(),
          ({ channel }) => channel,
        ),
        ...measured,
        by_day,
      },
      templates: templates.map((numbers) => ({
        ...numbers,
        steps: steps
          .filter((step) => isPinned(step, numbers))
          .map(({ step_number, shown, completed, failed }) => ({ step_number, shown, completed, failed })),
      })),
      deliveries,
    };
  },
});

const isPinned = (one: Pinned, other: Pinned): boolean =>
  one.template_id === other.template_id && one.template_version === other.template_version;
