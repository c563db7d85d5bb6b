import { parseTemplateId } from '../ids.ts';
import { checkFlow } from './check-flow.ts';
import { checkTexts } from './check-texts.ts';
import type { FieldError } from './command.ts';
import type { TemplateInput } from './normalize-template.ts';
import { excerpt } from './plain-text.ts';
import { stepName } from './step-name.ts';
import { templateLimits as limits } from './template-limits.ts';
import { isPicture } from './template.ts';
import type { Step, Picture } from './template.ts';

/** Every object has these, so `{{constructor}}` would look like a variable that is always there. */
const isInherited = (name: string): boolean => name in {} || name === 'prototype';
const namePattern = /^[\p{L}_][\p{L}\p{N}_-]{0,63}$/u;
const choiceIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Everything that would keep a template from being shown from its first step to an end: broken mustache,
 * variables nobody declared, steps that lead nowhere, never end or are never reached, unsafe links, and what
 * is too long or empty.
 *
 * @returns all of it at once, each naming its step; an empty list where the template is fine
 */
export function checkTemplate(template: TemplateInput): FieldError[] {
  const tooMuch = checkSizes(template);
  return [
    ...checkFrame(template),
    ...checkVariables(template),
    ...tooMuch,
    ...checkChoices(template),
    ...checkFlow(template.steps_template),
    // Mustache reads slowly what is very long.
    ...(tooMuch.some(({ code }) => code === 'too_long') ? [] : checkTexts(template)),
  ];
}

function checkFrame(template: TemplateInput): FieldError[] {
  const errors: FieldError[] = [];
  if (parseTemplateId(template.template_id) === null) {
    errors.push({
      path: 'template_id',
      code: 'invalid_id',
      message: 'template_id must be 1 to 64 letters, digits, "_" or "-".',
    });
  }
  if (!isLocale(template.locale)) {
    errors.push({
      path: 'locale',
      code: 'invalid_locale',
      message: 'locale must be a language such as "es", "en" or "pt-BR".',
    });
  }
  if (template.steps_template.length === 0) {
    errors.push({ path: 'steps_template', code: 'empty', message: 'The guide needs at least one step.' });
  }
  return errors;
}

const isLocale = (locale: string): boolean => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(locale);

function checkVariables({ variables }: TemplateInput): FieldError[] {
  return variables.flatMap((variable, index) => {
    const path = `variables[${index}]`;
    const errors: FieldError[] = [];
    if (!namePattern.test(variable.name)) {
      errors.push({
        path: `${path}.name`,
        code: 'invalid_name',
        message: `Variable ${index + 1}: a name is 1 to 64 letters, digits, "_" or "-" and begins with a letter or "_".`,
      });
    } else if (isInherited(variable.name)) {
      errors.push({
        path: `${path}.name`,
        code: 'reserved_name',
        message: `Variable ${index + 1}: "${excerpt(variable.name)}" cannot be a variable's name.`,
      });
    } else if (variables.findIndex((other) => other.name === variable.name) !== index) {
      errors.push({
        path: `${path}.name`,
        code: 'duplicate',
        message: `The variable "${excerpt(variable.name)}" is declared twice.`,
      });
    }
    if (variable.type === 'choice' && variable.choices.length === 0) {
      errors.push({
        path: `${path}.choices`,
        code: 'empty',
        message: `The variable "${excerpt(variable.name)}" is a choice and needs its choices.`,
      });
    }
    if (variable.type !== 'choice' && variable.choices.length > 0) {
      errors.push({
        path: `${path}.choices`,
        code: 'not_a_choice',
        message: `The variable "${excerpt(variable.name)}" has choices, so its type must be "choice".`,
      });
    }
    return errors;
  });
}

function checkChoices({ steps_template }: TemplateInput): FieldError[] {
  return steps_template.flatMap((step, index) =>
    step.choices.flatMap((choice, at) => {
      const path = `steps_template[${index}].choices[${at}]`;
      const errors: FieldError[] = [];
      if (!choiceIdPattern.test(choice.id)) {
        errors.push({
          path: `${path}.id`,
          code: 'invalid_id',
          message: `${stepName(step)}: the id of choice ${at + 1} must be 1 to 64 letters, digits, "_" or "-".`,
        });
      }
      if (step.choices.findIndex((other) => other.id === choice.id) !== at) {
        errors.push({
          path: `${path}.id`,
          code: 'duplicate',
          message: `${stepName(step)}: two choices have the id "${excerpt(choice.id)}".`,
        });
      }
      if (step.choices.findIndex((other) => other.label === choice.label) !== at) {
        errors.push({
          path: `${path}.label`,
          code: 'duplicate',
          message: `${stepName(step)}: two choices read "${excerpt(choice.label)}".`,
        });
      }
      return errors;
    }),
  );
}

type Sized = readonly [path: string, what: string, length: number, most: number, least?: number];

/** Every length and count, as one table. */
function sizes(template: TemplateInput): Sized[] {
  const { variables, steps_template: steps, examples, keywords } = template;
  return [
    ['name', 'The name', template.name.length, limits.name, 1],
    ['description', 'The description', template.description.length, limits.description],
    ['category', 'The category', template.category.length, limits.category, 1],
    ['variables', 'The list of variables', variables.length, limits.variables],
    ['steps_template', 'The list of steps', steps.length, limits.steps],
    ['examples', 'The list of examples', examples.length, limits.examples],
    ['keywords', 'The list of keywords', keywords.length, limits.keywords],
    ...examples.map((text, at): Sized => [
      `examples[${at}]`,
      `Example ${at + 1}`,
      text.length,
      limits.example,
    ]),
    ...keywords.map((text, at): Sized => [
      `keywords[${at}]`,
      `Keyword ${at + 1}`,
      text.length,
      limits.keyword,
    ]),
    ...variables.flatMap((variable, index): Sized[] => {
      const path = `variables[${index}]`;
      const what = `The variable "${excerpt(variable.name)}":`;
      return [
        [
          `${path}.description`,
          `${what} its description`,
          variable.description.length,
          limits.variableDescription,
        ],
        [`${path}.choices`, `${what} its list of choices`, variable.choices.length, limits.options],
        ...variable.choices.map((text, at): Sized => [
          `${path}.choices[${at}]`,
          `${what} choice ${at + 1}`,
          text.length,
          limits.option,
          1,
        ]),
      ];
    }),
    ...steps.flatMap((step, index) => stepSizes(step, `steps_template[${index}]`)),
  ];
}

function stepSizes(step: Step, path: string): Sized[] {
  const what = `${stepName(step)}:`;
  const each = (field: string, noun: string, texts: readonly string[], most: number): Sized[] =>
    texts.map((text, at): Sized => [
      `${path}.${field}[${at}]`,
      `${what} ${noun} ${at + 1}`,
      text.length,
      most,
      1,
    ]);
  return [
    [`${path}.title`, `${what} its title`, step.title.length, limits.title, 1],
    [`${path}.description`, `${what} its description`, step.description.length, limits.stepDescription],
    [
      `${path}.expected_result`,
      `${what} its expected result`,
      step.expected_result.length,
      limits.expectedResult,
    ],
    [
      `${path}.instructions`,
      `${what} its list of instructions`,
      step.instructions.length,
      limits.instructions,
    ],
    [`${path}.warnings`, `${what} its list of warnings`, step.warnings.length, limits.warnings],
    [`${path}.resources`, `${what} its list of resources`, step.resources.length, limits.resources],
    [`${path}.choices`, `${what} its list of choices`, step.choices.length, limits.choices],
    ...step.instructions.flatMap((instruction, at): Sized[] => {
      const here = `${path}.instructions[${at}]`;
      const named = `instruction ${at + 1}`;
      return typeof instruction === 'string'
        ? [[here, `${what} ${named}`, instruction.length, limits.instruction, 1]]
        : pictured(instruction, here, `${what} the picture of ${named}:`);
    }),
    ...each('warnings', 'warning', step.warnings, limits.warning),
    ...step.choices.map((choice, at): Sized => [
      `${path}.choices[${at}].label`,
      `${what} the label of choice ${at + 1}`,
      choice.label.length,
      limits.choiceLabel,
      1,
    ]),
    ...step.resources.flatMap((resource, at): Sized[] =>
      typeof resource === 'string'
        ? [
            [
              `${path}.resources[${at}]`,
              `${what} resource ${at + 1}`,
              resource.length,
              limits.resourceText,
              1,
            ],
          ]
        : isPicture(resource)
          ? pictured(resource, `${path}.resources[${at}]`, `${what} the picture of resource ${at + 1}:`)
          : [
              [
                `${path}.resources[${at}].title`,
                `${what} the title of resource ${at + 1}`,
                resource.title.length,
                limits.resourceTitle,
              ],
              [
                `${path}.resources[${at}].url`,
                `${what} the url of resource ${at + 1}`,
                resource.url.length,
                limits.resourceUrl,
                1,
              ],
            ],
    ),
  ];
}

const pictured = ({ image, alt }: Picture, path: string, what: string): Sized[] => [
  [`${path}.image`, `${what} its address`, image.length, limits.resourceUrl, 1],
  [`${path}.alt`, `${what} its alternative text`, alt.length, limits.alternativeText, 1],
];

const checkSizes = (template: TemplateInput): FieldError[] =>
  sizes(template).flatMap(([path, what, length, most, least = 0]) => {
    if (length < least) return [{ path, code: 'empty', message: `${what} is missing or empty.` }];
    if (length > most) {
      const message = `${what} is too long: ${length}, the most is ${most}.`;
      return [{ path, code: 'too_long', message }];
    }
    return [];
  });
