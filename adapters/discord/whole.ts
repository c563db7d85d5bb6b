import type { Message } from '../../src/engine/message.ts';
import { cut, line, mark } from '../../src/engine/shown-text.ts';
import { accentOf, blocksOf, sessionIn } from './blocks.ts';
import { body, button, container, row, textDisplay } from './components.ts';
import type { DiscordMessage } from './components.ts';
import { encodeCarried } from './custom-id.ts';
import { folds, limits } from './limits.ts';
import { words } from './words.ts';
import type { Text } from './words.ts';
import { small, writeAll, writePages } from './writing.ts';

/** One of the pages on which all of a message can be read; those beyond the last are the last. */
export function renderWhole(message: Message, number: number, text: Text): DiscordMessage {
  const say = (key: string, params?: Readonly<Record<string, number>>): string =>
    text(message.locale, key, params);
  const blocks = blocksOf(message, Number.POSITIVE_INFINITY);
  const pages = writePages(
    blocks.map((block) => block.lines),
    limits.textTogether.max - folds.pageNumber,
  );
  const total = pages.length;
  const current = Math.max(1, Math.min(total, Math.trunc(number) || 1));
  const session = sessionIn(message);
  const turn = (key: string, to: number) =>
    session === null || to < 1 || to > total
      ? []
      : [
          button(
            cut(line(say(key)), limits.buttonLabel.max),
            encodeCarried({ kind: 'whole', page: to, press: session }),
          ),
        ];
  const turns = [...turn(words.previousPage, current - 1), ...turn(words.nextPage, current + 1)];
  return body(
    container(accentOf(message), [
      textDisplay(pages[current - 1] ?? mark),
      ...(total > 1
        ? [
            textDisplay(
              writeAll([small(cut(line(say(words.page, { current, total })), folds.pageNumber / 2))]),
            ),
          ]
        : []),
      ...(turns.length > 0 ? [row(...turns)] : []),
    ]),
  );
}
