import type { Message, Part, Press, PressMove } from '../../src/engine/message.ts';
import { isPictureUrl } from '../../src/engine/plain-text.ts';
import { cut, lines } from '../../src/engine/shown-text.ts';
import { partLines } from './parts.ts';
import { limits } from './limits.ts';
import { plain } from './writing.ts';
import type { Line } from './writing.ts';

/** What is shown in one text display. */
export interface Block {
  readonly type: Part['type'];
  readonly lines: readonly Line[];
  /** Shown above its lines. */
  readonly picture?: { readonly url: string; readonly alt: string };
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

export function accentOf({ parts }: Message): number {
  for (const part of parts) if (part.type === 'status') return accents[part.tone];
  return underWay;
}

/** @param quoteRoom how much of the person's own words is put before them again */
export function blocksOf({ parts, summary }: Message, quoteRoom: number): readonly Block[] {
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
      const pictured =
        part.type === 'picture' && part.url.length <= limits.mediaUrl.max && isPictureUrl(part.url);
      blocks.push({ type: part.type, lines: drawn, ...(pictured && { picture: part }) });
    }
  }
  return blocks.length > 0 ? blocks : [{ type: 'text', lines: [plain(lines(summary))] }];
}

/** Below a hand-off: that message is the agents', not the one that the session shows its person. */
const agentMoves = [
  'claim',
  'release',
  'reply',
  'send_back',
  'other_guide',
  'priority',
  'assign',
  'pass_on',
  'close_solved',
  'close_unsolved',
  'open_line',
  'close_line',
  'try_again',
] as const satisfies readonly PressMove[];

/** The session whose own message this is, as its buttons tell; `null` where they tell of none. */
export function sessionIn({ actions }: Message): Press | null {
  if (actions.some(({ press }) => agentMoves.some((move) => move === press.move))) return null;
  const press = actions.find((action) => action.press.session_id !== null)?.press;
  return press ? { ...press, move: 'go_on', arg: null } : null;
}
