import { isNegation } from './senses.ts';
import type { Typed } from './tokens.ts';

export type Rating = 1 | 2 | 3 | 4 | 5;

const words: Readonly<Record<string, Rating>> = {
  uno: 1,
  one: 1,
  dos: 2,
  two: 2,
  tres: 3,
  three: 3,
  cuatro: 4,
  four: 4,
  cinco: 5,
  five: 5,
};
const isRating = (value: number): value is Rating => Number.isInteger(value) && value >= 1 && value <= 5;

/** A number, written or in stars, alone or with what follows it as the comment. */
const leading =
  /^(?:(?:le |les |te |os )?(?:doy|pongo|i(?:'d| would)? (?:give|rate) (?:it|you|this)|rating|nota|puntuaci[oó]n)[:\s]+)?(?:un |una |a )?(?<number>[1-5]|uno|dos|tres|cuatro|cinco|one|two|three|four|five)(?!\p{L}|\p{N}|[.,]\p{N})(?:\s*(?:\/|de|sobre|out of|of)\s*5\b|\s+\p{L}*(?<=estrellas?|stars?|puntos?|points?)(?!\p{L}))?(?<gap>[\s.,;:!–—-]*)(?<comment>.*)$/isu;
const stars =
  /^(?<stars>(?:[⭐★🌟]\uFE0F?\s*){1,5})(?:☆\s*)*(?![⭐★🌟])(?<gap>[\s.,;:!–—-]*)(?<comment>.*)$/su;
/** "5 minutes" is no rating. */
const counted =
  /^(?:minut|hor|hours?|d[ií]as?|days?|veces|times|vez|segund|second|pasos?|steps?|errores|errors|personas|people|a[nñ]os|years?|weeks?|semanas|months?|meses|%|\/|\d)/iu;

/** The rating in an answer to "how was it?", with what else was written as its comment. */
export const ratingIn = (typed: Typed): { readonly rating: Rating; readonly comment?: string } | null => {
  const found = stars.exec(typed.raw) ?? leading.exec(typed.raw);
  const { stars: drawn, number, comment = '', gap = '' } = found?.groups ?? {};
  const rating =
    drawn === undefined
      ? (words[number?.toLowerCase() ?? ''] ?? Number(number))
      : [...drawn.matchAll(/[⭐★🌟]/gu)].length;
  if (!isRating(rating) || isNegation(typed.words[0] ?? '')) return null;
  const rest = comment.trim();
  if (rest === '') return { rating };
  return gap === '' || counted.test(rest) ? null : { rating, comment: rest };
};
