import type { FieldError } from './command.ts';
import { readTags, renderText, renderUrl } from './mustache-text.ts';
import type { Tag, View } from './mustache-text.ts';
import type { TemplateInput } from './normalize-template.ts';
import { stepName } from './step-name.ts';
import { isPicture } from './template.ts';
import type { Variable, Picture } from './template.ts';

/** A text of the template that is rendered. */
interface Place {
  readonly path: string;
  /** How a message names it. */
  readonly what: string;
  readonly text: string;
  /**
   * `title`: seen by agents and in webhooks, and never empty. `link`: followed. `bare`: a text that may be a
   * link by itself. `picture`: an address the platforms fetch. `body`: anything else.
   */
  readonly kind: 'title' | 'body' | 'link' | 'picture' | 'bare';
}

function places(template: TemplateInput): Place[] {
  return [
    { path: 'name', what: 'The name', text: template.name, kind: 'title' },
    { path: 'description', what: 'The description', text: template.description, kind: 'body' },
    ...template.steps_template.flatMap((step, index): Place[] => {
      const path = `steps_template[${index}]`;
      const what = stepName(step);
      const list = (field: string, noun: string, texts: readonly string[]): Place[] =>
        texts.map((text, at) => ({
          path: `${path}.${field}[${at}]`,
          what: `${what}, ${noun} ${at + 1}`,
          text,
          kind: 'body',
        }));
      return [
        { path: `${path}.title`, what: `${what}, its title`, text: step.title, kind: 'title' },
        {
          path: `${path}.description`,
          what: `${what}, its description`,
          text: step.description,
          kind: 'body',
        },
        ...step.instructions.flatMap((instruction, at): Place[] => {
          const here = `${path}.instructions[${at}]`;
          const named = `${what}, instruction ${at + 1}`;
          return typeof instruction === 'string'
            ? [{ path: here, what: named, text: instruction, kind: 'body' }]
            : pictured(instruction, here, named);
        }),
        {
          path: `${path}.expected_result`,
          what: `${what}, its expected result`,
          text: step.expected_result,
          kind: 'body',
        },
        ...list('warnings', 'warning', step.warnings),
        ...step.resources.flatMap((resource, at): Place[] => {
          const here = `${path}.resources[${at}]`;
          const named = `${what}, resource ${at + 1}`;
          return typeof resource === 'string'
            ? [{ path: here, what: named, text: resource, kind: 'bare' }]
            : isPicture(resource)
              ? pictured(resource, here, named)
              : [
                  { path: `${here}.title`, what: `${named}, its title`, text: resource.title, kind: 'body' },
                  { path: `${here}.url`, what: `${named}, its url`, text: resource.url, kind: 'link' },
                ];
        }),
        ...step.choices.map((choice, at): Place => {
          const here = `${path}.choices[${at}].label`;
          return { path: here, what: `${what}, choice ${at + 1}`, text: choice.label, kind: 'title' };
        }),
      ];
    }),
  ];
}

const pictured = ({ image, alt }: Picture, here: string, named: string): Place[] => [
  { path: `${here}.image`, what: `${named}, the address of its picture`, text: image, kind: 'picture' },
  { path: `${here}.alt`, what: `${named}, the alternative text of its picture`, text: alt, kind: 'body' },
];

/** Mustache that cannot be read or is not allowed, unknown variables, secrets where others see them, bad links. */
export function checkTexts(template: TemplateInput): FieldError[] {
  const declared = new Map(template.variables.map((variable) => [variable.name, variable]));
  return [
    ...places(template).flatMap((place) => checkPlace(place, declared)),
    ...template.variables.flatMap((variable, index) =>
      [variable.description, ...variable.choices].some((text) => text.includes('{{'))
        ? [
            {
              path: `variables[${index}]`,
              code: 'mustache_not_rendered',
              message: `The variable "${variable.name}": its description and choices are shown as they are, so they cannot hold {{…}}.`,
            },
          ]
        : [],
    ),
  ];
}

function checkPlace(place: Place, declared: ReadonlyMap<string, Variable>): FieldError[] {
  const fail = (code: string, rule: string): FieldError => ({
    path: place.path,
    code,
    message: `${place.what} ${rule}.`,
  });
  const read = readTags(place.text);
  if (!read.ok) return [fail('mustache_syntax', `is not valid mustache: ${read.message}`)];

  const errors = read.tags.flatMap((tag) => checkTag(tag, place, declared, fail));
  if (errors.length > 0) return errors;

  const variables = [...declared.values()];
  const samples = [
    sampleView(variables, 'word'),
    sampleView(variables, 'https://example.com'),
    sampleView(
      variables.filter(({ required }) => required),
      'word',
    ),
    sampleView(
      variables.filter(({ required }) => required),
      'https://example.com',
    ),
  ];
  switch (place.kind) {
    case 'body':
      return [];
    case 'title':
      return place.text !== '' && samples.some((view) => renderText(place.text, view) === '')
        ? [fail('empty', 'comes out empty when its optional variables are missing')]
        : [];
    case 'bare':
      return /^([a-z][a-z0-9+.-]*:\/\/|(javascript|data|vbscript|file|blob):)/i.test(place.text) &&
        !/^https?:\/\//i.test(place.text)
        ? [fail('unsafe_url', 'is a link that is neither http nor https')]
        : [];
    case 'link':
      return place.text !== '' && !samples.some((view) => (renderUrl(place.text, view) ?? '') !== '')
        ? [
            fail(
              'unsafe_url',
              'must be a link that begins with http:// or https://, without a user name in it',
            ),
          ]
        : [];
    case 'picture':
      return samples.some((view) => /^https:/i.test(renderUrl(place.text, view) ?? ''))
        ? []
        : [
            fail(
              'unsafe_url',
              'must begin with https://: the chat platforms fetch pictures from nowhere else',
            ),
          ];
  }
}

function checkTag(
  tag: Tag,
  place: Place,
  declared: ReadonlyMap<string, Variable>,
  fail: (code: string, rule: string) => FieldError,
): FieldError[] {
  if (tag.kind === 'partial')
    return [fail('mustache_partial', `uses the partial {{> ${tag.name}}}: there are none`)];
  if (tag.kind === 'delimiter')
    return [fail('mustache_delimiter', 'changes the mustache delimiters: keep {{ and }}')];
  const variable = declared.get(tag.name);
  if (variable === undefined || tag.name in {}) {
    return [fail('undeclared_variable', `uses {{${tag.name}}}, which is not among the declared variables`)];
  }
  if (variable.type !== 'secret' || tag.kind !== 'value') return [];
  if (place.kind === 'link' || place.kind === 'picture' || /https?:\/\/\S*$/i.test(tag.before)) {
    return [
      fail('secret_in_url', `puts the secret {{${tag.name}}} into a link, which would be logged on its way`),
    ];
  }
  return place.kind === 'title'
    ? [fail('secret_in_title', `shows the secret {{${tag.name}}}: names and titles are seen by others too`)]
    : [];
}

/** Values that would do, to see what a text comes to; `text` stands for whatever people may write. */
function sampleView(variables: readonly Variable[], text: string): View {
  const sample = ({ type, choices }: Variable): string | number | boolean => {
    switch (type) {
      case 'string':
      case 'secret':
        return text;
      case 'number':
        return 1;
      case 'boolean':
        return true;
      case 'url':
        return 'https://example.com';
      case 'email':
        return 'somebody@example.com';
      case 'choice':
        return choices[0] ?? text;
    }
  };
  const values = Object.fromEntries(variables.map((variable) => [variable.name, sample(variable)]));
  return Object.assign(Object.create(null) as object, values);
}
