import type { DataSource } from 'typeorm';
import type { AuditLine, AuditLog } from '../app/admin/audit.ts';
import { decodeCursor, encodeCursor } from '../app/cursor.ts';

type Row = Omit<AuditLine, 'at'> & { readonly at: Date };

const columns = 'audit_id, at, actor, actor_name, origin, action, target, before, after, settled';

/** What was changed by whom, in `support_audit`. */
export const createAuditLog = (dataSource: DataSource): AuditLog => ({
  begin: async ({ audit_id, actor, actor_name, origin, action, target, before }, now) => {
    await dataSource.query(
      `INSERT INTO support_audit (audit_id, at, actor, actor_name, origin, action, target, before)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [audit_id, now, actor, actor_name, origin, action, target, asJson(before)],
    );
  },

  settle: async (id, { target, after }) => {
    await dataSource.query(
      'UPDATE support_audit SET settled = true, target = coalesce($2, target), after = $3 WHERE audit_id = $1',
      [id, target, asJson(after)],
    );
  },

  drop: async (id) => {
    await dataSource.query('DELETE FROM support_audit WHERE audit_id = $1', [id]);
  },

  list: async ({ actor, action, limit, cursor }) => {
    const [at = null, id = null] = cursor === null ? [] : (decodeCursor(cursor) ?? []);
    const rows = await dataSource.query<Row[]>(
      `SELECT ${columns} FROM support_audit
WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR action = $2)
  AND ($3::timestamptz IS NULL OR (at, audit_id) < ($3::timestamptz, $4::text))
ORDER BY at DESC, audit_id DESC LIMIT $5`,
      [actor, action, at, id, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
    const last = items.at(-1);
    return {
      items,
      next_cursor: rows.length > limit && last ? encodeCursor([last.at, last.audit_id]) : null,
    };
  },
});

const asJson = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);
