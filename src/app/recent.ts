/** What was used last, so many at most: who is kept longest without being asked for goes first. */
export const createRecent = <Key, Value>(atMost: number) => {
  const kept = new Map<Key, Value>();
  return {
    keep(key: Key, value: Value): void {
      kept.delete(key);
      kept.set(key, value);
      if (kept.size <= atMost) return;
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    },
    /** As it was kept, which may be out of date. */
    peek: (key: Key): Value | undefined => kept.get(key),
    /** Gives it away: whoever takes it either keeps something newer or finds it was out of date. */
    take(key: Key): Value | undefined {
      const value = kept.get(key);
      kept.delete(key);
      return value;
    },
  };
};
