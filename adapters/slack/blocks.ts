import type {
  ContextBlock,
  HeaderBlock,
  ImageBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextElement,
  RichTextList,
  RichTextQuote,
  RichTextSection,
  SectionBlock,
} from '@slack/types';
import { isPictureUrl } from '../../src/engine/plain-text.ts';
import { cut, line, lines, mark, split } from '../../src/engine/shown-text.ts';
import { folds, limits } from './limits.ts';

/**
 * The few shapes that messages are made of. Texts are `plain_text` or rich text elements, in which Slack reads
 * no markup: nothing in them can mention, link or format.
 */

/** `offset` is documented, but not in the SDK's types: https://docs.slack.dev/reference/block-kit/block-elements/rich-text-list-element */
type List = RichTextList & { readonly offset?: number };

export const plainText = (text: string): PlainTextElement => ({ type: 'plain_text', text, emoji: false });

export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: plainText(cut(line(text), limits.header.max)),
});

export const sections = (text: string): SectionBlock[] =>
  split(lines(text), limits.section.max).map((piece) => ({ type: 'section', text: plainText(piece) }));

/** An image where Slack takes its address, else what is on it. */
export const picture = (url: string, alt: string): ImageBlock | ContextBlock =>
  url.length <= limits.imageUrl.max && isPictureUrl(url)
    ? { type: 'image', image_url: url, alt_text: cut(line(alt), limits.imageAlt.max) || mark }
    : context(alt);

/** Small print. */
export const context = (text: string): ContextBlock => ({
  type: 'context',
  elements: [plainText(cut(lines(text), limits.plainText.max))],
});

export const run = (text: string): RichTextElement => ({ type: 'text', text });
export const bold = (text: string): RichTextElement => ({ type: 'text', text, style: { bold: true } });
export const italic = (text: string): RichTextElement => ({ type: 'text', text, style: { italic: true } });
export const link = (text: string, url: string): RichTextElement => ({ type: 'link', url, text });
export const emoji = (name: string): RichTextElement => ({ type: 'emoji', name });

export const richSection = (...elements: RichTextElement[]): RichTextSection => ({
  type: 'rich_text_section',
  elements,
});

export const quote = (text: string): RichTextQuote => ({ type: 'rich_text_quote', elements: [run(text)] });

export const richText = (...elements: RichTextBlock['elements']): RichTextBlock => ({
  type: 'rich_text',
  elements,
});

export type ListItem = readonly RichTextElement[];

/**
 * A list in as many blocks as it takes; an ordered one goes on counting in the next block.
 *
 * `heading` stands above the first item, in its block; a `border` runs along the items; `first` is the number of the
 * first where it is not 1.
 */
export function listBlocks(
  style: RichTextList['style'],
  items: readonly ListItem[],
  {
    heading = null,
    border = 0,
    first: number = 1,
  }: { heading?: ListItem | null; border?: 0 | 1; first?: number | undefined } = {},
): RichTextBlock[] {
  const blocks: RichTextBlock[] = [];
  const offset = number - 1;
  let first = 0;
  while (first < items.length) {
    let size = 0;
    let next = first;
    while (next < items.length) {
      size += lengthOf(items[next] ?? []);
      if (size > folds.richText && next > first) break;
      next += 1;
    }
    const list: List = {
      type: 'rich_text_list',
      style,
      elements: items.slice(first, next).map((item) => richSection(...item)),
      ...(style === 'ordered' && offset + first > 0 ? { offset: offset + first } : {}),
      ...(border === 0 ? {} : { border }),
    };
    blocks.push(heading && first === 0 ? richText(richSection(...heading), list) : richText(list));
    first = next;
  }
  return blocks;
}

const lengthOf = (item: ListItem): number =>
  item.reduce((sum, element) => sum + ('text' in element ? (element.text?.length ?? 0) : 0), 0);
