import type { DataSource, EntityManager } from 'typeorm';
import type { StoredTemplate, TemplateRecord, TemplateStore, TemplateWrite } from '../app/templates.ts';
import type { TemplateContent } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';

type Row = Omit<StoredTemplate, keyof TemplateContent | 'created_at'> & {
  readonly content: TemplateContent;
  readonly created_at: Date;
};

const columns = 'template_id, version, locale, category, status, content, source, created_at';

type Whole = Omit<TemplateRecord, keyof TemplateContent | 'created_at' | 'changed_at' | 'published_at'> & {
  readonly content: TemplateContent;
  readonly created_at: Date;
  readonly changed_at: Date | null;
  readonly published_at: Date | null;
};
const wholeColumns = `${columns}, revision, changed_by, changed_at, published_at`;

const fromWhole = ({ content, created_at, changed_at, published_at, ...row }: Whole): TemplateRecord => ({
  ...row,
  ...content,
  created_at: created_at.toISOString(),
  changed_at: changed_at?.toISOString() ?? null,
  published_at: published_at?.toISOString() ?? null,
});

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
      await lock(manager, id);
      const rows = await manager.query<Row[]>(
        `SELECT ${columns} FROM support_templates WHERE template_id = $1 ORDER BY version DESC, locale`,
        [id],
      );
      const { add, answer } = decide(rows.map(fromRow));
      if (add !== null) await insert(manager, add);
      return answer;
    }),

  rows: async (id) => {
    const rows = await dataSource.query<Whole[]>(
      `SELECT ${wholeColumns} FROM support_templates WHERE template_id = $1 ORDER BY version DESC, locale`,
      [id],
    );
    return rows.map(fromWhole);
  },

  drafts: async () => {
    const rows = await dataSource.query<Whole[]>(
      `SELECT ${wholeColumns} FROM support_templates WHERE status = 'draft'
ORDER BY changed_at DESC NULLS LAST, template_id, locale`,
    );
    return rows.map(fromWhole);
  },

  edit: async (id, decide) =>
    await dataSource.transaction(async (manager) => {
      await lock(manager, id);
      const rows = await manager.query<Whole[]>(
        `SELECT ${wholeColumns} FROM support_templates WHERE template_id = $1 ORDER BY version DESC, locale`,
        [id],
      );
      const { writes, answer } = decide(rows.map(fromWhole));
      for (const write of writes) await apply(manager, id, write);
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

/** Rows that do not exist yet cannot be locked, so the id is; two ids that share a hash merely wait. */
const lock = async (manager: EntityManager, id: TemplateId): Promise<void> => {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('support_templates ' || $1, 0))`, [id]);
};

async function apply(manager: EntityManager, id: TemplateId, write: TemplateWrite): Promise<void> {
  if (write.do === 'remove') {
    await manager.query(
      `DELETE FROM support_templates WHERE template_id = $1 AND version = $2 AND locale = $3 AND status = 'draft'`,
      [id, write.version, write.locale],
    );
    return;
  }
  const { row } = write;
  await manager.query(
    `INSERT INTO support_templates
  (template_id, version, locale, category, status, content, source, created_at, revision, changed_by, changed_at,
   published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (template_id, version, locale) DO UPDATE SET category = excluded.category, status = excluded.status,
  content = excluded.content, revision = excluded.revision, changed_by = excluded.changed_by,
  changed_at = excluded.changed_at, published_at = excluded.published_at
WHERE support_templates.status = 'draft'`,
    [
      id,
      row.version,
      row.locale,
      row.category,
      row.status,
      JSON.stringify(contentOf(row)),
      row.source,
      row.created_at,
      row.revision,
      row.changed_by,
      row.changed_at,
      row.published_at,
    ],
  );
}

const contentOf = (template: TemplateContent): TemplateContent => {
  const { name, description, variables, steps_template, examples, keywords } = template;
  return { name, description, variables, steps_template, examples, keywords };
};

async function insert(manager: EntityManager, template: StoredTemplate): Promise<void> {
  await manager.query(
    `INSERT INTO support_templates (${columns}, published_at)
VALUES ($1, $2, $3, $4, $5::text, $6, $7, $8::timestamptz, CASE WHEN $5::text = 'published' THEN $8::timestamptz END)`,
    [
      template.template_id,
      template.version,
      template.locale,
      template.category,
      template.status,
      JSON.stringify(contentOf(template)),
      template.source,
      template.created_at,
    ],
  );
}
