import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { decodePress, encodePress, formNames } from '../../src/engine/message.ts';
import type { Field, Form, FormName, Press } from '../../src/engine/message.ts';
import { cleanText } from '../../src/engine/plain-text.ts';
import { cut, isBlank, line, mark } from '../../src/engine/shown-text.ts';
import { parseConversationId } from '../../src/ids.ts';
import type { ConversationId } from '../../src/ids.ts';
import type { Aside, Opener } from './arrival.ts';
import { context, plainText, sections } from './blocks.ts';
import { limits } from './limits.ts';
import { isPayload, stringAt } from './payload.ts';

/** What a modal remembers until it is submitted. */
export interface Remembered {
  readonly form: FormName;
  readonly press: Press;
  /** Where the session lives: a submission does not say where its modal was opened. */
  readonly conversation: ConversationId;
  /** Where it was opened. */
  readonly from: Opener;
  /** Where its presser is told what comes of it: beside what they pressed. `null`: beside the session. */
  readonly beside: Beside | null;
}

export type Beside = Omit<Aside, 'team' | 'user'>;

/**
 * A form as a modal.
 *
 * @see https://docs.slack.dev/surfaces/modals
 */
export function renderForm(
  form: Form,
  conversation: ConversationId,
  from: Opener,
  beside: Beside | null = null,
): ModalView {
  const intro: KnownBlock[] = form.intro === null || isBlank(form.intro) ? [] : sections(form.intro);
  const room = limits.blocksInView.max - intro.length - 1;
  const inputs = form.fields.slice(0, room).map(inputBlock);
  return {
    type: 'modal',
    callback_id: form.name,
    private_metadata: [conversation, from, JSON.stringify(beside), encodePress(form.press)].join('\n'),
    title: plainText(cut(line(form.title), limits.modalTitle.max)),
    submit: plainText(cut(line(form.submit), limits.modalButton.max)),
    close: plainText(cut(line(form.cancel), limits.modalButton.max)),
    blocks: [...intro, ...inputs, ...(form.fields.length > room ? [context(mark)] : [])],
  };
}

/** What takes a form's place where it cannot be submitted any more. */
export const renderNote = (title: string, close: string, note: string): ModalView => ({
  type: 'modal',
  title: plainText(cut(line(title), limits.modalTitle.max)),
  close: plainText(cut(line(close), limits.modalButton.max)),
  blocks: sections(note),
});

/** A modal that was opened by the version before says nothing of what it stands beside. */
const metadataPattern = /^([^\n]*)\n(message|home)\n(?:(\{[^\n]*\}|null)\n)?(.*)$/s;

/** `null` where the modal was not made by `renderForm`. */
export function recall(callbackId: string, metadata: string): Remembered | null {
  const [, place = '', opener, beside = 'null', pressed = ''] = metadataPattern.exec(metadata) ?? [];
  const form = formNames.find((name) => name === callbackId);
  const conversation = parseConversationId(place);
  const press = decodePress(pressed);
  if (form === undefined || conversation === null || press === null) return null;
  return {
    form,
    press,
    conversation,
    from: opener === 'home' ? 'home' : 'message',
    beside: besideIn(beside),
  };
}

/** Written by `renderForm`, and given back by Slack as it was. */
function besideIn(written: string): Beside | null {
  const value: unknown = JSON.parse(written);
  if (!isPayload(value)) return null;
  return {
    channel: stringAt(value, 'channel'),
    thread: stringAt(value, 'thread'),
    responseUrl: stringAt(value, 'responseUrl'),
    replaces: value['replaces'] === true,
  };
}

/** The one element of each input; what was filled in comes back under the field's name and this. */
const valueId = 'value';

const inputBlock = (field: Field): InputBlock => ({
  type: 'input',
  block_id: cut(field.name, limits.blockId.max),
  label: plainText(cut(line(field.label), limits.inputLabel.max)),
  ...(field.hint === null || isBlank(field.hint)
    ? {}
    : { hint: plainText(cut(line(field.hint), limits.inputHint.max)) }),
  optional: !field.required,
  element: inputElement(field),
});

function inputElement(field: Field): InputBlock['element'] {
  const initial = beginning(field.initial, limits.inputText.max);
  switch (field.type) {
    case 'text':
      return textInput(field, false);
    case 'multiline':
      return textInput(field, true);
    // Slack has no input that hides what is typed; nothing typed before is ever shown again.
    case 'secret':
      return textInput({ ...field, initial: null }, false);
    case 'number':
      return { type: 'number_input', action_id: valueId, is_decimal_allowed: true, ...initial };
    case 'email':
      return { type: 'email_text_input', action_id: valueId, ...initial };
    case 'url':
      return { type: 'url_text_input', action_id: valueId, ...initial };
    case 'choice':
    case 'boolean':
    case 'rating':
      return choiceInput(field);
  }
}

function textInput(field: Field, multiline: boolean): InputBlock['element'] {
  const length = Math.max(1, Math.min(limits.inputText.max, Math.trunc(field.max_length)));
  const initial = beginning(field.initial, length);
  return {
    type: 'plain_text_input',
    action_id: valueId,
    multiline,
    max_length: length,
    ...initial,
  };
}

/** What an input holds at first: at most so much, and never half a character. */
const beginning = (initial: string | null, length: number): { initial_value?: string } => {
  const kept = cleanText(initial ?? '')
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '');
  return kept === '' ? {} : { initial_value: kept };
};

/** Few values stand in sight, more in a menu; values that Slack's options cannot hold are typed. */
function choiceInput(field: Field): InputBlock['element'] {
  const options = field.options.map(({ value, label }): PlainTextOption => ({
    text: plainText(cut(line(label), limits.buttonText.max)),
    value,
  }));
  const unfit = ({ value }: PlainTextOption): boolean =>
    value === undefined || value === '' || value.length > limits.optionValue.max;
  if (options.length === 0 || options.length > limits.selectOptions.max || options.some(unfit)) {
    return textInput(field, false);
  }
  const initial = options.find(({ value }) => value === field.initial);
  const chosen = initial ? { initial_option: initial } : {};
  return options.length <= limits.radioOptions.max
    ? { type: 'radio_buttons', action_id: valueId, options, ...chosen }
    : { type: 'static_select', action_id: valueId, placeholder: plainText(mark), options, ...chosen };
}
