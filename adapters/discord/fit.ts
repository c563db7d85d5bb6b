import { mark } from '../../src/engine/shown-text.ts';
import type { Block } from './blocks.ts';
import { folds } from './limits.ts';
import { writeAll, writeWithin } from './writing.ts';

/** The texts of a message's blocks; `folded` where a mark stands for some of them. */
export interface Fitted {
  readonly texts: readonly string[];
  readonly folded: boolean;
}

/** The texts of the blocks, with at most so much room together. */
export function fit(blocks: readonly Block[], room: number): Fitted {
  const first = blocks.slice(0, folds.parts);
  const texts = first.map(({ lines }) => writeAll(lines));
  const all = texts.reduce((sum, { length }) => sum + length, 0);
  if (all <= room && first.length === blocks.length) return { texts, folded: false };
  const given = shares(
    texts.map(({ length }) => length),
    room - mark.length,
  );
  const fitting = first.map(({ type, lines }, index) => {
    const text = texts[index] ?? '';
    const share = given[index] ?? 0;
    return text.length <= share ? text : writeWithin(lines, share, type === 'said' ? 'end' : 'start');
  });
  return { texts: first.length < blocks.length ? [...fitting, mark] : fitting, folded: true };
}

/**
 * What each of them may have of the room: who needs little gets all of it, the others share the rest evenly. So
 * one part that is far too long costs the others nothing, and no more is left out than must be.
 */
export function shares(needs: readonly number[], room: number): readonly number[] {
  const given = needs.map(() => 0);
  const order = needs.map((need, index) => ({ need, index })).toSorted((a, b) => a.need - b.need);
  let left = room;
  for (const [served, { need, index }] of order.entries()) {
    const share = Math.min(need, Math.floor(left / (order.length - served)));
    given[index] = share;
    left -= share;
  }
  return given;
}
