import type { Locale } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import { has, likeness } from './centroids.ts';
import { chanceOf, thresholds } from './confidence.ts';
import { read } from './features.ts';
import type { Reading, TellingWord } from './features.ts';
import type { IndexedGuide, PickerIndex } from './picker-index.ts';
import { cosine } from './space.ts';
import type { Vector } from './space.ts';
import { apply } from './train.ts';

export interface PickCandidate {
  readonly template_id: TemplateId;
  /** In the language nearest to the person's. */
  readonly name: string;
  /** The chance that this guide is meant, 0 to 1. */
  readonly score: number;
}

export interface Pick {
  /** `sure`: the first one is right 19 times in 20. `none`: what was said fits no guide, these are only nearest. */
  readonly confidence: 'sure' | 'unsure' | 'none';
  /** Best first, each guide once. Empty where no telling word is one of a guide's. */
  readonly candidates: readonly PickCandidate[];
}

/** Cosines become scores that lie as far apart as the trained ones. */
const spread = 10;
/** How much better a guide must fit to come before one in the person's own language. */
const foreign = 0.5;

interface Ranked {
  readonly guide: IndexedGuide;
  readonly number: number;
  readonly score: number;
}

/** The guides that fit what a person wrote, in whichever language it is. */
export const pick = (
  index: PickerIndex,
  text: string,
  { locale, limit = 3 }: { readonly locale: Locale; readonly limit?: number },
): Pick => {
  const reading = read(text);
  const vector = index.space.place(reading.counts);
  const ranked = rank(index, vector, locale, Math.max(limit, 2));
  const [first, second] = ranked;
  if (reading.empty || first === undefined) return { confidence: 'none', candidates: [] };

  const lead = first.score - (second?.score ?? 0);
  const near = index.trained
    ? nearness(vector, index.trained.texts[first.number] ?? [])
    : Math.max(first.score / spread, 0);
  const chance = chanceOf(index.trained ? 'trained' : 'middles', { lead, nearness: near });
  const known = isKnown(index, reading, first.number, near);
  if (!known && near < thresholds.shown) return { confidence: 'none', candidates: [] };
  return {
    confidence: !known || chance < thresholds.none ? 'none' : chance < thresholds.sure ? 'unsure' : 'sure',
    candidates: ranked.slice(0, limit).map(({ guide, score }) => ({
      template_id: guide.template_id,
      name: nameIn(guide, locale),
      score: chance * Math.exp(score - first.score),
    })),
  };
};

/** The best `count` guides. */
const rank = (index: PickerIndex, vector: Vector, locale: Locale, count: number): readonly Ranked[] => {
  const scores = index.trained ? apply(index.trained.weights, vector) : likeness(index.centroids, vector);
  const scale = index.trained ? 1 : spread;
  const ranked: Ranked[] = [];
  index.guides.forEach((guide, number) => {
    const fit = (scores[number] ?? 0) * scale;
    const last = ranked[count - 1];
    if (last && fit <= last.score) return;
    const score = speaks(guide, locale) ? fit : fit - foreign;
    let at = Math.min(ranked.length, count - 1);
    if (last && score <= last.score) return;
    while (at > 0 && (ranked[at - 1]?.score ?? 0) < score) at--;
    ranked.splice(at, 0, { guide, number, score });
    ranked.length = Math.min(ranked.length, count);
  });
  return ranked;
};

/** The cosine with the nearest of the texts. */
const nearness = (vector: Vector, texts: readonly Vector[]): number => {
  const own = new Map<number, number>();
  vector.features.forEach((feature, i) => own.set(feature, vector.weights[i] ?? 0));
  return Math.max(0, ...texts.map((text) => cosine(own, text)));
};

/** Whether a telling word occurs in the guide, in its meaning or its letters; else, whether the whole text all but does. */
const isKnown = (index: PickerIndex, { telling }: Reading, guide: number, near: number): boolean => {
  const occurs = (hash: number): boolean => {
    const feature = index.space.find(hash);
    return feature !== undefined && has(index.centroids, guide, feature);
  };
  const share = ({ grams }: TellingWord): number => grams.filter(occurs).length / Math.max(grams.length, 1);
  return (
    near >= thresholds.alike ||
    telling.some((word) => word.meanings.some(occurs) || share(word) >= thresholds.evidence)
  );
};

const languageOf = (locale: Locale): string => locale.split(/[-_]/u, 1)[0]?.toLowerCase() ?? '';
const speaks = ({ names }: IndexedGuide, locale: Locale): boolean =>
  names.some((entry) => languageOf(entry.locale) === languageOf(locale));

/** Exactly that locale, else that language, else the first there is. */
const nameIn = ({ names }: IndexedGuide, locale: Locale): string =>
  (
    names.find((entry) => entry.locale.toLowerCase() === locale.toLowerCase()) ??
    names.find((entry) => languageOf(entry.locale) === languageOf(locale)) ??
    names[0]
  )?.name ?? '';
