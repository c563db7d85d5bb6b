import type { Locale } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';
import { has, likeness } from './centroids.ts';
import { combine } from './combine.ts';
import { chanceOf, thresholds } from './confidence.ts';
import { read } from './features.ts';
import type { Reading, TellingWord } from './features.ts';
import type { IndexedGuide, PickerIndex } from './picker-index.ts';
import { piecesOf } from './pieces.ts';
import { cosine } from './space.ts';
import type { Vector } from './space.ts';
import { apply } from './train.ts';

interface PickCandidate {
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
const foreign = 1;

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
  const picks = piecesOf(text).map((piece) => pickPiece(index, piece, locale, limit));
  const [only] = picks;
  if (only && picks.length === 1) return only;
  const telling = picks.filter(({ confidence }) => confidence !== 'none');
  const candidates = combine(telling.map((one) => one.candidates)).slice(0, limit);
  const [best] = candidates;
  if (!best) return picks.at(-1) ?? { confidence: 'none', candidates: [] };
  if (best.score < thresholds.longNone) return { confidence: 'none', candidates };
  const sure = telling.filter(({ confidence }) => confidence === 'sure');
  const agree = sure.every(({ candidates: [first] }) => first?.template_id === best.template_id);
  return { confidence: sure.length > 0 && agree ? 'sure' : 'unsure', candidates };
};

const pickPiece = (index: PickerIndex, text: string, locale: Locale, limit: number): Pick => {
  const reading = read(text, index.mend);
  const vector = index.space.place(reading.counts);
  const ranked = rank(index, vector, locale, Math.max(limit, 2));
  const [first] = ranked;
  if (reading.empty || first === undefined) return { confidence: 'none', candidates: [] };

  const { chance, lead, near } = chanceOfFirst(index, vector, ranked);
  const { known, meant } = evidence(index, reading, first.number);
  if (!known && near < thresholds.shown) return { confidence: 'none', candidates: [] };
  // A text in another language than the guide has nothing in common with it but what it means.
  const fits = (known || near >= thresholds.alike) && (meant || chance >= thresholds.none);
  return {
    confidence: !fits ? 'none' : chance >= thresholds.sure && lead >= thresholds.lead ? 'sure' : 'unsure',
    candidates: ranked
      .slice(0, limit)
      .map(({ guide, score }) => ({
        template_id: guide.template_id,
        name: nameIn(guide, locale),
        score: chance * Math.exp(score - first.score),
      }))
      .filter(({ score }, place) => place === 0 || score >= thresholds.listed),
  };
};

/** The guides nearest to a text, whether they fit or not; none where it says nothing at all. */
export const nearest = (
  index: PickerIndex,
  text: string,
  { locale, limit }: { readonly locale: Locale; readonly limit: number },
): readonly Near[] =>
  combine(piecesOf(text).map((piece) => nearestTo(index, piece, locale, limit))).slice(0, limit);

type Near = Omit<PickCandidate, 'name'>;

const nearestTo = (index: PickerIndex, text: string, locale: Locale, limit: number): readonly Near[] => {
  const reading = read(text, index.mend);
  if (reading.empty) return [];
  const vector = index.space.place(reading.counts);
  const ranked = rank(index, vector, locale, Math.max(limit, 2));
  const { chance } = chanceOfFirst(index, vector, ranked);
  return ranked.slice(0, limit).map(({ guide, score }) => ({
    template_id: guide.template_id,
    score: chance * Math.exp(score - (ranked[0]?.score ?? 0)),
  }));
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

/** How likely it is the best one, by its lead and by how near the text comes to it. */
const chanceOfFirst = (index: PickerIndex, vector: Vector, [first, second]: readonly Ranked[]) => {
  if (!first) return { chance: 0, lead: 0, near: 0 };
  const lead = first.score - (second?.score ?? 0);
  const near = index.trained
    ? nearness(index.space.size, vector, index.trained.texts[first.number] ?? [])
    : Math.max(first.score / spread, 0);
  return { chance: chanceOf(index.trained ? 'trained' : 'middles', { lead, nearness: near }), lead, near };
};

/** The cosine with the nearest of the texts. */
const nearness = (size: number, vector: Vector, texts: readonly Vector[]): number => {
  const own = new Float32Array(size);
  vector.features.forEach((feature, i) => {
    own[feature] = vector.weights[i] ?? 0;
  });
  return Math.max(0, ...texts.map((text) => cosine(own, text)));
};

/** How the telling words of a text occur in a guide. */
const evidence = (
  index: PickerIndex,
  { telling }: Reading,
  guide: number,
): { readonly known: boolean; readonly meant: boolean } => {
  const occurs = (hash: number): boolean => {
    const feature = index.space.find(hash);
    return feature >= 0 && has(index.centroids, guide, feature);
  };
  const means = telling.filter(({ meanings }) => meanings.some(occurs)).length;
  const isSpelt = ({ grams }: TellingWord): boolean =>
    grams.length > 0 && grams.filter(occurs).length / grams.length >= thresholds.evidence;
  return {
    known: means > 0 || telling.some(isSpelt),
    meant: means > 0 && means >= telling.length * thresholds.meant,
  };
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
