import { parse } from 'discord-markdown-parser';
import type { ReactNode } from 'react';
import { Sign, withSigns } from '../signs.tsx';

/**
 * Discord's markdown: its lines by the few things that a line can begin with, what stands in them by
 * `discord-markdown-parser`, which knows no lists.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export const Markdown = ({ text }: { readonly text: string }) =>
  grouped(text).map((group, index) => <GroupView key={index} {...group} />);

const GroupView = ({ kind, lines, start }: Group): ReactNode => {
  switch (kind) {
    case 'heading':
      return <h3>{inline(lines[0] ?? '')}</h3>;
    case 'small':
      return <p className="discord-small">{inline(lines.join('\n'))}</p>;
    case 'quote':
      return <blockquote>{inline(lines.join('\n'))}</blockquote>;
    case 'numbered':
      return <ol start={start}>{items(lines)}</ol>;
    case 'bullets':
      return <ul>{items(lines)}</ul>;
    case 'text':
      return <p>{inline(lines.join('\n'))}</p>;
  }
};

const items = (lines: readonly string[]) => lines.map((line, index) => <li key={index}>{inline(line)}</li>);

type Kind = 'heading' | 'small' | 'quote' | 'numbered' | 'bullets' | 'text';

interface Group {
  readonly kind: Kind;
  readonly lines: readonly string[];
  /** What a numbered list begins with. */
  readonly start: number;
}

const beginnings = [
  ['heading', /^#{1,3} (.*)$/],
  ['small', /^-# (.*)$/],
  ['quote', /^> ?(.*)$/],
  ['numbered', /^\d+\. (.*)$/],
  ['bullets', /^[-*+] (.*)$/],
] as const satisfies readonly (readonly [Kind, RegExp])[];

/** Neighbours of one kind belong together; what is indented goes on with the item above it. */
const grouped = (text: string): readonly Group[] => {
  const groups: Group[] = [];
  for (const line of text.split('\n')) {
    const last = groups.at(-1);
    const isItem = last?.kind === 'numbered' || last?.kind === 'bullets';
    const { kind, words } = isItem && /^ {2}/.test(line) ? { kind: null, words: line.trim() } : read(line);
    if (last && kind === null) {
      const before = last.lines.slice(0, -1);
      groups[groups.length - 1] = { ...last, lines: [...before, `${last.lines.at(-1)}\n${words}`] };
    } else if (last?.kind === kind && last.kind !== 'heading') {
      groups[groups.length - 1] = { ...last, lines: [...last.lines, words] };
    } else {
      groups.push({ kind: kind ?? 'text', lines: [words], start: Number.parseInt(line, 10) || 1 });
    }
  }
  return groups.filter(({ kind, lines }) => kind !== 'text' || lines.some((line) => line.trim() !== ''));
};

const read = (line: string): { readonly kind: Kind | null; readonly words: string } => {
  for (const [kind, pattern] of beginnings) {
    const words = pattern.exec(line)?.[1];
    if (words !== undefined) return { kind, words };
  }
  return { kind: 'text', words: line };
};

const inline = (text: string): ReactNode => nodes(parse(text, 'extended'));

/** What the parser made of it. Its types are loose: what is not known is drawn as the words in it. */
const nodes = (content: unknown): ReactNode => {
  if (typeof content === 'string') return words(content);
  if (!Array.isArray(content)) return null;
  return content.map((node: unknown, index) => (isNode(node) ? <Piece key={index} node={node} /> : null));
};

interface Node {
  readonly type: string;
  readonly content?: unknown;
  readonly target?: unknown;
  readonly name?: unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const Piece = ({ node: { type, content, target, name } }: { readonly node: Node }): ReactNode => {
  switch (type) {
    case 'br':
    case 'newline':
      return <br />;
    case 'twemoji':
      return words(String(name));
    case 'strong':
      return <strong>{nodes(content)}</strong>;
    case 'em':
      return <em>{nodes(content)}</em>;
    case 'link':
    case 'autolink':
    case 'url':
      return (
        <a href={typeof target === 'string' ? target : undefined} target="_blank" rel="noreferrer">
          {nodes(content)}
        </a>
      );
    default:
      return nodes(content);
  }
};

const words = (text: string): ReactNode =>
  withSigns(text).map((piece, index) =>
    typeof piece === 'string' ? piece : <Sign key={index} name={piece.sign} />,
  );
