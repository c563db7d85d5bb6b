import type { KnownBlock } from '@slack/types';
import type { Message } from '../../src/engine/message.ts';
import { mark } from '../../src/engine/shown-text.ts';
import { context } from './blocks.ts';
import { limits } from './limits.ts';

/** What is left for blocks: how many, and how many bytes of JSON. */
export interface Room {
  readonly blocks: number;
  readonly bytes: number;
}

/**
 * As many of the content's blocks as there is room for beside the actions; a mark stands for the rest. The
 * actions always stay: a way on, and a way to a human, is never what is left out.
 */
export function fit(
  content: readonly KnownBlock[],
  actions: readonly KnownBlock[],
  room: Room,
): KnownBlock[] {
  const folded = context(mark);
  const bytes = room.bytes - actions.reduce((sum, block) => sum + sizeOf(block), 0);
  const count = room.blocks - actions.length;
  const kept: KnownBlock[] = [];
  let used = 0;
  for (const [index, block] of content.entries()) {
    used += sizeOf(block);
    const last = index === content.length - 1;
    const full = kept.length + (last ? 1 : 2) > count || used + (last ? 0 : sizeOf(folded)) > bytes;
    if (full) return [...kept, folded, ...actions];
    kept.push(block);
  }
  return [...kept, ...actions];
}

const encoder = new TextEncoder();
const sizeOf = (block: KnownBlock): number => encoder.encode(JSON.stringify(block)).length + 1;

/** The most that Block Kit adds around one text, and around one action with its value. */
const aroundText = 200;
const aroundAction = 400;
const bytesAUnit = 3;

/** Never less than the bytes that a message takes: where they fit, nothing has to be measured. */
export const mostBytes = ({ parts, actions }: Message): number =>
  mostBytesOf(parts) + actions.length * (aroundAction + limits.buttonText.max * bytesAUnit);

function mostBytesOf(value: unknown): number {
  if (typeof value === 'string') return aroundText + value.length * bytesAUnit;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const inner of Object.values(value)) sum += mostBytesOf(inner);
  return sum;
}
