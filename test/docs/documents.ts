import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A document, and what the tests look for in it. */
export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** Without its fenced blocks. */
  readonly prose: string;
  readonly blocks: readonly { readonly language: string; readonly code: string; readonly line: number }[];
}

const fence = /^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm;

const read = (file: string): Document => {
  const text = readFileSync(file, 'utf8');
  return {
    path: relative(root, file),
    text,
    prose: text.replace(fence, ''),
    blocks: [...text.matchAll(fence)].map(({ 1: language = '', 2: code = '', index }) => ({
      language,
      code,
      line: text.slice(0, index).split('\n').length,
    })),
  };
};

const markdownIn = (folder: string, recursive: boolean): string[] =>
  readdirSync(join(root, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

/** Every document of the repository. */
export const documents: readonly Document[] = [...markdownIn('.', false), ...markdownIn('docs', true)].map(
  read,
);

export const documentAt = (path: string): Document => {
  const found = documents.find((document) => document.path === path);
  if (!found) throw new Error(`there is no ${path}`);
  return found;
};

/** What stands in backticks outside of fenced blocks. */
export const inBackticks = ({ prose }: Document): string[] =>
  [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The targets of links and images. */
export const linksOf = ({ prose }: Document): string[] =>
  [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The rows of the first table below a heading, as cells without their blanks. */
export const tableBelow = ({ text }: Document, heading: string): string[][] => {
  const below = text.slice(text.indexOf(`\n## ${heading}\n`));
  const rows = /(?:^\|.*\|$\n)+/m.exec(below)?.[0].trim().split('\n') ?? [];
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

/** The anchors of a document's headings, as GitHub makes them. */
export const anchorsOf = ({ prose }: Document): string[] =>
  [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
