import type { TemplateId } from '../ids.ts';

/** What a piece of a text says of a guide. */
interface Said {
  readonly template_id: TemplateId;
  readonly score: number;
}

/**
 * The guides of all pieces, the best first. Two pieces that speak for one guide speak louder than one; a third tells
 * no more: in a text of many, something always sounds like something.
 */
export const combine = <One extends Said>(pieces: readonly (readonly One[])[]): readonly One[] => {
  const found = new Map<TemplateId, { readonly one: One; readonly scores: number[] }>();
  for (const one of pieces.flat()) {
    const known = found.get(one.template_id);
    if (known) known.scores.push(one.score);
    else found.set(one.template_id, { one, scores: [one.score] });
  }
  return [...found.values()]
    .map(({ one, scores }) => {
      const [best = 0, second = 0] = scores.toSorted((a, b) => b - a);
      return { ...one, score: 1 - (1 - best) * (1 - second) };
    })
    .toSorted((a, b) => b.score - a.score);
};
