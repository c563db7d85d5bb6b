import type { Candidate, Detail, Offer } from '../../engine/command.ts';
import { previewTemplate } from '../../engine/render-template.ts';
import { offeredAtOnce } from '../../engine/show/choosing.ts';
import { question as asks } from '../../engine/show/collecting.ts';
import type { Locale, Template } from '../../engine/template.ts';
import { validateVariable } from '../../engine/validate-variable.ts';
import type { Picker, Templates } from '../ports.ts';
import type { Option } from './decisions.ts';
import type { Advice, GuideOption } from './port.ts';

/** More guides would cost more, and the right one is hardly ever further down. */
const guidesAtMost = 20;

/** The guides that are put to a model for a problem. */
export interface Choice {
  readonly templates: readonly Template[];
  readonly guides: readonly GuideOption[];
  readonly options: readonly Option[];
}

/** The guides nearest to a problem, however far; none where it says nothing. */
export const guidesFor = async (
  { picker, templates }: { readonly picker: Picker; readonly templates: Templates },
  problem: string,
  locale: Locale,
): Promise<Choice> => {
  const nearest = await picker.nearest(problem, locale, guidesAtMost);
  const found: Template[] = [];
  for (const { template_id } of nearest) {
    const template = await templates.newest(template_id, locale);
    // The word for "none of them" cannot be the name of one.
    if (template && template_id !== 'none') found.push(template);
  }
  return {
    templates: found,
    guides: found.map(optionOf),
    options: found.map(({ template_id }) => ({
      id: template_id,
      score: nearest.find((one) => one.template_id === template_id)?.score ?? null,
    })),
  };
};

const optionOf = (template: Template): GuideOption => ({
  template_id: template.template_id,
  ...previewTemplate(template, {}),
  examples: template.examples,
  details: template.variables.filter(({ type }) => type !== 'secret'),
});

/** What is put to the person for what a model says; `null`: what the words say stands. */
export const offerFrom = (
  advice: Advice,
  { templates, options }: Pick<Choice, 'templates' | 'options'>,
  byWords: Pick<Offer, 'confidence' | 'candidates'>,
): Offer | null => {
  const { confidence, candidates } = byWords;
  if (advice.result === 'question') return { confidence, candidates, question: advice.question };
  if (advice.result !== 'chosen') return null;
  const template = templates.find(({ template_id }) => template_id === advice.choice);
  if (!template) return null;
  const others = candidates.filter(({ template_id }) => template_id !== template.template_id);
  const own = options.find(({ id }) => id === template.template_id)?.score ?? 0;
  const details = detailsOf(template, advice.details);
  const first: Candidate = {
    template_id: template.template_id,
    ...previewTemplate(template, {}),
    // The best stands first.
    score: Math.max(own, ...others.map(({ score }) => score)),
    ...(details.length > 0 && { details }),
  };
  return { confidence: 'sure', candidates: [first, ...others].slice(0, offeredAtOnce) };
};

/** What a model found in the words, as far as it would be taken from the person too. */
const detailsOf = (template: Template, found: Readonly<Record<string, string>>): readonly Detail[] =>
  template.variables.flatMap((variable) => {
    if (variable.type === 'secret' || !Object.hasOwn(found, variable.name)) return [];
    const read = validateVariable({ ...variable, required: false }, found[variable.name]);
    return read.ok && read.value !== null
      ? [{ name: variable.name, label: asks(variable), value: read.value }]
      : [];
  });
