import type { Part } from '../../src/engine/message.ts';
import { isHttpUrl } from '../../src/engine/plain-text.ts';
import { isBlank, line, lines } from '../../src/engine/shown-text.ts';
import { folds } from './limits.ts';
import { bareLink, escape, maskedLink } from './text.ts';
import { bold, listed, plain, quoted, small, whole } from './writing.ts';
import type { Line } from './writing.ts';

type PartOf<Type extends Part['type']> = Extract<Part, { type: Type }>;

/** How one part of a message reads in Discord; nothing where there is nothing to show. */
export function partLines(part: Part): readonly Line[] {
  switch (part.type) {
    case 'title':
      return isBlank(part.text) ? [] : [{ ...plain(line(part.text)), before: '## ' }];
    case 'progress':
      return [{ ...small(line(part.text)), before: `-# ${bar(part)}  ` }];
    case 'text':
      return isBlank(part.text) ? [] : [plain(lines(part.text))];
    case 'quote':
      return isBlank(part.text) ? [] : [quoted(lines(part.text))];
    case 'instructions':
      return part.items.map((item, index) => listed(lines(item), `${(part.first ?? 1) + index}. `));
    case 'picture':
      return [small(line(part.alt))];
    case 'expected':
      return [heading(part.label, '✅ '), plain(lines(part.text))];
    case 'warnings':
      return underHeading(
        heading(part.label, '⚠️ '),
        part.items.map((item) => listed(lines(item))),
      );
    case 'resources':
      return underHeading(heading(part.label, '📚 '), part.items.map(resource));
    case 'options':
      return part.items.flatMap(option);
    case 'status':
      return [bold(lines(part.text), `${signs[part.tone]} `)];
    case 'tried':
      return underHeading(heading(part.label), part.items.flatMap(tried));
    case 'facts':
      return underHeading(part.label === null ? null : heading(part.label), part.items.flatMap(fact));
    case 'said':
      return underHeading(part.label === null ? null : heading(part.label), part.items.flatMap(said));
    case 'hint':
      return isBlank(part.text) ? [] : [small(lines(part.text))];
  }
}

const signs = {
  success: '✅',
  waiting: '⏳',
  closed: '⚪',
  warning: '⚠️',
} as const satisfies Record<PartOf<'status'>['tone'], string>;

const heading = (label: string, sign = ''): Line => bold(line(label), sign);

const underHeading = (above: Line | null, items: readonly Line[]): readonly Line[] =>
  items.length === 0 || above === null ? items : [above, ...items];

/** At most ten cells, so that a guide of many steps still has a bar of one line. */
const cells = 10;

function bar({ current, total }: PartOf<'progress'>): string {
  const length = Math.max(1, Math.min(cells, Math.trunc(total) || 1));
  const share = total > 0 ? current / total : 0;
  const filled = Math.max(0, Math.min(length, Math.round(share * length) || 0));
  return '▰'.repeat(filled) + '▱'.repeat(length - filled);
}

/** A link where the address is one people can be sent to, else words. */
function resource(item: PartOf<'resources'>['items'][number]): Line {
  const title = typeof item === 'string' ? lines(item) : line(item.title);
  if (typeof item === 'string' || item.url.length > folds.url || !isHttpUrl(item.url)) return listed(title);
  const masked = title.length > folds.name ? null : maskedLink(title, item.url);
  return masked === null ? { ...listed(title), after: ` — ${bareLink(item.url)}` } : whole(`- ${masked}`);
}

function option(
  { label, detail }: PartOf<'options'>['items'][number],
  index: number,
  all: readonly object[],
) {
  const name = bold(line(label), all.length === 1 ? '' : `${index + 1}. `);
  const words = all.length === 1 ? plain(lines(detail)) : listed(lines(detail), '  ');
  return isBlank(detail) ? [name] : [name, words];
}

function tried({ result, title, notes }: PartOf<'tried'>['items'][number]): readonly Line[] {
  const step = listed(line(title), result === 'completed' ? '- ✔️ ' : '- ❌ ');
  return notes === null || isBlank(notes) ? [step] : [step, listed(lines(notes), '  ')];
}

/** Beside its name, where that is no sentence of its own. */
function fact({ name, value }: PartOf<'facts'>['items'][number]): readonly Line[] {
  const called = line(name);
  return called.length > folds.name
    ? [bold(called, '- '), listed(lines(value), '  ')]
    : [listed(lines(value), `- **${escape(called)}:** `)];
}

const said = ({ author, text }: PartOf<'said'>['items'][number]): readonly Line[] => [
  bold(line(author)),
  quoted(lines(text)),
];
