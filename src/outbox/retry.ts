/** A platform that is down is asked again after so many seconds, then every minute. */
const delaysSeconds = [0.5, 1, 2, 5, 10, 20, 40];
const slowestSeconds = 60;

/** How long to wait after so many attempts, in milliseconds; jittered, so that replicas do not come together. */
export const retryAfterMs = (
  attempts: number,
  random: () => number,
  atLeastMs: number | null = null,
): number => {
  const seconds = delaysSeconds[Math.max(0, attempts - 1)] ?? slowestSeconds;
  return Math.max(seconds * 1000 * (0.75 + random() / 2), atLeastMs ?? 0);
};
