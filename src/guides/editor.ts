import type { Clock } from '../app/ports.ts';
import type { EditOutcome, Imported, TemplateEditor, TemplateVersion } from '../app/template-editor.ts';
import type { TemplateRecord, TemplateStore, TemplateWrite } from '../app/templates.ts';
import { checkTemplate } from '../engine/check-template.ts';
import type { FieldError } from '../engine/command.ts';
import { normalizeTemplate } from '../engine/normalize-template.ts';
import type { TemplateInput } from '../engine/normalize-template.ts';
import { renderTemplate } from '../engine/render-template.ts';
import type { Locale, Template, Variable } from '../engine/template.ts';
import { parseTemplateId } from '../ids.ts';
import type { TemplateId } from '../ids.ts';
import { checkTranslation } from './check-translation.ts';
import type { TemplateLibrary } from './library.ts';
import { nearestLocale } from './nearest-locale.ts';

/** Drafts and versions of guides. */
export const createTemplateEditor = (parts: {
  readonly store: TemplateStore;
  readonly library: Pick<TemplateLibrary, 'refresh'>;
  readonly clock: Clock;
  readonly defaultLocale: () => Locale;
}): TemplateEditor => {
  const { store, library, clock, defaultLocale } = parts;

  const inputOf = (
    id: string,
    input: unknown,
    locale: Locale | null,
  ): { readonly template: TemplateInput } | { readonly invalid: readonly FieldError[] } => {
    const given = typeof input === 'object' && input !== null ? input : {};
    const normalized = normalizeTemplate({ ...given, template_id: id, ...(locale !== null && { locale }) });
    if (!normalized.ok) return { invalid: normalized.errors };
    const { template } = normalized;
    return { template: { ...template, locale: template.locale === '' ? defaultLocale() : template.locale } };
  };

  const rowsOf = async (id: string): Promise<readonly TemplateRecord[]> => {
    const known = parseTemplateId(id);
    return known === null ? [] : await store.rows(known);
  };

  const save: TemplateEditor['save'] = async (id, input, { locale, revision, by }) => {
    const read = inputOf(id, input, locale);
    if ('invalid' in read) return read;
    const { template } = read;
    const known = parseTemplateId(id);
    if (known === null) return { invalid: checkTemplate(template) };
    const now = clock.now().toISOString();
    return await store.edit<Awaited<ReturnType<TemplateEditor['save']>>>(known, (rows) => {
      const draft = rows.filter(({ status }) => status === 'draft');
      const base = draft.length > 0 ? draft : begun(rows, now);
      const before = base.find((row) => row.locale === template.locale);
      const written = draft.find((row) => row.locale === template.locale);
      if (revision !== null && revision !== (written?.revision ?? 0))
        return { writes: [], answer: { refused: 'conflict' } };
      const row: TemplateRecord = {
        ...template,
        template_id: known,
        version: base[0]?.version ?? newest(rows) + 1,
        status: 'draft',
        source: 'api',
        created_at: before?.created_at ?? now,
        revision: (written?.revision ?? 0) + 1,
        changed_by: by,
        changed_at: now,
        published_at: null,
      };
      const others = base.filter((one) => one.locale !== row.locale);
      return {
        writes: [...(draft.length > 0 ? [] : others), row].map((one) => ({ do: 'put', row: one })),
        answer: { ok: { template: row, problems: problemsOf([row, ...others]) } },
      };
    });
  };

  const publish: TemplateEditor['publish'] = async (id, { locales, by }) => {
    const known = parseTemplateId(id);
    if (known === null) return { refused: 'not_found' };
    const now = clock.now().toISOString();
    const answer = await store.edit<Awaited<ReturnType<TemplateEditor['publish']>>>(known, (rows) => {
      const draft = rows.filter(({ status }) => status === 'draft');
      const wanted = draft.filter(({ locale }) => locales === null || locales.includes(locale));
      if (wanted.length === 0) return { writes: [], answer: { refused: 'not_found' } };
      const problems = problemsOf(wanted);
      if (problems.length > 0) return { writes: [], answer: { invalid: problems } };
      // A rollback may have gone by while this was a draft.
      const version = Math.max(
        newest(rows.filter(({ status }) => status !== 'draft')) + 1,
        draft[0]?.version ?? 1,
      );
      const published = wanted.map((row) => asPublished(row, version, by, now));
      return {
        writes: [...draft.map(removal), ...published.map((row) => ({ do: 'put', row }) as const)],
        answer: { ok: versionOf(published) },
      };
    });
    library.refresh();
    return answer;
  };

  return {
    async versions(id) {
      const rows = await rowsOf(id);
      const numbers = [...new Set(rows.map(({ version }) => version))];
      return rows.length === 0
        ? { refused: 'not_found' }
        : { ok: numbers.map((version) => versionOf(rows.filter((row) => row.version === version))) };
    },

    async read(id, version, locale) {
      const rows = await rowsOf(id);
      const current = rows.find(({ status }) => status === 'published')?.version;
      const wanted = rows.filter((row) =>
        version === 'draft' ? row.status === 'draft' : row.version === (version ?? current),
      );
      const found = nearestLocale(wanted, locale, defaultLocale());
      return found ? { ok: found } : { refused: 'not_found' };
    },

    drafts: async () => await store.drafts(),
    save,

    async discard(id) {
      const known = parseTemplateId(id);
      if (known === null) return { refused: 'not_found' };
      return await store.edit<EditOutcome<{ readonly template_id: TemplateId }>>(known, (rows) => {
        const draft = rows.filter(({ status }) => status === 'draft');
        return {
          writes: draft.map(removal),
          answer: draft.length === 0 ? { refused: 'not_found' } : { ok: { template_id: known } },
        };
      });
    },

    publish,

    async rollback(id, version, by) {
      const known = parseTemplateId(id);
      if (known === null) return { refused: 'not_found' };
      const now = clock.now().toISOString();
      const answer = await store.edit<Awaited<ReturnType<TemplateEditor['rollback']>>>(known, (rows) => {
        const old = rows.filter((row) => row.version === version && row.status !== 'draft');
        if (old.length === 0) return { writes: [], answer: { refused: 'not_found' } };
        const again = old.map((row) => asPublished(row, newest(rows) + 1, by, now));
        return {
          writes: again.map((row) => ({ do: 'put', row })),
          answer: { ok: versionOf(again) },
        };
      });
      library.refresh();
      return answer;
    },

    async archive(id) {
      const known = parseTemplateId(id);
      const archived = known !== null && (await store.archive(known, clock.now()));
      library.refresh();
      return archived ? { ok: { template_id: known } } : { refused: 'not_found' };
    },

    async bringIn(items, { publish: wanted, by }) {
      const results: Imported[] = [];
      const touched = new Set<string>();
      for (const [index, item] of items.entries()) {
        const id =
          typeof item === 'object' && item !== null ? (item as { template_id?: unknown }).template_id : null;
        const template_id = typeof id === 'string' ? id : null;
        const fail = (errors: readonly FieldError[]) =>
          results.push({ index, template_id, ok: false, errors });
        if (template_id === null) {
          fail([{ path: 'template_id', code: 'missing', message: 'template_id is missing.' }]);
          continue;
        }
        const read = inputOf(template_id, item, null);
        const errors = 'invalid' in read ? read.invalid : checkTemplate(read.template);
        if (errors.length > 0) {
          fail(errors);
          continue;
        }
        const saved = await save(template_id, item, { locale: null, revision: null, by });
        if ('ok' in saved) {
          touched.add(template_id);
          results.push({ index, template_id, locale: saved.ok.template.locale, ok: true });
        } else fail('invalid' in saved ? saved.invalid : []);
      }
      if (!wanted) return results;
      const kept = new Map<string, readonly FieldError[]>();
      for (const id of touched) {
        const published = await publish(id, { locales: null, by });
        if ('invalid' in published) kept.set(id, published.invalid);
      }
      return results.map((result) => {
        const errors = result.template_id === null ? undefined : kept.get(result.template_id);
        return result.ok && errors !== undefined
          ? { index: result.index, template_id: result.template_id, ok: false, errors }
          : result;
      });
    },

    preview(template, variables) {
      const rendered = renderTemplate(template, { ...sampleValues(template), ...variables });
      return rendered.ok ? { ok: rendered.guide } : { invalid: rendered.errors };
    },
  };
};

const newest = (rows: readonly TemplateRecord[]): number =>
  Math.max(0, ...rows.map(({ version }) => version));

/** What a draft begins with: what is published now, in all its languages. */
const begun = (rows: readonly TemplateRecord[], now: string): readonly TemplateRecord[] => {
  const current = rows.find(({ status }) => status === 'published')?.version;
  return rows
    .filter(({ version }) => version === current)
    .map((row) => ({
      ...row,
      version: newest(rows) + 1,
      status: 'draft',
      source: 'api',
      revision: 0,
      created_at: now,
      published_at: null,
    }));
};

const asPublished = (row: TemplateRecord, version: number, by: string, now: string): TemplateRecord => ({
  ...row,
  version,
  status: 'published',
  source: 'api',
  created_at: now,
  changed_by: by,
  changed_at: now,
  published_at: now,
});

const removal = ({ version, locale }: TemplateRecord): TemplateWrite => ({ do: 'remove', version, locale });

const versionOf = (rows: readonly TemplateRecord[]): TemplateVersion => {
  const [first] = rows;
  if (first === undefined) throw new Error('A version without a language');
  const latest = rows.toSorted((one, other) =>
    (one.changed_at ?? '') < (other.changed_at ?? '') ? 1 : -1,
  )[0];
  return {
    version: first.version,
    status: first.status,
    locales: rows.map(({ locale }) => locale),
    created_at: first.created_at,
    published_at: first.published_at,
    changed_by: latest?.changed_by ?? null,
    changed_at: latest?.changed_at ?? null,
  };
};

/** What keeps the languages of a draft from being published, each named by its language where there are several. */
const problemsOf = (rows: readonly TemplateRecord[]): readonly FieldError[] => {
  const [first, ...others] = rows;
  if (first === undefined) return [];
  const named = ({ locale }: TemplateRecord, errors: readonly FieldError[]): readonly FieldError[] =>
    others.length === 0
      ? errors
      : errors.map((error) => ({ ...error, message: `${locale}: ${error.message}` }));
  return [
    ...rows.flatMap((row) => named(row, checkTemplate(row))),
    ...others.flatMap((row) => named(row, checkTranslation(first, row))),
  ];
};

const samples: Readonly<Record<Variable['type'], (variable: Variable) => string | number | boolean>> = {
  string: ({ name }) => `‹${name}›`,
  number: () => 1,
  boolean: () => true,
  url: () => 'https://example.com',
  email: () => 'ana@example.com',
  choice: ({ choices }) => choices[0] ?? '–',
  secret: () => '••••••',
};

const sampleValues = ({ variables }: Template): Record<string, string | number | boolean> =>
  Object.fromEntries(variables.map((variable) => [variable.name, samples[variable.type](variable)]));
