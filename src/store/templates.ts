import type { DataSource, EntityManager } from 'typeorm';
import type { StoredTemplate, TemplateStore } from '../app/templates.ts';
import type { TemplateContent } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';

type Row = Omit<StoredTemplate, keyof TemplateContent | 'created_at'> & {
  readonly content: TemplateContent;
  readonly created_at: Date;
};

const columns = 'template_id, version, locale, category, status, content, source, created_at';

const fromRow = ({ content, created_at, ...row }: Row): StoredTemplate => ({
  ...row,
  ...content,
  created_at: created_at.toISOString(),
});

export const createTemplateStore = (dataSource: DataSource): TemplateStore => ({
  revision: async () => {
    const [row] = await dataSource.query<{ revision: string }[]>(
      `SELECT concat_ws(' ', count(*), count(published_at), count(archived_at), max(created_at), max(published_at),
  max(archived_at)) AS revision
FROM support_templates`,
    );
    return row?.revision ?? '';
  },

  newest: async () => {
    const rows = await dataSource.query<Row[]>(
      `SELECT ${columns} FROM support_templates AS template
WHERE status = 'published' AND version = (
  SELECT max(version) FROM support_templates AS other
  WHERE other.template_id = template.template_id AND other.status = 'published'
)
ORDER BY template_id, locale`,
    );
    return rows.map(fromRow);
  },

  version: async (id, version) => {
    const rows = await dataSource.query<Row[]>(
      `SELECT ${columns} FROM support_templates WHERE template_id = $1 AND version = $2 ORDER BY locale`,
      [id, version],
    );
    return rows.map(fromRow);
  },

  languages: async () =>
    await dataSource.query<{ template_id: TemplateId; locale: string }[]>(
      'SELECT DISTINCT template_id, locale FROM support_templates',
    ),

  add: async (id, decide) =>
    await dataSource.transaction(async (manager) => {
      // Rows that do not exist yet cannot be locked, so the id is; two ids that share a hash merely wait.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('support_templates ' || $1, 0))`, [
        id,
      ]);
      const rows = await manager.query<Row[]>(
        `SELECT ${columns} FROM support_templates WHERE template_id = $1 ORDER BY version DESC, locale`,
        [id],
      );
      const { add, answer } = decide(rows.map(fromRow));
      if (add !== null) await insert(manager, add);
      return answer;
    }),

  archive: async (id, now) => {
    const archived = await dataSource.query<[unknown[], number]>(
      `UPDATE support_templates SET status = 'archived', archived_at = $2
WHERE template_id = $1 AND status = 'published'`,
      [id, now],
    );
    return archived[1] > 0;
  },
});

async function insert(manager: EntityManager, template: StoredTemplate): Promise<void> {
  const { name, description, variables, steps_template, examples, keywords } = template;
  const content: TemplateContent = { name, description, variables, steps_template, examples, keywords };
  await manager.query(
    `INSERT INTO support_templates (${columns}, published_at)
VALUES ($1, $2, $3, $4, $5::text, $6, $7, $8::timestamptz, CASE WHEN $5::text = 'published' THEN $8::timestamptz END)`,
    [
      template.template_id,
      template.version,
      template.locale,
      template.category,
      template.status,
      JSON.stringify(content),
      template.source,
      template.created_at,
    ],
  );
}
