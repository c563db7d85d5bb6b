/** Wakes one sleeper: at once if it rang since the last time, else when it rings, else when the time is over. */
export interface Alarm {
  ring(): void;
  /** Rings later. Does not keep the process alive. */
  ringIn(ms: number): void;
  wait(ms: number): Promise<void>;
}

export const createAlarm = (): Alarm => {
  let rang = false;
  let wakeUp: (() => void) | null = null;
  const ring = (): void => {
    rang = true;
    wakeUp?.();
  };
  return {
    ring,
    ringIn: (ms) => {
      setTimeout(ring, ms).unref();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const awake = (): void => {
          clearTimeout(timer);
          wakeUp = null;
          rang = false;
          resolve();
        };
        const timer = setTimeout(awake, ms);
        if (rang) awake();
        else wakeUp = awake;
      }),
  };
};

/** Whether the work ended within the time. */
export const endsWithin = async (ms: number, work: Promise<unknown>): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
};
