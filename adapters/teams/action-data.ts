import { decodePress, encodePress, formNames } from '../../src/engine/message.ts';
import type { Action, FormName, Press } from '../../src/engine/message.ts';
import { isPayload, stringAt } from './payload.ts';
import type { Payload } from './payload.ts';

/** What a button of ours asks for. */
export type Carried =
  | {
      readonly asks: 'press';
      readonly press: Press;
      /** On a message beside the session's: that one stays as it is. */
      readonly aside: boolean;
    }
  /** The form that comes before the press. */
  | { readonly asks: 'open'; readonly press: Press; readonly form: FormName }
  | {
      readonly asks: 'submit';
      readonly press: Press;
      readonly form: FormName;
      /** Tells this opening of the form from another one. */
      readonly opening: string;
    }
  /** The message as it was before the form took its place. */
  | { readonly asks: 'close'; readonly press: Press };

/** The one name in the data of every button; the rest are inputs, and Teams's own `msteams`. */
const name = 'unstuck';
const inputPrefix = 'input.';

export const dataOf = (carried: Carried): Record<string, unknown> => ({ [name]: encode(carried) });

/** What an `Action` of a message carries. */
export const actionData = (
  { press, form }: Pick<Action, 'press' | 'form'>,
  aside: boolean,
): Record<string, unknown> =>
  dataOf(form === null ? { asks: 'press', press, aside } : { asks: 'open', press, form });

export const inputId = (field: string): string => `${inputPrefix}${field}`;

function encode(carried: Carried): string | Record<string, unknown> {
  const press = encodePress(carried.press);
  switch (carried.asks) {
    case 'press':
      return carried.aside ? { aside: true, press } : press;
    case 'open':
      return { open: carried.form, press };
    case 'close':
      return { close: true, press };
    case 'submit': {
      const { form, opening } = carried;
      return { submit: form, press, opening };
    }
  }
}

/** `null` where the data is not from a button of ours. */
export function carriedIn(data: unknown): Carried | null {
  if (!isPayload(data)) return null;
  const ours = data[name];
  if (typeof ours === 'string') {
    const press = decodePress(ours);
    return press && { asks: 'press', press, aside: false };
  }
  if (!isPayload(ours)) return null;
  const press = decodePress(stringAt(ours, 'press') ?? '');
  if (press === null) return null;
  if (ours['aside'] === true) return { asks: 'press', press, aside: true };
  if (ours['close'] === true) return { asks: 'close', press };
  const open = formNamed(ours, 'open');
  if (open !== null) return { asks: 'open', press, form: open };
  const form = formNamed(ours, 'submit');
  const opening = stringAt(ours, 'opening');
  return form === null || opening === null ? null : { asks: 'submit', press, form, opening };
}

const formNamed = (ours: Payload, key: string): FormName | null =>
  formNames.find((form) => form === ours[key]) ?? null;

/** What was filled in, by the names of the fields. */
export const valuesIn = (data: unknown): Record<string, string> =>
  isPayload(data)
    ? Object.fromEntries(
        Object.entries(data).flatMap(([id, value]) =>
          id.startsWith(inputPrefix) && (typeof value === 'string' || typeof value === 'number')
            ? [[id.slice(inputPrefix.length), String(value)] as const]
            : [],
        ),
      )
    : {};
