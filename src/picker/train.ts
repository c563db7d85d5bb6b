import type { Centroids } from './centroids.ts';
import type { Steps } from './slices.ts';
import type { Vector } from './space.ts';

export interface Lesson {
  readonly vector: Vector;
  /** The number of the guide that the text belongs to. */
  readonly guide: number;
}

/** A weight for each feature and guide, all guides of a feature side by side. */
export interface Weights {
  readonly guides: number;
  readonly table: Float32Array;
}

/**
 * Rounds are few and steps large: the examples are few too, and learning them by heart would not help with other
 * words. Beyond the budget (about half a second's worth of multiplications) or the table (64 MB) middles must do.
 */
const schedule = {
  start: 3,
  step: 2,
  slowdown: 0.3,
  fewestRounds: 3,
  mostRounds: 12,
  lessons: 5_000,
} as const;
const budget = { products: 300_000_000, table: 16_000_000 } as const;
/** Guides that a text is hardly taken for are left alone: it halves the work and changes nothing. */
const negligible = 0.002;

/** How often to go through the lessons; 0 where the catalogue is too large to train on. */
export const roundsFor = (lessons: readonly Lesson[], guides: number, features: number): number => {
  if (guides < 2 || guides * features > budget.table) return 0;
  const products = lessons.reduce((sum, { vector }) => sum + vector.features.length, 0) * guides * 1.5;
  const affordable = Math.floor(budget.products / Math.max(products, 1));
  const wanted = Math.round(schedule.lessons / Math.max(lessons.length, 1));
  const rounds = Math.min(Math.max(wanted, schedule.fewestRounds * 2), schedule.mostRounds, affordable);
  return rounds < schedule.fewestRounds ? 0 : rounds;
};

/** Steps through all lessons far from in order, the same way every time. */
function* shuffled(count: number): Generator<number> {
  let stride = Math.max(1, Math.floor(count * 0.618));
  while (gcd(stride, count) !== 1) stride++;
  for (let i = 0, at = 0; i < count; i++, at = (at + stride) % count) yield at;
}
const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

const featuresAStep = 5_000;

/** Moves the middles apart where they are mistaken for each other (softmax regression, a gradient step a lesson). */
export function* train(
  centroids: Centroids,
  features: number,
  lessons: readonly Lesson[],
  rounds: number,
): Steps<Weights> {
  const { guides } = centroids;
  const table = new Float32Array(features * guides);
  for (let feature = 0; feature < features; feature++) {
    for (let at = centroids.starts[feature] ?? 0; at < (centroids.starts[feature + 1] ?? 0); at++) {
      table[feature * guides + (centroids.owners[at] ?? 0)] = schedule.start * (centroids.weights[at] ?? 0);
    }
    if (feature % featuresAStep === 0) yield;
  }
  const weights: Weights = { guides, table };
  for (let round = 0; round < rounds; round++) {
    const step = schedule.step / (1 + round * schedule.slowdown);
    for (const index of shuffled(lessons.length)) {
      const lesson = lessons[index];
      if (lesson) correct(weights, lesson, step);
      yield;
    }
  }
  return weights;
}

const correct = ({ guides, table }: Weights, { vector, guide }: Lesson, step: number): void => {
  const chances = softmax(apply({ guides, table }, vector));
  const wrong: number[] = [];
  chances.forEach((chance, other) => {
    if (other === guide || chance > negligible) wrong.push(other);
  });
  for (let i = 0; i < vector.features.length; i++) {
    const row = (vector.features[i] ?? 0) * guides;
    const amount = step * (vector.weights[i] ?? 0);
    for (const other of wrong) {
      const error = (other === guide ? 1 : 0) - (chances[other] ?? 0);
      table[row + other] = (table[row + other] ?? 0) + amount * error;
    }
  }
};

export const apply = ({ guides, table }: Weights, vector: Vector): Float32Array => {
  const scores = new Float32Array(guides);
  for (let i = 0; i < vector.features.length; i++) {
    const row = (vector.features[i] ?? 0) * guides;
    const weight = vector.weights[i] ?? 0;
    for (let guide = 0; guide < guides; guide++) {
      scores[guide] = (scores[guide] ?? 0) + weight * (table[row + guide] ?? 0);
    }
  }
  return scores;
};

/** Turns scores into chances that add up to 1, in place. */
const softmax = (scores: Float32Array): Float32Array => {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  let sum = 0;
  scores.forEach((score, i) => {
    const exponent = Math.exp(score - highest);
    scores[i] = exponent;
    sum += exponent;
  });
  scores.forEach((score, i) => {
    scores[i] = score / sum;
  });
  return scores;
};
