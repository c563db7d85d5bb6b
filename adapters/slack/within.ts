/** Resolves when the work is done or the time is over; the work goes on. */
export async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const timer: { id?: NodeJS.Timeout } = {};
  const late = new Promise<void>((resolve) => {
    timer.id = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer.id);
  }
}
