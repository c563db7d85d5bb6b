/**
 * Joins what is asked for while an earlier asking is under way into one: nobody waits for others to come, and under
 * load one statement does the work of many.
 *
 * @param run answers a batch, one answer for each item in its order
 * @param atMost items of a batch; the others wait for the next
 */
export const createBatcher = <Item, Answer>(
  run: (batch: readonly Item[]) => Promise<readonly Answer[]>,
  atMost: number,
): ((item: Item) => Promise<Answer>) => {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (reason: unknown) => void;
  }
  const waiting: Waiting[] = [];
  let running = false;

  const drain = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, atMost);
      try {
        const answers = await run(batch.map(({ item }) => item));
        batch.forEach(({ resolve, reject }, index) => {
          const answer = answers[index];
          if (answer === undefined) reject(new Error('A batch was answered with too few answers'));
          else resolve(answer);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    running = false;
  };

  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!running) void drain();
    });
};
