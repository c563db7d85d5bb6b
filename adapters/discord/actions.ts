import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APISelectMenuOption,
  APIStringSelectComponent,
} from 'discord-api-types/v10';
import type { Action, PressMove } from '../../src/engine/message.ts';
import { cut, line } from '../../src/engine/shown-text.ts';
import { button, row } from './components.ts';
import { distinct, encodeCarried } from './custom-id.ts';
import { folds, limits } from './limits.ts';

type ActionRow = APIActionRowComponent<APIButtonComponentWithCustomId | APIStringSelectComponent>;

/** An action as it is drawn. */
interface Drawn {
  readonly action: Action;
  readonly id: string;
}

export interface ActionRows {
  readonly rows: readonly ActionRow[];
  /** Whether every action is among them. */
  readonly complete: boolean;
}

/**
 * The actions of a message, in their order: rows of buttons, then what may be folded, in a menu. A menu of one
 * would be a button with two clicks; buttons beyond the rows go to the menu. What opens a form is a button: a menu
 * keeps what was chosen, so that who closes the form could not open it again.
 *
 * @param more what the menu says before something is chosen
 */
export function actionRows(actions: readonly Action[], more: string): ActionRows {
  const drawn = draw(actions);
  const foldable = drawn.filter(({ action }) => action.place === 'more' && action.form === null);
  const inRow = foldable.length < 2 ? drawn : drawn.filter((one) => !foldable.includes(one));
  const buttons = inRow.slice(0, folds.rowsOfButtons * limits.buttonsInRow.max);
  const inMenus = drawn
    .filter((one) => !buttons.includes(one))
    .slice(0, folds.menus * limits.selectOptions.max);
  return {
    rows: [
      ...chunks(buttons, limits.buttonsInRow.max).map((some) => row(...some.map(buttonOf))),
      ...chunks(inMenus, limits.selectOptions.max).map((some, index) => row(menu(some, more, index))),
    ],
    complete: buttons.length + inMenus.length === actions.length,
  };
}

function draw(actions: readonly Action[]): readonly Drawn[] {
  const ids = distinct(actions.map(idOf));
  return actions.flatMap((action, index) => {
    const id = ids[index] ?? null;
    return id === null ? [] : [{ action, id }];
  });
}

const idOf = ({ press, form }: Action): string =>
  encodeCarried(form === null ? { kind: 'press', press } : { kind: 'form', form, page: null, press });

/** Only what says that it worked is green. */
const successes: readonly PressMove[] = ['yes', 'done', 'solved'];

const styleOf = ({ style, press }: Action): APIButtonComponentWithCustomId['style'] => {
  switch (style) {
    case 'primary':
      return successes.includes(press.move) ? ButtonStyle.Success : ButtonStyle.Primary;
    case 'danger':
      return ButtonStyle.Danger;
    case 'plain':
      return ButtonStyle.Secondary;
  }
};

const buttonOf = ({ action, id }: Drawn): APIButtonComponentWithCustomId =>
  button(cut(line(action.label), limits.buttonLabel.max), id, styleOf(action));

const menu = (actions: readonly Drawn[], placeholder: string, index: number): APIStringSelectComponent => ({
  type: ComponentType.StringSelect,
  custom_id: `menu.${index}`,
  placeholder: cut(placeholder, limits.placeholder.max),
  options: actions.map(optionOf),
});

/** What each is, at a glance. */
const signs: Readonly<Partial<Record<PressMove, string>>> = {
  solved: '✅',
  back: '↩️',
  restart: '🔁',
  later: '⏰',
  language: '🌐',
  reopen: '🔁',
  cancel: '✖️',
};

function optionOf({ action, id }: Drawn): APISelectMenuOption {
  const sign = signs[action.press.move];
  return {
    label: cut(line(action.label), limits.optionLabel.max),
    value: id,
    ...(sign === undefined ? {} : { emoji: { name: sign } }),
  };
}

const chunks = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
