import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import type { FieldError } from '../engine/command.ts';

/** A request whose fields are wrong, on its way to the one place that answers it. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly errors: readonly FieldError[];
  constructor(errors: readonly FieldError[]) {
    super('Invalid input');
    this.errors = errors;
  }
}

/** Validates with the route's own zod schema. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (data: unknown) => {
    const read = schema.safeParse(data, { error: wording });
    return read.success
      ? { value: read.data }
      : { error: new InvalidInput(read.error.issues.map(fieldError)) };
  };
};

/** For what the application checks itself, all rules at once: the schema then only describes. */
export const unchecked = () => (data: unknown) => ({ value: data });

const required = 'is required.';

const wording: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_value') return `must be one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'unrecognized_keys') return `has unknown names: ${issue.keys.join(', ')}.`;
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? required : `must be ${named[issue.expected] ?? issue.expected}.`;
};

const named: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

const fieldError = ({ path, code, message }: z.core.$ZodIssue): FieldError => {
  const where = pathOf(path);
  const missing = message === required;
  return {
    path: where,
    code: missing ? 'missing' : code,
    message: `${where === '' ? 'The body' : where} ${missing || /^(?:must|has) /.test(message) ? message : `is wrong: ${message}.`}`,
  };
};

/** `['steps_template', 0, 'title']` -> `steps_template[0].title` */
const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (before, part) =>
      typeof part === 'number'
        ? `${before}[${part}]`
        : before === ''
          ? String(part)
          : `${before}.${String(part)}`,
    '',
  );
