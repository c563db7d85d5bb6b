/**
 * One accepted command as ONE statement, which is one transaction and one round trip: the session's row guarded
 * by its version, its events, a webhook event for each subscribed webhook, the messages it owes, the escalation
 * it opened or changed, and the mark that the platform's delivery was seen. Either all of it is there or nothing.
 *
 * Parameters: see `parametersOf` in append.ts, which names them in this order.
 */
const session = `(
  SELECT * FROM jsonb_to_record($1::jsonb) AS s(
    session_id text, status text, version integer, sequence integer, channel text, conversation text, person text,
    locale text, template_id text, template_version integer, category text, outcome text, state jsonb,
    problem text, created_at timestamptz, updated_at timestamptz
  )
)`;

/** Two deliveries of the same thing at once: the second waits for the row's lock, and its version is gone then. */
const changeExisting = `
changed AS (
  UPDATE support_sessions AS old SET
    status = s.status, version = s.version, sequence = s.sequence, locale = s.locale,
    template_id = s.template_id, template_version = s.template_version, category = s.category,
    outcome = s.outcome, state = s.state, problem = s.problem, updated_at = s.updated_at
  FROM ${session} AS s
  WHERE old.session_id = s.session_id AND old.version = $2::integer
    AND NOT EXISTS (SELECT FROM support_seen WHERE key = $3::text)
  RETURNING old.session_id
),
mark AS (
  INSERT INTO support_seen (key, session_id, seen_at)
  SELECT $3::text, session_id, $8::timestamptz FROM changed WHERE $3::text IS NOT NULL
  ON CONFLICT DO NOTHING
)`;

/** A new session has no row to wait for: the mark comes first, and who does not get it begins nothing. */
const insertNew = `
mark AS (
  INSERT INTO support_seen (key, session_id, seen_at)
  SELECT $3::text, s.session_id, $8::timestamptz FROM ${session} AS s
  WHERE $3::text IS NOT NULL AND $2::integer IS NULL
  ON CONFLICT DO NOTHING
  RETURNING key
),
changed AS (
  INSERT INTO support_sessions (
    session_id, status, version, sequence, channel, conversation, person, locale, template_id, template_version,
    category, outcome, state, problem, created_at, updated_at
  )
  SELECT s.* FROM ${session} AS s WHERE $3::text IS NULL OR EXISTS (SELECT FROM mark)
  RETURNING session_id
)`;

const owed = `
history AS (
  INSERT INTO support_session_events (session_id, position, at, type, data, outward_event, sequence, outward)
  SELECT changed.session_id, e.position, e.at, e.type, e.data, e.outward_event, e.sequence, e.outward
  FROM changed, jsonb_to_recordset($4::jsonb) AS e(
    position integer, at timestamptz, type text, data jsonb, outward_event text, sequence integer, outward jsonb
  )
),
leaving AS (
  INSERT INTO support_webhook_events
    (event_id, webhook_id, event, session_id, sequence, payload, triggered_at, next_attempt_at)
  SELECT 'evt_' || replace(gen_random_uuid()::text, '-', ''), webhook.webhook_id, e.outward_event,
    changed.session_id, e.sequence, e.outward, e.at, e.at
  FROM changed, jsonb_to_recordset($4::jsonb) AS e(
    at timestamptz, outward_event text, sequence integer, outward jsonb
  )
  JOIN support_webhooks AS webhook
    ON webhook.enabled AND (e.outward_event = ANY (webhook.events) OR '*' = ANY (webhook.events))
    AND (webhook.options -> 'channels' IS NULL OR webhook.options -> 'channels' ? (e.outward -> 'data' ->> 'channel'))
  WHERE e.outward_event IS NOT NULL
  RETURNING event_id
),
posted AS (
  INSERT INTO support_messages
    (message_id, session_id, conversation, channel, person, role, wanted, content, attempts,
     next_attempt_at, lease_until, lease_token, created_at, updated_at)
  SELECT m.message_id, m.session_id, m.conversation, m.channel, m.person, m.role, m.wanted, m.content, 1,
    $8::timestamptz, $7::timestamptz, $6::text, $8::timestamptz, $8::timestamptz
  FROM jsonb_to_recordset($5::jsonb) AS m(
    "do" text, message_id text, session_id text, conversation text, channel text, person text, role text,
    wanted integer, content jsonb
  )
  WHERE m."do" = 'post' AND EXISTS (SELECT FROM changed)
  RETURNING message_id, attempts
),
redrawn AS (
  UPDATE support_messages AS message SET
    role = coalesce(m.role, message.role),
    content = coalesce(m.content, message.content),
    wanted = m.wanted,
    next_attempt_at = $8::timestamptz,
    updated_at = $8::timestamptz,
    failed_at = NULL,
    attempts = CASE
      WHEN message.lease_until > $8::timestamptz THEN message.attempts
      WHEN message.ref IS NULL THEN message.attempts + 1
      ELSE 1 END,
    lease_token = CASE WHEN message.lease_until > $8::timestamptz THEN message.lease_token ELSE $6::text END,
    lease_until = CASE WHEN message.lease_until > $8::timestamptz THEN message.lease_until ELSE $7::timestamptz END
  FROM jsonb_to_recordset($5::jsonb) AS m("do" text, message_id text, role text, wanted integer, content jsonb)
  WHERE m."do" <> 'post' AND message.message_id = m.message_id AND EXISTS (SELECT FROM changed)
  RETURNING message.message_id, message.lease_token, message.ref, message.attempts
)`;

const handed = `
handed AS (
  INSERT INTO support_escalations
    (escalation_id, session_id, status, priority, assignee, reason, created_at, updated_at, closed_at)
  SELECT e.escalation_id, changed.session_id, e.status, e.priority, e.assignee, e.reason, e.opened_at,
    $8::timestamptz, CASE WHEN e.status = 'closed' THEN $8::timestamptz END
  FROM changed, jsonb_to_record($9::jsonb) AS e(
    escalation_id text, status text, priority text, assignee text, reason text, opened_at timestamptz
  )
  WHERE $9::jsonb IS NOT NULL
  ON CONFLICT (escalation_id) DO UPDATE SET
    status = excluded.status, priority = excluded.priority, assignee = excluded.assignee,
    updated_at = excluded.updated_at, closed_at = excluded.closed_at
)`;

const result = `
SELECT
  (SELECT count(*)::integer FROM changed) AS changed,
  EXISTS (SELECT FROM support_seen WHERE key = $3::text) AS seen,
  (SELECT count(*)::integer FROM leaving) AS leaving,
  (
    SELECT coalesce(jsonb_agg(jsonb_build_object('message_id', message_id, 'ref', ref, 'attempts', attempts)), '[]')
    FROM (
      SELECT message_id, NULL::jsonb AS ref, attempts FROM posted
      UNION ALL
      SELECT message_id, ref, attempts FROM redrawn WHERE lease_token = $6::text
    ) AS mine
  ) AS leased`;

export const appendToExisting = `WITH ${[changeExisting, owed, handed].join(',')} ${result}`;
export const appendNew = `WITH ${[insertNew, owed, handed].join(',')} ${result}`;
