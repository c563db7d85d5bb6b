import type { Keep } from '../../src/app/channel.ts';

/** What `Keep` promises, in memory: the values are JSON, and nobody shares an object with it. */
export const memoryKeep = (): Keep => {
  const drawer = new Map<string, string>();
  const read = (text: string | undefined): unknown => (text === undefined ? null : JSON.parse(text));
  return {
    get: async (key) => read(drawer.get(key)),
    put: async (key, value) => {
      drawer.set(key, JSON.stringify(value));
    },
    remove: async (key) => {
      drawer.delete(key);
    },
    list: async (prefix) =>
      [...drawer]
        .filter(([key]) => key.startsWith(prefix))
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([key, value]) => ({ key, value: read(value) })),
  };
};
