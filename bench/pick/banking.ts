import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TemplateId } from '../../src/ids.ts';
import type { PickerEntry } from '../../src/picker/index.ts';

/** 13,083 questions to a bank in 77 intents (Casanueva et al. 2020, CC BY 4.0), beside the repository if anywhere. */
const folder = new URL('../../../shared/data/banking77/', import.meta.url);
export const bankingFolder = fileURLToPath(folder);

export interface Question {
  readonly text: string;
  readonly category: string;
}

export const isBankingThere = (): boolean => existsSync(new URL('train.csv', folder));

export const bankingQuestions = (part: 'train' | 'test'): readonly Question[] =>
  rowsOf(readFileSync(new URL(`${part}.csv`, folder), 'utf8'))
    .slice(1)
    .map(([text = '', category = '']) => ({ text, category }));

/** Comma-separated values, quoted where they hold a comma, a quote or a line break. */
const rowsOf = (csv: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gu)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
};

/** A guide for each category, named like it, with the first phrasings as examples and nothing else. */
export const bankingCatalogue = (
  questions: readonly Question[],
  phrasings: number,
): readonly PickerEntry[] => {
  const examples = new Map<string, string[]>();
  for (const { text, category } of questions) {
    const own = examples.get(category) ?? [];
    if (own.length < phrasings) own.push(text);
    examples.set(category, own);
  }
  return [...examples].map(([category, own]) => ({
    template_id: category as TemplateId,
    name: category.replaceAll('_', ' '),
    description: '',
    keywords: [],
    examples: own,
    locale: 'en',
  }));
};
