import type { DataSource } from 'typeorm';
import type { MessageQueue, MessageRow, SentMessage } from '../app/ports.ts';
import { createBatcher } from './batcher.ts';
import { messageOf } from './message-rows.ts';
import type { MessageRecordRow } from './message-rows.ts';
import { prepare } from './statements.ts';

const columns = 'message_id, session_id, conversation, person, role, wanted, shown, ref, content, attempts';

const returned = columns
  .split(', ')
  .map((column) => `message.${column}`)
  .join(', ');

type Settled = MessageRecordRow & {
  readonly asked: string;
  /** A newer version is wanted already. */
  readonly again: boolean | null;
  /** Somebody else has the row locked. */
  readonly busy: boolean;
};

/** So many share a statement at most, that none waits for a long one. */
const settledAtMost = 200;

/** The visible messages that are not yet as they should be, as a queue on Postgres. */
export const createMessageQueue = (dataSource: DataSource): MessageQueue => {
  const query = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
    await dataSource.query<Row[]>(sql, [...parameters]);
  // Settled together while one settlement is under way: at a busy replica that is a fraction of the round trips. A row
  // that a command is changing just now is left for the next time: who locks many rows must not wait for any.
  const settle = prepare(
    dataSource,
    'messages_sent',
    // Need not be on disk to be answered: what a crash of the database takes back is sent once more, and that an edit
    // is repeated or a post found again nobody sees.
    `WITH lazily AS (SELECT set_config('synchronous_commit', 'off', true)),
     given AS MATERIALIZED (
       SELECT s.* FROM lazily, jsonb_to_recordset($1::jsonb) AS s(
         message_id text, token text, version integer, ref jsonb, now timestamptz, until timestamptz
       )
     ),
     free AS MATERIALIZED (
       SELECT given.* FROM given
       JOIN support_messages AS message ON message.message_id = given.message_id AND message.lease_token = given.token
       FOR UPDATE OF message SKIP LOCKED
     ),
     settled AS (
       UPDATE support_messages AS message SET
         ref = s.ref, shown = greatest(shown, s.version), attempts = CASE WHEN wanted > s.version THEN 1 ELSE 0 END,
         last_error = NULL, updated_at = s.now,
         lease_token = CASE WHEN wanted > s.version THEN lease_token END,
         lease_until = CASE WHEN wanted > s.version THEN s.until END,
         next_attempt_at = CASE WHEN wanted > s.version THEN s.now END
       FROM free AS s
       WHERE message.message_id = s.message_id AND message.lease_token = s.token
       RETURNING wanted > s.version AS again, ${returned}
     )
     SELECT settled.*, given.message_id AS asked, settled.message_id IS NULL AND EXISTS (
       SELECT FROM support_messages AS message
       WHERE message.message_id = given.message_id AND message.lease_token = given.token
     ) AS busy
     FROM given LEFT JOIN settled ON settled.message_id = given.message_id`,
  );
  const settled = createBatcher(async (done: readonly SentMessage[]) => {
    const rows = await settle<Settled>([JSON.stringify(done)]);
    const answers = new Map(rows.map((row) => [row.asked, row]));
    return done.map(({ message_id }) => answers.get(message_id) ?? null);
  }, settledAtMost);
  const sent = async (done: SentMessage): Promise<MessageRow | null> => {
    for (;;) {
      const row = await settled(done);
      if (row?.busy !== true) return row?.again === true ? messageOf(row) : null;
    }
  };
  // TypeORM answers an UPDATE … RETURNING with [rows, count].
  const update = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Row[]> =>
    (await dataSource.query<[Row[], number]>(sql, [...parameters]))[0];

  return {
    claim: async ({ channel, limit, token, now, until }) =>
      (
        await update<MessageRecordRow>(
          `UPDATE support_messages SET lease_token = $1, lease_until = $2, attempts = attempts + 1
           WHERE message_id IN (
             SELECT message_id FROM support_messages
             WHERE channel = $3 AND next_attempt_at <= $4 AND (lease_until IS NULL OR lease_until <= $4)
             ORDER BY next_attempt_at LIMIT $5 FOR UPDATE SKIP LOCKED
           ) RETURNING ${columns}`,
          [token, until, channel, now, limit],
        )
      ).map(messageOf),

    sent,

    postpone: async ({ message_id, token, error, next_attempt_at, forget_ref }) => {
      await update(
        `UPDATE support_messages SET
           last_error = $3, next_attempt_at = $4, lease_token = NULL, lease_until = NULL,
           ref = CASE WHEN $5 THEN NULL ELSE ref END, attempts = CASE WHEN $5 THEN 0 ELSE attempts END
         WHERE message_id = $1 AND lease_token = $2 RETURNING 1`,
        [message_id, token, error, next_attempt_at, forget_ref],
      );
    },

    giveUp: async ({ message_id, token, error, now }) => {
      await update(
        `UPDATE support_messages SET
           last_error = $3, failed_at = $4, next_attempt_at = NULL, lease_token = NULL, lease_until = NULL
         WHERE message_id = $1 AND lease_token = $2 RETURNING 1`,
        [message_id, token, error, now],
      );
    },

    backlog: async (now) => {
      const [row] = await query<{ due: number; oldest_seconds: number | null }>(
        `SELECT count(*)::integer AS due,
           extract(epoch FROM $1::timestamptz - min(next_attempt_at))::float AS oldest_seconds
         FROM support_messages WHERE next_attempt_at <= $1`,
        [now],
      );
      return { due: row?.due ?? 0, oldest_seconds: Math.max(0, row?.oldest_seconds ?? 0) };
    },
  };
};
