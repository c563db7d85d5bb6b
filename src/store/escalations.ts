import type { DataSource } from 'typeorm';
import { decodeCursor, encodeCursor } from '../app/cursor.ts';
import type { EscalationRow } from '../app/ports.ts';
import type { Escalations } from '../app/rest.ts';

type Row = Omit<EscalationRow, 'created_at'> & { readonly created_at: Date };

const columns = 'escalation_id, session_id, status, priority, assignee, reason, created_at';

const asRow = (row: Row): EscalationRow => ({ ...row, created_at: row.created_at.toISOString() });

/** What was handed to people, in `support_escalations`; written with the commands of its session. */
export const createEscalations = (dataSource: DataSource): Escalations => ({
  find: async (id) => {
    const [row] = await dataSource.query<Row[]>(
      `SELECT ${columns} FROM support_escalations WHERE escalation_id = $1`,
      [id],
    );
    return row === undefined ? null : asRow(row);
  },

  list: async ({ status, assignee = null, limit, cursor }) => {
    const [at = null, id = null] = cursor === null ? [] : (decodeCursor(cursor) ?? []);
    const rows = await dataSource.query<Row[]>(
      `SELECT ${columns} FROM support_escalations
       WHERE ($1::text IS NULL OR status = $1)
         AND ($2::timestamptz IS NULL OR (created_at, escalation_id) < ($2::timestamptz, $3::text))
         AND ($5::text IS NULL OR assignee = $5)
       ORDER BY created_at DESC, escalation_id DESC LIMIT $4`,
      [status, at, id, limit + 1, assignee],
    );
    const items = rows.slice(0, limit).map(asRow);
    const last = items.at(-1);
    return {
      items,
      next_cursor: rows.length > limit && last ? encodeCursor([last.created_at, last.escalation_id]) : null,
    };
  },
});
