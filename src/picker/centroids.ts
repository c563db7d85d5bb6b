import type { Steps } from './slices.ts';
import type { Vector } from './space.ts';

/** For each feature the guides that have it, and with which weight: one unit-length middle a guide. */
export interface Centroids {
  readonly guides: number;
  /** `starts[feature]` to `starts[feature + 1]` is the feature's part of the two lists below. */
  readonly starts: Int32Array;
  readonly owners: Int32Array;
  readonly weights: Float32Array;
}

/** `vectorsOf` yields the texts of a guide, by its number. */
export function* findCentroids(
  guides: number,
  features: number,
  vectorsOf: (guide: number) => Iterable<Vector>,
): Steps<Centroids> {
  const parts: { readonly features: Int32Array; readonly weights: Float32Array }[] = [];
  const starts = new Int32Array(features + 1);
  for (let guide = 0; guide < guides; guide++) {
    const sum = new Map<number, number>();
    for (const vector of vectorsOf(guide)) {
      vector.features.forEach((feature, i) => {
        sum.set(feature, (sum.get(feature) ?? 0) + (vector.weights[i] ?? 0));
      });
    }
    let squares = 0;
    for (const weight of sum.values()) squares += weight * weight;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (const feature of sum.keys()) starts[feature + 1] = (starts[feature + 1] ?? 0) + 1;
    parts.push({
      features: Int32Array.from(sum.keys()),
      weights: Float32Array.from(sum.values(), (weight) => weight * scale),
    });
    yield;
  }
  for (let feature = 0; feature < features; feature++) {
    starts[feature + 1] = (starts[feature + 1] ?? 0) + (starts[feature] ?? 0);
  }
  const next = starts.slice();
  const owners = new Int32Array(starts[features] ?? 0);
  const weights = new Float32Array(owners.length);
  for (const [guide, part] of parts.entries()) {
    part.features.forEach((feature, i) => {
      const at = next[feature] ?? 0;
      owners[at] = guide;
      weights[at] = part.weights[i] ?? 0;
      next[feature] = at + 1;
    });
    yield;
  }
  return { guides, starts, owners, weights };
}

/** The cosine of a text with each guide's middle. */
export const likeness = (centroids: Centroids, vector: Vector): Float32Array => {
  const { starts, owners, weights } = centroids;
  const scores = new Float32Array(centroids.guides);
  for (let i = 0; i < vector.features.length; i++) {
    const feature = vector.features[i] ?? 0;
    const weight = vector.weights[i] ?? 0;
    const end = starts[feature + 1] ?? 0;
    for (let at = starts[feature] ?? 0; at < end; at++) {
      const owner = owners[at] ?? 0;
      scores[owner] = (scores[owner] ?? 0) + weight * (weights[at] ?? 0);
    }
  }
  return scores;
};

/** Whether any text of the guide has the feature. */
export const has = ({ starts, owners }: Centroids, guide: number, feature: number): boolean => {
  let low = starts[feature] ?? 0;
  let high = (starts[feature + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const owner = owners[middle] ?? 0;
    if (owner === guide) return true;
    if (owner < guide) low = middle + 1;
    else high = middle - 1;
  }
  return false;
};
