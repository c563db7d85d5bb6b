import type { Action, FormName } from '../../src/engine/message.ts';
import { cut, line, mark } from '../../src/engine/shown-text.ts';
import { actionData, dataOf } from './action-data.ts';
import type { Carried } from './action-data.ts';
import { lineBlock } from './cards.ts';
import type { CardAction, Element, SubmitAction } from './cards.ts';
import { limits } from './limits.ts';
import { bytesOf } from './size.ts';

/**
 * The forms that open in the place of their presser's card, since they need no more than a glance. All others open
 * in a dialog: there somebody may be asked for a secret, which nobody should see in a chat or over a shoulder, or
 * works below a hand-off that others look at too.
 */
const formsInCards: readonly FormName[] = ['describe', 'feedback', 'escalate', 'later'];

/** Names what a button wants in what Teams sends; the rest is in its data. */
const verb = 'unstuck';

/** What Teams opens a dialog for. */
const opensDialog = { msteams: { type: 'task/fetch' } } as const;

/**
 * The buttons of a message, in their order: the first ones in a row, the others in the menu of the card. For those
 * that there is no room for in so many bytes, a mark in `more` stands.
 */
export function actionsOf(
  actions: readonly Action[],
  aside: boolean,
  bytes = Number.POSITIVE_INFINITY,
): {
  readonly buttons: readonly CardAction[];
  readonly more: readonly Element[];
} {
  const buttons: CardAction[] = [];
  let inRow = 0;
  let left = bytes;
  for (const action of actions) {
    const secondary = action.place === 'more' || inRow === limits.primaryActions.max;
    const drawn = button(action, secondary, aside);
    if (left !== Number.POSITIVE_INFINITY) left -= bytesOf(drawn) + 1;
    if (left < 0) return { buttons, more: [lineBlock(mark)] };
    if (!secondary) inRow += 1;
    buttons.push(drawn);
  }
  return { buttons, more: [] };
}

function button(action: Action, secondary: boolean, aside: boolean): CardAction {
  const look = {
    title: cut(line(action.label), limits.buttonText.max),
    ...(action.style === 'plain' ? {} : { style: styles[action.style] }),
    ...(secondary ? ({ mode: 'secondary' } as const) : {}),
  };
  const data = actionData(action, aside);
  if (action.form !== null && !formsInCards.includes(action.form)) {
    return { type: 'Action.Submit', ...look, data: { ...opensDialog, ...data } };
  }
  return execute(look, data);
}

const styles = { primary: 'positive', danger: 'destructive' } as const;

/** A button by which its presser's card replaces itself; a plain one where the client knows no such thing. */
export const execute = (
  look: Pick<SubmitAction, 'title' | 'style' | 'mode' | 'associatedInputs'>,
  data: Readonly<Record<string, unknown>>,
): CardAction => ({
  type: 'Action.Execute',
  verb,
  ...look,
  data,
  fallback: { type: 'Action.Submit', ...look, data },
});

/** The button that takes a form away without sending it: what is required need not be filled in for that. */
export const closeButton = (title: string, press: Carried['press']): CardAction =>
  execute(
    { title: cut(line(title), limits.buttonText.max), associatedInputs: 'none' },
    dataOf({ asks: 'close', press }),
  );
