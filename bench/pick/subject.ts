import { searchers } from './searchers.ts';
import type { SearcherName } from './searchers.ts';
import { syntheticCatalogue } from './synthetic.ts';

/** What one searcher over a large catalogue costs; each has a process of its own, so that memory is its own. */
export interface Cost {
  readonly buildMs: number;
  readonly microsecondsEach: number;
  readonly megabytes: number;
}

const used = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const measure = (name: SearcherName, guides: number): Cost => {
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
  return { buildMs, microsecondsEach, megabytes: (after - before) / 1_048_576 };
};

const [name = 'unstuck', guides = '10000'] = process.argv.slice(2);
process.send?.(measure(name as SearcherName, Number(guides)));
