/** What the work comes to, or `'late'` when the time is over; the work goes on. */
export async function within<Result>(work: Promise<Result>, ms: number): Promise<Result | 'late'> {
  const timer: { id?: NodeJS.Timeout } = {};
  const late = new Promise<'late'>((resolve) => {
    timer.id = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer.id);
  }
}
