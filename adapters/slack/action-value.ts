import { decodePress, encodePress, formNames } from '../../src/engine/message.ts';
import type { Action, FormName, Press } from '../../src/engine/message.ts';

/** What a button carries: the press, and before it the form that it opens first. */
export interface Carried {
  readonly press: Press;
  readonly form: FormName | null;
}

/** `variables>ses_…|12|fill_in|` where a form comes first, else the press alone. */
export const encodeAction = ({ press, form }: Pick<Action, 'press' | 'form'>): string =>
  form === null ? encodePress(press) : `${form}>${encodePress(press)}`;

/** `null` where the text was not written by `encodeAction`. */
export function decodeAction(value: string): Carried | null {
  const form = formNames.find((name) => value.startsWith(`${name}>`)) ?? null;
  const press = decodePress(form === null ? value : value.slice(form.length + 1));
  return press && { press, form };
}
