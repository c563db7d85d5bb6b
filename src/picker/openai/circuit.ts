/** Nobody waits for a model that has just failed again and again. */
export interface Circuit {
  /** Whether `enter` would let somebody in. */
  readonly isClosed: () => boolean;
  /** `false`: not now. Whoever is let in tells how it went. */
  readonly enter: () => boolean;
  readonly succeeded: () => void;
  /** `hopeless`: asking again soon will not help (a wrong key). */
  readonly failed: (hopeless: boolean) => void;
}

const failuresAtMost = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 300_000;

/** Opens after five failures in a row, or one that is hopeless; after a pause one asks for all, and decides. */
export const createCircuit = (now: () => number): Circuit => {
  let failures = 0;
  let pauseMs = firstPauseMs;
  /** `null` while it is closed. */
  let opensAgainAt: number | null = null;
  let isProbing = false;

  const isClosed = (): boolean => opensAgainAt === null || (now() >= opensAgainAt && !isProbing);

  return {
    isClosed,
    enter: () => {
      if (!isClosed()) return false;
      isProbing = opensAgainAt !== null;
      return true;
    },
    succeeded: () => {
      failures = 0;
      pauseMs = firstPauseMs;
      opensAgainAt = null;
      isProbing = false;
    },
    failed: (hopeless) => {
      failures += 1;
      const probed = isProbing;
      isProbing = false;
      // Others that were let in before it opened change nothing.
      if (opensAgainAt !== null && !probed) return;
      if (!hopeless && !probed && failures < failuresAtMost) return;
      if (hopeless) pauseMs = longestPauseMs;
      opensAgainAt = now() + pauseMs;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    },
  };
};
