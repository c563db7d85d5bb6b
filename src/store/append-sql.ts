import type { Leased } from '../app/ports.ts';
import { insertDecision } from './decision-sql.ts';
import { handOffParts } from './hand-off-sql.ts';

/**
 * Accepted commands as ONE statement, which is one transaction and one round trip: each session's row guarded by its
 * version, its events, a webhook event for each subscribed webhook, the messages it owes, the escalation it opened or
 * changed, and the mark that the platform's delivery was seen. Of each command either all is there or nothing.
 *
 * A statement has the parts its commands need and no others: starting the parts costs PostgreSQL more than running
 * them, and a click needs three of nine.
 */
export interface Shape {
  /** The sessions begin with it. */
  readonly isNew: boolean;
  /** It marks platforms' deliveries. */
  readonly marks: boolean;
  /** Some of its events leave for the outside. */
  readonly leaves: boolean;
  /** It puts up new messages. */
  readonly posts: boolean;
  /** It draws messages again, or folds them. */
  readonly redraws: boolean;
  /** It opens or changes escalations. */
  readonly hands: boolean;
  /** A model is to be asked, or was. */
  readonly asks: boolean;
  /** It does something to hand-offs, or sets a timer. */
  readonly handsOff: boolean;
}

const parts = ['isNew', 'marks', 'leaves', 'posts', 'redraws', 'hands', 'asks', 'handsOff'] as const;

/** What serves all of them. */
export const together = (shapes: readonly Shape[]): Shape => {
  const has = (part: (typeof parts)[number]): boolean => shapes.some((shape) => shape[part]);
  return {
    isNew: has('isNew'),
    marks: has('marks'),
    leaves: has('leaves'),
    posts: has('posts'),
    redraws: has('redraws'),
    hands: has('hands'),
    asks: has('asks'),
    handsOff: has('handsOff'),
  };
};

/** A name for the statement of a shape, the same for equal shapes. */
export const nameOf = (shape: Shape): string =>
  ['session', ...parts.filter((part) => shape[part])].join('_').toLowerCase();

/** What a statement answers for each command, by its number. */
export interface AppendedRow {
  readonly n: number;
  readonly changed: boolean;
  readonly seen: boolean;
  readonly webhook_events: number;
  readonly held: boolean;
  readonly leased: readonly Leased[];
}

/** The statement of a shape: `$1` the commands as `givenFor` writes them, `$2` the time. */
export const appendStatement = (shape: Shape): string =>
  `WITH ${[
    given,
    shape.isNew ? insertNew(shape) : changeExisting(shape),
    history,
    ...(shape.leaves ? [leaving] : []),
    ...(shape.posts ? [posted] : []),
    ...(shape.redraws ? [redrawn] : []),
    ...(shape.hands ? [handed] : []),
    ...(shape.asks ? [asked] : []),
    ...(shape.handsOff ? handOffParts : []),
  ].join(',')} ${result(shape)}`;

const now = '$2::timestamptz';

const sessionColumns = `session_id text, status text, version integer, sequence integer, channel text, conversation text,
    person text, locale text, template_id text, template_version integer, category text, outcome text, state jsonb,
    problem text, created_at timestamptz, updated_at timestamptz`;

const given = `
given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(
    n integer, expected integer, seen text, token text, until timestamptz, held text,
    events jsonb, messages jsonb, escalation jsonb, decision jsonb, hand_off jsonb,
    ${sessionColumns}
  )
)`;

/** Two deliveries of the same thing at once: the second waits for the row's lock, and its version is gone then. */
const changeExisting = ({ marks }: Shape): string => `
changed AS (
  UPDATE support_sessions AS old SET
    status = s.status, version = s.version, sequence = s.sequence, locale = s.locale,
    template_id = s.template_id, template_version = s.template_version, category = s.category,
    outcome = s.outcome, state = s.state, problem = s.problem, updated_at = s.updated_at
  FROM given AS s
  WHERE old.session_id = s.session_id AND old.version = s.expected
    ${marks ? 'AND (s.seen IS NULL OR NOT EXISTS (SELECT FROM support_seen WHERE key = s.seen))' : ''}
  RETURNING s.n, old.session_id, old.category
)${
  marks
    ? `,
mark AS (
  INSERT INTO support_seen (key, session_id, seen_at)
  SELECT given.seen, session_id, ${now} FROM given JOIN changed USING (n, session_id) WHERE given.seen IS NOT NULL
  ON CONFLICT DO NOTHING
)`
    : ''
}`;

/** A new session has no row to wait for: the mark comes first, and who does not get it begins nothing. */
const insertNew = ({ marks }: Shape): string => `${
  marks
    ? `
mark AS (
  INSERT INTO support_seen (key, session_id, seen_at)
  SELECT seen, session_id, ${now} FROM given WHERE seen IS NOT NULL
  ON CONFLICT DO NOTHING
  RETURNING key
),`
    : ''
}
inserted AS (
  INSERT INTO support_sessions (
    session_id, status, version, sequence, channel, conversation, person, locale, template_id, template_version,
    category, outcome, state, problem, created_at, updated_at
  )
  SELECT session_id, status, version, sequence, channel, conversation, person, locale, template_id, template_version,
    category, outcome, state, problem, created_at, updated_at
  FROM given ${marks ? 'WHERE seen IS NULL OR seen IN (SELECT key FROM mark)' : ''}
  RETURNING session_id, category
),
changed AS (SELECT given.n, session_id, inserted.category FROM inserted JOIN given USING (session_id))`;

const changedEvents = `changed JOIN given USING (n) CROSS JOIN LATERAL
  jsonb_to_recordset(given.events) AS e(
    position integer, at timestamptz, type text, data jsonb, outward_event text, sequence integer, outward jsonb
  )`;

const history = `
history AS (
  INSERT INTO support_session_events (session_id, position, at, type, data, outward_event, sequence, outward)
  SELECT changed.session_id, e.position, e.at, e.type, e.data, e.outward_event, e.sequence, e.outward
  FROM ${changedEvents}
)`;

const leaving = `
leaving AS (
  INSERT INTO support_webhook_events
    (event_id, webhook_id, event, session_id, sequence, payload, status, triggered_at, next_attempt_at)
  SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), webhook.webhook_id, e.outward_event,
    changed.session_id, e.sequence, e.outward, CASE WHEN webhook.enabled THEN 'pending' ELSE 'held' END,
    e.at, CASE WHEN webhook.enabled THEN e.at END
  FROM ${changedEvents}
  JOIN support_webhooks AS webhook
    ON (e.outward_event = ANY (webhook.events) OR '*' = ANY (webhook.events))
    AND (webhook.options -> 'channels' IS NULL OR webhook.options -> 'channels' ? (e.outward -> 'data' ->> 'channel'))
    AND (webhook.options -> 'categories' IS NULL OR webhook.options -> 'categories' ? changed.category)
    AND (webhook.options -> 'templates' IS NULL OR webhook.options -> 'templates' ? (e.outward -> 'data' ->> 'template_id'))
  WHERE e.outward_event IS NOT NULL
  RETURNING event_id
)`;

const messageRecords = `jsonb_to_recordset(given.messages) AS m(
    "do" text, message_id text, session_id text, conversation text, channel text, person text, role text,
    wanted integer, content jsonb
  )`;

const posted = `
posted AS (
  INSERT INTO support_messages
    (message_id, session_id, conversation, channel, person, role, wanted, content, attempts,
     next_attempt_at, lease_until, lease_token, created_at, updated_at)
  SELECT m.message_id, m.session_id, m.conversation, m.channel, m.person, m.role, m.wanted, m.content, 1,
    ${now}, given.until, given.token, ${now}, ${now}
  FROM changed JOIN given USING (n), ${messageRecords}
  WHERE m."do" = 'post'
  RETURNING message_id, lease_token, attempts
)`;

/**
 * Who has a message in hand goes on to the newer version under the lease it has, which is made longer where that is
 * the replica of the command. The moment it is due only ever comes nearer: an index less to write.
 */
const redrawn = `
redrawn AS (
  UPDATE support_messages AS message SET
    role = coalesce(m.role, message.role),
    content = coalesce(m.content, message.content),
    wanted = m.wanted,
    next_attempt_at = least(message.next_attempt_at, ${now}),
    updated_at = ${now},
    failed_at = NULL,
    attempts = CASE
      WHEN message.lease_until > ${now} THEN message.attempts
      WHEN message.ref IS NULL THEN message.attempts + 1 ELSE 1 END,
    lease_token = CASE WHEN message.lease_until > ${now} THEN message.lease_token ELSE given.token END,
    lease_until = CASE
      WHEN message.lease_until > ${now} AND message.lease_token IS DISTINCT FROM given.held THEN message.lease_until
      ELSE given.until END
  FROM changed JOIN given USING (n), ${messageRecords}
  WHERE m."do" <> 'post' AND message.session_id = changed.session_id AND message.role = 'head'
  RETURNING message.message_id, message.lease_token, message.ref, message.attempts
)`;

const handed = `
handed AS (
  INSERT INTO support_escalations
    (escalation_id, session_id, status, priority, assignee, assignee_name, reason, place, thread,
     created_at, updated_at, closed_at)
  SELECT e.escalation_id, changed.session_id, e.status, e.priority, e.assignee, e.assignee_name, e.reason,
    e.placement #>> '{at,conversation}', e.placement ->> 'thread',
    e.opened_at, ${now}, CASE WHEN e.status = 'closed' THEN ${now} END
  FROM changed JOIN given USING (n), jsonb_to_record(given.escalation) AS e(
    escalation_id text, status text, priority text, assignee text, assignee_name text, reason text, placement jsonb,
    opened_at timestamptz
  )
  WHERE given.escalation IS NOT NULL
  ON CONFLICT (escalation_id) DO UPDATE SET
    status = excluded.status, priority = excluded.priority, assignee = excluded.assignee,
    assignee_name = excluded.assignee_name, place = excluded.place, thread = excluded.thread,
    updated_at = excluded.updated_at, closed_at = excluded.closed_at
)`;

const asked = `
asked AS (${insertDecision('changed JOIN given USING (n)', {
  decision: 'given.decision',
  token: 'given.token',
  now,
})}
)`;

/** A lease's token is its command's own, and so tells whose message it is. */
const result = ({ marks, leaves, posts, redraws }: Shape): string => {
  const mine = [
    ...(posts ? ['SELECT message_id, NULL::jsonb AS ref, attempts, lease_token FROM posted'] : []),
    ...(redraws ? ['SELECT message_id, ref, attempts, lease_token FROM redrawn'] : []),
  ];
  return `
SELECT
  given.n,
  given.n IN (SELECT n FROM changed) AS changed,
  ${marks ? 'EXISTS (SELECT FROM support_seen WHERE key = given.seen)' : 'false'} AS seen,
  ${leaves ? '(SELECT count(*)::integer FROM leaving)' : '0'} AS webhook_events,
  ${
    mine.length === 0
      ? `'[]'::jsonb`
      : `(
    SELECT coalesce(jsonb_agg(jsonb_build_object('message_id', message_id, 'ref', ref, 'attempts', attempts)), '[]')
    FROM (${mine.join(' UNION ALL ')}) AS mine WHERE mine.lease_token = given.token
  )`
  } AS leased,
  ${redraws ? 'EXISTS (SELECT FROM redrawn WHERE redrawn.lease_token = given.held)' : 'false'} AS held
FROM given
-- Not every shape needs the time, and every statement is given it.
WHERE ${now} IS NOT NULL`;
};
