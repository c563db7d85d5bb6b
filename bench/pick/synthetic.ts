import type { TemplateId } from '../../src/ids.ts';
import type { PickerEntry } from '../../src/picker/index.ts';

/** Numbers from 0 to 1, the same in every run (mulberry32). */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const syllables =
  `ba be bo ca ce co cu da de di do fa fi ga go ha ja la le li lo ma me mi mo na ne ni no pa pe pi po que
  ra re ri ro sa se si so ta te ti to tra tre va ve vi za zo cion mente dor ar er ir ado ido able ing er est un re`.split(
    /\s+/u,
  );

/** Words as common as in a language (Zipf), of which half of every text is made; the rest is a guide's own. */
export const syntheticCatalogue = (
  guides: number,
): { readonly entries: readonly PickerEntry[]; readonly asked: readonly string[] } => {
  const random = numbersFrom(77);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const vocabulary = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => one(syllables)).join(''),
  );
  const common = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? '';
  const entries: PickerEntry[] = [];
  for (let guide = 0; guide < guides; guide++) {
    const own = Array.from({ length: 12 }, () => one(vocabulary));
    const text = (words: number): string =>
      Array.from({ length: words }, () => (random() < 0.5 ? common() : one(own))).join(' ');
    entries.push({
      template_id: `guide_${guide}` as TemplateId,
      name: text(5),
      description: text(14),
      keywords: own.slice(0, 4),
      examples: Array.from({ length: 5 }, () => text(8)),
      locale: 'en',
    });
  }
  const asked = Array.from({ length: 2_000 }, () => {
    const words = one(one(entries).examples).split(' ');
    const [first = '', ...rest] = words.filter(() => random() < 0.8);
    return [first.slice(0, -1), ...rest, common()].join(' ');
  });
  return { entries, asked };
};
