import type { Part } from '../../src/engine/message.ts';
import { isHttpUrl, isPictureUrl } from '../../src/engine/plain-text.ts';
import { cut, isBlank, line, lines, mark, within } from '../../src/engine/shown-text.ts';
import { block, bold, container, fact, image, item, lineBlock, link, run, textBlocks } from './cards.ts';
import type { Element } from './cards.ts';
import { folds, limits } from './limits.ts';

type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>;

/** How one part of a message looks in Teams; nothing where there is nothing to show. */
export function partElements(part: Part): readonly Element[] {
  switch (part.type) {
    case 'title':
      return isBlank(part.text)
        ? []
        : [lineBlock(cut(line(part.text), folds.title), { size: 'Large', weight: 'Bolder' })];
    case 'progress':
      return [
        lineBlock(
          `${bar(part)}  ${cut(line(part.text), folds.label)}`,
          { size: 'Small', isSubtle: true },
          'Small',
        ),
      ];
    case 'text':
      return isBlank(part.text) ? [] : textBlocks(cut(lines(part.text), folds.text));
    case 'quote':
      return isBlank(part.text) ? [] : [quote(part.text, folds.quote)];
    case 'instructions':
      return within(part.items.map(lines), folds.instructions, folds.instruction).map((text, index) =>
        item(`${(part.first ?? 1) + index}.`, textBlocks(text)),
      );
    case 'picture':
      return part.url.length <= limits.linkUrl.max && isPictureUrl(part.url)
        ? [image(part.url, cut(line(part.alt), folds.label))]
        : [lineBlock(cut(line(part.alt), folds.label))];
    case 'expected':
      return [
        container('good', [
          heading('✅', part.label),
          ...textBlocks(cut(lines(part.text), folds.expected), {}, 'Small'),
        ]),
      ];
    case 'warnings':
      return part.items.length === 0
        ? []
        : [container('warning', [heading('⚠️', part.label), ...bullets(part.items, folds.warnings)])];
    case 'resources':
      return part.items.length === 0 ? [] : [heading('📚', part.label), ...resources(part)];
    case 'options':
      return options(part);
    case 'status':
      return [status(part)];
    case 'tried':
      return part.items.length === 0 ? [] : [heading(null, part.label), ...tried(part)];
    case 'facts':
      return part.items.length === 0 ? [] : [...labelled(part.label), ...facts(part)];
    case 'said':
      return part.items.length === 0 ? [] : [...labelled(part.label), ...said(part)];
    case 'hint':
      return isBlank(part.text)
        ? []
        : textBlocks(cut(lines(part.text), folds.hint), { size: 'Small', isSubtle: true });
  }
}

const heading = (sign: string | null, label: string): Element =>
  block([bold(`${sign === null ? '' : `${sign} `}${cut(line(label), folds.label)}`)]);

const labelled = (label: string | null): readonly Element[] =>
  label === null || isBlank(label) ? [] : [heading(null, label)];

const quote = (text: string, limit: number): Element =>
  container('emphasis', textBlocks(cut(lines(text), limit), { italic: true }));

const bullets = (items: readonly string[], limit: number): readonly Element[] =>
  within(items.map(lines), limit).map((text) => item('•', textBlocks(text)));

/** At most ten cells, so that a guide of many steps still has a bar of one line. */
const cells = 10;

function bar({ current, total }: PartOf<'progress'>): string {
  const length = Math.max(1, Math.min(cells, Math.trunc(total) || 1));
  const share = total > 0 ? current / total : 0;
  const filled = Math.max(0, Math.min(length, Math.round(share * length) || 0));
  return '▰'.repeat(filled) + '▱'.repeat(length - filled);
}

function status({ tone, text }: PartOf<'status'>): Element {
  const [first = mark, ...rest] = cut(lines(text), folds.status).split('\n');
  const { sign, style } = tones[tone];
  return container(style, [
    block([run(`${sign} `), bold(line(first))]),
    ...(rest.length === 0 ? [] : textBlocks(rest.join('\n'), {}, 'None')),
  ]);
}

const tones = {
  success: { sign: '✅', style: 'good' },
  waiting: { sign: '⏳', style: 'emphasis' },
  closed: { sign: '⚪', style: 'emphasis' },
  warning: { sign: '⚠️', style: 'attention' },
} as const satisfies Record<PartOf<'status'>['tone'], object>;

/** Items as long as there is room for them together; a mark stands for the rest. */
function folded<Item>(
  items: readonly Item[],
  limit: number,
  draw: (each: Item, index: number) => { readonly length: number; readonly element: Element },
): readonly Element[] {
  const shown: Element[] = [];
  let left = limit;
  for (const [index, each] of items.entries()) {
    const { length, element } = draw(each, index);
    if (length > left) return [...shown, lineBlock(mark)];
    left -= length;
    shown.push(element);
  }
  return shown;
}

const resources = ({ items }: PartOf<'resources'>): readonly Element[] =>
  folded(items, folds.resources, (resource) => {
    const title = cut(lines(typeof resource === 'string' ? resource : resource.title), folds.label * 4);
    const shown =
      typeof resource === 'string' || !isLink(resource.url)
        ? textBlocks(title)
        : [block([link(line(title), resource.url)])];
    return { length: title.length, element: item('•', shown) };
  });

/** An address that people can be sent to. */
const isLink = (url: string): boolean => url.length <= limits.linkUrl.max && isHttpUrl(url);

function options({ items }: PartOf<'options'>): readonly Element[] {
  const each = Math.floor(folds.options / Math.max(1, items.length));
  const described = items.map(({ label, detail }): readonly Element[] => [
    block([bold(cut(line(label), Math.max(limits.buttonText.max, each)))]),
    ...(isBlank(detail) ? [] : textBlocks(cut(lines(detail), Math.max(80, each)), {}, 'None')),
  ]);
  const [only] = described;
  return only && described.length === 1
    ? only
    : described.map((elements, index) => item(`${index + 1}.`, elements));
}

const tried = ({ items }: PartOf<'tried'>): readonly Element[] =>
  folded(items, folds.tried, ({ result, title, notes }) => {
    const name = cut(line(title), folds.label);
    const note = notes === null || isBlank(notes) ? '' : cut(lines(notes), folds.hint);
    return {
      length: name.length + note.length,
      element: item(result === 'completed' ? '✔️' : '❌', [
        lineBlock(name),
        ...(note === '' ? [] : textBlocks(note, { italic: true, isSubtle: true }, 'None')),
      ]),
    };
  });

const facts = ({ items }: PartOf<'facts'>): readonly Element[] =>
  folded(items, folds.facts, ({ name, value }) => {
    const words = cut(lines(value), folds.hint);
    const label = cut(line(name), folds.label);
    return { length: label.length + words.length, element: fact(label, textBlocks(words)) };
  });

const said = ({ items }: PartOf<'said'>): readonly Element[] =>
  folded(items, folds.said, ({ author, text }) => {
    const name = cut(line(author), folds.label);
    const words = cut(lines(text), folds.text / 2);
    return {
      length: name.length + words.length,
      element: container('emphasis', [block([bold(name)]), ...textBlocks(words, {}, 'Small')]),
    };
  });
