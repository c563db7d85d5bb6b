import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { APILabelComponent, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import type { Field, Form } from '../../src/engine/message.ts';
import { cleanText } from '../../src/engine/plain-text.ts';
import { cut, cutEscaped, isBlank, line, lines } from '../../src/engine/shown-text.ts';
import type { Locale } from '../../src/engine/template.ts';
import { body, button, container, row, textDisplay } from './components.ts';
import type { DiscordMessage } from './components.ts';
import { encodeCarried } from './custom-id.ts';
import type { Carried, Page } from './custom-id.ts';
import { inputOf } from './inputs.ts';
import { folds, limits } from './limits.ts';
import { escape } from './text.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';

export type Modal = APIModalInteractionResponseCallbackData;
type ModalComponents = Modal['components'];

/**
 * A form as a modal. Discord takes five components in one: a longer form is asked in several, in turn, each of
 * which is sent (and so kept) by itself. What was given on one page is not among the fields of the next form; what
 * could be left empty and was is not asked again.
 *
 * @param locale of who is asked, for what only this adapter says
 * @param page which of the pages this is, as the button said that opened it; `null` for the first
 * @see https://docs.discord.com/developers/components/using-modal-components
 */
export function renderForm(form: Form, locale: Locale, text: Text, page: Page | null): Modal {
  const intro =
    form.intro === null || isBlank(form.intro) ? [] : [textDisplay(escapedWithin(form.intro, folds.intro))];
  const asked = unasked(form.fields, page?.unanswered ?? 0).map((field) => ({
    field,
    components: fieldComponents(field, locale, text),
  }));
  const pages = pagesOf(asked, limits.modalComponents.max - intro.length);
  const [first = []] = pages;
  const number = page?.number ?? 1;
  const of = number - 1 + Math.max(1, pages.length);
  const here = of > 1 ? { number, of, unanswered: page?.unanswered ?? 0 } : null;
  return {
    custom_id: encodeCarried({ kind: 'form', form: form.name, page: here, press: form.press }),
    title: titleOf(form, here),
    components: [...intro, ...first.flatMap(({ components }) => components)],
  };
}

type SentForm = Extract<Carried, { kind: 'form' }>;

/**
 * The page after the one that was sent; `null` where it was the last. A page on which nothing was filled in is no
 * submission: the next one follows at once.
 *
 * @param version the session's, as what was sent left it
 * @param empty how many fields were left empty
 */
export function pageAfter({ form, page, press }: SentForm, version: number, empty: number): SentForm | null {
  if (page === null || page.number >= page.of) return null;
  const next = { number: page.number + 1, of: page.of, unanswered: page.unanswered + empty };
  return { kind: 'form', form, page: next, press: { ...press, version } };
}

/** What is said in between: a modal cannot follow another without a click. */
export const renderPageSent = (next: SentForm, locale: Locale, text: Text): DiscordMessage => {
  const { number, of } = next.page ?? { number: 1, of: 1 };
  const label = cut(line(text(locale, words.nextForm)), limits.buttonLabel.max);
  return body(
    container(accent, [
      textDisplay(escape(text(locale, words.pageSent, { current: number - 1, total: of }))),
      row(button(label, encodeCarried(next), ButtonStyle.Primary)),
    ]),
  );
};

const accent = 0x5865f2;

function titleOf({ title }: Form, page: Page | null): string {
  const end = page === null ? '' : ` (${page.number}/${page.of})`;
  return cut(line(title), limits.modalTitle.max - end.length) + end;
}

/** The fields without those that were asked before: of the ones that need no answer, the first. */
function unasked(fields: readonly Field[], unanswered: number): readonly Field[] {
  let left = unanswered;
  return fields.filter(({ required }) => {
    if (required || left === 0) return true;
    left -= 1;
    return false;
  });
}

const escapedWithin = (text: string, room: number): string => cutEscaped(lines(text), room, escape);

interface Asked {
  readonly field: Field;
  readonly components: ModalComponents;
}

/**
 * The fields of each modal, in their order. A session asks for no more once nothing required is missing, so the
 * last page must hold one that is required, else nobody could fill in what comes with it.
 */
function pagesOf(asked: readonly Asked[], room: number): readonly (readonly Asked[])[] {
  const [first, rest] = firstPage(asked, room);
  if (rest.length === 0) return first.length === 0 ? [] : [first];
  const required = first.filter(({ field }) => field.required);
  const last = required.at(-1);
  if (last === undefined || rest.some(({ field }) => field.required)) return [first, ...pagesOf(rest, room)];
  const others = asked.filter((one) => one !== last);
  const [earlier, later] = firstPage(others, room);
  return [earlier, ...pagesOf([last, ...later], room)];
}

function firstPage(asked: readonly Asked[], room: number): [first: readonly Asked[], rest: readonly Asked[]] {
  let left = room;
  const end = asked.findIndex(({ components }) => {
    left -= components.length;
    return left < 0;
  });
  return end < 0 ? [asked, []] : [asked.slice(0, Math.max(1, end)), asked.slice(Math.max(1, end))];
}

/** The field below its label; where label and description cannot hold the words, they stand above it. */
function fieldComponents(field: Field, locale: Locale, text: Text): ModalComponents {
  const label = line(field.label);
  const short = cut(label, limits.inputLabel.max);
  const shown = field.type === 'secret' ? [text(locale, words.secretShown)] : [];
  const hints = [field.hint ?? '', ...shown].filter((hint) => !isBlank(hint)).map(line);
  const described = [...(short === label ? [] : [label]), ...hints].join(' ');
  if (described.length <= limits.inputDescription.max) return [labelled(field, short, described)];
  const above = textDisplay(escapedWithin([label, ...hints].join('\n'), folds.fieldText));
  return [above, labelled(field, short, '')];
}

const labelled = (field: Field, label: string, description: string): APILabelComponent => ({
  type: ComponentType.Label,
  label,
  ...(description === '' ? {} : { description }),
  component: inputOf(field),
});

export interface FilledIn {
  /** By the names of the fields; without those that were left empty. */
  readonly values: Readonly<Record<string, string>>;
  readonly empty: number;
}

/** What somebody made of a modal; nothing of it is taken for granted. */
export function readForm(components: unknown): FilledIn {
  const filled: [string, string][] = [];
  let empty = 0;
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    const { custom_id: name, value, values, component, components: inner } = node as Submitted;
    if (typeof name === 'string') {
      const given: unknown = Array.isArray(values) ? values[0] : value;
      const text = typeof given === 'string' ? cleanText(given) : '';
      if (text === '') empty += 1;
      else filled.push([name, text]);
    }
    walk(component);
    walk(inner);
  };
  walk(components);
  return { values: Object.fromEntries(filled), empty };
}

/** @see https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-modal-submit-data-structure */
interface Submitted {
  readonly custom_id?: unknown;
  readonly value?: unknown;
  readonly values?: unknown;
  readonly component?: unknown;
  readonly components?: unknown;
}
