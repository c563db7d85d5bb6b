import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIContainerComponent,
} from 'discord-api-types/v10';
import type { Message } from '../../src/engine/message.ts';
import { cut, line, mark } from '../../src/engine/shown-text.ts';
import { actionRows } from './actions.ts';
import { accentOf, blocksOf, sessionIn } from './blocks.ts';
import type { Block } from './blocks.ts';
import { body, button, container, divider, picture, row, textDisplay } from './components.ts';
import type { DiscordMessage } from './components.ts';
import { encodeCarried } from './custom-id.ts';
import { fit } from './fit.ts';
import { folds, limits } from './limits.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';
import { small } from './writing.ts';

/**
 * The message as Discord draws it: one container within all of Discord's limits, whatever the message holds. Where
 * not all of it has room, a mark stands for the rest, and a button opens all of it (`renderWhole`). Pure, and what
 * the playground draws too.
 *
 * @param text what only this adapter says, in the message's language
 * @see https://docs.discord.com/developers/components/reference
 */
export function renderMessage(message: Message, text: Text): DiscordMessage {
  const { rows, complete } = actionRows(message.actions, text(message.locale, words.more));
  const told = blocksOf(message, folds.quote);
  const blocks: readonly Block[] = complete ? told : [...told, { type: 'hint', lines: [small(mark)] }];
  // They may have to share a component.
  const room = limits.textTogether.max - (folds.parts + 1) * between.length;
  const { texts, folded } = fit(blocks, room);
  const actions = folded ? [...readingRow(message, text), ...rows] : rows;
  const taken = actions.reduce((sum, { components }) => sum + 1 + components.length, 1);
  return body(
    container(accentOf(message), [
      ...textComponents(blocks, texts, limits.componentsInMessage.max - taken),
      ...actions,
    ]),
  );
}

/** The button that opens all of it. */
function readingRow(
  message: Message,
  text: Text,
): readonly APIActionRowComponent<APIButtonComponentWithCustomId>[] {
  const press = sessionIn(message);
  if (press === null) return [];
  const label = cut(line(text(message.locale, words.readAll)), limits.buttonLabel.max);
  return [row(button(label, encodeCarried({ kind: 'whole', page: 1, press })))];
}

const between = '\n\n';

/** A component for each text, and lines around the instructions, as far as there may be so many components. */
function textComponents(
  blocks: readonly Block[],
  texts: readonly string[],
  room: number,
): APIContainerComponent['components'] {
  if (texts.length > room) return [textDisplay(texts.join(between))];
  let left = room - texts.length;
  return texts.flatMap((text, index): APIContainerComponent['components'] => {
    const { type: here, picture: shown } = blocks[index] ?? {};
    if (shown && left > 0) {
      left -= 1;
      return [picture(shown), textDisplay(text)];
    }
    const divided = index > 0 && (here === 'instructions' || blocks[index - 1]?.type === 'instructions');
    if (!divided || here === 'hint' || left <= 0) return [textDisplay(text)];
    left -= 1;
    return [divider(), textDisplay(text)];
  });
}
