import type { FieldError } from './command.ts';
import { cleanLine, foldText, isHttpUrl } from './plain-text.ts';
import type { Template, Variable, VariableType } from './template.ts';
import { valueLimit } from './template-limits.ts';

type Value = string | number | boolean;

/** What is wrong with one value. The value itself is never repeated: it may be a secret. */
export interface VariableProblem extends FieldError {
  readonly code: 'missing' | 'invalid' | 'too_long';
  readonly variable: string;
  /** What would do; `shorter` where the value is of the right kind but over 2000 characters. */
  readonly expected: VariableType | 'shorter';
}

export type Validated =
  | { readonly ok: true; /** `null` where an optional one is left out. */ readonly value: Value | null }
  | { readonly ok: false; readonly problem: VariableProblem };

const yes: readonly unknown[] = ['si', 'yes', 'y', 's', 'true', 'verdadero', 'on', '1'];
const no: readonly unknown[] = ['no', 'n', 'false', 'falso', 'off', '0'];

/** Turns what a form or a person gave (already one clean line) into a value, `null` where it is no such thing. */
const parsers: Readonly<Record<VariableType, (text: string, variable: Variable) => Value | null>> = {
  string: (text) => text,
  secret: (text) => text,
  number: parseNumber,
  boolean: (text) => {
    const word = foldText(text);
    return yes.includes(word) ? true : no.includes(word) ? false : null;
  },
  url: (text) => (isHttpUrl(text) ? text : null),
  email: (text) =>
    text.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"|]+@[^\s@<>()[\]\\,;:"|.]+(\.[^\s@<>()[\]\\,;:"|.]+)+$/.test(text)
      ? text
      : null,
  choice: (text, { choices }) =>
    choices.find((choice) => choice === text) ??
    choices.find((choice) => foldText(choice) === foldText(text)) ??
    null,
};

function parseNumber(text: string): number | null {
  // "1,000" may be one or a thousand: better asked again than guessed.
  if (!/^[+-]?\d{1,15}([.,]\d{1,15})?$/.test(text) || /^[+-]?\d+,\d{3}$/.test(text)) return null;
  return Number(text.replace(',', '.'));
}

const sentences: Readonly<Record<VariableProblem['expected'], (variable: Variable) => string>> = {
  string: () => 'must be a text',
  secret: () => 'must be a text',
  number: () => 'must be a number',
  boolean: () => 'must be yes or no (true or false)',
  url: () => 'must be a link that begins with http:// or https://, without blanks and without a user name',
  email: () => 'must be an e-mail address',
  choice: ({ choices }) => `must be one of: ${choices.join(', ')}`,
  shorter: () => `must be at most ${valueLimit} characters long`,
};

/**
 * Looks at one value: as it comes from JSON (`3`), from a form (`"3"`) or from a chat message (`"sí"`).
 * Blank is the same as absent. Control characters are taken out, everything ends up on one line.
 */
export function validateVariable(variable: Variable, raw: unknown): Validated {
  const refuse = (code: VariableProblem['code'], expected: VariableProblem['expected']): Validated => ({
    ok: false,
    problem: {
      path: `variables.${variable.name}`,
      code,
      variable: variable.name,
      expected,
      message:
        code === 'missing'
          ? `${variable.name} is required and missing.`
          : `${variable.name} ${sentences[expected](variable)}.`,
    },
  });

  const text = asText(variable.type, raw);
  if (text === null) return refuse('invalid', variable.type);
  if (text === '') return variable.required ? refuse('missing', variable.type) : { ok: true, value: null };
  if (text.length > valueLimit) return refuse('too_long', 'shorter');
  const value = parsers[variable.type](text, variable);
  return value === null ? refuse('invalid', variable.type) : { ok: true, value };
}

/** `''` where there is nothing, `null` where it can only be a mistake (an object, a list, a boolean as a name). */
function asText(type: VariableType, raw: unknown): string | null {
  if (raw === undefined || raw === null) return '';
  if (typeof raw === 'string') return cleanLine(raw);
  if (typeof raw === 'boolean') return type === 'boolean' ? String(raw) : null;
  if (typeof raw === 'number')
    return Number.isFinite(raw) && type !== 'url' && type !== 'email' ? String(raw) : null;
  return null;
}

/** The value given under this name, never what an object inherits. */
export const givenValue = (values: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** The names of the required variables that still have no acceptable value, in the template's order. */
export const missingVariables = (
  template: Pick<Template, 'variables'>,
  values: Readonly<Record<string, unknown>>,
): string[] =>
  template.variables
    .filter(
      (variable) => variable.required && !validateVariable(variable, givenValue(values, variable.name)).ok,
    )
    .map((variable) => variable.name);
