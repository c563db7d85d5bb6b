import type { Part } from '../../../../engine/message.ts';
import type { Guide, Step, Template } from '../../../../engine/template.ts';
import type { TemplateVersion } from '../../../template-editor.ts';
import {
  ago,
  confirm,
  facts,
  hint,
  isConfirmed,
  lacks,
  refusal,
  say as words,
  shown,
  status,
  text,
} from '../screen.ts';
import type { Asking, Button, ChatVerbs, Reply } from '../screen.ts';

const listed = 8;

const list = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, options } = asking;
  const all = await asking.do('templates list', { category: options['category'] ?? null, locale: null });
  if (!('ok' in all)) return refusal(asking, all);
  const drafts = await asking.do('templates drafts', {});
  const drafted = 'ok' in drafts ? drafts.ok : [];
  const from = Math.max(0, Number(options['from'] ?? 0) || 0);
  const page = all.ok.slice(from, from + listed);
  const category = options['category'] === undefined ? '' : ` ${words(`category=${options['category']}`)}`;
  return shown(
    say('admin.templates'),
    [
      ...(drafted.length === 0
        ? []
        : [
            facts(
              drafted
                .slice(0, listed)
                .map((draft) => [
                  `✏️ ${draft.template_id} (${draft.locale})`,
                  [draft.name, draft.changed_by ?? '–', ago(locale, now, draft.changed_at, '')].join(' · '),
                ]),
              say('admin.drafts'),
            ),
          ]),
      all.ok.length === 0
        ? text(say('admin.templates_none'))
        : facts(
            page.map((template) => [
              template.template_id,
              `${template.name} · ${template.category} · v${template.version}`,
            ]),
            say('admin.published', { from: from + 1, to: from + page.length, total: all.ok.length }),
          ),
    ],
    [
      { label: say('admin.template_new'), words: 'templates new', form: true, style: 'primary' },
      ...[...new Set(drafted.map(({ template_id }) => template_id))].slice(0, 5).map((id) => ({
        label: `✏️ ${id}`,
        words: words('templates', 'edit', id),
      })),
      ...page.map(({ template_id }) => ({
        label: template_id,
        words: words('templates', 'show', template_id),
        place: 'more' as const,
      })),
      ...(from + listed < all.ok.length
        ? [{ label: say('admin.next_page'), words: `templates list${category} from=${from + listed}` }]
        : []),
    ],
  );
};

const show = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, version] = args;
  if (id === undefined) return lacks(asking, '<id> [version]');
  const versions = await asking.do('templates versions', { id });
  if (!('ok' in versions)) return refusal(asking, versions);
  const wanted = version === undefined ? null : version === 'draft' ? 'draft' : Number(version);
  const isDraft = versions.ok.every(({ status: one }) => one === 'draft');
  const read = await asking.do('templates show', {
    id,
    version: wanted ?? (isDraft ? 'draft' : lastOf(versions.ok)),
    locale: asking.options['locale'] ?? asking.locale,
  });
  if (!('ok' in read)) return refusal(asking, read);
  const template = read.ok;
  return shown(
    template.name,
    [
      status(
        template.status === 'published' ? 'success' : template.status === 'draft' ? 'waiting' : 'closed',
        say('admin.template_status', { status: template.status, version: template.version }),
      ),
      facts([
        ['Id', template.template_id],
        [say('admin.category'), template.category],
        [
          say('admin.languages'),
          versions.ok.find((one) => one.version === template.version)?.locales.join(', ') ?? template.locale,
        ],
        [say('admin.variables'), template.variables.map(({ name }) => name).join(', ') || null],
      ]),
      text(template.description),
      { type: 'instructions', items: template.steps_template.map(({ title }) => title) },
    ],
    buttonsOf(asking, id, versions.ok),
  );
};

/** What is published; where it was withdrawn, what was published last. */
const lastOf = (versions: readonly TemplateVersion[]): number | null =>
  (
    versions.find(({ status: one }) => one === 'published') ??
    versions.find(({ status: one }) => one === 'archived')
  )?.version ?? null;

const buttonsOf = ({ say }: Asking, id: string, versions: readonly TemplateVersion[]): readonly Button[] => {
  const drafted = versions.some(({ status: one }) => one === 'draft');
  const published = versions.some(({ status: one }) => one === 'published');
  return [
    {
      label: drafted ? say('admin.template_edit_draft') : say('admin.template_edit'),
      words: words('templates', 'edit', id),
      style: 'primary',
    },
    { label: say('admin.preview'), words: words('templates', 'preview', id) },
    ...(drafted ? [{ label: say('admin.publish'), words: words('templates', 'publish', id) }] : []),
    { label: say('admin.versions'), words: words('templates', 'versions', id) },
    { label: say('admin.export'), words: words('templates', 'export', id), place: 'more' },
    ...(drafted
      ? [{ label: say('admin.discard'), words: words('templates', 'discard', id), place: 'more' as const }]
      : []),
    ...(published
      ? [
          {
            label: say('admin.archive'),
            words: words('templates', 'archive', id),
            style: 'danger' as const,
            place: 'more' as const,
          },
        ]
      : []),
  ];
};

const versions = async (asking: Asking): Promise<Reply> => {
  const { say, locale, now, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  const found = await asking.do('templates versions', { id });
  if (!('ok' in found)) return refusal(asking, found);
  const current = found.ok.find(({ status: one }) => one === 'published')?.version;
  return shown(
    say('admin.versions_of', { id }),
    [
      facts(
        found.ok
          .slice(0, 10)
          .map((one) => [
            `v${one.version}${one.version === current ? ' ★' : ''}`,
            [
              one.status,
              one.locales.join(', '),
              one.changed_by ?? '–',
              ago(locale, now, one.published_at ?? one.changed_at ?? one.created_at, ''),
            ].join(' · '),
          ]),
      ),
    ],
    found.ok
      .filter((one) => one.status !== 'draft' && one.version !== current)
      .slice(0, 5)
      .map(({ version }) => ({
        label: say('admin.rollback_to', { version }),
        words: words('templates', 'rollback', id, String(version)),
      })),
  );
};

const preview = async (asking: Asking): Promise<Reply> => {
  const { say, args, options } = asking;
  const [id, given] = args;
  if (id === undefined) return lacks(asking, '<id> [draft|version] [step=1]');
  const known = await asking.do('templates versions', { id });
  if (!('ok' in known)) return refusal(asking, known);
  const drafted = known.ok.some(({ status: one }) => one === 'draft');
  const version =
    given === undefined
      ? drafted
        ? 'draft'
        : lastOf(known.ok)
      : given === 'draft'
        ? 'draft'
        : Number(given);
  const rendered = await asking.do('templates preview', {
    id,
    version,
    locale: options['locale'] ?? asking.locale,
    variables: {},
  });
  if (!('ok' in rendered)) return refusal(asking, rendered);
  const guide = rendered.ok;
  const at = Math.min(Math.max(1, Number(options['step'] ?? 1) || 1), guide.steps.length);
  const here = `${words('templates', 'preview', id, String(version ?? ''))} step=`;
  return shown(say('admin.preview_of', { name: guide.name }), stepParts(asking, guide, at), [
    ...(at < guide.steps.length
      ? [{ label: say('admin.next_step'), words: `${here}${at + 1}`, style: 'primary' as const }]
      : []),
    ...(at > 1 ? [{ label: say('admin.step_before'), words: `${here}${at - 1}` }] : []),
    { label: say('admin.template_edit'), words: words('templates', 'edit', id) },
    ...(drafted ? [{ label: say('admin.publish'), words: words('templates', 'publish', id) }] : []),
  ]);
};

/** A step as the person will see it. */
const stepParts = ({ say }: Asking, guide: Guide, at: number): readonly Part[] => {
  const step = guide.steps[at - 1];
  if (step === undefined) return [text(say('admin.template_no_steps'))];
  return [
    {
      type: 'progress',
      current: at,
      total: guide.steps.length,
      text: say('step.progress', { current: at, total: guide.steps.length }),
    },
    { type: 'text', text: step.title },
    ...(step.description === '' ? [] : [text(step.description)]),
    { type: 'instructions', items: step.instructions.map(lineOf) },
    ...(step.expected_result === ''
      ? []
      : [{ type: 'expected' as const, label: say('step.expected'), text: step.expected_result }]),
    ...(step.warnings.length === 0
      ? []
      : [{ type: 'warnings' as const, label: say('step.warnings'), items: step.warnings }]),
    ...(step.choices.length === 0 ? [] : [hint(step.choices.map(({ label }) => label).join(' · '))]),
  ];
};

/** Pictures are written as people know it from Markdown: `![what is on it](https://…)`. */
export const lineOf = (item: Step['instructions'][number]): string =>
  typeof item === 'string' ? item : `![${item.alt}](${item.image})`;

const publish = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, ...locales] = args;
  if (id === undefined) return lacks(asking, '<id> [locale …]');
  const published = await asking.do('templates publish', {
    id,
    locales: locales.length === 0 ? null : locales.flatMap((one) => one.split(',')),
  });
  if (!('ok' in published)) return refusal(asking, published);
  const told = say('admin.template_published', {
    id,
    version: published.ok.version,
    locales: published.ok.locales.join(', '),
  });
  return shown(
    told,
    [status('success', told)],
    [{ label: say('admin.show'), words: words('templates', 'show', id) }],
  );
};

const rollback = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, version] = args;
  if (id === undefined || version === undefined || !/^v?\d+$/.test(version))
    return lacks(asking, '<id> <version>');
  const wanted = Number(version.replace('v', ''));
  if (!isConfirmed(asking))
    return confirm(asking, say('admin.rollback_sure', { id, version: wanted }), say('admin.rollback'));
  const back = await asking.do('templates rollback', { id, version: wanted });
  if (!('ok' in back)) return refusal(asking, back);
  const told = say('admin.rolled_back', { id, version: wanted, now: back.ok.version });
  return shown(
    told,
    [status('success', told)],
    [{ label: say('admin.show'), words: words('templates', 'show', id) }],
  );
};

const archive = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  if (!isConfirmed(asking)) return confirm(asking, say('admin.archive_sure', { id }), say('admin.archive'));
  const archived = await asking.do('templates archive', { id });
  if (!('ok' in archived)) return refusal(asking, archived);
  const told = say('admin.archived', { id });
  return shown(
    told,
    [status('closed', told)],
    [{ label: say('admin.versions'), words: words('templates', 'versions', id) }],
  );
};

const discard = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id>');
  if (!isConfirmed(asking)) return confirm(asking, say('admin.discard_sure', { id }), say('admin.discard'));
  const gone = await asking.do('templates discard', { id });
  if (!('ok' in gone)) return refusal(asking, gone);
  return shown(say('admin.discarded'), [status('closed', say('admin.discarded'))]);
};

/** What fits into a message that can still be read. */
const exportAtMost = 2500;

const exportIt = async (asking: Asking): Promise<Reply> => {
  const { say, args } = asking;
  const [id, version] = args;
  if (id === undefined) return lacks(asking, '<id> [version]');
  const exported = await asking.do('templates export', {
    id,
    version: version === undefined ? null : Number(version),
  });
  if (!('ok' in exported)) return refusal(asking, exported);
  const json = JSON.stringify({ templates: exported.ok });
  return shown(
    say('admin.export_of', { id }),
    json.length <= exportAtMost
      ? [{ type: 'quote', text: json }]
      : [text(say('admin.export_long', { path: `/api/support/troubleshooting/templates/${id}/export` }))],
  );
};

const importIt = async (asking: Asking): Promise<Reply> => {
  const { say, values } = asking;
  const given = values['json']?.trim() ?? '';
  if (given === '')
    return shown(
      say('admin.import'),
      [text(say('admin.import_how'))],
      [{ label: say('admin.fill_in'), words: 'templates import', form: true, style: 'primary' }],
    );
  const read = readTemplates(given);
  if ('line' in read)
    return {
      refused: 'invalid_input',
      note: say('admin.import_broken', { line: read.line, error: read.error }),
      fields: { json: say('admin.import_broken', { line: read.line, error: read.error }) },
    };
  const done = await asking.do('templates import', { templates: read.templates, publish: false });
  if (!('ok' in done)) return refusal(asking, done);
  const good = done.ok.filter(({ ok }) => ok);
  const broken = done.ok.flatMap((one) => (one.ok ? [] : [one]));
  return shown(
    say('admin.imported', { count: good.length }),
    [
      status(broken.length === 0 ? 'success' : 'warning', say('admin.imported', { count: good.length })),
      facts(
        broken.map(({ index, template_id, errors }) => [
          `${index + 1}. ${template_id ?? '–'}`,
          errors
            .slice(0, 3)
            .map(({ message }) => message)
            .join(' '),
        ]),
      ),
    ],
    [...new Set(good.map(({ template_id }) => template_id ?? ''))].slice(0, 5).map((id) => ({
      label: id,
      words: words('templates', 'edit', id),
    })),
  );
};

/** One JSON, or one guide a line; what is broken is named by its line. */
const readTemplates = (
  given: string,
): { readonly templates: readonly unknown[] } | { readonly line: number; readonly error: string } => {
  const whole = readJson(given);
  if ('value' in whole) return { templates: unpacked(whole.value) };
  const lines = given.split('\n');
  const templates: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const read = readJson(line);
    if ('error' in read) return { line: index + 1, error: read.error };
    templates.push(...unpacked(read.value));
  }
  return { templates };
};

const unpacked = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null && 'templates' in value && Array.isArray(value.templates))
    return value.templates;
  return [value];
};

const readJson = (json: string): { readonly value: unknown } | { readonly error: string } => {
  try {
    return { value: JSON.parse(json) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { error: error.message };
    throw error;
  }
};

/** Guides looked at, published and taken back; how they are written is beside this. */
export const templatePages: ChatVerbs = {
  'templates list': { verb: 'templates list', usage: '[category=…]', run: list },
  'templates drafts': { verb: 'templates drafts', usage: '', run: list },
  'templates show': { verb: 'templates show', usage: '<id> [version]', run: show },
  'templates versions': { verb: 'templates versions', usage: '<id>', run: versions },
  'templates preview': { verb: 'templates preview', usage: '<id> [draft|version] [step=1]', run: preview },
  'templates publish': { verb: 'templates publish', usage: '<id> [locale …]', run: publish },
  'templates rollback': { verb: 'templates rollback', usage: '<id> <version>', run: rollback },
  'templates archive': { verb: 'templates archive', usage: '<id>', run: archive },
  'templates discard': { verb: 'templates discard', usage: '<id>', run: discard },
  'templates export': { verb: 'templates export', usage: '<id> [version]', run: exportIt },
  'templates import': {
    verb: 'templates import',
    usage: '',
    run: importIt,
    form: async ({ say }) => ({
      title: say('admin.import'),
      fields: [
        {
          name: 'json',
          label: 'JSON',
          hint: say('admin.import_how'),
          type: 'multiline',
          required: true,
          options: [],
          initial: null,
          max_length: 3000,
        },
      ],
    }),
  },
};

export const stepOf = (template: Template, number: number): Step | undefined =>
  template.steps_template.find(({ step_number }) => step_number === number);
