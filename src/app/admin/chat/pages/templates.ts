import type { TemplateVersion } from '../../../template-editor.ts';
import { ago, facts, lacks, refusal, say as words, shown, status, text } from '../screen.ts';
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
export const lastOf = (versions: readonly TemplateVersion[]): number | null =>
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

/** Guides looked at. */
export const templatePages: ChatVerbs = {
  'templates list': { verb: 'templates list', usage: '[category=…]', run: list },
  'templates drafts': { verb: 'templates drafts', usage: '', run: list },
  'templates show': { verb: 'templates show', usage: '<id> [version]', run: show },
};
