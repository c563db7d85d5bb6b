/** What one check came to. */
export interface Finding {
  readonly result: 'ok' | 'problem' | 'skipped';
  /** What was looked at, in a word or two. */
  readonly about: string;
  /** What was found, as a sentence. */
  readonly found: string;
  /** What to do about it; `null` where there is nothing to do. */
  readonly mend: string | null;
}

export const ok = (about: string, found: string): Finding => ({ result: 'ok', about, found, mend: null });
export const problem = (about: string, found: string, mend: string): Finding => ({
  result: 'problem',
  about,
  found,
  mend,
});
export const skipped = (about: string, found: string, mend: string | null = null): Finding => ({
  result: 'skipped',
  about,
  found,
  mend,
});

/** A line for each finding, and below it how to mend it. */
export const describeFindings = (findings: readonly Finding[]): string => {
  const width = Math.max(...findings.map(({ about }) => about.length)) + 2;
  const indent = ' '.repeat('skipped  '.length + width);
  return findings
    .map(({ result, about, found, mend }) => {
      const line = `${result.padEnd('skipped  '.length)}${about.padEnd(width)}${found}`;
      return mend === null ? line : `${line}\n${indent}-> ${mend}`;
    })
    .join('\n');
};
