/**
 * What each of them may have of the room: who needs little gets all of it, the others share the rest evenly. So
 * one part that is far too long costs the others nothing, and no more is left out than must be.
 */
export function shares(needs: readonly number[], room: number): readonly number[] {
  const given = needs.map(() => 0);
  let left = room;
  let hungry = needs.map((need, index) => ({ need, index })).toSorted((a, b) => a.need - b.need);
  while (hungry.length > 0) {
    const [next] = hungry;
    const even = Math.floor(left / hungry.length);
    if (next === undefined || next.need > even) {
      for (const { index } of hungry) given[index] = even;
      return given;
    }
    given[next.index] = next.need;
    left -= next.need;
    hungry = hungry.slice(1);
  }
  return given;
}
