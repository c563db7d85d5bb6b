import type { Message } from '../../src/engine/message.ts';
import { cut, isBlank, line, mark } from '../../src/engine/shown-text.ts';
import { actionsOf } from './actions.ts';
import { attachmentOf, card, lineBlock } from './cards.ts';
import type { AdaptiveCard, Element } from './cards.ts';
import { folds, limits } from './limits.ts';
import { partElements } from './parts.ts';
import { bytesOf } from './size.ts';

/** A message as the connector takes it, without where it goes. */
export interface Rendered {
  readonly type: 'message';
  /** The line that notifications show. */
  readonly summary: string;
  readonly locale: string;
  readonly attachments: readonly ReturnType<typeof attachmentOf>[];
}

/** A session's message, which a press on it replaces; or something said beside it, which stays. */
export type Shows = 'session' | 'aside';

/**
 * The message as Teams draws it: an Adaptive Card within all of Teams's limits, whatever the message holds. Pure,
 * and what the playground draws too. No text stands beside the card: Teams would make two messages of it.
 *
 * @see https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
 */
export const renderMessage = (message: Message, of: Shows = 'session'): Rendered => ({
  type: 'message',
  summary: summaryOf(message),
  locale: message.locale,
  attachments: [attachmentOf(renderCard(message, of))],
});

const summaryOf = ({ summary }: Message): string => cut(line(summary), limits.summary.max);

/** The card alone: what a pressed button is answered with. */
export function renderCard(message: Message, of: Shows = 'session'): AdaptiveCard {
  const fallback = summaryOf(message);
  const content = message.parts.flatMap(partElements);
  const body = content.length === 0 && !isBlank(message.summary) ? [lineBlock(fallback)] : content;
  const whole = card(fallback, body, actionsOf(message.actions, of === 'aside').buttons);
  const room = limits.activity.max - folds.envelope;
  if (bytesOf(whole) <= room) return whole;
  const { buttons, more } = actionsOf(message.actions, of === 'aside', folds.actions);
  const left = room - bytesOf(card(fallback, more, buttons));
  return card(fallback, [...fit(body, left), ...more], buttons);
}

/** As many elements as there is room for; a mark stands for the rest. The buttons always stay. */
function fit(elements: readonly Element[], room: number): readonly Element[] {
  const folded = lineBlock(mark);
  const sizes = elements.map((element) => bytesOf(element) + 1);
  if (sizes.reduce((sum, size) => sum + size, 0) <= room) return elements;
  let left = room - bytesOf(folded);
  const end = sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
  return [...elements.slice(0, end), folded];
}
