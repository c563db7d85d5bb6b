import { foldText } from '../engine/plain-text.ts';
import type { Locale, Template } from '../engine/template.ts';
import type { TemplateId } from '../ids.ts';

/** What of a guide is looked through while somebody types: the words of its texts, as they compare. */
export interface Findable {
  readonly template_id: TemplateId;
  readonly locale: Locale;
  readonly name: readonly string[];
  readonly texts: readonly string[];
}

export const findable = ({
  template_id,
  locale,
  name,
  description,
  keywords,
  examples,
}: Pick<
  Template,
  'template_id' | 'locale' | 'name' | 'description' | 'keywords' | 'examples'
>): Findable => ({
  template_id,
  locale,
  name: wordsOf(name),
  texts: [...new Set(wordsOf([description, ...keywords, ...examples].join(' ')))],
});

/**
 * Guides that hold every word typed so far, the last of which may be half a word: those named so first, then those
 * told of so. Each guide once, in whichever of its languages it is found.
 */
export function findByWords(guides: readonly Findable[], typed: string): readonly TemplateId[] {
  const wanted = wordsOf(typed);
  if (wanted.length === 0) return [];
  const within = (words: readonly string[]): boolean =>
    wanted.every((word) => words.some((one) => one.startsWith(word)));
  const named = guides.filter(({ name }) => within(name));
  const told = guides.filter(({ name, texts }) => within([...name, ...texts]));
  return [...new Set([...named, ...told].map(({ template_id }) => template_id))];
}

const wordsOf = (text: string): readonly string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
