/** Work that can be put down between any two of its steps. */
export type Steps<Result> = Generator<void, Result, void>;

/** Longer than this nobody else is kept waiting. */
const sliceMs = 10;

/** All of it at once. */
export const finish = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/**
 * A slice at a time, everything else having its turn in between; `null` where it is no longer wanted.
 *
 * @param now milliseconds
 * @param breathe lets the others have their turn
 */
export const finishInSlices = async <Result>(
  steps: Steps<Result>,
  {
    now,
    breathe,
    isWanted,
  }: {
    readonly now: () => number;
    readonly breathe: () => Promise<unknown>;
    readonly isWanted: () => boolean;
  },
): Promise<Result | null> => {
  let until = now() + sliceMs;
  while (isWanted()) {
    const step = steps.next();
    if (step.done) return step.value;
    if (now() < until) continue;
    await breathe();
    until = now() + sliceMs;
  }
  return null;
};
