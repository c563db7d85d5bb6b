import type { Message, Part } from '../../src/engine/message.ts';
import { cut, isBlank, line, lines } from '../../src/engine/shown-text.ts';
import { folds } from './limits.ts';

/** The message in words alone, for where no card can stand: the summary first, then the rest. */
export const renderText = (message: Message): string =>
  cut(
    [line(message.summary), ...message.parts.flatMap(spoken)].filter((text) => !isBlank(text)).join('\n'),
    folds.text,
  );

function spoken(part: Part): readonly string[] {
  switch (part.type) {
    // Both are in the summary.
    case 'title':
    case 'progress':
      return [];
    case 'text':
    case 'quote':
    case 'status':
    case 'hint':
      return [lines(part.text)];
    case 'instructions':
      return part.items.map((text, index) => `${(part.first ?? 1) + index}. ${lines(text)}`);
    case 'picture':
      return [`${line(part.alt)}: ${line(part.url)}`];
    case 'expected':
      return [`${line(part.label)}: ${lines(part.text)}`];
    case 'warnings':
      return [line(part.label), ...part.items.map(lines)];
    case 'resources':
      return [
        line(part.label),
        ...part.items.map((item) =>
          typeof item === 'string' ? lines(item) : `${line(item.title)}: ${item.url}`,
        ),
      ];
    case 'options':
      return part.items.map(({ label }, index) => `${index + 1}. ${line(label)}`);
    case 'tried':
      return [line(part.label), ...part.items.map(({ title }) => line(title))];
    case 'facts':
      return part.items.map(({ name, value }) => `${line(name)}: ${lines(value)}`);
    case 'said':
      return part.items.map(({ author, text }) => `${line(author)}: ${lines(text)}`);
  }
}
