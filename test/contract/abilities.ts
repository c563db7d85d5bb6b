import { it } from '@jest/globals';
import type { Ability, AdapterHarness } from './harness.ts';

/** Tests of what a platform may lack: skipped by name, with the reason. */
export const testsOf = ({ lacks }: AdapterHarness) => ({
  itWith:
    (...abilities: readonly Ability[]) =>
    (name: string, test: () => Promise<void>): void => {
      const reasons = abilities.flatMap((ability) => lacks[ability] ?? []);
      if (reasons.length === 0) it(name, test);
      else it.skip(`${name} (${reasons.join('; ')})`, test);
    },
});
