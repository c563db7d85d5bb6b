import type { Field, Form } from '../../src/engine/message.ts';
import { cleanText } from '../../src/engine/plain-text.ts';
import { cut, isBlank, line, lines, mark } from '../../src/engine/shown-text.ts';
import { dataOf, inputId } from './action-data.ts';
import { closeButton, execute } from './actions.ts';
import { asWritten, attachmentOf, card, lineBlock, textBlocks } from './cards.ts';
import type { AdaptiveCard, CardAction, Element, InputElement } from './cards.ts';
import { folds, limits } from './limits.ts';
import { bytesOf } from './size.ts';

/** A form as it is about to be filled in. */
export interface Opening {
  /** Another one for each time a form is opened; the same while its fields are being put right. */
  readonly id: string;
  /** What a required field says that was left empty. */
  readonly required: string;
  /** What was filled in before. */
  readonly values?: Readonly<Record<string, string>>;
  /** Which fields are wrong: name -> words. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** Secrets are asked for in dialogs alone: a card stays in the chat. */
export const asksForSecrets = ({ fields }: Form): boolean => fields.some(({ type }) => type === 'secret');

/** The form in the place of a message. */
export const formCard = (form: Form, opening: Opening): AdaptiveCard =>
  fitted(form, (fields) => {
    const title = cut(line(form.title), folds.title);
    return card(
      title,
      [lineBlock(title, { size: 'Large', weight: 'Bolder' }), ...introOf(form), ...fields(opening)],
      [
        execute({ title: buttonText(form.submit), style: 'positive' }, submitData(form, opening)),
        closeButton(form.cancel, form.press),
      ],
    );
  });

/**
 * The form in a dialog: what `task/fetch` is answered with.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots
 */
export const formDialog = (form: Form, opening: Opening): Dialog => {
  const title = cut(line(form.title), limits.dialogTitle.max);
  const content = fitted(form, (fields) =>
    card(
      title,
      [...introOf(form), ...fields(opening)],
      [
        {
          type: 'Action.Submit',
          title: buttonText(form.submit),
          style: 'positive',
          data: submitData(form, opening),
        },
      ],
    ),
  );
  return dialog(title, content);
};

export interface Dialog {
  readonly title: string;
  readonly width: 'medium' | 'small';
  readonly height: 'medium' | 'small';
  readonly card: ReturnType<typeof attachmentOf>;
}

const dialog = (title: string, content: AdaptiveCard): Dialog => ({
  title,
  width: 'medium',
  height: 'medium',
  card: attachmentOf(content),
});

/** What takes a form's place where it is over, with a button that leads on. */
export const noteDialog = (title: string, note: string, buttons: readonly CardAction[] = []): Dialog => ({
  title: cut(line(title), limits.dialogTitle.max),
  width: 'small',
  height: 'small',
  card: attachmentOf(
    card(cut(line(note), limits.summary.max), textBlocks(cut(lines(note), folds.text)), buttons),
  ),
});

const buttonText = (text: string): string => cut(line(text), limits.buttonText.max);

const submitData = (form: Form, { id }: Opening): Record<string, unknown> =>
  dataOf({ asks: 'submit', press: form.press, form: form.name, opening: id });

const introOf = ({ intro }: Form): readonly Element[] =>
  intro === null || isBlank(intro) ? [] : textBlocks(cut(lines(intro), folds.hint));

/** How much is written around the fields. */
interface Wording {
  readonly label: number;
  readonly hint: number;
  readonly choice: number;
}
const roomy: Wording = { label: limits.inputLabel.max, hint: 500, choice: 200 };
const terse: Wording = { label: 100, hint: 0, choice: 40 };

/** In full where there is room; else with fewer words around the fields, and at last without the last fields. */
function fitted(
  form: Form,
  draw: (fields: (opening: Opening) => readonly Element[]) => AdaptiveCard,
): AdaptiveCard {
  const room = limits.activity.max - folds.envelope;
  const drawn = (count: number, wording: Wording): AdaptiveCard =>
    draw((opening) => [
      ...form.fields.slice(0, count).flatMap((field) => fieldElements(field, wording, opening)),
      ...(count < form.fields.length ? [lineBlock(mark)] : []),
    ]);
  const full = drawn(form.fields.length, roomy);
  if (bytesOf(full) <= room) return full;
  for (let count = form.fields.length; count > 0; count -= 1) {
    const less = drawn(count, terse);
    if (bytesOf(less) <= room) return less;
  }
  return drawn(0, terse);
}

function fieldElements(field: Field, wording: Wording, opening: Opening): readonly Element[] {
  const error = opening.errors?.[field.name];
  const hint = field.hint === null || isBlank(field.hint) || wording.hint === 0 ? null : field.hint;
  return [
    input(field, wording, opening),
    ...(error === undefined ? [] : textBlocks(cut(lines(error), folds.hint), { color: 'Attention' }, 'None')),
    ...(hint === null
      ? []
      : textBlocks(cut(lines(hint), wording.hint), { size: 'Small', isSubtle: true }, 'None')),
  ];
}

function input(field: Field, wording: Wording, opening: Opening): InputElement {
  const common = {
    id: inputId(field.name),
    label: asWritten(cut(line(field.label), wording.label)),
    isRequired: field.required,
    ...(field.required ? { errorMessage: opening.required } : {}),
  };
  const value = opening.values?.[field.name] ?? field.initial;
  const text = {
    ...common,
    type: 'Input.Text',
    maxLength: Math.max(1, Math.trunc(field.max_length)),
    ...beginning(value, field.max_length),
  } as const;
  switch (field.type) {
    case 'text':
      return text;
    case 'multiline':
      return { ...text, isMultiline: true };
    case 'email':
      return { ...text, style: 'Email' };
    case 'url':
      return { ...text, style: 'Url' };
    case 'secret':
      // Nothing typed before is ever shown again.
      return { ...common, type: 'Input.Text', maxLength: text.maxLength, style: 'Password' };
    case 'number': {
      const number = value === null || value.trim() === '' ? Number.NaN : Number(value);
      return { ...common, type: 'Input.Number', ...(Number.isFinite(number) ? { value: number } : {}) };
    }
    case 'choice':
    case 'boolean':
    case 'rating': {
      const { options } = field;
      if (options.length === 0 || options.length > limits.choices.max) return text;
      const chosen = options.some((option) => option.value === value);
      return {
        ...common,
        type: 'Input.ChoiceSet',
        style: options.length <= limits.choicesInSight.max ? 'expanded' : 'compact',
        choices: options.map((option) => ({
          title: unlinked(cut(line(option.label), wording.choice)),
          value: option.value,
        })),
        ...(chosen && value !== null ? { value } : {}),
      };
    }
  }
}

/** Some clients read Markdown in the titles of choices: no link is to come of it. */
const unlinked = (text: string): string => asWritten(text).replaceAll('](', ']\u2060(');

/** What an input holds at first: at most so much, and never half a character. */
const beginning = (initial: string | null, length: number): { readonly value?: string } => {
  const kept = cleanText(initial ?? '')
    .slice(0, Math.max(1, Math.trunc(length)))
    .replace(/[\uD800-\uDBFF]$/, '');
  return kept === '' ? {} : { value: kept };
};
