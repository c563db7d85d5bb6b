/**
 * What a command does to a hand-off, as parts of its statement: see append-sql.ts. Only commands of sessions that
 * people have, or that set a timer, have these parts. Everything stands in the column `hand_off` of `given`, which
 * `HandOffChange` describes.
 *
 * Messages in other conversations are not leased to the writer, as a session's own are: their senders are woken.
 */
const now = '$2::timestamptz';

const handOffs = 'changed JOIN given USING (n)';

export const handOffParts: readonly string[] = [
  `
placed AS (
  INSERT INTO support_messages
    (message_id, session_id, conversation, channel, person, role, wanted, content, next_attempt_at, created_at, updated_at)
  SELECT p.message_id, changed.session_id, p.conversation, split_part(p.conversation, ':', 1), p.person, p.role,
    given.version, p.content, ${now}, ${now}, ${now}
  FROM ${handOffs}, jsonb_to_recordset(given.hand_off -> 'posts') AS p(
    message_id text, conversation text, person text, role text, content jsonb
  )
)`,
  `
packed AS (
  UPDATE support_messages AS message SET
    role = CASE WHEN p."do" = 'show' THEN 'pack' ELSE 'past' END,
    content = p.content,
    wanted = given.version,
    next_attempt_at = CASE WHEN p."do" <> 'drop' THEN least(message.next_attempt_at, ${now}) END,
    failed_at = NULL,
    updated_at = ${now}
  FROM ${handOffs}, jsonb_to_record(nullif(given.hand_off -> 'pack', 'null'::jsonb)) AS p("do" text, content jsonb)
  WHERE p."do" IS NOT NULL AND message.session_id = changed.session_id AND message.role = 'pack'
)`,
  `
relayed AS (
  INSERT INTO support_relay
    (message_id, session_id, escalation_id, position, direction, author, author_name, text, over_line, files, source,
     created_at, updated_at)
  SELECT r.message_id, changed.session_id, r.escalation_id, given.version, r.direction, r.author ->> 'id',
    r.author ->> 'name', r.text, r.over_line, r.files, r.source, ${now}, ${now}
  FROM ${handOffs}, jsonb_to_recordset(given.hand_off -> 'relays') AS r(
    message_id text, escalation_id text, direction text, author jsonb, text text, over_line boolean, files jsonb,
    source text
  )
)`,
  `
bound AS (
  INSERT INTO support_relay_targets (message_id, part, conversation, channel, next_attempt_at)
  SELECT r.message_id, t.part, t.conversation, split_part(t.conversation, ':', 1),
    CASE WHEN t.conversation IS NOT NULL THEN ${now} END
  FROM ${handOffs}, jsonb_to_recordset(given.hand_off -> 'relays') AS r(message_id text, targets jsonb),
    jsonb_to_recordset(r.targets) AS t(part text, conversation text)
)`,
  `
amended AS (
  UPDATE support_relay AS relay SET text = a.text, edited = true, updated_at = ${now}
  FROM ${handOffs}, jsonb_to_record(nullif(given.hand_off -> 'amended', 'null'::jsonb)) AS a(message_id text, text text)
  WHERE relay.message_id = a.message_id AND relay.session_id = changed.session_id
  RETURNING relay.message_id
)`,
  `
rebound AS (
  UPDATE support_relay_targets AS target SET
    wanted = target.wanted + 1,
    next_attempt_at = CASE
      WHEN target.conversation IS NOT NULL AND target.failed_at IS NULL THEN least(target.next_attempt_at, ${now})
      ELSE target.next_attempt_at END
  FROM amended WHERE target.message_id = amended.message_id
)`,
  // What has not arrived in one thread goes to the next; what has, stays there.
  `
moved AS (
  UPDATE support_relay_targets AS target SET
    conversation = t.conversation,
    channel = split_part(t.conversation, ':', 1),
    next_attempt_at = CASE WHEN t.conversation IS NOT NULL THEN ${now} END,
    ref = NULL, attempts = 0, failed_at = NULL, lease_token = NULL, lease_until = NULL
  FROM ${handOffs}
    CROSS JOIN LATERAL jsonb_to_record(nullif(given.hand_off -> 'thread', 'null'::jsonb)) AS t(conversation text)
    JOIN support_relay AS relay ON relay.session_id = given.session_id
  WHERE jsonb_typeof(given.hand_off -> 'thread') = 'object' AND target.message_id = relay.message_id
    AND target.part = 'thread' AND target.shown < 0 AND target.conversation IS DISTINCT FROM t.conversation
)`,
  `
timed AS (
  INSERT INTO support_timers (timer_id, kind, session_id, payload, due_at)
  SELECT t.timer_id, t.kind, changed.session_id, t.payload, t.due_at
  FROM ${handOffs}, jsonb_to_recordset(given.hand_off -> 'timers') AS t(
    "do" text, timer_id text, kind text, payload jsonb, due_at timestamptz
  )
  WHERE t."do" = 'set'
  ON CONFLICT (timer_id) DO UPDATE SET
    due_at = excluded.due_at, payload = excluded.payload, attempts = 0, lease_token = NULL, lease_until = NULL
)`,
  `
stopped AS (
  DELETE FROM support_timers AS timer
  USING ${handOffs}, jsonb_to_recordset(given.hand_off -> 'timers') AS t("do" text, timer_id text)
  WHERE t."do" = 'cancel' AND timer.timer_id = t.timer_id
)`,
];
