import type { FieldError } from '../engine/command.ts';

/** A request that was understood and not carried out: which reason, and which fields are wrong where some are. */
export class UnstuckRefusal extends Error {
  override readonly name = 'UnstuckRefusal';
  /** The same codes as the REST API's: `already_done`, `taken`, `not_found`, `invalid`, … */
  readonly code: string;
  readonly errors: readonly FieldError[];

  constructor(code: string, errors: readonly FieldError[] = []) {
    super([`Refused: ${code}.`, ...errors.map(({ message }) => message)].join(' '));
    this.code = code;
    this.errors = errors;
  }
}

/** The value of an outcome, or the refusal thrown. */
export const valueOf = <Value>(
  outcome:
    | { readonly ok: Value }
    | { readonly refused: string; readonly errors?: readonly FieldError[] }
    | { readonly invalid: readonly FieldError[] },
): Value => {
  if ('ok' in outcome) return outcome.ok;
  if ('refused' in outcome) throw new UnstuckRefusal(outcome.refused, outcome.errors);
  throw new UnstuckRefusal('invalid', outcome.invalid);
};
