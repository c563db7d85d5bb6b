import type { DataSource } from 'typeorm';
import type { Clock, Leased, Loaded, Page, SessionStore } from '../app/ports.ts';
import type { OutwardEvent } from '../engine/outward.ts';
import type { Session } from '../engine/session.ts';
import type { TemplateId } from '../ids.ts';
import { decodeCursor, encodeCursor } from '../app/cursor.ts';
import { createAppend } from './append.ts';
import { insertDecision, decisionRow } from './decision-sql.ts';
import { messageOf } from './message-rows.ts';
import type { MessageRecordRow } from './message-rows.ts';
import type { Vault } from './crypto.ts';
import { prepare } from './statements.ts';
import { openEvent, openSession } from './session-rows.ts';
import type { EventData } from './session-rows.ts';

const withHead = `
  SELECT s.state, to_jsonb(m) AS head
  FROM support_sessions AS s
  LEFT JOIN LATERAL (
    SELECT message_id, session_id, conversation, person, role, wanted, shown, ref, content, attempts
    FROM support_messages WHERE session_id = s.session_id AND role = 'head'
    ORDER BY created_at DESC LIMIT 1
  ) AS m ON true`;

interface LoadedRow {
  readonly state: Session;
  readonly head: MessageRecordRow | null;
}

/** Sessions on Postgres, embedded or not. */
export const createSessionStore = (dataSource: DataSource, vault: Vault, clock: Clock): SessionStore => {
  const query = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
    await dataSource.query<Row[]>(sql, [...parameters]);

  const load = prepare(dataSource, 'session_load', `${withHead} WHERE s.session_id = $1`);

  const loaded = (row: LoadedRow): Loaded => ({
    session: openSession(row.state, vault),
    head: row.head && messageOf(row.head),
  });
  const one = (rows: readonly LoadedRow[]): Loaded | null => (rows[0] ? loaded(rows[0]) : null);

  return {
    load: async (id) => one(await load<LoadedRow>([id])),

    latest: async (person, conversation) =>
      one(
        await query<LoadedRow>(
          `${withHead} WHERE s.person = $1 AND s.conversation = $2
           ORDER BY (s.status IN ('choosing', 'collecting', 'in_progress', 'escalated')) DESC, s.created_at DESC LIMIT 1`,
          [person, conversation],
        ),
      ),

    open: async (person) =>
      (
        await query<LoadedRow>(
          `${withHead} WHERE s.person = $1
             AND s.status IN ('choosing', 'collecting', 'in_progress', 'escalated') AND s.outcome IS DISTINCT FROM 'escalated_unsolved'
           ORDER BY s.created_at DESC LIMIT 20`,
          [person],
        )
      ).map(loaded),

    append: createAppend(dataSource, vault, clock),

    post: async (rows, redraw, seen, lease, decision) => {
      const [row] = await query<{ marked: boolean; leased: Leased[] }>(postNotes, [
        seen,
        JSON.stringify(rows),
        redraw,
        lease.token,
        lease.until,
        clock.now(),
        decision ? JSON.stringify(decisionRow(decision)) : null,
      ]);
      return row?.marked === true ? { leased: row.leased } : 'duplicate';
    },

    reword: async (id, content, lease) => {
      const [rows] = await dataSource.query<[(MessageRecordRow & { lease_token: string | null })[], number]>(
        reword,
        [id, JSON.stringify(content), lease.token, lease.until, clock.now()],
      );
      const [row] = rows;
      return row && row.lease_token === lease.token ? messageOf(row) : null;
    },

    message: async (id) => {
      const [row] = await query<MessageRecordRow>(`SELECT * FROM support_messages WHERE message_id = $1`, [
        id,
      ]);
      return row ? messageOf(row) : null;
    },

    moveDown: async (session, below, folded, lease) => {
      const rows = await query<MessageRecordRow>(moveDown, [
        session.session_id,
        below,
        session.version,
        JSON.stringify(folded),
        lease.token,
        lease.until,
        clock.now(),
      ]);
      return rows.map(messageOf);
    },

    popular: async (limit) =>
      (
        await query<{ template_id: TemplateId }>(
          `SELECT template_id FROM support_sessions
           WHERE template_id IS NOT NULL AND created_at > $2::timestamptz - interval '30 days'
           GROUP BY template_id ORDER BY count(*) DESC, template_id LIMIT $1`,
          [limit, clock.now()],
        )
      ).map(({ template_id }) => template_id),

    seen: async (key) =>
      (
        await query<{ seen: boolean }>(`SELECT EXISTS (SELECT FROM support_seen WHERE key = $1) AS seen`, [
          key,
        ])
      )[0]?.seen === true,

    list: async ({ status, limit, cursor }): Promise<Page<Session>> => {
      const behind = cursor === null ? null : decodeCursor(cursor);
      const rows = await query<{ state: Session }>(
        `SELECT state FROM support_sessions
         WHERE ($1::text IS NULL OR status = $1)
           AND ($2::timestamptz IS NULL OR (created_at, session_id) < ($2::timestamptz, $3::text))
         ORDER BY created_at DESC, session_id DESC LIMIT $4`,
        [status, behind?.[0] ?? null, behind?.[1] ?? null, limit + 1],
      );
      const items = rows.slice(0, limit).map(({ state }) => openSession(state, vault));
      const last = items.at(-1);
      return {
        items,
        next_cursor: rows.length > limit && last ? encodeCursor([last.created_at, last.session_id]) : null,
      };
    },

    outwardEvents: async (id) =>
      (
        await query<{ outward: OutwardEvent }>(
          `SELECT outward FROM support_session_events
           WHERE session_id = $1 AND sequence IS NOT NULL ORDER BY sequence`,
          [id],
        )
      ).map(({ outward }) => outward),

    recorded: async (id) => {
      const rows = await query<{ at: Date; data: EventData }>(
        `SELECT at, data FROM support_session_events WHERE session_id = $1 ORDER BY position`,
        [id],
      );
      return rows.map((row) => openEvent(row, id, vault));
    },
  };
};

/** Something said once, or a head drawn again: the seen mark decides who does it. */
const postNotes = `
WITH mark AS (
  INSERT INTO support_seen (key, seen_at) SELECT $1::text, $6::timestamptz WHERE $1::text IS NOT NULL
  ON CONFLICT DO NOTHING RETURNING key
),
allowed AS (SELECT 1 WHERE $1::text IS NULL OR EXISTS (SELECT FROM mark)),
posted AS (
  INSERT INTO support_messages
    (message_id, session_id, conversation, channel, person, role, wanted, content, attempts,
     next_attempt_at, lease_until, lease_token, created_at, updated_at)
  SELECT m.message_id, m.session_id, m.conversation, split_part(m.conversation, ':', 1), m.person, m.role, m.wanted,
    m.content, 1, $6::timestamptz, $5::timestamptz, $4::text, $6::timestamptz, $6::timestamptz
  FROM allowed, jsonb_to_recordset($2::jsonb) AS m(
    message_id text, session_id text, conversation text, person text, role text, wanted integer, content jsonb
  )
  RETURNING message_id, attempts
),
asked AS (${insertDecision('allowed', {
  decision: '$7::jsonb',
  token: '$4::text',
  now: '$6::timestamptz',
})}
),
redrawn AS (
  UPDATE support_messages AS message SET
    next_attempt_at = $6::timestamptz,
    shown = least(shown, wanted - 1),
    lease_token = CASE WHEN lease_until > $6::timestamptz THEN lease_token ELSE $4::text END,
    lease_until = CASE WHEN lease_until > $6::timestamptz THEN lease_until ELSE $5::timestamptz END
  FROM allowed WHERE message.message_id = $3::text
  RETURNING message.message_id, message.lease_token, message.ref, message.attempts
)
SELECT EXISTS (SELECT FROM allowed) AS marked,
  (
    SELECT coalesce(jsonb_agg(jsonb_build_object('message_id', message_id, 'ref', ref, 'attempts', attempts)), '[]')
    FROM (
      SELECT message_id, NULL::jsonb AS ref, attempts FROM posted
      UNION ALL
      SELECT message_id, ref, attempts FROM redrawn WHERE lease_token = $4::text
    ) AS mine
  ) AS leased`;

/** Who has it in hand sends the new words too. */
const reword = `
UPDATE support_messages SET
  content = $2::jsonb,
  wanted = wanted + 1,
  next_attempt_at = least(next_attempt_at, $5::timestamptz),
  updated_at = $5::timestamptz,
  attempts = CASE WHEN lease_until > $5::timestamptz THEN attempts WHEN ref IS NULL THEN attempts + 1 ELSE 1 END,
  lease_token = CASE WHEN lease_until > $5::timestamptz THEN lease_token ELSE $3::text END,
  lease_until = CASE WHEN lease_until > $5::timestamptz THEN lease_until ELSE $4::timestamptz END
WHERE message_id = $1 AND role = 'note' AND failed_at IS NULL
RETURNING *`;

const moveDown = `
WITH folded AS (
  UPDATE support_messages SET role = 'past', content = $4::jsonb, wanted = wanted + 1, next_attempt_at = $7::timestamptz,
    attempts = CASE WHEN ref IS NULL THEN attempts + 1 ELSE 1 END,
    lease_token = CASE WHEN lease_until > $7::timestamptz THEN lease_token ELSE $5::text END,
    lease_until = CASE WHEN lease_until > $7::timestamptz THEN lease_until ELSE $6::timestamptz END
  WHERE session_id = $1::text AND role = 'head'
  RETURNING *
),
posted AS (
  INSERT INTO support_messages
    (message_id, session_id, conversation, channel, person, role, wanted, attempts,
     next_attempt_at, lease_until, lease_token, created_at, updated_at)
  SELECT $2::text, session_id, conversation, channel, person, 'head', $3::integer, 1,
    $7::timestamptz, $6::timestamptz, $5::text, $7::timestamptz, $7::timestamptz
  FROM support_sessions WHERE session_id = $1::text
  RETURNING *
)
SELECT * FROM folded WHERE lease_token = $5::text UNION ALL SELECT * FROM posted`;
