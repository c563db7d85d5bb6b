import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until the answer is there: for what another process does, whose doing nobody announces here.
 * @throws the last reason why it was not there, after `patienceMs`
 */
export async function eventually<Answer>(
  ask: () => Answer | Promise<Answer>,
  patienceMs = 20_000,
): Promise<NonNullable<Answer>> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
      if (performance.now() > until)
        throw new Error(`Still ${JSON.stringify(answer)} after ${patienceMs} ms`);
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await pause(10);
  }
}
