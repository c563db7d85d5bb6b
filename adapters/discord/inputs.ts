import { ComponentType, TextInputStyle } from 'discord-api-types/v10';
import type {
  APILabelComponent,
  APIRadioGroupComponent,
  APIStringSelectComponent,
  APITextInputComponent,
} from 'discord-api-types/v10';
import type { Field } from '../../src/engine/message.ts';
import { cleanText } from '../../src/engine/plain-text.ts';
import { cut, line } from '../../src/engine/shown-text.ts';
import { limits } from './limits.ts';

/** What a field is filled in with; what was filled in comes back under the field's name. */
export function inputOf(field: Field): APILabelComponent['component'] {
  switch (field.type) {
    case 'text':
    case 'number':
    case 'email':
    case 'url':
      return textInput(field, TextInputStyle.Short);
    case 'multiline':
      return textInput(field, TextInputStyle.Paragraph);
    // What was typed before is never shown again.
    case 'secret':
      return textInput({ ...field, initial: null }, TextInputStyle.Short);
    case 'choice':
    case 'boolean':
    case 'rating':
      return choiceInput(field);
  }
}

/** How such a value looks, in any language. */
const examples: Readonly<Partial<Record<Field['type'], string>>> = {
  email: 'ana@example.com',
  url: 'https://…',
};

function textInput(field: Field, style: TextInputStyle): APITextInputComponent {
  const length = Math.max(1, Math.min(limits.inputText.max, Math.trunc(field.max_length)));
  const initial = beginning(field.initial, length);
  const example = examples[field.type];
  return {
    type: ComponentType.TextInput,
    custom_id: nameOf(field),
    style,
    required: field.required,
    max_length: length,
    ...(initial === '' ? {} : { value: initial }),
    ...(example === undefined ? {} : { placeholder: example }),
  };
}

/** Templates' names of variables are shorter; nothing may be longer here. */
const nameOf = ({ name }: Field): string => name.slice(0, limits.customId.max);

/** What an input holds at first: at most so much, and never half a character. */
const beginning = (initial: string | null, length: number): string =>
  cleanText(initial ?? '')
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '');

/**
 * Few values stand in sight, more in a menu; values that Discord's options cannot hold are typed. A single
 * checkbox would do for yes or no, but could not tell "no" from "not answered".
 */
function choiceInput(
  field: Field,
): APIRadioGroupComponent | APIStringSelectComponent | APITextInputComponent {
  const custom_id = nameOf(field);
  const { required } = field;
  const values = new Set(field.options.map(({ value }) => value));
  const unfit = ({ value }: { value: string }): boolean =>
    value === '' || value.length > limits.optionValue.max;
  const typed =
    values.size === 0 ||
    values.size < field.options.length ||
    values.size > limits.selectOptions.max ||
    field.options.some(unfit);
  if (typed) return textInput(field, TextInputStyle.Short);
  const options = field.options.map(({ value, label }) => ({
    value,
    label: cut(line(label), limits.optionLabel.max),
    ...(value === field.initial ? { default: true } : {}),
  }));
  return options.length > 1 && options.length <= limits.radioOptions.max
    ? { type: ComponentType.RadioGroup, custom_id, required, options }
    : { type: ComponentType.StringSelect, custom_id, required, options };
}
