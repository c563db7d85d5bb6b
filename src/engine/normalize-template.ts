import type { FieldError } from './command.ts';
import { cleanLine, cleanText } from './plain-text.ts';
import { variableTypes } from './template.ts';
import type { Picture, Resource, Step, StepChoice, Target, TemplateContent, Variable } from './template.ts';

/** A template as somebody hands it in, with everything in its place: what `checkTemplate` judges. */
export interface TemplateInput extends TemplateContent {
  readonly template_id: string;
  readonly category: string;
  readonly locale: string;
}

export type Normalized =
  | { readonly ok: true; readonly template: TemplateInput }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Puts a loosely written template in order: missing parts get their defaults, `instructions` may be one text,
 * targets may be `3`, `"3"`, `resolve`, `escalate` or `next`, steps without a number are counted. Texts lose
 * their control characters. Fields it does not know are ignored.
 *
 * @returns what is of the wrong kind, where anything is
 */
export function normalizeTemplate(input: unknown): Normalized {
  const errors: FieldError[] = [];
  const read = reader((path, message) => errors.push({ path, code: 'wrong_type', message }));
  const fields = read.fields('', input);
  const steps = read.list('steps_template', fields['steps_template']);
  const numbers = steps.map((step, index) =>
    read.number(
      `steps_template[${index}].step_number`,
      isFields(step) ? step['step_number'] : null,
      index + 1,
    ),
  );
  const template: TemplateInput = {
    template_id: read.line('template_id', fields['template_id']),
    locale: canonicalLocale(read.line('locale', fields['locale'])),
    category: read.line('category', fields['category']),
    name: read.line('name', fields['name']),
    description: read.text('description', fields['description']),
    variables: read
      .list('variables', fields['variables'])
      .map((value, index) => readVariable(read, `variables[${index}]`, value)),
    steps_template: steps.map((value, index) =>
      readStep(read, `steps_template[${index}]`, value, numbers, index),
    ),
    examples: read.lines('examples', fields['examples']),
    keywords: read.lines('keywords', fields['keywords']),
  };
  return errors.length > 0 ? { ok: false, errors } : { ok: true, template };
}

function readVariable(read: Reader, path: string, value: unknown): Variable {
  const fields = read.fields(path, value);
  const name = read.line(`${path}.name`, fields['name']);
  const given = read.line(`${path}.type`, fields['type']).toLowerCase();
  const type = variableTypes.find((known) => known === (given || 'string'));
  if (type === undefined) read.refuse(`${path}.type`, `must be one of ${variableTypes.join(', ')}`);
  const description = read.line(`${path}.description`, fields['description']);
  return {
    name,
    description: description === '' ? name.replaceAll('_', ' ') : description,
    required: read.flag(`${path}.required`, fields['required']),
    type: type ?? 'string',
    choices: read.lines(`${path}.choices`, fields['choices']),
  };
}

function readStep(
  read: Reader,
  path: string,
  value: unknown,
  numbers: readonly number[],
  index: number,
): Step {
  const fields = read.fields(path, value);
  const following: Target = numbers[index + 1] ?? 'resolve';
  const target = (name: string): Target | null => readTarget(read, `${path}.${name}`, fields[name]);
  return {
    step_number: numbers[index] ?? index + 1,
    title: read.line(`${path}.title`, fields['title']),
    description: read.text(`${path}.description`, fields['description']),
    instructions: read
      .listOrOne(`${path}.instructions`, fields['instructions'])
      .map((instruction, at) => readInstruction(read, `${path}.instructions[${at}]`, instruction))
      .filter((instruction) => instruction !== ''),
    expected_result: read.text(`${path}.expected_result`, fields['expected_result']),
    warnings: read.texts(`${path}.warnings`, fields['warnings']),
    resources: read
      .list(`${path}.resources`, fields['resources'])
      .map((resource, at) => readResource(read, `${path}.resources[${at}]`, resource)),
    on_success: target('on_success'),
    on_failure: target('on_failure'),
    choices: read
      .list(`${path}.choices`, fields['choices'])
      .map((choice, at) => readChoice(read, `${path}.choices[${at}]`, choice, at, following)),
  };
}

function readChoice(read: Reader, path: string, value: unknown, at: number, following: Target): StepChoice {
  const fields = read.fields(path, value);
  const id = fields['id'];
  return {
    id: (typeof id === 'number' ? String(id) : read.line(`${path}.id`, id)) || String(at + 1),
    label: read.line(`${path}.label`, fields['label']),
    next: readTarget(read, `${path}.next`, fields['next']) ?? following,
  };
}

const isPictureInput = (value: unknown): value is Fields => isFields(value) && 'image' in value;

const readPicture = (read: Reader, path: string, fields: Fields): Picture => ({
  image: read.line(`${path}.image`, fields['image']),
  alt: read.line(`${path}.alt`, fields['alt']),
});

const readInstruction = (read: Reader, path: string, value: unknown): string | Picture =>
  isPictureInput(value) ? readPicture(read, path, value) : read.text(path, value);

function readResource(read: Reader, path: string, value: unknown): string | Resource | Picture {
  if (typeof value === 'string') return cleanText(value);
  if (isPictureInput(value)) return readPicture(read, path, value);
  const fields = read.fields(path, value);
  return { title: read.line(`${path}.title`, fields['title']), url: read.line(`${path}.url`, fields['url']) };
}

/** `null` leaves it to the order of the steps. */
function readTarget(read: Reader, path: string, value: unknown): Target | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  const word = typeof value === 'string' ? cleanLine(value).toLowerCase() : null;
  if (word === '' || word === 'next') return null;
  if (word === 'resolve' || word === 'escalate') return word;
  if (word !== null && /^\d{1,4}$/.test(word)) return Number(word);
  read.refuse(path, 'must be the number of a step, "resolve", "escalate" or "next"');
  return null;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Reader = ReturnType<typeof reader>;

/** Reads loose values; what is of the wrong kind is told to `refuse` and read as if it were absent. */
function reader(refuse: (path: string, message: string) => void) {
  const complain = (path: string, rule: string): void =>
    refuse(path, path === '' ? `The template ${rule}.` : `${path} ${rule}.`);

  const string = (path: string, value: unknown, clean: (text: string) => string): string => {
    if (typeof value === 'string') return clean(value);
    if (value !== undefined && value !== null) complain(path, 'must be a text');
    return '';
  };
  const list = (path: string, value: unknown): readonly unknown[] => {
    if (Array.isArray(value)) return value as readonly unknown[];
    if (value !== undefined && value !== null) complain(path, 'must be a list');
    return [];
  };
  const strings = (path: string, value: unknown, clean: (text: string) => string): string[] =>
    (typeof value === 'string' ? [value] : list(path, value))
      .map((item, index) => string(`${path}[${index}]`, item, clean))
      .filter((text) => text !== '');

  return {
    refuse: complain,
    list,
    /** One text stands for a list of one. */
    listOrOne: (path: string, value: unknown): readonly unknown[] =>
      typeof value === 'string' ? [value] : list(path, value),
    line: (path: string, value: unknown): string => string(path, value, cleanLine),
    text: (path: string, value: unknown): string => string(path, value, cleanText),
    lines: (path: string, value: unknown): string[] => strings(path, value, cleanLine),
    texts: (path: string, value: unknown): string[] => strings(path, value, cleanText),
    fields: (path: string, value: unknown): Fields => {
      if (isFields(value)) return value;
      complain(path, 'must be an object');
      return {};
    },
    number: (path: string, value: unknown, fallback: number): number => {
      if (typeof value === 'number') return value;
      if (typeof value === 'string' && /^\d{1,4}$/.test(value.trim())) return Number(value);
      if (value !== undefined && value !== null) complain(path, 'must be a number');
      return fallback;
    },
    flag: (path: string, value: unknown): boolean => {
      if (typeof value === 'boolean') return value;
      if (value !== undefined && value !== null) complain(path, 'must be true or false');
      return false;
    },
  };
}

/** `ES-mx` and `es-MX` are one language; what is none is left for the check to name. */
function canonicalLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? locale;
  } catch (error) {
    if (error instanceof RangeError) return locale;
    throw error;
  }
}
