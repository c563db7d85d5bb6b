import { decodePress, encodePress, formNames } from '../../src/engine/message.ts';
import type { FormName, Press } from '../../src/engine/message.ts';
import { limits } from './limits.ts';

/** One of the modals that a long form is asked in, in turn. */
export interface Page {
  readonly number: number;
  readonly of: number;
  /** How many fields that need no answer were asked before, and got none. */
  readonly unanswered: number;
}

/** What a button, a menu's entry or a modal carries in its `custom_id` or value. */
export type Carried =
  | { readonly kind: 'press'; readonly press: Press }
  /** The form that comes first, or the form that this modal is; `page` where it takes several. */
  | { readonly kind: 'form'; readonly form: FormName; readonly page: Page | null; readonly press: Press }
  /** All of a message that was too long for one. Decides nothing: `press` tells the session and its version. */
  | { readonly kind: 'whole'; readonly page: number; readonly press: Press };

/**
 * The press, and before it what else is carried: `ses_…|12|done|`, `variables>ses_…`, `variables.2.3.0>ses_…`
 * for the second of three pages, `whole.1>ses_…`.
 */
export const encodeCarried = (carried: Carried): string => {
  const press = encodePress(carried.press);
  switch (carried.kind) {
    case 'press':
      return press;
    case 'form': {
      const { form, page } = carried;
      return page === null
        ? `${form}>${press}`
        : `${form}.${page.number}.${page.of}.${page.unanswered}>${press}`;
    }
    case 'whole':
      return `whole.${carried.page}>${press}`;
  }
};

/** `2~` tells apart two components of one message that do the same: Discord takes no `custom_id` twice. */
const carriedPattern = /^(?:\d{1,2}~)?(?:([a-z_]{1,20})((?:\.\d{1,2})*)>)?([^>]*\|.*)$/s;

/** `null` where the text was not written by `encodeCarried`. */
export function decodeCarried(text: string): Carried | null {
  const [, name, dotted = '', pressed = ''] = carriedPattern.exec(text) ?? [];
  const press = decodePress(pressed);
  if (press === null) return null;
  if (name === undefined) return { kind: 'press', press };
  const [first, of, unanswered, ...more] = dotted.split('.').slice(1).map(Number);
  if (name === 'whole') {
    return first === undefined || of !== undefined ? null : { kind: 'whole', page: first, press };
  }
  const form = formNames.find((known) => known === name);
  if (form === undefined) return null;
  if (first === undefined) return { kind: 'form', form, page: null, press };
  if (of === undefined || unanswered === undefined || more.length > 0) return null;
  return { kind: 'form', form, page: { number: first, of, unanswered }, press };
}

/** The same ids, told apart where one stands for several components; `null` for those that Discord cannot hold. */
export function distinct(ids: readonly string[]): readonly (string | null)[] {
  const seen = new Map<string, number>();
  return ids.map((id) => {
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    const told = before === 0 ? id : `${before + 1}~${id}`;
    return told.length <= limits.customId.max ? told : null;
  });
}
