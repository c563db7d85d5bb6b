/** What the work came to, or `late` where it takes longer; the work goes on. Rejects where the work does in time. */
export async function within<Result, Late>(
  work: Promise<Result>,
  ms: number,
  late: Late,
): Promise<Result | Late> {
  const timer: { id?: NodeJS.Timeout } = {};
  const waited = new Promise<Late>((resolve) => {
    timer.id = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, waited]);
  } finally {
    clearTimeout(timer.id);
  }
}
