import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { indexing } from '../../src/picker/index.ts';
import { finishInSlices } from '../../src/picker/slices.ts';
import { searchers } from './searchers.ts';
import type { SearcherName } from './searchers.ts';
import { syntheticCatalogue } from './synthetic.ts';

/** What one searcher over a large catalogue costs; each has a process of its own, so that memory is its own. */
export interface Cost {
  readonly buildMs: number;
  /** The longest time that nobody else had a turn while the catalogue was read. */
  readonly longestBlockMs: number;
  readonly microsecondsEach: number;
  readonly megabytes: number;
}

const used = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Read as the product reads it, beside everything else that it does. */
const longestBlock = async (guides: number): Promise<number> => {
  const { entries } = syntheticCatalogue(guides);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await finishInSlices(indexing(entries), {
    now: () => performance.now(),
    breathe: setImmediate,
    isWanted: () => true,
  });
  delays.disable();
  return delays.max / 1e6;
};

const measure = async (name: SearcherName, guides: number): Promise<Cost> => {
  const { entries, asked } = syntheticCatalogue(guides);
  const before = used();
  const started = performance.now();
  const search = searchers[name](entries);
  const buildMs = performance.now() - started;
  const after = used();
  for (const text of asked.slice(0, 200)) search(text);
  const picking = performance.now();
  for (const text of asked) search(text);
  const microsecondsEach = ((performance.now() - picking) * 1_000) / asked.length;
  const megabytes = (after - before) / 1_048_576;
  const longestBlockMs = name === 'unstuck' ? await longestBlock(guides) : buildMs;
  return { buildMs, longestBlockMs, microsecondsEach, megabytes };
};

const [name = 'unstuck', guides = '10000'] = process.argv.slice(2);
process.send?.(await measure(name as SearcherName, Number(guides)));
