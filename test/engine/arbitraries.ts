import fc from 'fast-check';
import { checkFlow } from '../../src/engine/check-flow.ts';
import type { Step, Target, Template, Variable } from '../../src/engine/template.ts';
import { variableTypes } from '../../src/engine/template.ts';
import type { TemplateId } from '../../src/ids.ts';

/** What is typed into every secret: nobody but its owner may ever see it. */
export const secretValue = 'abracadabra-7f3a';

/** A value that fits a variable or a form's field of this type. */
export const fitting = (type: string, options: readonly string[]): string => {
  switch (type) {
    case 'number':
      return '3.5';
    case 'boolean':
      return 'true';
    case 'rating':
    case 'choice':
      return options[0] ?? '';
    case 'url':
      return 'https://ejemplo.com/estado';
    case 'email':
      return 'ana@ejemplo.com';
    case 'secret':
      return secretValue;
    default:
      return 'lo que sea';
  }
};

const variables: fc.Arbitrary<readonly Variable[]> = fc
  .array(fc.record({ type: fc.constantFrom(...variableTypes), required: fc.boolean() }), { maxLength: 4 })
  .map((drafts) =>
    drafts.map(({ type, required }, index) => ({
      name: `dato_${index}`,
      description: index % 2 === 0 ? `¿Cuál es el dato ${index}?` : '',
      required,
      type,
      choices: type === 'choice' ? ['Uno', 'Dos', 'Tres'] : [],
    })),
  );

interface Draft {
  readonly gap: number;
  readonly success: number | null;
  readonly failure: number | null;
  readonly choices: readonly number[];
  readonly rich: boolean;
}
/** 0 and 1 are the two ends, everything else a step. */
const target = fc.nat({ max: 9 });
const draft: fc.Arbitrary<Draft> = fc.record({
  gap: fc.integer({ min: 1, max: 3 }),
  success: fc.option(target, { freq: 2 }),
  failure: fc.option(target, { freq: 2 }),
  choices: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(target, { minLength: 1, maxLength: 3 }) },
  ),
  rich: fc.boolean(),
});

const stepsOf = (drafts: readonly Draft[], known: readonly Variable[]): readonly Step[] => {
  const numbers = drafts.map((_, index) =>
    drafts.slice(0, index + 1).reduce((number, { gap }) => number + gap, 0),
  );
  const ends: readonly Target[] = ['resolve', 'escalate'];
  const aim = (drawn: number | null): Target | null =>
    drawn === null ? null : (ends[drawn] ?? numbers[drawn % numbers.length] ?? null);
  const values = known.map(({ name }) => `{{#${name}}}con {{${name}}}{{/${name}}}`).join(' ');
  return drafts.map(({ success, failure, choices, rich }, index) => ({
    step_number: numbers[index] ?? 1,
    title: `Paso que dice ${index}`,
    description: rich ? `Un poco de contexto ${values}` : '',
    instructions: rich
      ? ['Haz esto.', { image: 'https://ejemplo.com/a.png', alt: `Así ${values}` }, `Y luego esto ${values}`]
      : [],
    expected_result: rich ? `Se ve bien ${values}` : '',
    warnings: rich ? ['Con cuidado.'] : [],
    resources: rich ? ['Extensión 1', { title: 'Más', url: 'https://ejemplo.com' }] : [],
    on_success: choices.length > 0 ? null : aim(success),
    on_failure: aim(failure),
    choices: choices.map((drawn, at) => ({
      id: `c${at}`,
      label: `Opción ${at}`,
      next: aim(drawn) ?? 'resolve',
    })),
  }));
};

const guide = (template_id: string, version: number): fc.Arbitrary<Template> =>
  fc
    .tuple(variables, fc.array(draft, { minLength: 1, maxLength: 5 }))
    .map(([known, drafts]): Template => ({
      template_id: template_id as TemplateId,
      version,
      locale: 'es',
      category: 'red',
      status: 'published',
      created_at: '2026-01-01T00:00:00.000Z',
      name:
        known[0] && known[0].type !== 'secret' && known[0].required ? `Guía de {{${known[0].name}}}` : 'Guía',
      description: 'Para probar.',
      variables: known,
      steps_template: stepsOf(drafts, known),
      examples: [],
      keywords: [],
    }))
    .filter(({ steps_template }) => checkFlow(steps_template).length === 0);

/** The same guide in other words. */
const inEnglish = (template: Template): Template => ({
  ...template,
  locale: 'en',
  name: template.name.replace('Guía de', 'Guide to'),
  steps_template: template.steps_template.map((step) => ({ ...step, title: `In English: ${step.title}` })),
});

/** A guide as it is published, perhaps in two languages, and the version that may come in its place. */
export interface World {
  readonly guide: Template;
  readonly replacement: Template;
  readonly templates: readonly Template[];
}
export const world: fc.Arbitrary<World> = fc
  .record({ guide: guide('guia', 1), replacement: guide('guia', 2), translated: fc.boolean() })
  .map(({ guide: first, replacement, translated }) => ({
    guide: first,
    replacement,
    templates: translated ? [first, inEnglish(first), replacement] : [first, replacement],
  }));

/** One thing that happens in a story. */
export type Deed =
  /** The person presses one of the buttons in front of them. */
  | { readonly do: 'press'; readonly which: number }
  /** Any command whatever, whether it fits or not. */
  | { readonly do: 'command'; readonly which: number; readonly detail: number }
  | { readonly do: 'withdraw'; readonly replaced: boolean };

export interface Story {
  readonly world: World;
  readonly beginning: 'nothing' | 'sure' | 'unsure' | 'none' | 'guide';
  readonly deeds: readonly Deed[];
}

export const story: fc.Arbitrary<Story> = fc.record({
  world,
  beginning: fc.constantFrom('nothing', 'sure', 'unsure', 'none', 'guide', 'guide', 'guide'),
  deeds: fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.record({ do: fc.constant('press' as const), which: fc.nat({ max: 99 }) }) },
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('command' as const),
          which: fc.nat({ max: 99 }),
          detail: fc.nat({ max: 9 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), replaced: fc.boolean() }) },
    ),
    { maxLength: 25, size: 'medium' },
  ),
});
