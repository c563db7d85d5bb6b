import { facts, lacks, refusal, say as words, shown, status, text } from '../screen.ts';
import { wrongInWords } from '../wrong.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';

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
            .map((error) => wrongInWords(asking, error))
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

/** Guides brought in and taken out. */
export const templateTransferPages: ChatVerbs = {
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
