import { isNegation } from './senses.ts';
import { tokensOf } from './tokens.ts';
import type { Typed } from './tokens.ts';
import { isTypoOf } from '../typos.ts';

/** Ways to name the first to the ninth of a list, and the last. */
const ordinals: readonly (readonly string[])[] = [
  '1 uno primero primera primer one first 1st 1o 1a 1ro 1ra',
  '2 dos segundo segunda two second 2nd 2o 2a 2do 2da',
  '3 tres tercero tercera tercer three third 3rd 3o 3a 3ro 3ra',
  '4 cuatro cuarto cuarta four fourth 4th 4o 4a 4to 4ta',
  '5 cinco quinto quinta five fifth 5th 5o 5a 5to 5ta',
  '6 seis sexto sexta six sixth 6th',
  '7 siete septimo septima seven seventh 7th',
  '8 ocho octavo octava eight eighth 8th',
  '9 nueve noveno novena nine ninth 9th',
].map((row) => row.split(' ').flatMap((word) => tokensOf(word)));
const last = new Set(['ultimo', 'ultima', 'last'].flatMap((word) => tokensOf(word)));
const fillers = new Set(
  `la el lo the a un una opcion option numero number num nro guia guide choice respuesta answer one es is its i quiero
  want elijo choose pick select escojo por favor please creo que it my mi de of would like me quedo con ok vale si yes
  prefiero prefer take ill id esa ese eso that this esta este mejor y o and or`
    .split(/\s+/u)
    .flatMap((word) => tokensOf(word)),
);

/** The offered label that was typed as it stands: its index. */
export const exactOption = ({ words }: Typed, options: readonly string[]): number | null => {
  const index = options.findIndex((option) => {
    const label = tokensOf(option);
    return label.length > 0 && label.join(' ') === words.join(' ');
  });
  return index < 0 ? null : index;
};

/** The offered label that was named by its place: its index, or `unclear` where numbers are named otherwise. */
export const numberedOption = (typed: Typed, count: number): number | 'unclear' | null => {
  const said = typed.words;
  const rest = said.filter((word) => !fillers.has(word) && !isNegation(word));
  const numbers = rest.map((word) =>
    last.has(word) ? count - 1 : ordinals.findIndex((row) => row.includes(word)),
  );
  if (count === 0 || rest.length === 0 || numbers.includes(-1)) return null;
  const [number = 0] = numbers;
  const isClear = numbers.length === 1 && number < count && !said.some(isNegation) && !typed.question;
  return isClear ? number : 'unclear';
};

/** A label written with typos, or the part of it that only one label has. */
export const namedOption = ({ words }: Typed, options: readonly string[]): number | null => {
  const content = words.filter((word) => !fillers.has(word));
  if (content.length === 0) return null;
  const fits = options.flatMap((option, index) => {
    const own = tokensOf(option).filter((word) => !fillers.has(word));
    const negations = (all: readonly string[]): number => all.filter(isNegation).length;
    // A negation more or less is another answer, however alike the rest is.
    if (negations(own) !== negations(content)) return [];
    const held = content.every((word) => own.some((other) => isTypoOf(word, other)));
    const isWhole = held && own.length === content.length;
    return held && (isWhole || content.some((word) => word.length > 2)) ? [{ index, isWhole }] : [];
  });
  const whole = fits.filter(({ isWhole }) => isWhole);
  const [only] = whole.length > 0 ? whole : fits;
  return only !== undefined && (whole.length > 0 ? whole : fits).length === 1 ? only.index : null;
};
