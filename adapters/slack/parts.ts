import type { KnownBlock, RichTextBlock } from '@slack/types';
import { isHttpUrl } from '../../src/engine/plain-text.ts';
import type { Part } from '../../src/engine/message.ts';
import { cut, isBlank, line, lines, mark, within } from '../../src/engine/shown-text.ts';
import {
  bold,
  context,
  emoji,
  header,
  italic,
  link,
  listBlocks,
  picture,
  quote,
  richSection,
  richText,
  run,
  sections,
} from './blocks.ts';
import type { ListItem } from './blocks.ts';
import { folds, limits } from './limits.ts';

type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>;

/** How one part of a message looks in Slack; nothing where there is nothing to show. */
export function partBlocks(part: Part): KnownBlock[] {
  switch (part.type) {
    case 'title':
      return isBlank(part.text) ? [] : [header(part.text)];
    case 'progress':
      return [context(`${bar(part)}  ${line(part.text)}`)];
    case 'text':
      return isBlank(part.text) ? [] : sections(cut(lines(part.text), folds.text));
    case 'quote':
      return isBlank(part.text) ? [] : [richText(quote(cut(lines(part.text), folds.quote)))];
    case 'instructions':
      return listBlocks(
        'ordered',
        within(part.items.map(lines), folds.instructions, folds.instruction).map((item) => [run(item)]),
        { first: part.first },
      );
    case 'picture':
      return [picture(part.url, part.alt)];
    case 'expected':
      return [
        richText(
          richSection(
            ...heading('white_check_mark', part.label),
            run(`\n${cut(lines(part.text), folds.expected)}`),
          ),
        ),
      ];
    case 'warnings':
      return listBlocks(
        'bullet',
        within(part.items.map(lines), folds.warnings).map((item) => [run(item)]),
        { heading: heading('warning', part.label), border: 1 },
      );
    case 'resources':
      return listBlocks('bullet', resourceItems(part), { heading: heading('books', part.label) });
    case 'options':
      return optionBlocks(part);
    case 'status':
      return [
        richText(richSection(emoji(tones[part.tone]), run(' '), bold(cut(lines(part.text), folds.status)))),
      ];
    case 'tried':
      return listBlocks('bullet', triedItems(part), { heading: [bold(line(part.label))] });
    case 'facts':
      return listBlocks('bullet', factItems(part), headed(part.label));
    case 'said':
      return saidBlocks(part);
    case 'hint':
      return isBlank(part.text) ? [] : [context(cut(lines(part.text), folds.hint))];
  }
}

const tones = {
  success: 'white_check_mark',
  waiting: 'hourglass_flowing_sand',
  closed: 'white_circle',
  warning: 'warning',
} as const satisfies Record<PartOf<'status'>['tone'], string>;

const heading = (sign: string, label: string): ListItem => [
  emoji(sign),
  run(' '),
  bold(cut(line(label), limits.header.max)),
];

/** At most ten cells, so that a guide of many steps still has a bar of one line. */
const cells = 10;

function bar({ current, total }: PartOf<'progress'>): string {
  const length = Math.max(1, Math.min(cells, Math.trunc(total) || 1));
  const share = total > 0 ? current / total : 0;
  const filled = Math.max(0, Math.min(length, Math.round(share * length) || 0));
  return '▰'.repeat(filled) + '▱'.repeat(length - filled);
}

function resourceItems({ items }: PartOf<'resources'>): ListItem[] {
  const shown: ListItem[] = [];
  let left = folds.resources;
  for (const item of items) {
    const title = cut(lines(typeof item === 'string' ? item : item.title), limits.header.max * 4);
    if (title.length > left) return [...shown, [run(mark)]];
    left -= title.length;
    shown.push([resource(title, typeof item === 'string' ? item : item.url)]);
  }
  return shown;
}

/** A link where the address is one people can be sent to, else words. */
const resource = (title: string, url: string): ListItem[number] =>
  url.length <= limits.linkUrl.max && isHttpUrl(url) ? link(title, url) : run(title);

function optionBlocks({ items }: PartOf<'options'>): KnownBlock[] {
  const each = Math.floor(folds.options / Math.max(1, items.length));
  const shown = items.map(({ label, detail }): ListItem => {
    const name = bold(cut(line(label), Math.max(limits.buttonText.max, each)));
    return isBlank(detail) ? [name] : [name, run(`\n${cut(lines(detail), Math.max(2, each))}`)];
  });
  const [only] = shown;
  return only && shown.length === 1 ? [richText(richSection(...only))] : listBlocks('ordered', shown);
}

const headed = (label: string | null): { readonly heading?: ListItem } =>
  label === null ? {} : { heading: [bold(cut(line(label), limits.header.max))] };

function factItems({ items }: PartOf<'facts'>): ListItem[] {
  const shown: ListItem[] = [];
  let left = folds.facts;
  for (const { name, value } of items) {
    const said = cut(lines(value), folds.fact);
    if (name.length + said.length > left) return [...shown, [run(mark)]];
    left -= name.length + said.length;
    shown.push([bold(`${cut(line(name), limits.header.max)}: `), run(said)]);
  }
  return shown;
}

/**
 * The newest words matter most: what is left out is the oldest. Neighbouring sections of one block share a line, so
 * that what stands above the words is a block of its own.
 */
function saidBlocks({ label, items }: PartOf<'said'>): KnownBlock[] {
  const shown: RichTextBlock['elements'] = [];
  let left: number = folds.said;
  for (const { author, text } of items.toReversed()) {
    if (left <= mark.length) break;
    const words = cut(lines(text), left);
    left -= words.length;
    shown.unshift(richSection(bold(cut(line(author), limits.header.max))), quote(words));
  }
  const above = [
    ...(label === null ? [] : [bold(cut(line(label), limits.header.max))]),
    ...(shown.length < items.length * 2 ? [run(mark)] : []),
  ];
  return [
    ...above.map((element) => richText(richSection(element))),
    ...(shown.length === 0 ? [] : [richText(...shown)]),
  ];
}

function triedItems({ items }: PartOf<'tried'>): ListItem[] {
  const shown: ListItem[] = [];
  let left = folds.tried;
  for (const { result, title, notes } of items) {
    const name = cut(line(title), limits.header.max);
    const note = notes === null || isBlank(notes) ? '' : cut(lines(notes), folds.hint);
    if (name.length + note.length > left) return [...shown, [run(mark)]];
    left -= name.length + note.length;
    shown.push([
      emoji(result === 'completed' ? 'heavy_check_mark' : 'x'),
      run(` ${name}`),
      ...(note === '' ? [] : [run(' — '), italic(note)]),
    ]);
  }
  return shown;
}
