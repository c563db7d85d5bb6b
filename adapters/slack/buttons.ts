import type {
  ActionsBlock,
  Button,
  ContextBlock,
  Overflow,
  PlainTextOption,
  StaticSelect,
} from '@slack/types';
import type { Action } from '../../src/engine/message.ts';
import { cut, line, mark } from '../../src/engine/shown-text.ts';
import { encodeAction } from './action-value.ts';
import { context, plainText } from './blocks.ts';
import { folds, limits } from './limits.ts';

/** An action as it is drawn. */
interface Drawn {
  readonly action: Action;
  readonly label: string;
  readonly value: string;
}

/**
 * The actions of a message, in their order: buttons in a row, then what may be folded, in a menu. What cannot
 * stand in a menu (a single entry, a value longer than an option takes) is a button, and so are the first of more than
 * the small menu holds: a select would keep what was chosen, and not tell of it when it is chosen again. Buttons beyond
 * a row's limit go to the menu all the same.
 */
export function actionBlocks(actions: readonly Action[]): (ActionsBlock | ContextBlock)[] {
  if (actions.length === 0) return [];
  const shown = affordable(actions.map(draw));
  const foldable = shown
    .filter((drawn) => drawn.action.place === 'more' && fitsMenu(drawn))
    .slice(-limits.overflowOptions.max);
  const inRow = foldable.length < 2 ? shown : shown.filter((drawn) => !foldable.includes(drawn));
  const buttons = inRow.slice(0, limits.actionElements.max - 1);
  const folded = shown.filter((drawn) => !buttons.includes(drawn) && fitsMenu(drawn));
  const elements = [...buttons.map(button), ...(folded.length > 0 ? [menu(folded)] : [])];
  const missing = actions.length > buttons.length + folded.length;
  return [{ type: 'actions', elements }, ...(missing ? [context(mark)] : [])];
}

const draw = (action: Action): Drawn => ({
  action,
  label: cut(line(action.label), limits.buttonText.max),
  value: encodeAction(action),
});

/** The most important ones that leave room for the content. */
function affordable(actions: readonly Drawn[]): readonly Drawn[] {
  let left: number = folds.actions;
  const end = actions.findIndex(({ label, value }) => {
    left -= folds.action + value.length + label.length;
    return left < 0;
  });
  return end < 0 ? actions : actions.slice(0, end);
}

const fitsMenu = ({ value }: Drawn): boolean => value.length <= limits.optionValue.max;

/** What a press means is in its value; the id only tells the elements of a block apart. */
const button = ({ action, label, value }: Drawn, index: number): Button => ({
  type: 'button',
  action_id: `press_${index}`,
  text: plainText(label),
  value,
  ...(action.style === 'plain' ? {} : { style: action.style }),
});

/** The small menu; where it is too small, a select. */
function menu(actions: readonly Drawn[]): Overflow | StaticSelect {
  const options = actions.map(option);
  return options.length <= limits.overflowOptions.max
    ? { type: 'overflow', action_id: 'press_menu', options }
    : { type: 'static_select', action_id: 'press_menu', placeholder: plainText(mark), options };
}

const option = ({ label, value }: Drawn): PlainTextOption => ({ text: plainText(label), value });
