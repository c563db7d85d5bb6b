import type { Part } from '../../../../engine/message.ts';
import type { Guide, Step, Template } from '../../../../engine/template.ts';
import { hint, lacks, refusal, say as words, shown, text } from '../screen.ts';
import type { Asking, ChatVerbs, Reply } from '../screen.ts';
import { lastOf } from './templates.ts';

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

export const stepOf = (template: Template, number: number): Step | undefined =>
  template.steps_template.find(({ step_number }) => step_number === number);

/** A guide as the person will see it. */
export const templatePreviewPages: ChatVerbs = {
  'templates preview': { verb: 'templates preview', usage: '<id> [draft|version] [step=1]', run: preview },
};
