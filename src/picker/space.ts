import { looks, shares } from './features.ts';
import type { Counts } from './features.ts';
import { startNumbering } from './numbering.ts';
import type { Steps } from './slices.ts';

/** A text in the space of a catalogue: the features it shares with it, and how much each weighs. */
export interface Vector {
  readonly features: Int32Array;
  readonly weights: Float32Array;
}

export interface Space {
  /** How many features the catalogue has: they are numbered from 0. */
  readonly size: number;
  readonly place: (counts: Counts) => Vector;
  /** The number of the feature with this hash, or -1. */
  readonly find: (hash: number) => number;
}

const featuresAStep = 5_000;

/** Rarity is dampened: with few example phrasings it is known only roughly. */
const rarityPower = 0.6;

/** The space that a catalogue's own texts span; what occurs in none of them has no place, but takes up length. */
export function* spanSpace(documents: number, countsOf: (document: number) => Counts): Steps<Space> {
  const numbering = startNumbering();
  const occurrences: number[] = [];
  for (let document = 0; document < documents; document++) {
    const counts = countsOf(document);
    for (const look of looks) {
      for (const hash of counts[look].keys()) {
        const feature = numbering.number(hash);
        occurrences[feature] = (occurrences[feature] ?? 0) + 1;
      }
    }
    yield;
  }
  const rarity = (count: number): number => Math.log((documents + 1) / (count + 0.5)) ** rarityPower;
  const rarities = new Float32Array(occurrences.length);
  for (const [feature, count] of occurrences.entries()) {
    rarities[feature] = rarity(count);
    if (feature % featuresAStep === 0) yield;
  }
  const unseen = rarity(0);

  const place = (counts: Counts): Vector => {
    const features: number[] = [];
    const weights: number[] = [];
    for (const look of looks) {
      const start = weights.length;
      let squares = 0;
      for (const [hash, count] of counts[look]) {
        const feature = numbering.find(hash);
        const often = count > 1 ? 1 + Math.log(count) : count;
        const weight = often * (feature < 0 ? unseen : (rarities[feature] ?? 0));
        squares += weight * weight;
        if (feature < 0) continue;
        features.push(feature);
        weights.push(weight);
      }
      const scale = squares > 0 ? shares[look] / Math.sqrt(squares) : 0;
      for (let i = start; i < weights.length; i++) weights[i] = (weights[i] ?? 0) * scale;
    }
    return { features: Int32Array.from(features), weights: Float32Array.from(weights) };
  };
  return { size: numbering.size(), place, find: numbering.find };
}

/** The length of a vector whose every feature has a place. */
const fullLength = Math.sqrt(looks.reduce((sum, look) => sum + shares[look] ** 2, 0));

/** The cosine of a text, as its weights by feature, with one of the catalogue's own. */
export const cosine = (own: Float32Array, text: Vector): number => {
  let product = 0;
  let squares = 0;
  for (let i = 0; i < text.features.length; i++) {
    const weight = text.weights[i] ?? 0;
    squares += weight * weight;
    product += weight * (own[text.features[i] ?? 0] ?? 0);
  }
  return squares > 0 ? product / (Math.sqrt(squares) * fullLength) : 0;
};
