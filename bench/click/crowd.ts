/** How many steps a person goes in a row. */
const clicksOfAPerson = 5;

/**
 * So many people at once, each going some steps of their own guide before the next person comes.
 *
 * @returns seconds
 */
export const crowd = async <Target>({
  targets,
  clicks,
  concurrency,
  click,
}: {
  readonly targets: readonly Target[];
  readonly clicks: number;
  readonly concurrency: number;
  /** Resolves when the click is over. */
  readonly click: (target: Target) => Promise<void>;
}): Promise<number> => {
  let next = 0;
  const clicker = async (): Promise<void> => {
    for (let mine = next++; mine < clicks / clicksOfAPerson; mine = next++) {
      const target = targets[mine % targets.length];
      if (target === undefined) throw new Error('There is nothing to click on');
      for (let step = 0; step < clicksOfAPerson; step += 1) await click(target);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, clicker));
  return (performance.now() - began) / 1000;
};
