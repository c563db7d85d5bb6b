/**
 * One accepted command as ONE statement, which is one transaction and one round trip: the session's row guarded
 * by its version, its events, a webhook event for each subscribed webhook, the messages it owes, the escalation
 * it opened or changed, and the mark that the platform's delivery was seen. Either all of it is there or nothing.
 *
 * A statement has the parts its command needs and no others: starting the parts costs PostgreSQL more than running
 * them, and a click needs three of seven.
 */
export interface Shape {
  /** The session begins with it. */
  readonly isNew: boolean;
  /** It marks the platform's delivery. */
  readonly marks: boolean;
  /** Some of its events leave for the outside. */
  readonly leaves: boolean;
  /** It puts up new messages. */
  readonly posts: boolean;
  /** It draws messages again, or folds them. */
  readonly redraws: boolean;
  /** It opens or changes an escalation. */
  readonly hands: boolean;
}

/** A name for the statement of a shape, the same for equal shapes. */
export const nameOf = (shape: Shape): string =>
  `session_${shape.isNew ? 'new' : 'change'}${(['marks', 'leaves', 'posts', 'redraws', 'hands'] as const)
    .filter((part) => shape[part])
    .map((part) => `_${part}`)
    .join('')}`;

/** The values a statement may take, in no order: each shape numbers those it uses. */
export type ParameterName =
  'session' | 'expected' | 'seen' | 'events' | 'messages' | 'token' | 'until' | 'now' | 'escalation';

export interface AppendStatement {
  readonly text: string;
  readonly parameters: readonly ParameterName[];
}

type Use = (name: ParameterName) => string;

const casts: Readonly<Record<ParameterName, string>> = {
  session: 'jsonb',
  expected: 'integer',
  seen: 'text',
  events: 'jsonb',
  messages: 'jsonb',
  token: 'text',
  until: 'timestamptz',
  now: 'timestamptz',
  escalation: 'jsonb',
};

export const appendStatement = (shape: Shape): AppendStatement => {
  const parameters: ParameterName[] = [];
  const use: Use = (name) => {
    if (!parameters.includes(name)) parameters.push(name);
    return `$${parameters.indexOf(name) + 1}::${casts[name]}`;
  };
  const parts = [
    shape.isNew ? insertNew(use, shape) : changeExisting(use, shape),
    history(use),
    ...(shape.leaves ? [leaving(use)] : []),
    ...(shape.posts ? [posted(use)] : []),
    ...(shape.redraws ? [redrawn(use)] : []),
    ...(shape.hands ? [handed(use)] : []),
  ];
  return { text: `WITH ${parts.join(',')} ${result(use, shape)}`, parameters };
};

const session = (use: Use): string => `jsonb_to_record(${use('session')}) AS s(
    session_id text, status text, version integer, sequence integer, channel text, conversation text, person text,
    locale text, template_id text, template_version integer, category text, outcome text, state jsonb,
    problem text, created_at timestamptz, updated_at timestamptz
  )`;

/** Two deliveries of the same thing at once: the second waits for the row's lock, and its version is gone then. */
const changeExisting = (use: Use, { marks }: Shape): string => `
changed AS (
  UPDATE support_sessions AS old SET
    status = s.status, version = s.version, sequence = s.sequence, locale = s.locale,
    template_id = s.template_id, template_version = s.template_version, category = s.category,
    outcome = s.outcome, state = s.state, problem = s.problem, updated_at = s.updated_at
  FROM ${session(use)}
  WHERE old.session_id = s.session_id AND old.version = ${use('expected')}
    ${marks ? `AND NOT EXISTS (SELECT FROM support_seen WHERE key = ${use('seen')})` : ''}
  RETURNING old.session_id, old.category
)${
  marks
    ? `,
mark AS (
  INSERT INTO support_seen (key, session_id, seen_at)
  SELECT ${use('seen')}, session_id, ${use('now')} FROM changed
  ON CONFLICT DO NOTHING
)`
    : ''
}`;

/** A new session has no row to wait for: the mark comes first, and who does not get it begins nothing. */
const insertNew = (use: Use, { marks }: Shape): string => `${
  marks
    ? `
mark AS (
  INSERT INTO support_seen (key, session_id, seen_at)
  SELECT ${use('seen')}, s.session_id, ${use('now')} FROM ${session(use)}
  ON CONFLICT DO NOTHING
  RETURNING key
),`
    : ''
}
changed AS (
  INSERT INTO support_sessions (
    session_id, status, version, sequence, channel, conversation, person, locale, template_id, template_version,
    category, outcome, state, problem, created_at, updated_at
  )
  SELECT s.* FROM ${session(use)} ${marks ? 'WHERE EXISTS (SELECT FROM mark)' : ''}
  RETURNING session_id, category
)`;

const eventRecords = (use: Use): string => `jsonb_to_recordset(${use('events')}) AS e(
    position integer, at timestamptz, type text, data jsonb, outward_event text, sequence integer, outward jsonb
  )`;

const history = (use: Use): string => `
history AS (
  INSERT INTO support_session_events (session_id, position, at, type, data, outward_event, sequence, outward)
  SELECT changed.session_id, e.position, e.at, e.type, e.data, e.outward_event, e.sequence, e.outward
  FROM changed, ${eventRecords(use)}
)`;

const leaving = (use: Use): string => `
leaving AS (
  INSERT INTO support_webhook_events
    (event_id, webhook_id, event, session_id, sequence, payload, status, triggered_at, next_attempt_at)
  SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), webhook.webhook_id, e.outward_event,
    changed.session_id, e.sequence, e.outward, CASE WHEN webhook.enabled THEN 'pending' ELSE 'held' END,
    e.at, CASE WHEN webhook.enabled THEN e.at END
  FROM changed CROSS JOIN ${eventRecords(use)}
  JOIN support_webhooks AS webhook
    ON (e.outward_event = ANY (webhook.events) OR '*' = ANY (webhook.events))
    AND (webhook.options -> 'channels' IS NULL OR webhook.options -> 'channels' ? (e.outward -> 'data' ->> 'channel'))
    AND (webhook.options -> 'categories' IS NULL OR webhook.options -> 'categories' ? changed.category)
    AND (webhook.options -> 'templates' IS NULL OR webhook.options -> 'templates' ? (e.outward -> 'data' ->> 'template_id'))
  WHERE e.outward_event IS NOT NULL
  RETURNING event_id
)`;

const posted = (use: Use): string => `
posted AS (
  INSERT INTO support_messages
    (message_id, session_id, conversation, channel, person, role, wanted, content, attempts,
     next_attempt_at, lease_until, lease_token, created_at, updated_at)
  SELECT m.message_id, m.session_id, m.conversation, m.channel, m.person, m.role, m.wanted, m.content, 1,
    ${use('now')}, ${use('until')}, ${use('token')}, ${use('now')}, ${use('now')}
  FROM changed, jsonb_to_recordset(${use('messages')}) AS m(
    "do" text, message_id text, session_id text, conversation text, channel text, person text, role text,
    wanted integer, content jsonb
  )
  WHERE m."do" = 'post'
  RETURNING message_id, attempts
)`;

const redrawn = (use: Use): string => {
  const leased = `message.lease_until > ${use('now')}`;
  return `
redrawn AS (
  UPDATE support_messages AS message SET
    role = coalesce(m.role, message.role),
    content = coalesce(m.content, message.content),
    wanted = m.wanted,
    next_attempt_at = ${use('now')},
    updated_at = ${use('now')},
    failed_at = NULL,
    attempts = CASE WHEN ${leased} THEN message.attempts WHEN message.ref IS NULL THEN message.attempts + 1 ELSE 1 END,
    lease_token = CASE WHEN ${leased} THEN message.lease_token ELSE ${use('token')} END,
    lease_until = CASE WHEN ${leased} THEN message.lease_until ELSE ${use('until')} END
  FROM changed, jsonb_to_recordset(${use('messages')}) AS m("do" text, role text, wanted integer, content jsonb)
  WHERE m."do" <> 'post' AND message.session_id = changed.session_id AND message.role = 'head'
  RETURNING message.message_id, message.lease_token, message.ref, message.attempts
)`;
};

const handed = (use: Use): string => `
handed AS (
  INSERT INTO support_escalations
    (escalation_id, session_id, status, priority, assignee, reason, created_at, updated_at, closed_at)
  SELECT e.escalation_id, changed.session_id, e.status, e.priority, e.assignee, e.reason, e.opened_at,
    ${use('now')}, CASE WHEN e.status = 'closed' THEN ${use('now')} END
  FROM changed, jsonb_to_record(${use('escalation')}) AS e(
    escalation_id text, status text, priority text, assignee text, reason text, opened_at timestamptz
  )
  ON CONFLICT (escalation_id) DO UPDATE SET
    status = excluded.status, priority = excluded.priority, assignee = excluded.assignee,
    updated_at = excluded.updated_at, closed_at = excluded.closed_at
)`;

const result = (use: Use, { marks, leaves, posts, redraws }: Shape): string => {
  const mine = [
    ...(posts ? ['SELECT message_id, NULL::jsonb AS ref, attempts FROM posted'] : []),
    ...(redraws ? [`SELECT message_id, ref, attempts FROM redrawn WHERE lease_token = ${use('token')}`] : []),
  ];
  return `
SELECT
  (SELECT count(*)::integer FROM changed) AS changed,
  ${marks ? `EXISTS (SELECT FROM support_seen WHERE key = ${use('seen')})` : 'false'} AS seen,
  ${leaves ? '(SELECT count(*)::integer FROM leaving)' : '0'} AS leaving,
  ${
    mine.length === 0
      ? `'[]'::jsonb`
      : `(
    SELECT coalesce(jsonb_agg(jsonb_build_object('message_id', message_id, 'ref', ref, 'attempts', attempts)), '[]')
    FROM (${mine.join(' UNION ALL ')}) AS mine
  )`
  } AS leased`;
};
