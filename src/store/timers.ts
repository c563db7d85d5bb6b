import type { DataSource } from 'typeorm';
import type { Timer, TimerKind, Timers } from '../app/hand-off/ports.ts';
import type { SessionId } from '../ids.ts';

interface TimerRow {
  readonly timer_id: string;
  readonly kind: TimerKind;
  readonly session_id: SessionId | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly due_at: Date;
  readonly attempts: number;
}

const timerOf = (row: TimerRow): Timer => ({
  timer_id: row.timer_id,
  kind: row.kind,
  session_id: row.session_id,
  payload: row.payload,
  due_at: row.due_at.toISOString(),
  attempts: row.attempts,
});

/**
 * Sessions get their timer when they are some moments old, by the index of when they began: that costs no command
 * anything, and what happens in a session moves no timer. See docs/adr.
 */
const watch = `
WITH begun AS (
  SELECT session_id, created_at FROM support_sessions
  WHERE created_at >= $1 AND created_at < $2 AND status IN ('choosing', 'collecting', 'in_progress', 'escalated')
  ORDER BY created_at, session_id LIMIT $4
),
made AS (
  INSERT INTO support_timers (timer_id, kind, session_id, due_at)
  SELECT 'idle:' || session_id, 'idle', session_id, created_at + $3 * interval '1 millisecond' FROM begun
  ON CONFLICT DO NOTHING
)
SELECT count(*)::integer AS found, max(created_at) AS latest FROM begun`;

/** What is due at a time, in `support_timers`: claimed with a lease, so that each fires once. */
export const createTimers = (dataSource: DataSource): Timers => ({
  claim: async ({ limit, token, now, until }) => {
    const [rows] = await dataSource.query<[TimerRow[], number]>(
      `UPDATE support_timers SET lease_token = $1, lease_until = $2, attempts = attempts + 1
       WHERE timer_id IN (
         SELECT timer_id FROM support_timers
         WHERE due_at <= $3 AND (lease_until IS NULL OR lease_until <= $3)
         ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
       ) RETURNING timer_id, kind, session_id, payload, due_at, attempts`,
      [token, until, now, limit],
    );
    return rows.map(timerOf);
  },

  settle: async ({ timer_id, payload }, token, next) => {
    await (next === null
      ? dataSource.query(`DELETE FROM support_timers WHERE timer_id = $1 AND lease_token = $2`, [
          timer_id,
          token,
        ])
      : dataSource.query(
          `UPDATE support_timers SET due_at = $3, payload = $4, attempts = 0, lease_token = NULL, lease_until = NULL
           WHERE timer_id = $1 AND lease_token = $2`,
          [timer_id, token, next.due_at, JSON.stringify(next.payload ?? payload)],
        ));
  },

  postpone: async ({ timer_id }, token, due_at) => {
    await dataSource.query(
      `UPDATE support_timers SET due_at = $3, lease_token = NULL, lease_until = NULL
       WHERE timer_id = $1 AND lease_token = $2`,
      [timer_id, token, due_at],
    );
  },

  ensure: async ({ timer_id, kind, session_id, payload, due_at }) => {
    await dataSource.query(
      `INSERT INTO support_timers (timer_id, kind, session_id, payload, due_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [timer_id, kind, session_id, JSON.stringify(payload), due_at],
    );
  },

  dueAt: async (id) =>
    (
      await dataSource.query<{ due_at: Date }[]>('SELECT due_at FROM support_timers WHERE timer_id = $1', [
        id,
      ])
    )[0]?.due_at ?? null,

  watch: async ({ since, until, due_after_ms, limit }) => {
    const [row] = await dataSource.query<{ found: number; latest: Date | null }[]>(watch, [
      since,
      until,
      due_after_ms,
      limit,
    ]);
    return row?.found === limit && row.latest !== null ? row.latest : until;
  },
});
