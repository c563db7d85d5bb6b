import type { DataSource, EntityManager } from 'typeorm';
import type { Privacy } from '../app/admin/privacy.ts';
import type { ConversationId, PersonId, SessionId } from '../ids.ts';
import { redact, without } from './redact.ts';
import type { Forgotten } from './redact.ts';

interface SessionRow {
  readonly session_id: SessionId;
  readonly person: PersonId;
  readonly conversation: ConversationId;
  readonly channel: string;
  readonly version: number;
  readonly state: unknown;
}

/** Documents in which a person may stand beside others: who helped whom, who changed what. */
const mentions: readonly {
  readonly table: string;
  readonly keys: readonly string[];
  readonly columns: readonly string[];
}[] = [
  { table: 'support_sessions', keys: ['session_id'], columns: ['state'] },
  { table: 'support_session_events', keys: ['session_id', 'position'], columns: ['data', 'outward'] },
  { table: 'support_webhook_events', keys: ['event_id'], columns: ['payload', 'attempt_log'] },
  { table: 'support_messages', keys: ['message_id'], columns: ['content', 'ref'] },
  { table: 'support_audit', keys: ['audit_id'], columns: ['before', 'after'] },
];

/** Forgetting, in one transaction for each person or portion. `newToken` names who cannot be named any more. */
export const createPrivacy = (dataSource: DataSource, newToken: () => string): Privacy => ({
  open: async (person) => {
    const rows = await dataSource.query<{ session_id: SessionId }[]>(
      `SELECT session_id FROM support_sessions WHERE person = $1
  AND status IN ('choosing', 'collecting', 'in_progress', 'escalated')`,
      [person],
    );
    return rows.map(({ session_id }) => session_id);
  },

  forget: async (person, now) =>
    await dataSource.transaction(async (manager) => {
      const as = `${channelOf(person)}:forgotten-${newToken()}` as PersonId;
      const sessions = await manager.query<SessionRow[]>(
        `SELECT session_id, person, conversation, channel, version, state FROM support_sessions
WHERE person = $1 ORDER BY session_id FOR UPDATE`,
        [person],
      );
      for (const session of sessions) await forgetSession(manager, session, as, newToken(), now);
      const places = [...new Set(sessions.map(({ conversation }) => conversation))];
      await forgetElsewhere(manager, { person, as }, places, now);
      return { sessions: sessions.length, forgotten_as: as };
    }),

  forgetOld: async (endedBefore, limit, now) =>
    await dataSource.transaction(async (manager) => {
      const sessions = await manager.query<SessionRow[]>(
        `SELECT session_id, person, conversation, channel, version, state FROM support_sessions
WHERE forgotten_at IS NULL AND updated_at < $1 AND status IN ('resolved', 'cancelled', 'expired')
ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [endedBefore, limit],
      );
      for (const session of sessions) {
        const as = `${channelOf(session.person)}:forgotten-${newToken()}` as PersonId;
        await forgetSession(manager, session, as, newToken(), now);
      }
      return sessions.length;
    }),
});

const channelOf = (person: PersonId): string => person.slice(0, person.indexOf(':'));

async function forgetSession(
  manager: EntityManager,
  session: SessionRow,
  as: PersonId,
  token: string,
  now: Date,
): Promise<void> {
  const { session_id: id, person, version } = session;
  const place = `${session.channel}:forgotten-${token}` as ConversationId;
  const who: Forgotten = { person, as, place };
  // A new version, so that no replica goes on with what it remembers of it.
  const state = { ...(redact(session.state, who) as object), version: version + 1 };
  await manager.query(
    `UPDATE support_sessions SET state = $2, version = $3, problem = NULL, person = $4, conversation = $5,
  forgotten_at = $6 WHERE session_id = $1`,
    [id, JSON.stringify(state), version + 1, as, place, now],
  );
  await rewrite(manager, 'support_session_events', ['session_id', 'position'], ['data', 'outward'], {
    where: 'session_id = $1',
    given: [id],
    change: (document) => redact(document, who),
  });
  await rewrite(manager, 'support_webhook_events', ['event_id'], ['payload'], {
    where: 'session_id = $1',
    given: [id],
    change: (document) => redact(document, who),
  });
  // What receivers answered may repeat what they were sent.
  await manager.query(
    `UPDATE support_webhook_events SET attempt_log = (
  SELECT coalesce(jsonb_agg(attempt || '{"response_body": "", "response_headers": {}, "detail": null}'), '[]')
  FROM jsonb_array_elements(attempt_log) AS attempt
) WHERE session_id = $1`,
    [id],
  );
  await manager.query('DELETE FROM support_messages WHERE session_id = $1', [id]);
  await manager.query('DELETE FROM support_relay WHERE session_id = $1', [id]);
  await manager.query('DELETE FROM support_timers WHERE session_id = $1', [id]);
  await manager.query('DELETE FROM support_seen WHERE session_id = $1', [id]);
  await manager.query('DELETE FROM support_links WHERE session_id = $1', [id]);
  await manager.query('DELETE FROM support_guests WHERE session_id = $1', [id]);
  await manager.query('UPDATE support_escalations SET reason = NULL WHERE session_id = $1', [id]);
  await manager.query(
    `UPDATE support_decisions SET reply = NULL, answer = NULL, options = '[]', choice = NULL, question = NULL,
  details = '{}', next_attempt_at = NULL WHERE session_id = $1`,
    [id],
  );
}

/** Where they are not the person of a session: what they did for others, and what is remembered of them. */
async function forgetElsewhere(
  manager: EntityManager,
  who: Pick<Forgotten, 'person' | 'as'>,
  places: readonly ConversationId[],
  now: Date,
): Promise<void> {
  const { person, as } = who;
  const pattern = `%${person.replace(/[\\%_]/g, '\\$&')}%`;
  await manager.query('DELETE FROM support_messages WHERE person = $1', [person]);
  await manager.query(
    `UPDATE support_relay SET author = $2, author_name = NULL, text = NULL, files = '[]', source = NULL WHERE author = $1`,
    [person, as],
  );
  await manager.query(
    'UPDATE support_escalations SET assignee = $2, assignee_name = NULL WHERE assignee = $1',
    [person, as],
  );
  await turnOver(manager, pattern, now);
  for (const { table, keys, columns } of mentions) {
    const where = columns.map((column) => `${column}::text LIKE $1`).join(' OR ');
    await rewrite(manager, table, keys, columns, {
      where,
      given: [pattern],
      change: (document) => without(document, who),
    });
  }
  await manager.query(
    `UPDATE support_audit SET actor = CASE WHEN actor = $1 THEN $2 ELSE actor END,
  actor_name = CASE WHEN actor = $1 THEN NULL ELSE actor_name END,
  target = CASE WHEN target = $1 THEN $2 ELSE target END WHERE actor = $1 OR target = $1`,
    [person, as],
  );
  await manager.query('DELETE FROM support_guests WHERE visitor = $1', [person]);
  await manager.query('DELETE FROM support_people WHERE person = $1', [person]);
  await manager.query('DELETE FROM support_roles WHERE person = $1', [person]);
  await manager.query('UPDATE support_roles SET granted_by = $2 WHERE granted_by = $1', [person, as]);
  await manager.query('UPDATE support_api_keys SET created_by = $2 WHERE created_by = $1', [person, as]);
  await manager.query('UPDATE support_templates SET changed_by = $2 WHERE changed_by = $1', [person, as]);
  await manager.query('DELETE FROM support_timers WHERE payload::text LIKE $1', [pattern]);
  await manager.query(
    `DELETE FROM support_keep WHERE key = ANY ($2) OR key LIKE $1 OR value::text LIKE $1
  OR EXISTS (SELECT FROM unnest($2::text[]) AS place WHERE position(place IN value::text) > 0)`,
    [pattern, places],
  );
  await manager.query(
    `DELETE FROM support_seen WHERE key LIKE $1
  OR EXISTS (SELECT FROM unnest($2::text[]) AS place WHERE starts_with(key, place))`,
    [pattern, places],
  );
  // Sealed, so that nobody can see whose they are; they are kept for a day at most.
  await manager.query('DELETE FROM support_idempotency WHERE status IS NOT NULL');
}

/** A new version of the sessions they stand in, so that no replica goes on with what it remembers, and its buttons. */
async function turnOver(manager: EntityManager, pattern: string, now: Date): Promise<void> {
  await manager.query(
    `WITH turned AS (
  UPDATE support_sessions SET version = version + 1, state = jsonb_set(state, '{version}', to_jsonb(version + 1))
  WHERE state::text LIKE $1 RETURNING session_id, version, status
)
UPDATE support_messages AS message SET wanted = turned.version, next_attempt_at = $2, attempts = 0
FROM turned
WHERE message.session_id = turned.session_id AND message.role IN ('head', 'pack')
  AND turned.status IN ('choosing', 'collecting', 'in_progress', 'escalated')`,
    [pattern, now],
  );
}

/** Writes documents anew, row by row: what becomes of them is no business of SQL. */
async function rewrite(
  manager: EntityManager,
  table: string,
  keys: readonly string[],
  columns: readonly string[],
  how: {
    readonly where: string;
    readonly given: readonly unknown[];
    readonly change: (document: unknown) => unknown;
  },
): Promise<void> {
  const rows = await manager.query<Record<string, unknown>[]>(
    `SELECT ${[...keys, ...columns].join(', ')} FROM ${table} WHERE ${how.where}`,
    [...how.given],
  );
  for (const row of rows) {
    const sets = columns.map((column, index) => `${column} = $${index + 1}`).join(', ');
    const wheres = keys.map((key, index) => `${key} = $${columns.length + index + 1}`).join(' AND ');
    const documents = columns.map((column) =>
      row[column] === null ? null : JSON.stringify(how.change(row[column])),
    );
    await manager.query(`UPDATE ${table} SET ${sets} WHERE ${wheres}`, [
      ...documents,
      ...keys.map((key) => row[key]),
    ]);
  }
}
