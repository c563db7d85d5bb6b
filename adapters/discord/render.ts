import type { APIContainerComponent } from 'discord.js';
import type { Desk } from '../../src/app/channel.ts';
import type { Message, Part, Press } from '../../src/engine/message.ts';
import { cut, line, lines, mark } from '../../src/engine/shown-text.ts';
import { actionRows } from './actions.ts';
import { body, button, container, divider, row, textDisplay } from './components.ts';
import type { DiscordMessage } from './components.ts';
import { encodeCarried } from './custom-id.ts';
import { shares } from './fit.ts';
import { folds, limits } from './limits.ts';
import { partLines } from './parts.ts';
import { words } from './words.ts';
import { plain, small, writeAll, writePages, writeWithin } from './writing.ts';
import type { Line } from './writing.ts';

type Inside = APIContainerComponent['components'];

/** What is shown in one text display. */
interface Block {
  readonly type: Part['type'];
  readonly lines: readonly Line[];
}

/**
 * The message as Discord draws it: one container within all of Discord's limits, whatever the message holds. Where
 * not all of it has room, a mark stands for the rest, and a button opens all of it (`renderWhole`). Pure, and what
 * the playground draws too.
 *
 * @param text what only this adapter says, in the message's language
 * @see https://docs.discord.com/developers/components/reference
 */
export function renderMessage(message: Message, text: Desk['text']): DiscordMessage {
  const say = (key: string): string => text(message.locale, key);
  const { rows, complete } = actionRows(message.actions, say(words.more));
  const blocks = blocksOf(message, folds.quote);
  const written = complete ? blocks : [...blocks, { type: 'hint' as const, lines: [small(mark)] }];
  const { texts, folded } = fitted(written);
  const session = folded ? sessionIn(message) : null;
  const reading =
    session === null
      ? []
      : [
          row(
            button(
              cut(line(say(words.readAll)), limits.buttonLabel.max),
              encodeCarried({ kind: 'whole', page: 1, press: session }),
            ),
          ),
        ];
  const actions = [...reading, ...rows];
  const taken = actions.reduce((sum, { components }) => sum + 1 + components.length, 1);
  return body(
    container(accentOf(message), [
      ...content(written, texts, limits.componentsInMessage.max - taken),
      ...actions,
    ]),
  );
}

/** One of the pages on which all of a message can be read; those beyond the last are the last. */
export function renderWhole(message: Message, number: number, text: Desk['text']): DiscordMessage {
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

/** The colour along the container, by how it stands. */
const accents = {
  success: 0x23a55a,
  waiting: 0xf0b232,
  closed: 0x80848e,
  warning: 0xf23f43,
} as const satisfies Record<Extract<Part, { type: 'status' }>['tone'], number>;
/** Nothing special: Discord's own colour. */
const underWay = 0x5865f2;

function accentOf({ parts }: Message): number {
  for (const part of parts) if (part.type === 'status') return accents[part.tone];
  return underWay;
}

function blocksOf({ parts, summary }: Message, quoteRoom: number): readonly Block[] {
  const blocks: Block[] = [];
  for (const part of parts) {
    const drawn = partLines(
      part.type === 'quote' ? { ...part, text: cut(lines(part.text), quoteRoom) } : part,
    );
    const before = blocks.at(-1);
    if (drawn.length === 0) continue;
    if (part.type === 'progress' && before?.type === 'title') {
      blocks.splice(-1, 1, { type: 'title', lines: [...before.lines, ...drawn] });
    } else {
      blocks.push({ type: part.type, lines: drawn });
    }
  }
  return blocks.length > 0 ? blocks : [{ type: 'text', lines: [plain(lines(summary))] }];
}

/** The texts of the blocks, all within a message's room together. */
function fitted(blocks: readonly Block[]): { texts: readonly string[]; folded: boolean } {
  const first = blocks.slice(0, folds.parts);
  const texts = first.map((block) => writeAll(block.lines));
  // Room for what may be put between them where they have to share a component.
  const room = limits.textTogether.max - blocks.length * between.length;
  const all = texts.reduce((sum, { length }) => sum + length, 0);
  if (all <= room && first.length === blocks.length) return { texts, folded: false };
  const given = shares(
    texts.map(({ length }) => length),
    room - mark.length,
  );
  return {
    texts: [
      ...texts.map((text, index) => {
        const { type, lines: own } = first[index] ?? { type: 'text' as const, lines: [] };
        const share = given[index] ?? 0;
        return text.length <= share ? text : writeWithin(own, share, type === 'said' ? 'end' : 'start');
      }),
      ...(first.length < blocks.length ? [mark] : []),
    ],
    folded: true,
  };
}

const between = '\n\n';

/** A component for each text, and lines around the instructions, as far as there may be so many components. */
function content(blocks: readonly Block[], texts: readonly string[], room: number): Inside {
  if (texts.length > room) return [textDisplay(texts.join(between))];
  let dividers = room - texts.length;
  return texts.flatMap((text, index): Inside => {
    const here = blocks[index]?.type;
    const divided = index > 0 && (here === 'instructions' || blocks[index - 1]?.type === 'instructions');
    if (!divided || here === 'hint' || dividers <= 0) return [textDisplay(text)];
    dividers -= 1;
    return [divider(), textDisplay(text)];
  });
}

/** What the message's buttons are about; `null` where they are about no session. */
function sessionIn({ actions }: Message): Press | null {
  const press = actions.find((action) => action.press.session_id !== null)?.press;
  return press ? { ...press, move: 'go_on', arg: null } : null;
}
