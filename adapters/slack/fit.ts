import type { KnownBlock } from '@slack/types';
import { context } from './blocks.ts';
import { mark } from './text.ts';

const encoder = new TextEncoder();

/** The size of a block in a request, in bytes. */
export const sizeOf = (block: KnownBlock): number => encoder.encode(JSON.stringify(block)).length + 1;

/** What is left for blocks: how many, and how many bytes. */
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
