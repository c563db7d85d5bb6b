import type { FieldError } from '../../../../engine/command.ts';
import { templateLimits } from '../../../../engine/template-limits.ts';
import type { Step } from '../../../../engine/template.ts';
import type { Answer } from '../../use-cases.ts';
import type { TemplateRecord } from '../../../templates.ts';
import {
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
import { wrongInWords } from '../wrong.ts';
import type { Asking, Button, ChatVerbs, Reply } from '../screen.ts';
import {
  emptyStep,
  instructionOf,
  line,
  lines,
  many,
  stepFields,
  textFields,
  written,
} from './template-fields.ts';
import type { Content } from './template-fields.ts';
import { stepOf } from './template-preview.ts';

type Read = { readonly ok: TemplateRecord } | { readonly reply: Reply };

/** The draft; where there is none, what is published. */
const draftOf = async (asking: Asking, id: string): Promise<Read> => {
  const locale = asking.options['locale'] ?? asking.locale;
  const draft = await asking.do('templates show', { id, version: 'draft', locale });
  if ('ok' in draft) return draft;
  const current = await asking.do('templates show', { id, version: null, locale });
  return 'ok' in current ? current : { reply: refusal(asking, current) };
};

const revisionOf = ({ status: now, revision }: TemplateRecord): number => (now === 'draft' ? revision : 0);

/** The workbench of a draft: its texts, its steps, what is still wrong with it. */
const bench = async (
  asking: Asking,
  template: TemplateRecord,
  known: readonly FieldError[] | null = null,
): Promise<Reply> => {
  const { say } = asking;
  const { template_id: id, locale } = template;
  const at = `${words('templates', 'edit', id)} locale=${locale}`;
  const preview = await asking.do('templates preview', { id, version: 'draft', locale, variables: {} });
  const problems = known ?? ('invalid' in preview ? preview.invalid : []);
  const others = await asking.do('templates versions', { id });
  const languages =
    'ok' in others
      ? (others.ok.find((one) => one.version === template.version)?.locales ?? []).filter(
          (one) => one !== locale,
        )
      : [];
  const isDraft = template.status === 'draft';
  const revision = `rev=${revisionOf(template)}`;
  const steps: readonly Button[] = template.steps_template.slice(0, 15).map(({ step_number, title }) => ({
    label: `${step_number}. ${title}`,
    words: `${at} step=${step_number} ${revision}`,
    form: true,
  }));
  return shown(
    say('admin.editing', { name: template.name }),
    [
      isDraft
        ? status('waiting', say('admin.draft_is', { locale, by: template.changed_by ?? '–' }))
        : hint(say('admin.draft_begins')),
      facts([
        [say('admin.category'), template.category],
        [say('admin.variables'), template.variables.map(({ name }) => `{{${name}}}`).join(', ') || null],
        [say('admin.examples'), String(template.examples.length)],
      ]),
      { type: 'instructions', items: template.steps_template.map(({ title }) => title) },
      ...(problems.length === 0
        ? []
        : [
            {
              type: 'warnings' as const,
              label: say('admin.problems'),
              items: problems.slice(0, 8).map((problem) => wrongInWords(asking, problem)),
            },
          ]),
    ],
    [
      ...(isDraft
        ? [
            {
              label: say('admin.publish'),
              words: words('templates', 'publish', id),
              style: 'primary' as const,
            },
          ]
        : []),
      { label: say('admin.edit_texts'), words: `${at} ${revision}`, form: true },
      { label: say('admin.add_step'), words: `${at} step=new ${revision}`, form: true },
      ...steps,
      { label: say('admin.preview'), words: words('templates', 'preview', id) },
      ...languages.map((one) => ({
        label: say('admin.edit_in', { locale: one }),
        words: `${words('templates', 'edit', id)} locale=${one}`,
        place: 'more' as const,
      })),
      ...template.steps_template.slice(0, 15).map(({ step_number }) => ({
        label: say('admin.remove_step', { step: step_number }),
        words: `${at} remove=${step_number} ${revision}`,
        place: 'more' as const,
        style: 'danger' as const,
      })),
    ],
  );
};

const saveOnly = async (
  asking: Asking,
  template: TemplateRecord,
  content: Content,
  revision: number,
): Promise<Answer<'templates edit'> | { readonly refused: 'forbidden' }> => {
  const { template_id: id, locale } = template;
  return await asking.do('templates edit', { id, input: content, locale, revision });
};

const save = async (asking: Asking, template: TemplateRecord, content: Content): Promise<Reply> => {
  const saved = await saveOnly(asking, template, content, revisionRead(asking, template));
  return 'ok' in saved ? await bench(asking, saved.ok.template, saved.ok.problems) : refusal(asking, saved);
};

/** The one that was shown with the button; typed words are about what is there now. */
const revisionRead = ({ options }: Asking, template: TemplateRecord): number =>
  options['rev'] === undefined ? revisionOf(template) : Number(options['rev']);

/** A step in every language of the draft, or gone from all of them: translations have the same steps. */
const inAllLanguages = async (
  asking: Asking,
  template: TemplateRecord,
  change: (steps: readonly Step[]) => readonly Step[],
): Promise<Reply> => {
  const { template_id: id } = template;
  const changed = (one: TemplateRecord): Content => ({ ...one, steps_template: change(one.steps_template) });
  const saved = await saveOnly(asking, template, changed(template), revisionRead(asking, template));
  if (!('ok' in saved)) return refusal(asking, saved);
  let { problems } = saved.ok;
  const versions = await asking.do('templates versions', { id });
  const draft = 'ok' in versions ? versions.ok.find((one) => one.status === 'draft') : undefined;
  for (const locale of draft?.locales ?? []) {
    if (locale === template.locale) continue;
    const other = await asking.do('templates show', { id, version: 'draft', locale });
    if (!('ok' in other)) continue;
    const followed = await saveOnly(asking, other.ok, changed(other.ok), other.ok.revision);
    if ('ok' in followed) ({ problems } = followed.ok);
  }
  return await bench(asking, saved.ok.template, problems);
};

const edit = async (asking: Asking): Promise<Reply> => {
  const { say, args, options, values } = asking;
  const [id] = args;
  if (id === undefined) return lacks(asking, '<id> [locale=…]');
  const read = await draftOf(asking, id);
  if ('reply' in read) return read.reply;
  const template = read.ok;
  const removed = options['remove'];
  if (removed !== undefined) {
    const step = stepOf(template, Number(removed));
    if (step === undefined) return refusal(asking, { refused: 'not_found' });
    if (!isConfirmed(asking))
      return confirm(
        { ...asking, words: `${words('templates', 'edit', id)} locale=${template.locale} remove=${removed}` },
        say('admin.remove_step_sure', { title: step.title }),
        say('admin.remove'),
      );
    return await inAllLanguages(asking, template, (steps) =>
      steps.filter(({ step_number }) => step_number !== step.step_number),
    );
  }
  const wanted = options['step'];
  if (Object.keys(values).length === 0) return await bench(asking, template);
  if (wanted === 'new') {
    const number = Math.max(0, ...template.steps_template.map(({ step_number }) => step_number)) + 1;
    const step = written({ ...emptyStep, step_number: number }, asking);
    return await inAllLanguages(asking, template, (steps) => [...steps, step]);
  }
  if (wanted !== undefined) {
    const number = Number(wanted);
    if (stepOf(template, number) === undefined) return refusal(asking, { refused: 'not_found' });
    return await save(asking, template, {
      ...template,
      steps_template: template.steps_template.map((step) =>
        step.step_number === number ? written(step, asking) : step,
      ),
    });
  }
  return await save(asking, template, {
    ...template,
    name: values['name'] ?? template.name,
    description: values['description'] ?? template.description,
    category: values['category'] ?? template.category,
    examples: lines(values['examples']),
    keywords: lines(values['keywords']),
  });
};

const create = async (asking: Asking): Promise<Reply> => {
  const { say, values } = asking;
  const id = values['template_id']?.trim();
  if (id === undefined)
    return shown(
      say('admin.template_new'),
      [text(say('admin.template_new_how'))],
      [{ label: say('admin.fill_in'), words: 'templates new', form: true, style: 'primary' }],
    );
  const existing = await asking.do('templates versions', { id });
  if ('ok' in existing)
    return {
      refused: 'taken',
      note: say('admin.refused_taken'),
      fields: { template_id: say('admin.refused_taken') },
    };
  const saved = await asking.do('templates edit', {
    id,
    locale: values['locale'] ?? asking.locale,
    revision: 0,
    input: {
      name: values['name'],
      description: values['description'] ?? '',
      category: values['category'],
      variables: [],
      examples: lines(values['examples']),
      keywords: [],
      steps_template: [
        {
          ...emptyStep,
          step_number: 1,
          title: values['title'] ?? '',
          instructions: lines(values['instructions']).map(instructionOf),
        },
      ],
    },
  });
  return 'ok' in saved ? await bench(asking, saved.ok.template, saved.ok.problems) : refusal(asking, saved);
};

/** Guides written and rewritten. */
export const templateEditPages: ChatVerbs = {
  'templates edit': {
    verb: 'templates edit',
    usage: '<id> [locale=…]',
    run: edit,
    form: async (asking) => {
      const read = await draftOf(asking, asking.args[0] ?? '');
      if ('reply' in read) return read.reply;
      const wanted = asking.options['step'];
      if (wanted === 'new')
        return { title: asking.say('admin.add_step'), fields: stepFields(asking, emptyStep) };
      if (wanted === undefined)
        return { title: asking.say('admin.edit_texts'), fields: textFields(asking, read.ok) };
      const step = stepOf(read.ok, Number(wanted));
      return step === undefined
        ? refusal(asking, { refused: 'not_found' })
        : {
            title: asking.say('admin.edit_step', { step: step.step_number }),
            fields: stepFields(asking, step),
          };
    },
  },
  'templates new': {
    verb: 'templates edit',
    usage: '',
    run: create,
    form: async (asking) => {
      const { say, locale } = asking;
      return {
        title: say('admin.template_new'),
        fields: [
          line('template_id', 'Id', '', { required: true, hint: 'vpn_template', max_length: 64 }),
          line('name', say('admin.name'), '', { required: true, max_length: templateLimits.name }),
          line('category', say('admin.category'), '', {
            required: true,
            max_length: templateLimits.category,
          }),
          line('description', say('admin.description'), '', {
            type: 'multiline',
            required: true,
            max_length: templateLimits.description,
          }),
          many('examples', say('admin.examples'), [], say('admin.examples_hint')),
          line('title', say('admin.first_step'), '', { required: true, max_length: templateLimits.title }),
          { ...many('instructions', say('admin.instructions'), [], say('admin.one_a_line')), required: true },
          line('locale', say('admin.language'), locale, { required: true, max_length: 35 }),
        ],
      };
    },
  },
};
