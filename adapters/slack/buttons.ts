import type {
  ActionsBlock,
  Button,
  ContextBlock,
  Overflow,
  PlainTextOption,
  StaticSelect,
} from '@slack/types';
import type { Action } from '../../src/engine/message.ts';
import { encodeAction } from './action-value.ts';
import { context, plainText } from './blocks.ts';
import { folds, limits } from './limits.ts';
import { cut, line, mark } from './text.ts';

/**
 * The actions of a message, in their order: buttons in a row, then what may be folded, in a menu. What cannot
 * stand in a menu (a single entry, a value longer than an option takes) is a button; buttons beyond a row's
 * limit go to the menu.
 */
export function actionBlocks(actions: readonly Action[]): (ActionsBlock | ContextBlock)[] {
  if (actions.length === 0) return [];
  const shown = affordable(actions);
  const foldable = shown.filter((action) => action.place === 'more' && fitsMenu(action));
  const kept = shown.filter((action) => foldable.length < 2 || !foldable.includes(action));
  const buttons = kept.slice(0, limits.actionElements.max - 1);
  const folded = shown.filter((action) => !buttons.includes(action)).filter(fitsMenu);
  const elements = [
    ...buttons.map((action, index) => button(action, index)),
    ...(folded.length > 0 ? [menu(folded)] : []),
  ];
  const missing = actions.length > buttons.length + folded.length;
  return [{ type: 'actions', elements }, ...(missing ? [context(mark)] : [])];
}

/** The most important ones that leave room for the content. */
function affordable(actions: readonly Action[]): readonly Action[] {
  let left: number = folds.actions;
  const end = actions.findIndex((action) => {
    left -= JSON.stringify(button(action, 0)).length;
    return left < 0;
  });
  return end < 0 ? actions : actions.slice(0, end);
}

const fitsMenu = (action: Action): boolean => encodeAction(action).length <= limits.optionValue.max;

/** What a press means is in its value; the id only tells the elements of a block apart. */
const button = (action: Action, index: number): Button => ({
  type: 'button',
  action_id: `press_${index}`,
  text: plainText(cut(line(action.label), limits.buttonText.max)),
  value: encodeAction(action),
  ...(action.style === 'plain' ? {} : { style: action.style }),
});

/** The small menu; where it is too small, a select. */
function menu(actions: readonly Action[]): Overflow | StaticSelect {
  const options = actions.slice(0, limits.selectOptions.max).map(option);
  return options.length <= limits.overflowOptions.max
    ? { type: 'overflow', action_id: 'press_menu', options }
    : { type: 'static_select', action_id: 'press_menu', placeholder: plainText(mark), options };
}

const option = (action: Action): PlainTextOption => ({
  text: plainText(cut(line(action.label), limits.optionText.max)),
  value: encodeAction(action),
});

