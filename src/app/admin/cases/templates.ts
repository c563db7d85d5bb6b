import type { TemplateInput } from '../../../engine/normalize-template.ts';
import type { RestTemplates } from '../../rest.ts';
import type { TemplateEditor } from '../../template-editor.ts';
import type { TemplateRecord } from '../../templates.ts';
import type { UseCasesOf } from '../use-cases.ts';
import type { VerbName } from '../verbs.ts';

/** Guides written, published and taken back. */
export const templateCases = (
  templates: Pick<RestTemplates, 'list' | 'create'>,
  editor: TemplateEditor,
): UseCasesOf<Extract<VerbName, `templates ${string}`>> => {
  const byId = ({ id }: { readonly id: string }): string => id;
  const current = async ({ id }: { readonly id: string }): Promise<unknown> => {
    const read = await editor.read(id, null, null);
    return 'ok' in read ? { version: read.ok.version, status: read.ok.status } : null;
  };
  const versionAfter = (now: { readonly version: number; readonly status: string }) => ({
    version: now.version,
    status: now.status,
  });

  return {
    'templates list': { run: async (query) => ({ ok: await templates.list(query) }) },
    'templates add': {
      run: async ({ input }) => await templates.create(input),
      target: (_asked, made) => made?.template_id ?? null,
      after: (made) => ({ ...versionAfter(made), locale: made.locale }),
    },
    'templates drafts': { run: async () => ({ ok: await editor.drafts() }) },
    'templates versions': { run: async ({ id }) => await editor.versions(id) },
    'templates show': { run: async ({ id, version, locale }) => await editor.read(id, version, locale) },
    'templates preview': {
      run: async ({ id, version, locale, variables }) => {
        const read = await editor.read(id, version, locale);
        return 'ok' in read ? editor.preview(read.ok, variables) : read;
      },
    },
    'templates edit': {
      run: async ({ id, input, locale, revision }, actor) =>
        await editor.save(id, input, { locale, revision, by: actor.id }),
      target: byId,
      before: async ({ id, locale }) => {
        const draft = await editor.read(id, 'draft', locale);
        return 'ok' in draft ? textsOf(draft.ok) : await currentTexts(editor, id);
      },
      after: ({ template }) => textsOf(template),
    },
    'templates discard': { run: async ({ id }) => await editor.discard(id), target: byId },
    'templates publish': {
      run: async ({ id, locales }, actor) => await editor.publish(id, { locales, by: actor.id }),
      target: byId,
      before: current,
      after: versionAfter,
    },
    'templates rollback': {
      run: async ({ id, version }, actor) => await editor.rollback(id, version, actor.id),
      target: byId,
      before: current,
      after: (now, { version }) => ({ ...versionAfter(now), says_again: version }),
    },
    'templates archive': { run: async ({ id }) => await editor.archive(id), target: byId, before: current },
    'templates import': {
      run: async ({ templates: given, publish }, actor) => ({
        ok: await editor.bringIn(given, { publish, by: actor.id }),
      }),
      after: (results, { publish }) => ({
        publish,
        templates: results.map(({ template_id, ok }) => `${template_id ?? '–'}${ok ? '' : ' (refused)'}`),
      }),
    },
    'templates export': {
      run: async ({ id, version }) => {
        const versions = await editor.versions(id);
        if (!('ok' in versions)) return versions;
        const wanted = versions.ok.find((one) =>
          version === null ? one.status === 'published' : one.version === version,
        );
        if (wanted === undefined) return { refused: 'not_found' };
        const rows = await Promise.all(
          wanted.locales.map(async (locale) => await editor.read(id, wanted.version, locale)),
        );
        return { ok: rows.flatMap((row) => ('ok' in row ? [inputOf(row.ok)] : [])) };
      },
    },
  };
};

const currentTexts = async (editor: TemplateEditor, id: string): Promise<unknown> => {
  const read = await editor.read(id, null, null);
  return 'ok' in read ? textsOf(read.ok) : null;
};

/** What of a guide the audit log shows: enough to see what a change was about. */
const textsOf = ({ version, locale, name, steps_template }: TemplateRecord) => ({
  version,
  locale,
  name,
  steps: steps_template.map(({ title }) => title),
});

const inputOf = (row: TemplateRecord): TemplateInput => {
  const { template_id, locale, category, name, description, variables, steps_template, examples, keywords } =
    row;
  return { template_id, locale, category, name, description, variables, steps_template, examples, keywords };
};
