import type { Menu } from '../menu-button.tsx';
import { isFields, list, text } from '../payload.ts';
import type { Fields } from '../payload.ts';

/** What can be pressed in a block. Read from the Block Kit that Slack gets; what it lacks is left out. */
export type Control =
  | {
      readonly kind: 'button';
      readonly label: string;
      readonly spoken: string | null;
      readonly value: string | null;
      readonly url: string | null;
      readonly style: 'primary' | 'danger' | 'plain';
    }
  | (Menu & { readonly kind: 'menu' });

/** The controls of an `actions` block; `null` for any other block. */
export const actionsOf = (block: Fields): readonly Control[] | null =>
  block['type'] === 'actions' ? list(block['elements']).flatMap(controlOf) : null;

/** The control beside a `section`; `null` where there is none, or one that cannot be pressed (an image). */
export const accessoryOf = (block: Fields): Control | null =>
  block['type'] === 'section' && isFields(block['accessory'])
    ? (controlOf(block['accessory'])[0] ?? null)
    : null;

const controlOf = (element: Fields): readonly Control[] => {
  switch (element['type']) {
    case 'button':
      return [
        {
          kind: 'button',
          label: words(element['text']) ?? '',
          spoken: text(element['accessibility_label']),
          value: text(element['value']),
          url: text(element['url']),
          style: element['style'] === 'primary' || element['style'] === 'danger' ? element['style'] : 'plain',
        },
      ];
    case 'overflow':
      return [{ kind: 'menu', label: null, options: list(element['options']).flatMap(optionOf) }];
    case 'static_select':
    case 'radio_buttons':
      return [
        {
          kind: 'menu',
          label: words(element['placeholder']) ?? '',
          options: optionsOf(element).flatMap(optionOf),
        },
      ];
    default:
      return [];
  }
};

const optionsOf = (element: Fields): readonly Fields[] => [
  ...list(element['options']),
  ...list(element['option_groups']).flatMap((group) => list(group['options'])),
];

const optionOf = (option: Fields) => [
  { label: words(option['text']) ?? '', value: text(option['value']) ?? '', url: text(option['url']) },
];

const words = (value: unknown): string | null => (isFields(value) ? text(value['text']) : null);
