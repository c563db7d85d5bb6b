import type { DataSource } from 'typeorm';
import type { RoleRow, RoleStore } from '../app/admin/role-store.ts';

type Row = Omit<RoleRow, 'updated_at'> & { readonly updated_at: Date };

/** Who is more than a user, in `support_roles`. */
export const createRoleStore = (dataSource: DataSource): RoleStore => ({
  find: async (person) => {
    const [row] = await dataSource.query<Pick<Row, 'role'>[]>(
      'SELECT role FROM support_roles WHERE person = $1',
      [person],
    );
    return row?.role ?? null;
  },

  list: async () => {
    const rows = await dataSource.query<Row[]>(
      'SELECT person, role, name, granted_by, updated_at FROM support_roles ORDER BY role, person',
    );
    return rows.map((row) => ({ ...row, updated_at: row.updated_at.toISOString() }));
  },

  set: async ({ person, role, name, granted_by }, now) => {
    await dataSource.query(
      `INSERT INTO support_roles (person, role, name, granted_by, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person) DO UPDATE SET role = excluded.role, name = coalesce(excluded.name, support_roles.name),
  granted_by = excluded.granted_by, updated_at = excluded.updated_at`,
      [person, role, name, granted_by, now],
    );
  },

  remove: async (person) => {
    const gone = await dataSource.query<[unknown[], number]>('DELETE FROM support_roles WHERE person = $1', [
      person,
    ]);
    return gone[1] > 0;
  },
});
